import type { Net } from "../../../net/net.ts";
import type { BrokerUrl } from "../broker-url.ts";

/** What a carrier to a real broker needs. */
export interface CarrierOptions {
  readonly broker: BrokerUrl;
  /** Nodes of other shows are not seen. */
  readonly show: string;
  readonly net: Pick<Net, "clock" | "random">;
}

/** Milliseconds until the next attempt to connect: 100, doubled up to 5 s, and not all nodes in the same moment. */
export function reconnectDelay(attempts: number, chance: number): number {
  return Math.max(LEAST_MS, chance * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempts));
}

/** How long the first connection may take. */
export const CONNECT_TIMEOUT_MS = 5000;
const FIRST_MS = 100;
const LONGEST_MS = 5000;
const LEAST_MS = 20;
