import { Frames } from "../bytes/frames.ts";
import type { NetworkError } from "../errors.ts";
import type { Transport } from "../transport/transport.ts";
import { speaksPacks, ZOCP_GROUP } from "../zocp/codec/headers.ts";
import type { Way } from "./crossing.ts";
import { Early } from "./early.ts";
import type { Traveller } from "./via.ts";

/** What a stand-in rides on. */
export interface RenewingTransport extends Transport {
  renew(peer: string): void;
}

/** What happens on the side on which it stands. */
export interface StandInHandlers {
  enter(peer: string): void;
  exit(peer: string, reason: string): void;
  /** False: nothing passes from it yet. */
  frames(peer: string, content: Frames): boolean;
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
  /** What those said with whom nothing passes yet: a moment later it may. */
  readonly #early = new Early();
  /** Those of them of whose frames only the first is a message. */
  readonly #single = new Set<string>();

  constructor(node: Traveller, transport: RenewingTransport, handlers: StandInHandlers) {
    this.node = node;
    this.#transport = transport;
    this.#handlers = handlers;
    const { drain, failed } = handlers;
    transport.open(
      {
        enter: (peer, _, headers) => this.#enter(peer, headers),
        exit: (peer, reason) => this.#exit(peer, reason),
        message: (peer, text) => this.#hear(peer, Frames.ofText(text)),
        frames: (peer, frames) => this.#hear(peer, frames),
        suspicion: () => {},
        ...{ drain, failed },
      },
      { group: ZOCP_GROUP, headers: new Map() },
    );
  }

  /** Whom it has met. */
  get met(): ReadonlySet<string> {
    return this.#met;
  }

  /** All that a node has said to it since they met; undefined when a part of that is gone. */
  takeEarly(peer: string): readonly Frames[] | undefined {
    return this.#early.take(peer);
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

  #enter(peer: string, headers: ReadonlyMap<string, string>): void {
    this.#met.add(peer);
    this.#early.begin(peer, this.#transport.now());
    if (!speaksPacks(headers)) this.#single.add(peer);
    this.#handlers.enter(peer);
  }

  #exit(peer: string, reason: string): void {
    this.#met.delete(peer);
    this.#early.forget(peer);
    this.#single.delete(peer);
    this.#handlers.exit(peer, reason);
  }

  #hear(peer: string, frames: Frames): void {
    const single = frames.count > 1 && this.#single.has(peer);
    const said = single ? Frames.span(frames.bytes, frames.start(0), frames.end(0)) : frames;
    if (!this.#handlers.frames(peer, said)) this.#early.keep(peer, said, this.#transport.now());
  }

  /** One by one. Those of one turn travel together where both sides say that they do so: of a node of the reference others read the first only. */
  #send(peer: string, content: Frames): void {
    const packs = speaksPacks(this.node.headers);
    for (let i = 0; i < content.count; i++) {
      const text = Frames.span(content.bytes, content.start(i), content.end(i));
      if (!packs || !this.#transport.offer(peer, text)) this.#transport.whisper(peer, text);
    }
  }
}
