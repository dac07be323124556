import {
  hostNet,
  type Json,
  NetworkError,
  type RemoteNode,
  UsageError,
  ZocpNode,
  type ZocpOptions,
} from "../../../index.ts";
import type { BridgeDescription } from "../description.ts";
import { BridgeMachine } from "../machine/bridge-machine.ts";
import { Complaints } from "../machine/complaints.ts";
import type { BridgeCounts, BridgeEffect, BridgeEvent, ForeignInput } from "../machine/messages.ts";
import { BridgeTimer } from "./bridge-timer.ts";
import { Kept } from "./kept.ts";
import { kindsOf } from "./kinds-of.ts";
import { offerLearning } from "./learning.ts";
import type { BridgePicture, Protocol } from "./protocol.ts";

export interface BridgeNodeOptions {
  readonly network: ZocpOptions;
  /** Where bindings and values are kept: the path of the description or of the bridge, without the extension. */
  readonly path: string;
  readonly tell: (event: BridgeEvent | { readonly type: "note"; readonly reason: string }) => void;
}

/** A ZOCP node that bridges to another protocol. It reads ports, calls the machine and does what that returns. */
export class BridgeNode {
  readonly node: ZocpNode;
  readonly description: BridgeDescription;
  readonly protocol: Protocol;
  readonly #options: BridgeNodeOptions;
  readonly #clock: ReturnType<typeof hostNet>["clock"];
  readonly #machine: BridgeMachine;
  readonly #timer: BridgeTimer;
  readonly #kept: Kept;
  readonly #watches = new Map<string, () => void>();
  readonly #complaints = new Complaints();
  readonly #ending = new AbortController();
  /** What the protocol knows of this was so. */
  #told = { generation: -1, learning: undefined as string | undefined };
  #keepAt = 0;
  #dirty = false;

  constructor(description: BridgeDescription, protocol: Protocol, options: BridgeNodeOptions) {
    const { name, rules } = description;
    this.description = description;
    this.protocol = protocol;
    this.#options = options;
    this.#clock = (options.network.net ?? hostNet()).clock;
    this.node = new ZocpNode(name, { ...options.network, meet: "everybody" });
    const isLinked = (parameter: string): boolean => (this.node.parameters.get(parameter)?.subscribers.length ?? 0) > 0;
    this.#machine = new BridgeMachine({ name, rules, dialect: protocol.dialect, isLinked }, this.#clock.now());
    this.#timer = new BridgeTimer(this.#clock, () => this.#turn());
    this.#kept = new Kept(options.path, (reason) => options.tell({ type: "note", reason }));
  }

  get machine(): Pick<BridgeMachine, "counts" | "pairs" | "sources" | "learning" | "bindings"> {
    return this.#machine;
  }

  /** Milliseconds of the clock that `at` of pairs and sources is reckoned by. */
  get now(): number {
    return this.#clock.now();
  }

  get counts(): Readonly<BridgeCounts> {
    return this.#machine.counts;
  }

  /** Rejects with `DescriptionError` for kept files that are wrong, and with `NetworkError`. */
  async start(): Promise<void> {
    const [bindings, values] = await Promise.all([this.#kept.readBindings(), this.#values()]);
    const now = this.#clock.now();
    this.#perform(this.#machine.start(now));
    for (const [address, value] of values) this.#perform(this.#machine.restore(address, value, now));
    for (const binding of bindings) this.#perform(this.#machine.bind(binding, [], now));
    this.#listen();
    offerLearning(this.node, this.#machine, {
      now: () => this.#clock.now(),
      perform: (effects) => this.#perform(effects),
      keep: () => this.#kept.keepBindings(this.#machine.bindings),
      hear: () => this.protocol.hearEverything?.(),
    });
    await this.node.start();
    try {
      await this.protocol.start({
        addresses: () => ({ all: this.#machine.addresses, generation: this.#machine.generation }),
        picture: () => this.#picture(),
        input: (input) => this.#input(input),
        takesUnknown: () => this.#machine.takesUnknown,
        heard: (host) => this.#do((now) => this.#machine.handleHeard(host, now)),
        announce: (address, parameter, kind) => this.#do((at) => this.#machine.announce(address, parameter, kind, at)),
        withdraw: (address) => this.#do(() => this.#machine.withdraw(address)),
        connected: (is) => this.#connected(is),
        target: (id, present, whole = false) => {
          this.#machine.handleTarget(id, present, whole, this.#clock.now());
          this.#arm();
        },
        note: (reason) => this.#note(reason),
      });
    } catch (error) {
      await this.node.stop();
      throw error;
    }
    for (const pair of this.description.connect) this.#connect(pair);
    this.protocol.changed?.();
    this.#arm();
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    this.#timer.end();
    await this.protocol.stop();
    await this.node.stop();
    if (this.#dirty) this.#keepValues();
    await this.#kept.settled();
  }

  #values(): Promise<ReadonlyMap<string, Json>> {
    return this.description.keep ? this.#kept.readValues() : Promise.resolve(new Map());
  }

  #picture(): BridgePicture {
    const { pairs, bindings, learning } = this.#machine;
    const nodes = new Map([...this.node.peers.values()].map((remote) => [remote.name, remote]));
    return { pairs, bindings, learning: learning !== undefined, nodes };
  }

  #listen(): void {
    const { node } = this;
    node.on("exit", () => this.protocol.changed?.());
    node.on("changed", ({ parameter, value, by }) => {
      if (by !== "self") this.#do((now) => this.#machine.handleOwn(parameter, value, now));
    });
    node.on("described", ({ peer }) => this.#look(node.peers.get(peer)));
    node.on("modified", ({ peer, parameters, removed }) => {
      if (parameters.length + removed.length > 0) this.#look(node.peers.get(peer));
    });
    node.on("refused", ({ name, parameter, reason, outgoing, verb }) => {
      if (outgoing && verb === "SET") this.#do((now) => this.#machine.handleRefused(name, parameter, reason, now));
    });
  }

  #look(remote: RemoteNode | undefined): void {
    if (remote === undefined || !remote.complete || remote.headers.has("X-ZOCP-TOOL")) return;
    this.#do((now) => this.#machine.handleNode(remote.name, kindsOf(remote), now));
    this.protocol.changed?.();
  }

  #input(input: ForeignInput): void {
    this.#perform(this.#machine.handleInput(input, this.#clock.now()));
    if (!this.#timer.isSoon) this.#arm();
  }

  #do(act: (now: number) => readonly BridgeEffect[]): void {
    if (this.#ending.signal.aborted) return;
    this.#perform(act(this.#clock.now()));
    this.#arm();
  }

  #turn(): void {
    const now = this.#clock.now();
    if (this.#ending.signal.aborted) return;
    this.#perform(this.#machine.handleTimeout(now));
    if (this.#dirty && now >= this.#keepAt) this.#keepValues();
    this.#arm();
  }

  #arm(): void {
    if (this.#ending.signal.aborted) return;
    this.#tellChange();
    this.#timer.arm(Math.min(this.#machine.deadline, this.#dirty ? this.#keepAt : Number.POSITIVE_INFINITY));
  }

  #tellChange(): void {
    const { generation, learning } = this.#machine;
    if (generation === this.#told.generation && learning === this.#told.learning) return;
    this.#told = { generation, learning };
    this.protocol.changed?.();
  }

  #perform(effects: readonly BridgeEffect[]): void {
    for (const effect of effects) this.#performOne(effect);
  }

  #performOne(effect: BridgeEffect): void {
    switch (effect.type) {
      case "send":
        return this.protocol.send(effect.target, effect.message);
      case "answer":
        return this.protocol.answer(effect.source, effect.address, effect.value);
      case "emit":
        return this.#emit(effect);
      case "set":
        return this.#set(effect);
      case "register":
        return this.#try(effect.parameter, () => void this.node.register(effect.parameter, effect.registration));
      case "remove":
        return this.node.parameters.has(effect.parameter) ? this.node.remove(effect.parameter) : undefined;
      case "watch":
        return this.#watch(effect);
      case "unwatch":
        return this.#unwatch(`${effect.node}/${effect.parameter}`);
      case "look":
        return this.#look(this.node.peer(effect.node));
      case "tell":
        if (effect.event.type === "bound") this.#kept.keepBindings(this.#machine.bindings);
        return this.#options.tell(effect.event);
    }
  }

  #emit({ parameter, value, always }: Extract<BridgeEffect, { type: "emit" }>): void {
    this.#try(parameter, () => (always ? this.node.emit(parameter, value) : this.node.set(parameter, value)));
    if (!this.description.keep || this.#dirty) return;
    this.#dirty = true;
    this.#keepAt = Math.max(this.#clock.now(), this.#keepAt + KEPT_APART);
  }

  /** Of values the newest goes next, of events each. */
  #set({ node, parameter, value, event }: Extract<BridgeEffect, { type: "set" }>): void {
    const remote = this.node.peer(node);
    if (remote === undefined) return;
    if (!event) return remote.send(parameter, value);
    remote.set(parameter, value).catch((error: unknown) => {
      if (!(error instanceof NetworkError)) throw error;
      // A refusal is told as an event besides.
      if (error.code !== "refused-by-peer") this.#note(`${node}/${parameter}: ${error.message}`);
    });
  }

  #watch({ node, parameter, rate }: Extract<BridgeEffect, { type: "watch" }>): void {
    const key = `${node}/${parameter}`;
    if (this.#watches.has(key)) return;
    const told = ({ value }: { readonly value: Json }): void =>
      this.#do((now) => this.#machine.handleRemote(node, parameter, value, now));
    this.#watches.set(key, this.node.watch({ node, parameter }, told, rate === undefined ? { every: true } : { rate }));
  }

  #unwatch(key: string): void {
    this.#watches.get(key)?.();
    this.#watches.delete(key);
  }

  /** A rule of the file may say what no parameter can be. */
  #try(parameter: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.#options.tell({ type: "unfit", address: parameter, parameter, reason: error.message });
    }
  }

  #connect([emitter, sensor]: readonly [string, string]): void {
    const own = `${this.node.name}/`;
    const port = (end: string) =>
      end.startsWith(own) ? { node: this.node.id, parameter: end.slice(own.length) } : end;
    const how = this.description.connectAnyway ? {} : { declare: true };
    this.node.connect(port(emitter), port(sensor), { ...how, signal: this.#ending.signal }).catch((error: unknown) => {
      if (!(error instanceof NetworkError) && !(error instanceof UsageError)) throw error;
      if (error.code !== "stopped" && !this.#ending.signal.aborted)
        this.#options.tell({ type: "note", reason: `${emitter} → ${sensor}: ${error.message}` });
    });
  }

  /** Whether the server is there, for everybody who wonders why nothing moves. */
  #connected(is: boolean): void {
    if (this.#ending.signal.aborted) return;
    const about = { typeHint: "bool", access: "re", description: "whether the server is reached" } as const;
    if (this.node.parameters.has(CONNECTED)) this.node.set(CONNECTED, is);
    else this.node.register(CONNECTED, { ...about, value: is });
  }

  #note(reason: string): void {
    if (this.#complaints.isNews(reason, this.#clock.now())) this.#options.tell({ type: "note", reason });
  }

  #keepValues(): void {
    this.#dirty = false;
    const kept = this.#machine.pairs.filter(({ own, heard, event }) => own && heard && !event);
    this.#kept.keepValues(new Map(kept.map(({ address, value }) => [address, value ?? null])));
  }
}

const CONNECTED = "bridge.connected";
/** Milliseconds between two writes of values. */
const KEPT_APART = 1000;
