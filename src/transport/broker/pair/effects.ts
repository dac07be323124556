import type { Frames } from "../../../bytes/frames.ts";

/** What a pair wants to be done. */
export type PairEffect =
  /** `asks`: the broker is to say when nobody is there. */
  | { readonly type: "send"; readonly bytes: Uint8Array; readonly asks: boolean }
  /** Both sides have seen each other's epoch. */
  | { readonly type: "open" }
  /** What was open is over; the next stream is another one. */
  | { readonly type: "closed"; readonly reason: string }
  | { readonly type: "suspicion"; readonly suspected: boolean }
  | { readonly type: "deliver"; readonly frames: Frames }
  | { readonly type: "drain" }
  /** The peer has broken the protocol. */
  | { readonly type: "nonsense"; readonly error: Error };
