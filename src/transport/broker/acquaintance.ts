import type { Frames } from "../../bytes/frames.ts";
import type { SecureChannel } from "./channel/secure-channel.ts";
import type { Pair } from "./pair/pair.ts";
import type { BrokerAddress, PresenceRecord } from "./record.ts";

/** One node with which this one is to be in touch. */
export interface Acquaintance {
  readonly address: BrokerAddress;
  readonly pair: Pair;
  /** How the two are sure of each other; undefined where nodes have no keys. */
  readonly channel: SecureChannel | undefined;
  /** What it said of itself in the pair, and not through the broker. */
  said: PresenceRecord | undefined;
  /** Whether users know of it. */
  entered: boolean;
  /** What it said before its record was here. */
  early: Frames[];
}
