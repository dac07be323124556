import { NetworkError, ProtocolError, UsageError } from "../errors.ts";
import { chooseInterfaces } from "../net/choose.ts";
import { defaultInterface, defaultKeyFile, defaultKeyFolder } from "../net/host/defaults.ts";
import { hostNet } from "../net/host/host-net.ts";
import type { Listener, Net, Stream } from "../net/net.ts";
import { Handshakes } from "../zmtp/handshakes.ts";
import { encodeGossip, type GossipMessage } from "../zre/gossip.ts";
import { GossipClient } from "../zre/gossip-client.ts";
import { Hub, type HubEffects } from "../zre/hub.ts";
import type { HubEvent, HubLimits } from "../zre/hub-events.ts";
import type { Tuple } from "../zre/tuple.ts";
import { Alarm } from "./alarm.ts";
import { Emitter } from "./emitter.ts";
import { clientConnection, hubConnection } from "./gossip-connection.ts";
import { HubLink } from "./hub-link.ts";
import { refuse } from "./inbound.ts";
import { KeyRing } from "./key-ring.ts";
import { hubSecurity } from "./sources.ts";
import { formatTcpAddress, parseTcpAddress, type TcpAddress } from "./tcp-address.ts";
import { Wire } from "./wire.ts";

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

/** Everything that a hub tells. `failed`: another hub cannot be reached; it is tried again by itself. */
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
  readonly #alarm: Alarm;
  readonly #handshakes: Handshakes;
  readonly #clients = new Map<number, Wire>();
  readonly #upstream = new Map<number, HubLink>();
  readonly #others: readonly TcpAddress[];
  readonly #ring: KeyRing | undefined;
  #listener: Listener | undefined;
  #address = "";
  #number = 0;

  /** Throws `UsageError` when an option is wrong. */
  constructor(options: GossipHubOptions = {}) {
    super();
    this.#options = options;
    checkPort(options.port);
    this.#others = (options.gossip ?? []).map((text) => parseTcpAddress("gossip", text));
    this.#net = options.net ?? hostNet();
    this.#ring = makeRing(this.#net, options);
    this.#hub = new Hub(options);
    const { clients, clientsPerAddress } = this.#hub.limits;
    this.#handshakes = new Handshakes({ total: clients, perAddress: clientsPerAddress });
    this.#alarm = new Alarm(this.#net.clock, (now) => this.#perform(this.#hub.handleTimeout(now)));
  }

  /** Where clients can connect to, for instance `tcp://0.0.0.0:5670`: at every address of this machine. Undefined before the start. */
  get endpoint(): string | undefined {
    return this.#listener === undefined ? undefined : `tcp://${this.#address}:${this.#listener.port}`;
  }

  /** The public key of this hub, when it has one: 40 characters of Z85. */
  get publicKey(): string | undefined {
    return this.#ring?.publicKey;
  }

  /** How many clients are connected. */
  get clients(): number {
    return this.#clients.size;
  }

  /** What is published at this moment, by key: for nodes their id in capitals, and where they are. */
  get tuples(): ReadonlyMap<string, Tuple> {
    return this.#hub.tuples;
  }

  /** Begins to listen. Rejects with `NetworkError` when the address or the port cannot be used. */
  async start(): Promise<void> {
    if (this.#listener !== undefined) return;
    const { port = HUB_PORT } = this.#options;
    this.#address = this.#chooseAddress();
    this.#listener = await this.#net.listen(this.#address, port, (stream) => this.#accept(stream));
    for (const at of this.#others) this.#join(at);
  }

  /** Closes every connection. The clients dial again until there is a hub, and go on with those that they know. */
  async stop(): Promise<void> {
    this.#listener?.close();
    this.#listener = undefined;
    this.#alarm.stop();
    for (const link of this.#upstream.values()) link.close();
    for (const wire of this.#clients.values()) wire.close();
    for (const id of [...this.#upstream.keys(), ...this.#clients.keys()]) this.#hub.handleLeft(id, this.#now);
    this.#upstream.clear();
    this.#clients.clear();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  get #now(): number {
    return this.#net.clock.now();
  }

  #chooseAddress(): string {
    const wanted = this.#options.interface ?? (this.#options.net === undefined ? defaultInterface() : undefined);
    if (wanted === undefined) return EVERYWHERE;
    const used = chooseInterfaces(this.#net.interfaces(), wanted).find((choice) => choice.used);
    return used?.interface.address ?? EVERYWHERE;
  }

  #accept(stream: Stream): void {
    const { address } = stream.remote;
    if (!this.#handshakes.admit(address)) {
      refuse(stream);
      return this.#ignore(address, new ProtocolError("limit-exceeded", "it opens more connections than one may"));
    }
    const id = ++this.#number;
    const wire = Wire.accepted(stream, hubConnection({ mechanism: this.#ring?.server() }), this.#net.clock, {
      ready: () => this.#perform(this.#hub.handleJoined(id, address, this.#now)),
      message: (_wire, content, now) => this.#perform(this.#hub.handleMessage(id, content, now)),
      closed: (_wire, error) => {
        if (error instanceof ProtocolError && error.code !== "timed-out") this.#ignore(address, error);
        this.#left(id);
      },
    });
    this.#clients.set(id, wire);
  }

  #left(id: number): void {
    const wire = this.#clients.get(id);
    if (wire === undefined) return;
    this.#clients.delete(id);
    this.#handshakes.done(wire.stream.remote.address);
    this.#perform(this.#hub.handleLeft(id, this.#now));
  }

  /** Another hub, of which we are the client. */
  #join(at: TcpAddress): void {
    const id = ++this.#number;
    const name = formatTcpAddress(at);
    const client = new GossipClient({ limit: this.#hub.limits.tuples });
    const link = new HubLink(
      { net: this.#net, at, client, connection: () => clientConnection(hubSecurity(this.#ring, at)) },
      {
        connected: () => this.#perform(this.#hub.handleJoined(id, name, this.#now, true)),
        told: (tuple) => this.#perform(this.#hub.publish(id, tuple, 0, this.#now)),
        forgotten: (key) => this.#perform(this.#hub.withdraw(id, key)),
        lost: (error) => this.#lost(id, name, error),
        ignored: (error) => this.#ignore(name, error),
      },
    );
    this.#upstream.set(id, link);
  }

  #lost(id: number, name: string, error: NetworkError | ProtocolError | undefined): void {
    this.#perform(this.#hub.handleLeft(id, this.#now));
    const message = `the hub ${name} is not there: ${error?.message ?? "it closed the connection"}`;
    if (error instanceof ProtocolError) this.#ignore(name, error);
    else this.emitEvent({ type: "failed", error: new NetworkError(error?.code ?? "connection-lost", message) });
  }

  #ignore(address: string, error: ProtocolError): void {
    this.#perform(this.#hub.complain(address, error, this.#now));
  }

  #perform(effects: HubEffects): void {
    for (const effect of effects) {
      if (effect.type === "emit") this.emitEvent(effect.event);
      else if (effect.type === "hang-up") this.#hangUp(effect.client);
      else this.#say(effect.client, effect.message);
    }
    if (this.#listener !== undefined) this.#alarm.at(this.#hub.deadline);
  }

  #say(id: number, message: GossipMessage): void {
    const link = this.#upstream.get(id);
    if (link !== undefined) return this.#sayUpstream(link, message);
    const wire = this.#clients.get(id);
    if (wire?.ready !== true) return;
    wire.send(encodeGossip(message), undefined);
    if (wire.buffered <= this.#hub.limits.buffer) return;
    this.#ignore(wire.stream.remote.address, new ProtocolError("limit-exceeded", "it does not read what it is told"));
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

function makeRing(net: Net, options: GossipHubOptions): KeyRing | undefined {
  const pretend = options.net !== undefined;
  const key = options.key ?? (pretend ? undefined : defaultKeyFile());
  const keys = options.keys ?? (pretend ? undefined : defaultKeyFolder());
  if (key !== undefined) return new KeyRing({ net, key, keys });
  if (keys === undefined) return undefined;
  throw new UsageError("invalid-argument", `a folder of keys was given (${keys}), but no key of this hub's own`);
}

function checkPort(port = HUB_PORT): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return;
  throw new UsageError("invalid-argument", `port is ${port}: it must be a whole number from 0 to 65535`);
}

const HUB_PORT = 5670;
const EVERYWHERE = "0.0.0.0";
