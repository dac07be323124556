import { checkGiven, checkText } from "../arguments/check.ts";
import { toHex } from "../bytes/hex.ts";
import { type NetworkError, UsageError } from "../errors.ts";
import { Emitter } from "../events/emitter.ts";
import { Failures } from "../events/failures.ts";
import { Performer } from "../events/performer.ts";
import { Reminders } from "../events/reminders.ts";
import { Timer } from "../events/timer.ts";
import { Lifecycle } from "../lifecycle.ts";
import { defaultKeyFile, defaultKeyFolder } from "../net/host/defaults.ts";
import { hostNet } from "../net/host/host-net.ts";
import type { Net } from "../net/net.ts";
import {
  type ChosenBroker,
  chooseBroker,
  makeBrokerTransport,
  makeCarrier,
} from "../transport/broker/broker-options.ts";
import { BrokerTransport } from "../transport/broker/broker-transport.ts";
import { formatBroker } from "../transport/broker/broker-url.ts";
import type { Carrier } from "../transport/broker/carrier.ts";
import { ZreNode } from "../transport/zre/zre-node.ts";
import { ZreTransport } from "../transport/zre/zre-transport.ts";
import { ZOCP_GROUP } from "../zocp/codec/headers.ts";
import { Border, type BorderEffect } from "./border.ts";
import type { Side } from "./crossing.ts";
import { MESH_BRIDGE_EVENTS, type MeshBridgeEvents } from "./events.ts";
import { Lookout } from "./lookout.ts";
import { checkBridgeOptions, LIMITS, type MeshBridgeOptions } from "./options.ts";
import { type RenewingTransport, StandIn } from "./stand-in.ts";
import { StandIns } from "./stand-ins.ts";
import { BRIDGE_HEADER, passOn, type Traveller } from "./via.ts";

/**
 * Joins a local network and a message broker: nodes of each side, by their names, are on the other side too, under the same id. What they
 * say to each other passes unread. Of several bridges between the same two one carries the nodes, and the others stand by.
 */
export class MeshBridge extends Emitter<MeshBridgeEvents> {
  /** The id of this bridge on both sides. */
  readonly id: string;
  /** The broker, without its password, and the show on it. */
  readonly broker: string;
  readonly show: string;
  readonly #options: MeshBridgeOptions;
  readonly #net: Net;
  /** Undefined in tests, which bring another way to a broker. */
  readonly #chosen: ChosenBroker | undefined;
  readonly #makeCarrier: () => Carrier;
  readonly #lifecycle = new Lifecycle("this bridge");
  readonly #failures: Failures;
  readonly #reminders = new Reminders();
  readonly #timer: Timer;
  readonly #performer: Performer<BorderEffect>;
  #border: Border;
  readonly #standIns = new StandIns();
  /** While it is started. */
  #lookout: Lookout | undefined;
  /** Whoever stands for a node again waits for the one before. */
  readonly #leaving = new Map<string, Promise<void>>();
  #wantsOthers = false;

  /** Throws `UsageError` when an option is wrong, or no broker is named. `carrier`: another way to a broker, for tests. */
  constructor(options: MeshBridgeOptions, carrier?: () => Carrier) {
    super(MESH_BRIDGE_EVENTS);
    checkBridgeOptions(options);
    const { broker, show, network = {}, name } = options;
    checkGiven("the name", name, checkText);
    this.#options = options;
    this.#net = network.net ?? hostNet();
    this.id = toHex(this.#net.random.bytes(ID_LENGTH));
    const chosen = carrier === undefined ? chosenBroker({ broker, show }) : undefined;
    this.#chosen = chosen;
    this.broker = chosen === undefined ? "" : formatBroker(chosen.url);
    this.show = chosen?.show ?? "";
    this.#makeCarrier = carrier ?? (() => makeCarrier(chosen as ChosenBroker, this.#net));
    this.#failures = new Failures(
      () => this.#now,
      (error) => this.emitEvent({ type: "failed", error }),
    );
    this.#timer = new Timer(this.#net.clock, () => this.#handle((border, now) => border.handleTimeout(now)));
    this.#performer = new Performer({
      perform: (effect) => this.#perform(effect),
      settled: () => this.#settle(),
      failed: this.#failures.tell,
    });
    this.#border = this.#makeBorder();
    // A name, a key or an interface that cannot be used is told here.
    this.#makeZre(name ?? NAME, this.id, new Map());
  }

  /** Whether this bridge carries nodes at the moment; false while another one does, and without a broker. */
  get carries(): boolean {
    return this.#border.carries;
  }

  /** The nodes of one side that are on the other side too. */
  carried(from: Side): readonly { readonly id: string; readonly name: string }[] {
    return [...this.#border.carried(from).values()].map(({ id, name }) => ({ id, name }));
  }

  /** Rejects with `NetworkError` when the network or the broker cannot be reached. */
  start(): Promise<void> {
    return this.#lifecycle.start(() => this.#open());
  }

  /** All who stand for others leave, on both sides. */
  stop(): Promise<void> {
    return this.#lifecycle.stop(() => this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #open(): Promise<void> {
    const { name = NAME } = this.#options;
    const lookout = new Lookout({
      id: this.id,
      name,
      zre: this.#makeZre(name, this.id, new Map([[BRIDGE_HEADER, "1"]])),
      carrier: this.#makeCarrier(),
      handle: (input) => this.#handle(input),
      failed: (error) => this.#complain(error),
    });
    this.#lookout = lookout;
    try {
      await lookout.open();
    } catch (error) {
      await this.#close();
      throw error;
    }
    if (this.#lookout === lookout) this.#handle((border, now) => border.start(now));
  }

  async #close(): Promise<void> {
    const lookout = this.#lookout;
    this.#lookout = undefined;
    this.#timer.stop();
    for (const side of SIDES) for (const id of [...this.#standIns.on(side).keys()]) this.#dismiss(side, id);
    this.#border = this.#makeBorder();
    await Promise.all([...this.#leaving.values(), lookout?.close()]);
    this.endStreams();
  }

  get #now(): number {
    return this.#net.clock.now();
  }

  #makeBorder(): Border {
    const { share = [], import: imported = [], limits } = this.#options;
    return new Border({ id: this.id, share, import: imported, ...LIMITS, ...limits });
  }

  #makeZre(name: string, id: string, headers: ReadonlyMap<string, string>): ZreNode {
    const own = { port: 0, endpoint: false, limits: { buffer: BUFFER } } as const;
    const groups = headers.has(BRIDGE_HEADER) ? [] : [ZOCP_GROUP];
    return new ZreNode(name, { ...this.#options.network, ...own, id, headers, groups });
  }

  #handle(input: (border: Border, now: number) => readonly BorderEffect[]): void {
    if (this.#lookout !== undefined) this.#performer.handle(() => input(this.#border, this.#now));
  }

  #settle(): void {
    if (this.#lookout === undefined) return;
    if (this.#wantsOthers) {
      this.#wantsOthers = false;
      const nodes = new Set(this.#standIns.on("lan").keys());
      for (const standIn of this.#standIns.on("broker").values()) standIn.want(nodes);
    }
    this.#timer.at(this.#border.deadline);
  }

  #perform(effect: BorderEffect): void {
    switch (effect.type) {
      case "carry":
        return this.#carry(effect.from, effect.node);
      case "drop":
        this.#dismiss(acrossFrom(effect.from), effect.node.id);
        return this.emitEvent({ type: "dropped", from: effect.from, ...nameOf(effect.node), reason: effect.reason });
      case "refuse":
        return this.emitEvent({ type: "refused", from: effect.from, ...nameOf(effect.node), reason: effect.reason });
      case "turn":
        return this.emitEvent({ type: "turned", carries: effect.carries, rival: effect.rival });
      case "seek":
        return this.#lookout?.seek(effect.id, this.#now);
      case "knock":
        return this.#lookout?.knock(effect.to, effect.carries);
    }
  }

  /** Lets somebody stand for a node on the other side. */
  #carry(from: Side, node: Traveller): void {
    const side = acrossFrom(from);
    let standIn: StandIn;
    try {
      standIn = this.#makeStandIn(side, node);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      return this.#fail(from, node, error);
    }
    this.#standIns.add(side, standIn);
    this.#wantsOthers = true;
    const before = this.#leaving.get(keyOf(side, node.id)) ?? Promise.resolve();
    void before.then(async () => {
      const isCurrent = (): boolean => this.#standIns.on(side).get(node.id) === standIn;
      if (!isCurrent()) return;
      try {
        await standIn.start();
        if (isCurrent()) this.emitEvent({ type: "carried", from, ...nameOf(node) });
      } catch (error) {
        if (isCurrent()) this.#fail(from, node, error);
      }
    });
  }

  #makeStandIn(side: Side, node: Traveller): StandIn {
    const { id } = node;
    const standIns = this.#standIns;
    return new StandIn(node, this.#makeTransport(side, node), {
      enter: (peer) => standIns.enter(side, id, peer),
      exit: (peer, reason) => {
        standIns.exit(side, id, peer);
        if (side === "broker" && reason === "goodbye") this.#handle((border, now) => border.handleGoodbye(peer, now));
      },
      frames: (peer, content) => standIns.receive(side, id, peer, content),
      drain: (peer) => standIns.drain(side, id, peer),
      failed: (error) => this.#complain(error),
    });
  }

  #makeTransport(side: Side, node: Traveller): RenewingTransport {
    const headers = passOn(node, this.id);
    const { id, name } = node;
    if (side === "lan") return new ZreTransport(this.#makeZre(name, id, headers));
    const transport = this.#overBroker({ id, name, headers });
    transport.want({ everybody: false, nodes: new Set() });
    return transport;
  }

  /** With the key of the local network: what is secret there is not said openly on the broker. */
  #overBroker(node: Traveller): BrokerTransport {
    const foreign = { ...node, net: this.#net, foreign: true };
    const { key, keys, net } = this.#options.network ?? {};
    if (this.#chosen === undefined) return new BrokerTransport({ ...foreign, carrier: this.#makeCarrier() });
    return makeBrokerTransport(this.#chosen, {
      ...foreign,
      key: key ?? (net === undefined ? defaultKeyFile() : undefined),
      keys: keys ?? (net === undefined ? defaultKeyFolder() : undefined),
      limits: {},
    });
  }

  #dismiss(side: Side, id: string): void {
    const standIn = this.#standIns.remove(side, id);
    if (standIn === undefined) return;
    this.#wantsOthers = true;
    const key = keyOf(side, id);
    const before = this.#leaving.get(key);
    const gone = Promise.allSettled([before, standIn.stop()]).then(() => {
      if (this.#leaving.get(key) === gone) this.#leaving.delete(key);
    });
    this.#leaving.set(key, gone);
  }

  #fail(from: Side, node: Traveller, cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (this.#reminders.due(`${node.id} ${reason}`, this.#now))
      this.emitEvent({ type: "refused", from, ...nameOf(node), reason });
    this.#handle((border, now) => border.handleFailure(from, node.id, now));
  }

  /** The broker of all who stand there is away at once. */
  #complain(error: NetworkError): void {
    if (this.#reminders.due(error.message, this.#now)) this.emitEvent({ type: "failed", error });
  }
}

function chosenBroker(options: Pick<MeshBridgeOptions, "broker" | "show">): ChosenBroker {
  const chosen = chooseBroker(options, false);
  if (chosen !== undefined) return chosen;
  throw new UsageError("invalid-argument", "a bridge needs the broker to which it leads, for instance nats://10.0.1.5");
}

function nameOf({ id, name }: Traveller): { readonly id: string; readonly name: string } {
  return { id, name };
}

function acrossFrom(side: Side): Side {
  return side === "lan" ? "broker" : "lan";
}

function keyOf(side: Side, id: string): string {
  return `${side} ${id}`;
}

const SIDES: readonly Side[] = ["lan", "broker"];
const NAME = "bridge";
const ID_LENGTH = 16;
/** Octets that may wait for one slow node. */
const BUFFER = 8 * 1024 * 1024;
