import type { Frames } from "../../bytes/frames.ts";
import type { Json } from "../../bytes/json.ts";
import type { NetworkCode } from "../../errors.ts";
import type { ZocpEvent } from "./events.ts";
import type { Recipient } from "./recipient.ts";

/** What the node machine wants done, in order. */
export type ZocpEffect =
  | SendEffect
  | SignalEffect
  | SettleEffect
  | CallEffect
  | AnswerEffect
  /** A message of this node meant nothing: whoever carries messages may give up one that goes on sending such. */
  | { readonly type: "malformed"; readonly from: string }
  /** This node wants to know others than before; see `ZocpMachine.wanted`. */
  | { readonly type: "want" }
  | { readonly type: "emit"; readonly event: ZocpEvent };

/** Whisper one text to each of these peers. It is encoded once, whatever their number. */
export interface SendEffect {
  readonly type: "send";
  readonly to: readonly string[];
  readonly text: string;
  /** What the text tells is what there is now under these names of the tree's top level: a peer that is slow may be told later. */
  readonly entries?: readonly string[];
}

/**
 * Whisper a value of an emitter to each of these recipients: one frame, encoded already. While a peer is slower than we are,
 * a newer value of the emitter replaces one that waits, unless the recipient wants every one. Each recipient counts what left.
 */
export interface SignalEffect {
  readonly type: "signal";
  readonly to: readonly Recipient[];
  readonly content: Frames;
}

/** A peer is owed an answer: take it with `ZocpMachine.takeAnswer` at the end of the turn, and when the peer takes messages. */
interface AnswerEffect {
  readonly type: "answer";
  readonly to: string;
}

/** A request that was made with this number has its answer. */
export interface SettleEffect {
  readonly type: "settle";
  readonly request: number;
  readonly result?: Json;
  readonly error?: { readonly code: NetworkCode; readonly message: string };
}

/** A peer calls a method of ours; the answer goes back by `ZocpMachine.answer(call, …)`. */
export interface CallEffect {
  readonly type: "call";
  /** Names the call in `answer`; undefined when the caller cannot receive one. */
  readonly call: string | undefined;
  readonly peer: string;
  readonly name: string;
  readonly method: string;
  readonly args: readonly Json[];
}
