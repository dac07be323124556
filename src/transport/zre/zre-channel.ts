import type { Frames } from "../../bytes/frames.ts";
import type { Channel } from "../../zocp/core/recipient.ts";
import type { Outbound } from "./sockets/outbound.ts";
import type { ZmtpSocket } from "./sockets/zmtp-socket.ts";

export interface ZreChannelOptions {
  readonly link: Outbound;
  /** Whether the peer takes several messages as the frames of one whisper. */
  readonly packs: boolean;
  /** Whether nothing waits that has to leave before. */
  readonly order: { readonly idle: boolean };
  /** Sends a whisper of its own over a connection that takes it at once; `open` when others may join it. */
  readonly whisper: (peer: string, wire: ZmtpSocket, content: Frames, open: boolean) => void;
}

/**
 * The way of values to one peer. What is sent within one turn travels as the frames of one whisper, where the peer takes that:
 * one head, one number, one message for all of them. What is sent alone looks as it always does.
 */
export class ZreChannel implements Channel {
  readonly #link: Outbound;
  readonly #packs: boolean;
  readonly #order: { readonly idle: boolean };
  readonly #whisper: ZreChannelOptions["whisper"];

  constructor({ link, packs, order, whisper }: ZreChannelOptions) {
    this.#link = link;
    this.#packs = packs;
    this.#order = order;
    this.#whisper = whisper;
  }

  get closed(): boolean {
    return this.#link.closed;
  }

  offer(content: Frames): boolean {
    const { peer, wire } = this.#link;
    if (wire?.takes !== true) return false;
    const joins = this.#packs && this.#order.idle && wire.connection.batch.append(content);
    if (!joins) this.#whisper(peer, wire, content, this.#packs);
    return true;
  }
}
