import type { Frames } from "../../bytes/frames.ts";
import type { Channel } from "../../zocp/core/recipient.ts";
import type { OutgoingSequence } from "../../zre/message/sequence.ts";
import type { MessageTrace } from "./message-trace.ts";
import type { Outbound } from "./sockets/outbound.ts";
import type { ZmtpSocket } from "./sockets/zmtp-socket.ts";

export interface ZreChannelOptions {
  readonly link: Outbound;
  /** The numbers of what is sent over this link. */
  readonly sequence: OutgoingSequence;
  /** Whether the peer takes several messages as the frames of one whisper. */
  readonly packs: boolean;
  /** Whether nothing waits that has to leave before. */
  readonly order: { readonly idle: boolean };
  readonly trace: MessageTrace;
  /** Whispers behind what waits. */
  readonly whisperLater: (peer: string, content: Frames) => void;
}

/**
 * The way of values to one peer. What is sent within one turn travels as the frames of one whisper, where the peer takes that:
 * one head, one number, one message for all of them. What is sent alone looks as it always does.
 */
export class ZreChannel implements Channel {
  readonly #link: Outbound;
  readonly #sequence: OutgoingSequence;
  readonly #packs: boolean;
  readonly #order: ZreChannelOptions["order"];
  readonly #trace: MessageTrace;
  readonly #whisperLater: ZreChannelOptions["whisperLater"];

  constructor({ link, sequence, packs, order, trace, whisperLater }: ZreChannelOptions) {
    this.#link = link;
    this.#sequence = sequence;
    this.#packs = packs;
    this.#order = order;
    this.#trace = trace;
    this.#whisperLater = whisperLater;
  }

  get closed(): boolean {
    return this.#link.closed;
  }

  offer(content: Frames): boolean {
    const { wire } = this.#link;
    if (wire?.takes !== true) return false;
    const { batch } = wire.connection;
    // What has its number must leave at once: behind what has one already, or straight away.
    if (!this.#order.idle) this.#whisperLater(this.#link.peer, content);
    else if (batch.room === 0 || !batch.append(content)) this.#whisper(wire, content);
    return true;
  }

  #whisper(wire: ZmtpSocket, content: Frames): void {
    const head = this.#sequence.nextWhisper();
    const watched = this.#trace.channel?.hasSubscribers === true;
    if (watched) this.#trace.sent(this.#link.peer, { type: "WHISPER", sequence: this.#sequence.last, content });
    // Whoever watches sees every message as it leaves.
    wire.send(head, content, this.#packs && !watched);
  }
}
