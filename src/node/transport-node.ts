import {
  checkFunction,
  checkGiven,
  checkObject,
  checkOptions,
  checkSwitch,
  checkText,
  checkTexts,
  type OptionNames,
  show,
} from "../arguments/check.ts";
import { toName } from "../arguments/names.ts";
import type { Json } from "../bytes/json.ts";
import { asked, checkWait, WAIT_OPTIONS, type WaitOptions, Waits } from "../events/waiting.ts";
import { Lifecycle } from "../lifecycle.ts";
import type { Transport, TransportStats } from "../transport/transport.ts";
import { VERSION } from "../version.ts";
import type { ZocpLimits } from "../zocp/core/core.ts";
import type { CallEffect } from "../zocp/core/effects.ts";
import type { Link, LinkState, Port } from "../zocp/core/link.ts";
import type { AuthorityOptions } from "../zocp/requests/authority.ts";
import { parseAddress } from "./address.ts";
import { safeAuthority } from "./authority.ts";
import { type CallHandler, Calls } from "./calls.ts";
import { type NodeClock, SharedClock } from "./clock.ts";
import { ZocpDriver } from "./driver/zocp-driver.ts";
import { type PanicOutcome, readPanic } from "./fading/panic.ts";
import { type CallOptions, checkCall } from "./fading/sender.ts";
import { type JsonInput, toJson } from "./json-input.ts";
import { type Delivery, deliveriesOf } from "./links/deliveries.ts";
import { LINK_OPTIONS, type LinkOptions } from "./links/link-options.ts";
import { formatLinkState } from "./links/link-states.ts";
import { Linking } from "./links/linking.ts";
import { type RenamedLink, Renaming } from "./links/renaming.ts";
import { SAMPLING_OPTIONS, type SamplingOptions, toSampling } from "./links/sampling-options.ts";
import type { NodeEvent, NodeEvents } from "./node-events.ts";
import type { NodeObject } from "./node-object.ts";
import { checkNodeOptions, NODE_OPTIONS } from "./node-options.ts";
import { OwnParameters } from "./own-parameters.ts";
import type { Parameter } from "./parameter.ts";
import { Registrar, type Registration, type Vector3, type Vector4 } from "./registrar.ts";
import type { RemoteNode } from "./remote/remote-node.ts";
import { RemoteNodes } from "./remote/remote-nodes.ts";
import { Requests } from "./remote/requests.ts";
import { Watches, type WatchListener } from "./watches.ts";

export interface TransportNodeOptions extends AuthorityOptions {
  /**
   * Whether others follow the clock of this node, from 0 ("I am the clock") to 255 (never); 100. The lowest rank is followed, then the
   * lowest id.
   */
  readonly clockRank?: number | undefined;
  /**
   * Whom this node meets where a network can be too large to meet everybody (a message broker): `wanted`: the nodes of its links, those
   * that it watches or waits for, and whoever wants to meet it; or `everybody`. On a local network everybody is met. Default: `wanted`.
   */
  readonly meet?: "everybody" | "wanted" | undefined;
  /** Bounds on what the network can make this node hold. */
  readonly zocpLimits?: Partial<ZocpLimits> | undefined;
}

/** How a node is locked. */
export type LockOptions = Pick<AuthorityOptions, "let">;

/** One end of a link, as people write it (`desk/fader`) or as an object: a parameter of this or of another node. */
export type PortLike = string | Port | { readonly port: Port };

/** A ZOCP node on any transport. {@link ZocpNode} is the one on the local network. */
export class TransportNode extends Registrar {
  readonly #transport: Transport;
  readonly #driver: ZocpDriver;
  readonly #requests = new Requests();
  readonly #calls = new Calls({
    "zocp.links": () => this.deliveries.slice(0, MOST_LINKS).map((one) => ({ ...one })),
    "zocp.about": () => this.#about,
    "zocp.transport": () => ({ ...this.stats }),
    "zocp.wires": ([of]) => this.#linksOf(of).slice(0, MOST_LINKS).map(formatLinkState),
  });
  readonly #own: OwnParameters;
  readonly #remotes: RemoteNodes;
  readonly #linking: Linking;
  readonly #renaming: Renaming;
  readonly #watches: Watches;
  readonly #waitedFor = new Set<string>();
  /** The clock that this node shares with others. */
  readonly clock: NodeClock;
  readonly #lifecycle = new Lifecycle("this node");
  #startedAt = 0;
  readonly #waits: Waits;

  constructor(transport: Transport, options: TransportNodeOptions = {}) {
    super();
    checkOptions("the node", options, NODE_OPTIONS);
    checkNodeOptions(options);
    const { zocpLimits, clockRank, meet, ...authority } = options;
    this.#transport = transport;
    this.#waits = new Waits((delay, callback) => transport.schedule(delay, callback));
    this.#driver = new ZocpDriver(
      transport,
      {
        ...safeAuthority(authority),
        limits: zocpLimits ?? {},
        clockRank,
        everybody: transport.want === undefined || meet === "everybody",
        isFollowed: (path) => this.listens("changed") || this.#own.follows(path),
      },
      {
        tell: (event) => this.#tell(event),
        settle: (effect) => this.#requests.settle(effect),
        call: (effect) => void this.#answer(effect),
      },
    );
    this.#own = new OwnParameters(this.#driver, this.#requests);
    this.#remotes = new RemoteNodes(this.#driver, this.#requests);
    this.#linking = new Linking(this, this.#driver, this.#waits);
    this.#renaming = new Renaming(this.#driver, this.#linking, () => this.peers.values());
    this.#watches = new Watches(this.#driver);
    this.clock = new SharedClock({
      ...{ driver: this.#driver, requests: this.#requests, waits: this.#waits },
      onChange: (listener) => this.#onClock(listener),
    });
  }

  /** The UUID of this node: 32 lower-case hexadecimal digits. */
  get id(): string {
    return this.#transport.id;
  }

  get name(): string {
    return this.#transport.name;
  }

  get started(): boolean {
    return this.#lifecycle.started;
  }

  /**
   * Opens the network and makes the node known. Rejects with `NetworkError` when the network cannot be used at all, or when
   * `stop` is called before that is done.
   */
  start(): Promise<void> {
    return this.#lifecycle.start(() => {
      this.#startedAt = this.#transport.now();
      return this.#driver.start();
    });
  }

  /**
   * Says goodbye and closes everything. What was asked of peers and every wait rejects at once with `NetworkError` ("stopped");
   * loops over events end. When it resolves, no socket and no timer is left. A stopped node can be started again.
   */
  stop(): Promise<void> {
    const error = this.#lifecycle.stopped();
    this.#waits.end(error);
    this.#requests.end(error);
    return this.#lifecycle.stop(() => this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** The parameters of this node by path, also those that peers registered on it. A live view: it always shows those of this moment. */
  get parameters(): ReadonlyMap<string, Parameter> {
    return this.#own.all;
  }

  /** Registers a parameter of any type. One of the same name is replaced and keeps its subscribers. Throws `UsageError`. */
  override register<Value extends Json = Json>(name: string, registration: Registration): Parameter<Value> {
    return this.#own.register(undefined, name, registration) as unknown as Parameter<Value>;
  }

  /** Groups parameters under a name. `type` says what kind of thing it is. Peers written for pyZOCP show them too. */
  object(name: string, type = "Unknown"): NodeObject {
    return this.#own.object(name, type);
  }

  /** One of the own parameters by path. Throws `UsageError` when there is none. */
  parameter(path: string): Parameter {
    return this.#own.parameter(path);
  }

  /** Takes a parameter away. Throws `UsageError` when there is none of that path. */
  remove(path: string): void {
    this.#own.remove(toName("the parameter", path));
  }

  /** Sets a parameter of this node; subscribers are told when the value is another one. Throws `UsageError`. */
  set(path: string, value: JsonInput): void {
    this.#own.set(toName("the parameter", path), value);
  }

  /** Sends a value of an emitter of this node to its subscribers, also when it equals the last one. Throws `UsageError`. */
  emit(path: string, value: JsonInput): void {
    this.#own.emit(toName("the parameter", path), value);
  }

  /** What this node says of itself besides its parameters: names begin with an underscore. */
  get metadata(): ReadonlyMap<string, Json> {
    return this.#driver.machine.metadata;
  }

  /** Sets metadata of this node: a string, a list or an object, for tools from 2015 cannot read others. Throws `UsageError`. */
  setMetadata(name: string, value: JsonInput): void {
    this.#driver.act((machine, now) => machine.setMetadata(toName("the metadata's name", name), toJson(value), now));
  }

  /** Whether nobody else may change this node. */
  get locked(): boolean {
    return this.#driver.machine.locked;
  }

  /**
   * From now on no other node can set or register anything here, nor make or cut a wire of this node. It goes on playing: its
   * wires carry values as before, and are made again when a node returns; the own program may do everything. Others see that
   * it is locked, and are told the reason. `let` names those who may set, fade, cover, stop and wire all the same, such as the show.
   * Throws `UsageError` for a reason of more than 200 characters.
   */
  lock(reason = "", options: LockOptions = {}): void {
    checkOptions("lock", options, LOCK_OPTIONS);
    checkGiven("let", options.let, checkTexts);
    this.#driver.act((machine, now) => machine.lock(reason, now, options.let));
  }

  /** The opposite of {@link lock}. */
  unlock(): void {
    this.#driver.act((machine, now) => machine.unlock(now));
  }

  /** Where this node is: x, y and z in whatever unit the show agrees on. Metadata `_location`. */
  setLocation(location: Vector3): void {
    this.setMetadata("_location", location);
  }

  /** How this node is turned about the x, y and z axis. Metadata `_orientation`. */
  setOrientation(orientation: Vector3): void {
    this.setMetadata("_orientation", orientation);
  }

  /** How large this node is along the x, y and z axis. Metadata `_scale`. */
  setScale(scale: Vector3): void {
    this.setMetadata("_scale", scale);
  }

  /** Location, orientation and scale in one: four rows of four numbers. Metadata `_matrix`. */
  setMatrix(rows: readonly [Vector4, Vector4, Vector4, Vector4]): void {
    this.setMetadata("_matrix", rows);
  }

  /** The ZOCP nodes that are present, by id. A live view. */
  get peers(): ReadonlyMap<string, RemoteNode> {
    return this.#remotes.all;
  }

  /** A present node by its name, its id, or a beginning of its id (four digits or more) that fits only one node. */
  peer(nameOrId: string): RemoteNode | undefined {
    return this.#remotes.find(toName("the node", nameOrId));
  }

  /** Waits until a node is present and its parameters are known. Rejects with `NetworkError` after the time-out. */
  waitFor(nameOrId: string, options: WaitOptions = {}): Promise<RemoteNode> {
    return asked(() => {
      checkText("the node", nameOrId);
      this.#want(nameOrId);
      const find = (): RemoteNode | undefined =>
        this.peer(nameOrId)?.complete === true ? this.peer(nameOrId) : undefined;
      return this.#until(options, "waitFor", find, () => `no node ${show(nameOrId)} appeared`);
    });
  }

  /**
   * Everybody who is here at this moment, once their parameters are known; without those who leave meanwhile. Rejects with
   * `NetworkError` after the time-out.
   */
  everyone(options: WaitOptions = {}): Promise<readonly RemoteNode[]> {
    return asked(() => {
      const here = [...this.peers.values()];
      const present = (): RemoteNode[] => here.filter((peer) => this.peers.get(peer.id) === peer);
      const known = (): RemoteNode[] | undefined =>
        present().every(({ complete }) => complete) ? present() : undefined;
      const missing = (): string =>
        present()
          .flatMap(({ complete, name }) => (complete ? [] : [show(name)]))
          .join(", ");
      return this.#until(options, "everyone", known, () => `the parameters of ${missing()} did not come`);
    });
  }

  /**
   * Links an emitter to a sensor; both may belong to any node. The link is kept: when a node is away, or leaves and returns
   * under its name, it is made (again) by itself. What a node that is no end asks for is a decision; what an end asks for is a
   * declaration, which gives way to what somebody decided. Resolves when the link is in effect. Rejects with `UsageError` for an
   * address that is none, with `NetworkError` when a node does not allow it, when somebody cut it ("link-cut"), or when a time-out
   * was given and passes. Options stay with the link; a link that is there already takes them over.
   */
  connect(emitter: PortLike, sensor: PortLike, options: WaitOptions & LinkOptions = {}): Promise<void> {
    return asked(() => {
      checkWait("connect", options, CONNECT_OPTIONS);
      return this.#linking.connect(toLink(emitter, sensor), options);
    });
  }

  /**
   * Cuts a wire, whoever made it, and for as long as nobody decides otherwise. Resolves when the nodes of it that are here agree
   * and the emitter's lists it no longer; rejects with `NetworkError` when a node does not allow it.
   */
  disconnect(emitter: PortLike, sensor: PortLike, options: CallOptions = {}): Promise<void> {
    return asked(() => {
      const [wait, sender] = checkCall("disconnect", options);
      return this.#linking.disconnect(toLink(emitter, sensor), wait, { sender });
    });
  }

  /**
   * A node is called otherwise from now on: its links move to the new name, with their options, and those that were cut stay cut
   * under it. Resolves with what became of each. Rejects with `UsageError` while a node of the old name is here: these are its links;
   * with `NetworkError` when a node does not say which links it keeps.
   */
  rename(before: string, after: string, options: WaitOptions = {}): Promise<readonly RenamedLink[]> {
    return asked(() => {
      checkWait("rename", options, WAIT_OPTIONS);
      return this.#renaming.rename(toName("the old name", before), toName("the new name", after), options);
    });
  }

  /** The links that this node keeps alive, and why those that are not in effect wait. */
  get links(): readonly LinkState[] {
    return this.#driver.machine.links;
  }

  /**
   * Calls back with every value of a parameter of another node, the present one first; also after that node left and
   * returned. Returns how to stop. Throws `UsageError` for a rate that cannot be.
   */
  watch(port: PortLike, listener: WatchListener, options: SamplingOptions = {}): () => void {
    checkOptions("watch", options, SAMPLING_OPTIONS);
    checkFunction("the listener", listener);
    return this.#watches.add(toPort(port), listener, toSampling(options));
  }

  /**
   * Stops everything that fades on every node of ours that is here, also on locked ones; parameters that say so are held or go to their
   * safe value, until it is released. Whoever does not answer is asked each 200 ms, and whoever comes is asked, for 3 seconds (`timeout`).
   * Resolves with who did it and who did not, as soon as everybody who is here has answered; the event `panicked` tells of each.
   */
  panic(options: WaitOptions & { readonly release?: boolean | undefined } = {}): Promise<PanicOutcome> {
    return asked(async () => {
      checkWait("panic", options, PANIC_OPTIONS);
      checkSwitch("release", options.release);
      const { release = false, timeout = PANIC_TIME, signal } = options;
      const ask = this.#requests.ask(signal, (request) =>
        this.#driver.act((machine, now) => machine.panic(request, release ? "release" : "stop", { timeout, now })),
      );
      // Nobody is left out because nobody here needed it before.
      this.#driver.act((machine, now) => machine.want(undefined, now));
      try {
        return readPanic(await ask);
      } finally {
        this.#driver.act((machine, now) => machine.unwant(undefined, now));
      }
    });
  }

  /** What has gone from each emitter of this node to each of its subscribers, and how: a picture of this moment. */
  get deliveries(): readonly Delivery[] {
    return deliveriesOf(this.#driver);
  }

  /** How it fares with its peers on a message broker; undefined on a local network, and before the start. */
  get stats(): TransportStats | undefined {
    return this.#transport.stats?.();
  }

  /** Lets peers call a method of this node; undefined takes it away. Names that begin with `zocp.` are taken: `UsageError`. */
  handle(method: string, handler: CallHandler | undefined): void {
    checkText("the method", method);
    if (handler !== undefined) checkFunction("the handler", handler);
    this.#calls.handle(method, handler);
  }

  #onClock(listener: () => void): () => void {
    this.on("clock", listener).on("enter", listener);
    return () => this.off("clock", listener).off("enter", listener);
  }

  /** What this node says of itself to who asks. */
  get #about(): JsonInput {
    const { endpoints = [] } = this.#transport;
    return { version: VERSION, uptime: this.#transport.now() - this.#startedAt, endpoints: [...endpoints] };
  }

  #linksOf(node: Json | undefined): readonly LinkState[] {
    return typeof node === "string" ? this.#driver.machine.linksOf(node) : this.links;
  }

  async #close(): Promise<void> {
    await this.#driver.stop();
    this.#watches.stop();
    // What was asked while the goodbyes left.
    this.#requests.end(this.#lifecycle.stopped());
    this.#own.endStreams();
    this.endStreams();
  }

  /** Resolves with what `find` finds, as soon as it finds something: it looks again whenever somebody is known or has left. */
  #until<Found>(options: WaitOptions, of: string, find: () => Found | undefined, what: () => string): Promise<Found> {
    checkWait(of, options, WAIT_OPTIONS);
    return this.#waits.begin(options, what, (resolve) => {
      const look = (): void => {
        const found = find();
        if (found !== undefined) resolve(found);
      };
      this.on("described", look).on("exit", look);
      look();
      return () => this.off("described", look).off("exit", look);
    });
  }

  /** Whoever was waited for is held, and stays wanted. */
  #want(node: string): void {
    const name = toName("the node", node);
    if (this.#waitedFor.has(name)) return;
    this.#waitedFor.add(name);
    this.#driver.act((machine, now) => machine.want(name, now));
  }

  async #answer(effect: CallEffect): Promise<void> {
    const answer = await this.#calls.answer(effect);
    const { call } = effect;
    if (call !== undefined) this.#driver.handle((machine) => machine.answer(call, answer));
  }

  #tell(event: NodeEvent): void {
    if (event.type === "enter") this.#remotes.handleEnter(event.peer);
    else if (event.type === "exit") this.#remotes.handleExit(event.peer);
    this.#own.told = event.type === "changed" ? event.parameter : undefined;
    this.emitEvent(event);
    if (event.type === "enter") this.#tellNamesake(event);
    this.#own.tell(event);
    this.#own.told = undefined;
    this.#watches.tell(event);
  }

  #tellNamesake({ peer, name }: NodeEvents["enter"][0]): void {
    const others = [this, ...this.peers.values()].filter((one) => one.name === name && one.id !== peer);
    for (const { id: other } of others) this.emitEvent({ type: "namesake", peer, name, other });
  }
}

function toPort(port: PortLike): Port {
  if (typeof port === "string") return parseAddress(port);
  checkObject("the ends of a link", port);
  const { node, parameter } = ("port" in port ? port.port : port) ?? {};
  return {
    node: toName("the node of a link's end", node),
    parameter: toName("the parameter of a link's end", parameter),
  };
}

function toLink(emitter: PortLike, sensor: PortLike): Link {
  return { emitter: toPort(emitter), sensor: toPort(sensor) };
}

const PANIC_OPTIONS: OptionNames<WaitOptions & { readonly release?: boolean | undefined }> = {
  ...WAIT_OPTIONS,
  release: true,
};
/** Milliseconds. */
const PANIC_TIME = 3000;
const LOCK_OPTIONS: OptionNames<LockOptions> = { let: true };
const CONNECT_OPTIONS: OptionNames<WaitOptions & LinkOptions> = { ...WAIT_OPTIONS, ...LINK_OPTIONS };
/** More would not fit into a message. */
const MOST_LINKS = 5000;
