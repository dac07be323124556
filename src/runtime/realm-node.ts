import type { Json } from "../bytes/json.ts";
import type { AuthorityOptions } from "../zocp/authority.ts";
import type { ZocpLimits } from "../zocp/core.ts";
import type { CallEffect } from "../zocp/effects.ts";
import type { Link, LinkState, Port } from "../zocp/link.ts";
import { parseAddress } from "./address.ts";
import { safeAuthority } from "./authority.ts";
import { type CallHandler, Calls } from "./calls.ts";
import { type Delivery, deliveriesOf } from "./deliveries.ts";
import { type JsonInput, toJson } from "./json-input.ts";
import { Linking } from "./linking.ts";
import type { NodeEvent } from "./node-events.ts";
import type { NodeObject } from "./node-object.ts";
import { OwnParameters } from "./own-parameters.ts";
import type { Parameter } from "./parameter.ts";
import type { Realm } from "./realm.ts";
import { Registrar, type Registration, type Vector3, type Vector4 } from "./registrar.ts";
import type { RemoteNode } from "./remote-node.ts";
import { RemoteNodes } from "./remote-nodes.ts";
import { Requests } from "./requests.ts";
import { type Begin, type WaitOptions, waiting } from "./waiting.ts";
import { Watches, type WatchListener } from "./watches.ts";
import { toWish, type WishOptions } from "./wish-options.ts";
import { ZocpDriver } from "./zocp-driver.ts";

export interface RealmNodeOptions extends AuthorityOptions {
  /** Bounds on what the network can make this node hold. */
  readonly zocpLimits?: Partial<ZocpLimits> | undefined;
}

/** One end of a link, as people write it (`desk/fader`) or as an object: a parameter of this or of another node. */
export type PortLike = string | Port | { readonly port: Port };

/** A ZOCP node on any realm. {@link ZocpNode} is the one on the local network. */
export class RealmNode extends Registrar {
  readonly #realm: Realm;
  readonly #driver: ZocpDriver;
  readonly #requests = new Requests();
  readonly #calls = new Calls({ "zocp.links": () => this.deliveries.slice(0, MOST_LINKS).map((one) => ({ ...one })) });
  readonly #own: OwnParameters;
  readonly #remotes: RemoteNodes;
  readonly #linking: Linking;
  readonly #watches: Watches;
  #starting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(realm: Realm, { zocpLimits, ...options }: RealmNodeOptions = {}) {
    super();
    this.#realm = realm;
    this.#driver = new ZocpDriver(
      realm,
      { ...safeAuthority(options), limits: zocpLimits ?? {} },
      {
        tell: (event) => this.#tell(event),
        settle: (effect) => this.#requests.settle(effect),
        call: (effect) => void this.#answer(effect),
      },
    );
    this.#own = new OwnParameters(this.#driver);
    this.#remotes = new RemoteNodes(this.#driver, this.#requests);
    this.#linking = new Linking(this, this.#driver);
    this.#watches = new Watches(this.#driver);
  }

  /** The UUID of this node: 32 lower-case hexadecimal digits. */
  get id(): string {
    return this.#realm.id;
  }

  get name(): string {
    return this.#realm.name;
  }

  get started(): boolean {
    return this.#starting !== undefined;
  }

  /** Opens the network and makes the node known. Rejects with `NetworkError` when the network cannot be used at all. */
  start(): Promise<void> {
    if (this.#starting !== undefined) return this.#starting;
    const starting = this.#realm.start();
    this.#starting = starting;
    // A start that failed may be tried again.
    starting.catch(() => {
      if (this.#starting === starting) this.#starting = undefined;
    });
    return starting;
  }

  /** Says goodbye and closes everything. What was asked of peers rejects. A stopped node can be started again. */
  async stop(): Promise<void> {
    if (this.#starting !== undefined) {
      this.#starting = undefined;
      this.#stopping = this.#close();
    }
    await this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** The parameters of this node by path, also those that peers registered on it. */
  get parameters(): ReadonlyMap<string, Parameter> {
    return this.#own.all;
  }

  /** Registers a parameter of any type. One of the same name is replaced and keeps its subscribers. Throws `UsageError`. */
  override register<Value extends Json = Json>(name: string, registration: Registration): Parameter<Value> {
    return this.#own.register(undefined, name, registration) as Parameter<Value>;
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
    this.#own.remove(path);
  }

  /** Sets a parameter of this node; subscribers are told when the value is another one. Throws `UsageError`. */
  set(path: string, value: JsonInput): void {
    this.#own.set(path, value);
  }

  /** Sends a value of an emitter of this node to its subscribers, also when it equals the last one. Throws `UsageError`. */
  emit(path: string, value: JsonInput): void {
    this.#own.emit(path, value);
  }

  /** What this node says of itself besides its parameters: names begin with an underscore. */
  get metadata(): ReadonlyMap<string, Json> {
    return this.#driver.machine.metadata;
  }

  /** Sets metadata of this node: a string, a list or an object, for tools from 2015 cannot read others. Throws `UsageError`. */
  setMetadata(name: string, value: JsonInput): void {
    this.#driver.act((machine) => machine.setMetadata(name, toJson(value)));
  }

  /** Whether nobody else may change this node. */
  get locked(): boolean {
    return this.#driver.machine.locked;
  }

  /**
   * From now on no other node can set or register anything here, nor make or cut a wire of this node. It goes on playing: its
   * wires carry values as before, and are made again when a node returns; the own program may do everything. Others see that
   * it is locked, and are told the reason. Throws `UsageError` for a reason of more than 200 characters.
   */
  lock(reason = ""): void {
    this.#driver.act((machine) => machine.lock(reason));
  }

  /** The opposite of {@link lock}. */
  unlock(): void {
    this.#driver.act((machine) => machine.unlock());
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

  /** The ZOCP nodes that are present, by id. */
  get peers(): ReadonlyMap<string, RemoteNode> {
    return this.#remotes.all;
  }

  /** A present node by its name, its id, or a beginning of its id (four digits or more) that fits only one node. */
  peer(nameOrId: string): RemoteNode | undefined {
    return this.#remotes.find(nameOrId);
  }

  /** Waits until a node is present and its parameters are known. Rejects with `NetworkError` after the time-out. */
  waitFor(nameOrId: string, options: WaitOptions = {}): Promise<RemoteNode> {
    return this.#waiting(
      options,
      () => `no node "${nameOrId}" appeared`,
      (resolve) => {
        const look = (): void => {
          const peer = this.peer(nameOrId);
          if (peer?.complete === true) resolve(peer);
        };
        this.on("described", look);
        look();
        return () => this.off("described", look);
      },
    );
  }

  /**
   * Wires an emitter to a sensor; both may belong to any node. The wish is kept: when a node is away, or leaves and returns
   * under its name, the link is made (again) by itself. Resolves when the link is in effect. Throws `UsageError` for an
   * address that is none; rejects with `NetworkError` when a node does not allow it, or when a time-out was given and passes.
   * A rate, or that every value is wanted, stays with the link; a link that is there already takes it over.
   */
  connect(emitter: PortLike, sensor: PortLike, options: WaitOptions & WishOptions = {}): Promise<void> {
    return this.#linking.connect(this.#link(emitter, sensor), options);
  }

  /**
   * Cuts a wire, whoever made it. Resolves when the emitter's node no longer lists it, or is away; rejects with `NetworkError`
   * when a node does not allow it.
   */
  disconnect(emitter: PortLike, sensor: PortLike, options: WaitOptions = {}): Promise<void> {
    return this.#linking.disconnect(this.#link(emitter, sensor), options);
  }

  /** The links that this node keeps alive, and why those that are not in effect wait. */
  get links(): readonly LinkState[] {
    return this.#driver.machine.links;
  }

  /**
   * Calls back with every value of a parameter of another node, the present one first; also after that node left and
   * returned. Returns how to stop. Throws `UsageError` for a rate that cannot be.
   */
  watch(port: PortLike, listener: WatchListener, options: WishOptions = {}): () => void {
    return this.#watches.add(this.#port(port), listener, toWish(options));
  }

  /** What has gone from each emitter of this node to each of its subscribers, and how: a picture of this moment. */
  get deliveries(): readonly Delivery[] {
    return deliveriesOf(this.#driver);
  }

  /** Lets peers call a method of this node; undefined takes it away. Names that begin with `zocp.` are taken: `UsageError`. */
  handle(method: string, handler: CallHandler | undefined): void {
    this.#calls.handle(method, handler);
  }

  async #close(): Promise<void> {
    await this.#driver.stop();
    this.#watches.stop();
    this.#requests.close();
  }

  #port(port: PortLike): Port {
    if (typeof port === "string") return parseAddress(port);
    return "port" in port ? port.port : port;
  }

  #link(emitter: PortLike, sensor: PortLike): Link {
    return { emitter: this.#port(emitter), sensor: this.#port(sensor) };
  }

  #waiting<Value>(options: WaitOptions, what: () => string, begin: Begin<Value>): Promise<Value> {
    return waiting<Value>((delay, callback) => this.#realm.schedule(delay, callback), options, what, begin);
  }

  async #answer(effect: CallEffect): Promise<void> {
    const answer = await this.#calls.answer(effect);
    const { call } = effect;
    if (call !== undefined) this.#driver.act((machine) => machine.answer(call, answer));
  }

  #tell(event: NodeEvent): void {
    if (event.type === "enter") this.#remotes.handleEnter(event.peer);
    else if (event.type === "exit") this.#remotes.handleExit(event.peer);
    this.emitEvent(event);
    this.#own.tell(event);
    this.#watches.tell(event);
  }
}

/** More would not fit into a message. */
const MOST_LINKS = 5000;
