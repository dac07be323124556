import { Frames } from "../bytes/frames.ts";
import type { NetworkError } from "../errors.ts";
import type { Transport } from "../transport/transport.ts";
import { speaksExtensions, speaksZocp, ZOCP_GROUP } from "../zocp/codec/headers.ts";
import { OldGuard } from "../zocp/old-nodes/old-guard.ts";
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
  /** Something was kept from an old node that would have ended of it. */
  spared(to: string, reason: string): void;
  failed(error: NetworkError): void;
}

/** Stands for a node of the other side: others meet it as that node. What is said to it is not read, unless an old node says it or is told it. */
export class StandIn {
  readonly node: Traveller;
  readonly #transport: RenewingTransport;
  readonly #handlers: StandInHandlers;
  readonly #guard: OldGuard;
  readonly #met = new Set<string>();
  /** Those of them that are nodes of the reference. */
  readonly #old = new Set<string>();

  constructor(node: Traveller, transport: RenewingTransport, handlers: StandInHandlers) {
    this.node = node;
    this.#transport = transport;
    this.#handlers = handlers;
    this.#guard = new OldGuard(node.id, node.name);
    const { drain, failed } = handlers;
    transport.open(
      {
        enter: (peer, name, headers) => this.#enter({ id: peer, name, headers }),
        exit: (peer, reason) => this.#exit(peer, reason),
        message: (peer, text) => this.#hear(peer, Frames.ofText(text)),
        frames: (peer, frames) => this.#hear(peer, frames),
        suspicion: () => {},
        drain,
        failed,
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

  #enter(peer: Traveller): void {
    this.#met.add(peer.id);
    this.#guard.handleEnter(peer);
    if (speaksZocp(peer.headers) && !speaksExtensions(peer.headers)) this.#old.add(peer.id);
    this.#handlers.enter(peer.id);
  }

  #exit(peer: string, reason: string): void {
    this.#met.delete(peer);
    this.#old.delete(peer);
    this.#guard.handleExit(peer);
    this.#handlers.exit(peer, reason);
  }

  #hear(peer: string, frames: Frames): void {
    // Of an old node only the first frame is a message.
    if (this.#old.has(peer)) this.#guard.handleText(peer, frames.text(0));
    this.#handlers.frames(peer, frames);
  }

  #send(peer: string, content: Frames): void {
    for (let i = 0; i < content.count; i++) {
      const text = Frames.span(content.bytes, content.start(i), content.end(i));
      const objection = this.#old.has(peer) ? this.#guard.objection(peer, text.text(0)) : undefined;
      if (objection !== undefined) this.#handlers.spared(peer, objection);
      else if (!this.#transport.offer(peer, text)) this.#transport.whisper(peer, text);
    }
  }
}
