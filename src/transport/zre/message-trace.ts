import type { Frames } from "../../bytes/frames.ts";
import { ProtocolError } from "../../errors.ts";
import { attempt, type Failed } from "../../net/guarded/clock.ts";
import type { Trace } from "../../net/net.ts";
import { decodeMessage, type ZreMessage } from "../../zre/message/message.ts";

/** What is published on the channel `zocp:message` of `node:diagnostics_channel` for each ZRE message. */
export interface TracedMessage {
  /** The id of the node of this process that sends or receives it. */
  readonly node: string;
  /** The id of the node at the other end. */
  readonly peer: string;
  readonly direction: "in" | "out";
  /** Undefined when what arrived cannot be read. */
  readonly message: ZreMessage | undefined;
}

/** Shows the messages of one node to whoever watches. */
export class MessageTrace {
  /** Where they are shown. */
  readonly channel: Trace | undefined;
  readonly #node: string;
  readonly #threw: Failed;

  /** `threw`: whoever is told when it cannot be shown. */
  constructor(trace: Trace | undefined, node: string, threw: Failed) {
    this.channel = trace;
    this.#node = node;
    this.#threw = threw;
  }

  sent(peer: string, message: ZreMessage): void {
    if (this.channel?.hasSubscribers) this.#publish(peer, "out", message);
  }

  received(peer: string, frames: Frames): void {
    if (this.channel?.hasSubscribers) this.#publish(peer, "in", read(frames));
  }

  #publish(peer: string, direction: "in" | "out", message: ZreMessage | undefined): void {
    const entry: TracedMessage = { node: this.#node, peer, direction, message };
    attempt(() => this.channel?.publish(entry), this.#threw);
  }
}

function read(frames: Frames): ZreMessage | undefined {
  try {
    return decodeMessage(frames);
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
