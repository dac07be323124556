import type { Frames } from "../../bytes/frames.ts";
import type { ProtocolError } from "../../errors.ts";

/** Everything that a ZRE node tells its user. `peer` is 32 lower-case hexadecimal digits. */
export type ZreEvent =
  /** A peer said HELLO: it can be written to. `endpoint` is what its HELLO carries, `tcp://host:port`. */
  | {
      readonly type: "enter";
      readonly peer: string;
      readonly name: string;
      readonly headers: ReadonlyMap<string, string>;
      readonly endpoint: string;
    }
  /** A peer that answers within moments did not: it is frozen, cut off or far too busy. Nothing is closed because of that. */
  | { readonly type: "suspected"; readonly peer: string; readonly name: string }
  /** A suspected peer was heard again. */
  | { readonly type: "recovered"; readonly peer: string; readonly name: string }
  /** A peer has been quiet for the evasive time and did not answer a PING. */
  | { readonly type: "evasive"; readonly peer: string; readonly name: string }
  /** A peer stays quiet: one second after `evasive`. */
  | { readonly type: "silent"; readonly peer: string; readonly name: string }
  | { readonly type: "exit"; readonly peer: string; readonly name: string; readonly reason: ExitReason }
  | { readonly type: "join"; readonly peer: string; readonly name: string; readonly group: string }
  | { readonly type: "leave"; readonly peer: string; readonly name: string; readonly group: string }
  | { readonly type: "whisper"; readonly peer: string; readonly name: string; readonly content: Frames }
  | {
      readonly type: "shout";
      readonly peer: string;
      readonly name: string;
      readonly group: string;
      readonly content: Frames;
    }
  /** Something that came from the network was not followed: for logs, never for control. */
  | { readonly type: "ignored"; readonly peer: string | undefined; readonly error: ProtocolError };

/**
 * Why a peer is gone: it said goodbye; it was silent for too long; it broke the protocol or messages of it were lost;
 * a new node took its endpoint; nothing listens there any more; it said HELLO again, or we did (an `enter` follows); its key
 * may no longer come in.
 */
export type ExitReason = "goodbye" | "expired" | "protocol" | "replaced" | "disconnected" | "resync" | "expelled";
