import { decodeZ85 } from "../../../bytes/z85.ts";
import { NetworkError, ProtocolError } from "../../../errors.ts";
import { failureOf } from "../../../events/failures.ts";
import type { KeyStore } from "../../../keys/key-store.ts";
import type { Net, Stream } from "../../../net/net.ts";
import type { Place } from "../../../zre/discovery/address-book.ts";
import { type Endpoint, formatEndpoint, type OwnEndpoint } from "../../../zre/discovery/endpoint.ts";
import { GossipClient } from "../../../zre/gossip/gossip-client.ts";
import { formatTuple, ownPlace, parseTuple, type Tuple, type Whereabouts } from "../../../zre/gossip/tuple.ts";
import { formatTcpAddress, type TcpAddress } from "../sockets/tcp-address.ts";
import { clientConnection, type GossipSecurity } from "./gossip-connection.ts";
import { HubLink } from "./hub-link.ts";

export interface SourcesOptions {
  readonly net: Net;
  readonly id: string;
  readonly hubs: readonly TcpAddress[];
  /** The places that our user knows. */
  readonly peers: readonly TcpAddress[];
  readonly advertised: Endpoint | undefined;
  /** With keys: how hubs are talked to, and whose word is taken. */
  readonly ring: KeyStore | undefined;
}

export interface SourcesHandlers {
  told(place: Place): void;
  forgotten(place: Place | Pick<Place, "peer" | "source">): void;
  ignored(error: ProtocolError): void;
  failed(error: NetworkError): void;
  /** Something that we rely on threw. */
  threw(cause: unknown): void;
}

/** Where a node learns of others besides their beacons: the hubs that it is a client of, and what its user told. */
export class Sources {
  readonly #options: SourcesOptions;
  readonly #handlers: SourcesHandlers;
  readonly #hubs: HubSource[] = [];
  readonly #timers = new Map<TcpAddress, () => void>();
  #own: readonly OwnEndpoint[] = [];
  #stopped = false;

  constructor(options: SourcesOptions, handlers: SourcesHandlers) {
    this.#options = options;
    this.#handlers = handlers;
  }

  start(): void {
    for (const at of this.#options.hubs) this.#hubs.push(new HubSource(this.#options, at, this.#handlers));
    for (const hub of this.#hubs) hub.publish(this.#own);
    for (const at of this.#options.peers) this.#look(at, undefined);
  }

  /** We can be reached elsewhere now. */
  setOwn(own: readonly OwnEndpoint[]): void {
    this.#own = own;
    for (const hub of this.#hubs) hub.publish(own);
  }

  /** Takes back what was published. Resolves when the hubs were told, or cannot be. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
    await Promise.all(this.#hubs.map((hub) => hub.close()));
  }

  /** A name may mean another machine by and by, and hubs for names are not always there from the start. */
  #look(at: TcpAddress, before: Place | undefined): void {
    const { net } = this.#options;
    if (!isName(at.host) || net.resolve === undefined) return this.#tell(at, { address: at.host, port: at.port });
    void net
      .resolve(at.host)
      .then(
        (address) => this.#resolved(at, { address, port: at.port }, before),
        (error: unknown) => this.#unresolved(at, error, before),
      )
      .catch(this.#handlers.threw);
  }

  #resolved(at: TcpAddress, place: Place, before: Place | undefined): void {
    if (this.#stopped) return;
    this.#lookAgain(at, place, LOOK_EVERY);
    if (before !== undefined && before.address !== place.address) this.#handlers.forgotten(before);
    if (before?.address !== place.address) this.#tell(at, place);
  }

  #tell({ publicKey }: TcpAddress, place: Place): void {
    const key = publicKey === undefined ? undefined : decodeZ85(publicKey);
    // Until the peer says its id, the place stands for it.
    if (key === undefined || this.#options.ring?.hear(formatEndpoint(place), key) === true) this.#handlers.told(place);
    else {
      const why = this.#options.ring === undefined ? "this node has no key of its own" : "that key may not enter";
      this.#handlers.ignored(
        new ProtocolError("bad-handshake", `${formatEndpoint(place)} was given with a key, but ${why}`),
      );
    }
  }

  #unresolved(at: TcpAddress, error: unknown, before: Place | undefined): void {
    if (this.#stopped) return;
    this.#lookAgain(at, before, RETRY_EVERY);
    if (before === undefined) this.#handlers.failed(failureOf(error));
  }

  #lookAgain(at: TcpAddress, place: Place | undefined, delay: number): void {
    this.#timers.set(
      at,
      this.#options.net.clock.schedule(delay, () => this.#look(at, place)),
    );
  }
}

/** One hub, and what it tells. */
class HubSource {
  readonly #options: SourcesOptions;
  readonly #name: string;
  readonly #handlers: SourcesHandlers;
  readonly #link: HubLink;
  #own: readonly OwnEndpoint[] = [];
  /** Through which of our addresses the way to the hub leads, and where it ends. */
  #way: { readonly local: string | undefined; readonly hub: string };
  #published = "";
  #failure = "";

  constructor(options: SourcesOptions, at: TcpAddress, handlers: SourcesHandlers) {
    this.#options = options;
    this.#name = formatTcpAddress(at);
    this.#handlers = handlers;
    this.#way = { local: undefined, hub: at.host };
    const { net } = options;
    this.#link = new HubLink(
      { net, at, client: new GossipClient(), connection: () => clientConnection(hubSecurity(options.ring, at)) },
      {
        connected: (stream) => this.#connected(stream),
        told: (tuple) => this.#told(tuple),
        forgotten: (key) => this.#forgotten(key),
        lost: (error) => this.#lost(error),
        ignored: (error) => this.#ignored(error),
        threw: handlers.threw,
      },
    );
  }

  publish(own: readonly OwnEndpoint[]): void {
    this.#own = own;
    const { id, advertised, ring } = this.#options;
    const place = ownPlace(own, this.#way, advertised);
    if (place === undefined) return;
    const { key, value } = formatTuple({ ...place, peer: id, publicKey: ring?.publicKey });
    this.#published = key;
    this.#link.publish(key, value);
  }

  close(): Promise<void> {
    if (this.#published !== "") this.#link.withdraw(this.#published);
    return this.#link.close();
  }

  #connected({ local, remote }: Stream): void {
    this.#failure = "";
    this.#way = { local, hub: remote.address };
    this.publish(this.#own);
  }

  #told(tuple: Tuple): void {
    const place = parseTuple(tuple, { fromHere: this.#isHere });
    if (place !== undefined) {
      if (this.#trusts(place)) this.#handlers.told({ ...place, source: this.#name });
    } else if (tuple.value.startsWith("tcp://")) {
      const message = `the place ${JSON.stringify(tuple.value.slice(0, EXCERPT))} is none that can be dialled from here`;
      this.#ignored(new ProtocolError("bad-message", message));
    }
  }

  /** As with beacons: nodes with keys and nodes without do not meet, and a key that may not enter is not dialled. */
  #trusts({ peer, publicKey }: Whereabouts): boolean {
    const { ring } = this.#options;
    const key = publicKey === undefined ? undefined : decodeZ85(publicKey);
    if (ring === undefined || key === undefined) return ring === undefined && publicKey === undefined;
    return key.length === KEY_LENGTH && ring.hear(peer, key);
  }

  #forgotten(key: string): void {
    const peer = key.replaceAll("-", "").toLowerCase();
    this.#handlers.forgotten({ peer, source: this.#name });
  }

  /** Whether the hub is on this machine, so that what it calls loopback is ours. */
  get #isHere(): boolean {
    const { local, hub } = this.#way;
    return hub.startsWith("127.") || hub === "localhost" || local === hub;
  }

  /** Told once, until it is another reason or the hub has been there again. */
  #lost(error: NetworkError | ProtocolError | undefined): void {
    const message = `the hub ${this.#name} ${error instanceof ProtocolError ? "cannot be used" : "is not there"}: ${error?.message ?? "it closed the connection"}`;
    if (message === this.#failure) return;
    this.#failure = message;
    if (error instanceof ProtocolError) this.#ignored(new ProtocolError(error.code, message));
    else this.#handlers.failed(new NetworkError(error?.code ?? "connection-lost", message, { cause: error }));
  }

  #ignored({ code, message }: ProtocolError): void {
    this.#handlers.ignored(new ProtocolError(code, `${this.#name}: ${message}`));
  }
}

/** How the connection to a hub is protected. */
export function hubSecurity(ring: KeyStore | undefined, { publicKey }: TcpAddress): GossipSecurity {
  if (ring === undefined) return {};
  return { mechanism: ring.hub(publicKey === undefined ? undefined : decodeZ85(publicKey)) };
}

function isName(host: string): boolean {
  return /[a-z]/i.test(host);
}

const KEY_LENGTH = 32;
const LOOK_EVERY = 60_000;
const RETRY_EVERY = 5000;
const EXCERPT = 80;
