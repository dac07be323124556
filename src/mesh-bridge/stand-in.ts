import { Frames } from "../bytes/frames.ts";
import type { NetworkError } from "../errors.ts";
import type { Transport } from "../transport/transport.ts";
import { ZOCP_GROUP } from "../zocp/codec/headers.ts";
import type { Way } from "./crossing.ts";
import type { Traveller } from "./via.ts";

/** What a stand-in rides on. */
export interface RenewingTransport extends Transport {
  renew(peer: string): void;
}

/** What happens on the side on which it stands. */
export interface StandInHandlers {
  enter(peer: string): void;
  exit(peer: string, reason: string): void;
  frames(peer: string, content: Frames): void;
  drain(peer: string): void;
  failed(error: NetworkError): void;
}

/**
 * Stands for a node of the other side: others meet it as that node, with its headers, and so know what it understands and what it must
 * be spared. What is said to it is not read.
 */
export class StandIn {
  readonly node: Traveller;
  readonly #transport: RenewingTransport;
  readonly #handlers: StandInHandlers;
  readonly #met = new Set<string>();

  constructor(node: Traveller, transport: RenewingTransport, handlers: StandInHandlers) {
    this.node = node;
    this.#transport = transport;
    this.#handlers = handlers;
    const { frames, drain, failed } = handlers;
    transport.open(
      {
        enter: (peer) => this.#enter(peer),
        exit: (peer, reason) => this.#exit(peer, reason),
        message: (peer, text) => frames(peer, Frames.ofText(text)),
        suspicion: () => {},
        ...{ frames, drain, failed },
      },
      { group: ZOCP_GROUP, headers: new Map() },
    );
  }

  /** Whom it has met. */
  get met(): ReadonlySet<string> {
    return this.#met;
  }

  /** Rejects with `NetworkError`. */
  start(): Promise<void> {
    return this.#transport.start();
  }

  stop(): Promise<void> {
    return this.#transport.stop();
  }

  /** Whom it needs to meet on a broker. */
  want(nodes: ReadonlySet<string>): void {
    this.#transport.want?.({ everybody: false, nodes });
  }

  /** How a node on this side is reached as the one for which it stands. */
  way(peer: string): Way {
    const transport = this.#transport;
    return {
      send: (content) => this.#send(peer, content),
      writable: () => transport.writable?.(peer) !== false,
      hold: (held) => transport.hold?.(peer, held),
      renew: () => transport.renew(peer),
    };
  }

  #enter(peer: string): void {
    this.#met.add(peer);
    this.#handlers.enter(peer);
  }

  #exit(peer: string, reason: string): void {
    this.#met.delete(peer);
    this.#handlers.exit(peer, reason);
  }

  /** One by one: a node of the reference reads the first of several only. Others get those of one turn together all the same. */
  #send(peer: string, content: Frames): void {
    for (let i = 0; i < content.count; i++) {
      const text = Frames.span(content.bytes, content.start(i), content.end(i));
      if (!this.#transport.offer(peer, text)) this.#transport.whisper(peer, text);
    }
  }
}
