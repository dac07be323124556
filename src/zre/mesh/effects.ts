import type { Beacon } from "../discovery/beacon.ts";
import type { ZreMessage } from "../message/message.ts";
import type { ZreEvent } from "./events.ts";

/** What the mesh machine wants done, in order. */
export type ZreEffect =
  /**
   * Open a fresh DEALER connection for this peer, dropping an older one; sends wait in it until it is there. `expects`: the peer
   * that must be found there, whose connections stay as they are meanwhile.
   */
  | {
      readonly type: "connect";
      readonly peer: string;
      readonly address: string;
      readonly port: number;
      readonly expects?: string;
    }
  /** The connection that was opened for "from" turns out to lead to "peer": it is that peer's from now on, in place of an older one. */
  | { readonly type: "rename"; readonly from: string; readonly peer: string }
  /** Our connection to this peer is down, but the peer was heard: try it again at once. */
  | { readonly type: "redial"; readonly peer: string }
  /**
   * This peer was silent for long and is heard again: each connection with it must prove that it is whole, or be replaced.
   * TCP by itself may wait as long again until it repeats what was lost, and one side may have closed it without the other.
   */
  | { readonly type: "prove"; readonly peer: string }
  /**
   * Ask this peer for a sign of life with a PING of ZMTP: over its connection to us, where no messages of ours are in the
   * way, or over ours when it has none; `everywhere`: over both.
   */
  | { readonly type: "ask"; readonly peer: string; readonly everywhere: boolean }
  /** Close every connection with this peer, in both directions. */
  | { readonly type: "disconnect"; readonly peer: string }
  | { readonly type: "send"; readonly peer: string; readonly message: ZreMessage }
  /** Broadcast on every interface; `port` of the beacon is filled in by the driver unless it is 0 (goodbye). */
  | { readonly type: "beacon"; readonly beacon: Beacon }
  | { readonly type: "emit"; readonly event: ZreEvent };

export type Effects = readonly ZreEffect[];

export function emit(event: ZreEvent): ZreEffect {
  return { type: "emit", event };
}
