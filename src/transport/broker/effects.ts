import type { Frames } from "../../bytes/frames.ts";
import type { BrokerAddress } from "./record.ts";
import type { Whom } from "./whom.ts";

/** What the machine of a node on a broker wants to be done. */
export type BrokerEffect =
  /** `asks`: the broker is to say when nobody is there. */
  | { readonly type: "send"; readonly to: BrokerAddress; readonly bytes: Uint8Array; readonly asks: boolean }
  /** This node shows everybody that it is alive. */
  | { readonly type: "beat" }
  /** Whose records are wanted as they come and go, are not any more; whose are wanted now. */
  | { readonly type: "follow" | "unfollow" | "seek"; readonly whom: Whom }
  | {
      readonly type: "enter";
      readonly peer: string;
      readonly name: string;
      readonly headers: ReadonlyMap<string, string>;
    }
  | { readonly type: "exit"; readonly peer: string; readonly reason: string }
  | { readonly type: "suspicion"; readonly peer: string; readonly suspected: boolean }
  | { readonly type: "deliver"; readonly peer: string; readonly frames: Frames }
  | { readonly type: "drain"; readonly peer: string }
  /** Something that came was not followed, for people. */
  | { readonly type: "ignored"; readonly reason: string };
