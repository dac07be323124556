import { type NetworkError, ProtocolError } from "../errors.ts";
import type { Net, Stream } from "../net/net.ts";
import { Backoff } from "../zmtp/backoff.ts";
import type { Connection } from "../zmtp/connection.ts";
import { encodeGossip } from "../zre/gossip.ts";
import type { GossipClient, GossipClientEffects } from "../zre/gossip-client.ts";
import type { Tuple } from "../zre/tuple.ts";
import { Alarm } from "./alarm.ts";
import type { TcpAddress } from "./tcp-address.ts";
import { Wire } from "./wire.ts";

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
}

/** Our connection to a hub: carries what its machine says, and dials for as long as it is not closed. */
export class HubLink {
  readonly #options: HubLinkOptions;
  readonly #handlers: HubLinkHandlers;
  readonly #alarm: Alarm;
  readonly #backoff = new Backoff();
  #wire: Wire | undefined;
  #readyAt = Number.POSITIVE_INFINITY;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: HubLinkOptions, handlers: HubLinkHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#alarm = new Alarm(options.net.clock, (now) => this.#perform(options.client.handleTimeout(now)));
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

  /** What was said before still leaves. */
  close(): void {
    this.#closed = true;
    this.#alarm.stop();
    this.#cancel?.();
    this.#wire?.close();
    this.#wire = undefined;
  }

  #dial(): void {
    const { net, at, connection } = this.#options;
    this.#wire = new Wire(net.connect(at.host, at.port), connection(), net.clock, {
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
    for (const effect of effects) {
      if (this.#closed) return;
      if (effect.type === "say") this.#say(encodeGossip(effect.message));
      else if (effect.type === "told") this.#handlers.told(effect.tuple);
      else if (effect.type === "forgotten") this.#handlers.forgotten(effect.key);
      else if (effect.type === "ignored") this.#handlers.ignored(effect.error);
      else this.#hangUp();
    }
    if (!this.#closed) this.#alarm.at(this.#options.client.deadline);
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
