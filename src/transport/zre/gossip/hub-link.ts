import { type NetworkError, ProtocolError } from "../../../errors.ts";
import { failureOf } from "../../../events/failures.ts";
import { Performer } from "../../../events/performer.ts";
import { Timer } from "../../../events/timer.ts";
import type { Net, Stream } from "../../../net/net.ts";
import { Backoff } from "../../../zmtp/backoff.ts";
import type { Connection } from "../../../zmtp/connection.ts";
import { encodeGossip } from "../../../zre/gossip/gossip.ts";
import type { GossipClient, GossipClientEffects } from "../../../zre/gossip/gossip-client.ts";
import type { Tuple } from "../../../zre/gossip/tuple.ts";
import type { TcpAddress } from "../sockets/tcp-address.ts";
import { ZmtpSocket } from "../sockets/zmtp-socket.ts";

export interface HubLinkOptions {
  readonly net: Net;
  readonly at: TcpAddress;
  readonly client: GossipClient;
  readonly connection: () => Connection;
}

export interface HubLinkHandlers {
  /** The hub can be talked to. What is published now is the first that it hears. */
  connected(stream: Stream): void;
  told(tuple: Tuple): void;
  forgotten(key: string): void;
  /** The connection is gone, or could not be made. It is dialled again with growing delay. */
  lost(error: NetworkError | ProtocolError | undefined): void;
  ignored(error: ProtocolError): void;
  /** Something that the link relies on threw. */
  threw(cause: unknown): void;
}

/** Our connection to a hub: carries what its machine says, and dials for as long as it is not closed. */
export class HubLink {
  readonly #options: HubLinkOptions;
  readonly #handlers: HubLinkHandlers;
  readonly #timer: Timer;
  readonly #performer: Performer<GossipClientEffects[number]>;
  readonly #backoff = new Backoff();
  #wire: ZmtpSocket | undefined;
  #readyAt = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: HubLinkOptions, handlers: HubLinkHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    const { clock } = options.net;
    this.#timer = new Timer(clock, () => this.#performer.handle(() => options.client.handleTimeout(clock.now())));
    this.#performer = new Performer({
      perform: (effect) => this.#performOne(effect),
      settled: () => this.#closed || this.#timer.at(options.client.deadline),
      failed: handlers.threw,
    });
    this.#dial();
  }

  get connected(): boolean {
    return this.#wire?.ready === true;
  }

  publish(key: string, value: string): void {
    this.#perform(this.#options.client.publish(key, value));
  }

  withdraw(key: string): void {
    this.#perform(this.#options.client.withdraw(key));
  }

  /** Resolves when what was said before has left, or cannot. */
  async close(): Promise<void> {
    const wire = this.#wire;
    this.#closed = true;
    this.#timer.stop();
    this.#cancel?.();
    this.#wire = undefined;
    await wire?.close();
  }

  #dial(): void {
    const { net, at, connection } = this.#options;
    let made: Connection;
    try {
      // First, for it may fail where chance fails that a key needs, and then nothing must be left open.
      made = connection();
    } catch (cause) {
      return net.clock.defer(() => this.#lost(failureOf(cause)));
    }
    this.#wire = new ZmtpSocket(net.connect(at.host, at.port), made, net.clock, {
      ready: (wire) => this.#ready(wire.stream),
      message: (_wire, content, now) => this.#perform(this.#options.client.handleMessage(content, now)),
      closed: (_wire, error) => this.#lost(error),
    });
  }

  #ready(stream: Stream): void {
    const now = this.#options.net.clock.now();
    this.#readyAt = now;
    this.#handlers.connected(stream);
    this.#perform(this.#options.client.handleConnected(now));
  }

  /** A hub that breaks the protocol is dialled again like any other: another program may take its place. */
  #lost(error: NetworkError | ProtocolError | undefined): void {
    if (this.#closed) return;
    const { net, client } = this.#options;
    client.handleLost();
    this.#wire = undefined;
    if (net.clock.now() - this.#readyAt >= STOOD) this.#backoff.reset();
    this.#readyAt = Number.POSITIVE_INFINITY;
    this.#cancel = net.clock.schedule(this.#backoff.next(net.random.next()), () => this.#dial());
    this.#handlers.lost(error);
  }

  #perform(effects: GossipClientEffects): void {
    this.#performer.perform(effects);
  }

  #performOne(effect: GossipClientEffects[number]): void {
    if (this.#closed) return;
    if (effect.type === "say") this.#say(encodeGossip(effect.message));
    else if (effect.type === "told") this.#handlers.told(effect.tuple);
    else if (effect.type === "forgotten") this.#handlers.forgotten(effect.key);
    else if (effect.type === "ignored") this.#handlers.ignored(effect.error);
    else this.#hangUp();
  }

  /** One that does not read is given up by the machine, because it does not answer either. */
  #say(frame: Uint8Array): void {
    if (this.#wire?.ready === true && this.#wire.buffered < UNREAD) this.#wire.send(frame, undefined);
  }

  #hangUp(): void {
    this.#wire?.destroy();
    this.#lost(new ProtocolError("timed-out", "the hub gave no sign of life in time"));
  }
}

const STOOD = 2000;
const UNREAD = 4 * 1024 * 1024;
