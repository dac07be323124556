import { show } from "../../../arguments/check.ts";
import { NetworkError, ProtocolError, UsageError } from "../../../errors.ts";
import { Emitter, type EventNames } from "../../../events/emitter.ts";
import { Failures } from "../../../events/failures.ts";
import { Performer } from "../../../events/performer.ts";
import { Reminders } from "../../../events/reminders.ts";
import { Timer } from "../../../events/timer.ts";
import { KeyStore } from "../../../keys/key-store.ts";
import { Lifecycle } from "../../../lifecycle.ts";
import { chooseNow } from "../../../net/choose.ts";
import { guardNet } from "../../../net/guarded/net.ts";
import { defaultInterface, defaultKeyFile, defaultKeyFolder } from "../../../net/host/defaults.ts";
import { hostNet } from "../../../net/host/host-net.ts";
import type { Listener, Net, Stream } from "../../../net/net.ts";
import { Handshakes } from "../../../zmtp/handshakes.ts";
import { encodeGossip, type GossipMessage } from "../../../zre/gossip/gossip.ts";
import { GossipClient } from "../../../zre/gossip/gossip-client.ts";
import { Hub, type HubEffects } from "../../../zre/gossip/hub.ts";
import type { HubEvent, HubLimits } from "../../../zre/gossip/hub-events.ts";
import type { Tuple } from "../../../zre/gossip/tuple.ts";
import { checkHubOptions } from "../known-options.ts";
import { refuse } from "../sockets/inbound.ts";
import { SendBudget } from "../sockets/send-budget.ts";
import { formatTcpAddress, parseTcpAddress, type TcpAddress } from "../sockets/tcp-address.ts";
import { ZmtpSocket } from "../sockets/zmtp-socket.ts";
import { clientConnection, hubConnection } from "./gossip-connection.ts";
import { HubLink } from "./hub-link.ts";
import { hubSecurity } from "./sources.ts";

export interface GossipHubOptions {
  /** The interface to listen on, by name or IPv4 address; all of them without it. Default: the environment's `ZOCP_INTERFACE`. */
  readonly interface?: string | undefined;
  /** The TCP port to listen on; 5670. 0 lets the system choose. */
  readonly port?: number | undefined;
  /** Other hubs with which this one shares what it knows: `tcp://host:port`. In a chain or a tree, never in a ring. */
  readonly gossip?: readonly string[] | undefined;
  /** For how long, in milliseconds, what a client published holds when its connection is gone; 10,000. */
  readonly linger?: number | undefined;
  readonly limits?: Partial<HubLimits> | undefined;
  /** The file of a key: only nodes that may enter can connect, as with `ZreOptions.key`. Default: the environment's `ZOCP_KEY`. */
  readonly key?: string | undefined;
  /** With `key`: the folder of the public keys that may enter. Default: the environment's `ZOCP_KEYS`. */
  readonly keys?: string | undefined;
  readonly net?: Net | undefined;
}

/** Everything that a hub tells. `failed`: another hub cannot be reached, or the network is in trouble; the hub goes on by itself. */
export type GossipHubEvent = HubEvent | { readonly type: "failed"; readonly error: NetworkError };
export type GossipHubEvents = { [Event in GossipHubEvent as Event["type"]]: [Event] };

/**
 * Where nodes learn of each other that hear no beacons of each other: they tell it where they are, and it tells all the others.
 * It takes no part in what they say to each other afterwards, and nodes that have met need it no more.
 *
 * @see zgossip of CZMQ, which zyre uses
 */
export class GossipHub extends Emitter<GossipHubEvents> {
  readonly #options: GossipHubOptions;
  readonly #net: Net;
  readonly #hub: Hub;
  readonly #timer: Timer;
  readonly #performer: Performer<HubEffects[number]>;
  readonly #threw: (cause: unknown) => void;
  readonly #handshakes: Handshakes;
  readonly #budget: SendBudget;
  readonly #reminders = new Reminders();
  readonly #clients = new Map<number, ZmtpSocket>();
  readonly #upstream = new Map<number, HubLink>();
  readonly #others: readonly TcpAddress[];
  readonly #store: KeyStore | undefined;
  readonly #lifecycle = new Lifecycle("this hub");
  #listener: Listener | undefined;
  #address = "";
  #number = 0;

  /** Throws `UsageError` when an option is wrong. */
  constructor(options: GossipHubOptions = {}) {
    super(HUB_EVENTS);
    checkHubOptions(options);
    this.#options = options;
    checkPort(options.port);
    this.#others = (options.gossip ?? []).map((text) => parseTcpAddress("gossip", text));
    const net = options.net ?? hostNet();
    this.#threw = new Failures(
      () => net.clock.now(),
      (error) => this.emitEvent({ type: "failed", error }),
    ).tell;
    this.#net = guardNet(net, this.#threw);
    this.#store = makeRing(this.#net, options);
    this.#hub = new Hub(options);
    const { clients, clientsPerAddress, totalBuffer } = this.#hub.limits;
    this.#budget = new SendBudget(totalBuffer);
    this.#handshakes = new Handshakes({ total: clients, perAddress: clientsPerAddress });
    this.#timer = new Timer(this.#net.clock, () => this.#performer.handle(() => this.#hub.handleTimeout(this.#now)));
    this.#performer = new Performer({
      perform: (effect) => this.#performOne(effect),
      settled: () => this.#listener !== undefined && this.#timer.at(this.#hub.deadline),
      failed: this.#threw,
    });
  }

  /** Where clients can connect to, for instance `tcp://0.0.0.0:5670`: at every address of this machine. Undefined before the start. */
  get endpoint(): string | undefined {
    return this.#listener === undefined ? undefined : `tcp://${this.#address}:${this.#listener.port}`;
  }

  /** The public key of this hub, when it has one: 40 characters of Z85. */
  get publicKey(): string | undefined {
    return this.#store?.publicKey;
  }

  /** How many clients are connected. */
  get clients(): number {
    return this.#clients.size;
  }

  /** What is published at this moment, by key: for nodes their id in capitals, and where they are. */
  get tuples(): ReadonlyMap<string, Tuple> {
    return this.#hub.tuples;
  }

  /** Begins to listen. Rejects with `NetworkError` when the address or the port cannot be used, or when `stop` comes before that. */
  start(): Promise<void> {
    return this.#lifecycle.start(() => this.#open());
  }

  /**
   * Closes every connection; when it resolves, no socket and no timer is left. The clients dial again until there is a hub, and go
   * on with those that they know. A hub that was stopped can be started again.
   */
  stop(): Promise<void> {
    return this.#lifecycle.stop(() => this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #open(): Promise<void> {
    const { port = HUB_PORT } = this.#options;
    this.#address = this.#chooseAddress();
    const listener = await this.#net.listen(this.#address, port, (stream) => this.#accept(stream));
    // Stopped meanwhile.
    if (!this.#lifecycle.started) return listener.close();
    this.#listener = listener;
    for (const at of this.#others) this.#join(at);
  }

  async #close(): Promise<void> {
    this.#listener?.close();
    this.#listener = undefined;
    this.#timer.stop();
    const closing = [...this.#upstream.values(), ...this.#clients.values()].map((one) => one.close());
    for (const id of [...this.#upstream.keys(), ...this.#clients.keys()]) this.#hub.handleLeft(id, this.#now);
    for (const { stream } of this.#clients.values()) this.#handshakes.done(stream.remote.address);
    this.#upstream.clear();
    this.#clients.clear();
    await Promise.all(closing);
    this.endStreams();
  }

  get #now(): number {
    return this.#net.clock.now();
  }

  #chooseAddress(): string {
    const wanted = this.#options.interface ?? (this.#options.net === undefined ? defaultInterface() : undefined);
    if (wanted === undefined) return EVERYWHERE;
    const used = chooseNow(this.#net, wanted).find((choice) => choice.used);
    return used?.interface.address ?? EVERYWHERE;
  }

  #accept(stream: Stream): void {
    const { address } = stream.remote;
    if (!this.#handshakes.admit(address)) {
      refuse(stream);
      return this.#ignore(address, new ProtocolError("limit-exceeded", "it opens more connections than one may"));
    }
    const id = ++this.#number;
    const wire = ZmtpSocket.accepted(stream, hubConnection({ mechanism: this.#store?.server() }), this.#net.clock, {
      ready: () => this.#perform(this.#hub.handleJoined(id, address, this.#now)),
      message: (_wire, content, now) => this.#perform(this.#hub.handleMessage(id, content, now)),
      closed: (_wire, error) => {
        if (error instanceof ProtocolError && error.code !== "timed-out") this.#ignore(address, error);
        this.#left(id);
      },
    });
    this.#clients.set(id, wire);
    this.#budget.add(id, {
      queued: () => wire.buffered,
      giveUp: (bytes) => this.#turnAway(id, `${bytes} bytes wait for all clients, and most of them for this one`),
    });
  }

  #left(id: number): void {
    const wire = this.#clients.get(id);
    if (wire === undefined) return;
    this.#clients.delete(id);
    this.#budget.delete(id);
    this.#handshakes.done(wire.stream.remote.address);
    this.#perform(this.#hub.handleLeft(id, this.#now));
  }

  /** Another hub, of which we are the client. */
  #join(at: TcpAddress): void {
    const id = ++this.#number;
    const name = formatTcpAddress(at);
    const client = new GossipClient({ limit: this.#hub.limits.tuples });
    const link = new HubLink(
      { net: this.#net, at, client, connection: () => clientConnection(hubSecurity(this.#store, at)) },
      {
        connected: () => this.#perform(this.#hub.handleJoined(id, name, this.#now, true)),
        told: (tuple) => this.#perform(this.#hub.publish(id, tuple, 0, this.#now)),
        forgotten: (key) => this.#perform(this.#hub.withdraw(id, key)),
        lost: (error) => this.#lost(id, name, error),
        ignored: (error) => this.#ignore(name, error),
        threw: this.#threw,
      },
    );
    this.#upstream.set(id, link);
  }

  #lost(id: number, name: string, error: NetworkError | ProtocolError | undefined): void {
    this.#perform(this.#hub.handleLeft(id, this.#now));
    const message = `the hub ${name} ${error instanceof ProtocolError ? "cannot be used" : "is not there"}: ${error?.message ?? "it closed the connection"}`;
    if (error instanceof ProtocolError) this.#ignore(name, error);
    else this.emitEvent({ type: "failed", error: new NetworkError(error?.code ?? "connection-lost", message) });
  }

  #ignore(address: string, error: ProtocolError): void {
    // Who has not the right key comes again with every attempt.
    if (error.code === "key-mismatch" && !this.#reminders.due(`${address} ${error.message}`, this.#now)) return;
    this.#perform(this.#hub.complain(address, error, this.#now));
  }

  #perform(effects: HubEffects): void {
    this.#performer.perform(effects);
  }

  #performOne(effect: HubEffects[number]): void {
    if (effect.type === "emit") this.emitEvent(effect.event);
    else if (effect.type === "hang-up") this.#hangUp(effect.client);
    else this.#say(effect.client, effect.message);
  }

  #say(id: number, message: GossipMessage): void {
    const link = this.#upstream.get(id);
    if (link !== undefined) return this.#sayUpstream(link, message);
    const wire = this.#clients.get(id);
    if (wire?.ready !== true) return;
    const bytes = encodeGossip(message);
    wire.send(bytes, undefined);
    if (wire.buffered > this.#hub.limits.buffer) this.#turnAway(id, "it does not read what it is told");
    else if (wire.congested) this.#budget.handleQueued(bytes.length);
  }

  #turnAway(id: number, why: string): void {
    const address = this.#clients.get(id)?.stream.remote.address ?? "";
    this.#ignore(address, new ProtocolError("limit-exceeded", why));
    this.#hangUp(id);
  }

  /** The link keeps what it has to say, and says it again. */
  #sayUpstream(link: HubLink, message: GossipMessage): void {
    if (message.type !== "PUBLISH") return;
    if (message.ttl === 0) link.publish(message.key, message.value);
    else link.withdraw(message.key);
  }

  #hangUp(id: number): void {
    this.#clients.get(id)?.destroy();
    this.#left(id);
  }
}

function makeRing(net: Net, options: GossipHubOptions): KeyStore | undefined {
  const pretend = options.net !== undefined;
  const key = options.key ?? (pretend ? undefined : defaultKeyFile());
  const keys = options.keys ?? (pretend ? undefined : defaultKeyFolder());
  if (key !== undefined) return new KeyStore({ net, key, keys });
  if (keys === undefined) return undefined;
  throw new UsageError("invalid-argument", `a folder of keys was given (${keys}), but no key of this hub's own`);
}

function checkPort(port = HUB_PORT): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return;
  throw new UsageError("invalid-argument", `port is ${show(port)}: it must be a whole number from 0 to 65535`);
}

const HUB_EVENTS: EventNames<GossipHubEvents> = {
  joined: true,
  left: true,
  published: true,
  withdrawn: true,
  ignored: true,
  failed: true,
};
const HUB_PORT = 5670;
const EVERYWHERE = "0.0.0.0";
