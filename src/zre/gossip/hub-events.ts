import type { ProtocolError } from "../../errors.ts";

/** Everything that a hub tells its user. `address` is where a client connects from. */
export type HubEvent =
  /** A client said HELLO. */
  | { readonly type: "joined"; readonly address: string }
  /** A client's connection is gone; what it published holds a little longer. */
  | { readonly type: "left"; readonly address: string }
  /** A tuple is new or has a new value. */
  | { readonly type: "published"; readonly key: string; readonly value: string; readonly address: string }
  /** A tuple does not hold any more: its publisher took it back, or went without a word. */
  | {
      readonly type: "withdrawn";
      readonly key: string;
      readonly value: string;
      readonly reason: "goodbye" | "expired";
    }
  /** Something that a client said was not followed. */
  | { readonly type: "ignored"; readonly address: string; readonly error: ProtocolError };

/** Bounds on what clients can make a hub hold and do. */
export interface HubLimits {
  /** Clients at a time; 1,024. */
  readonly clients: number;
  /** Clients at a time from one address; 256. */
  readonly clientsPerAddress: number;
  /** Tuples in all; 4,096. */
  readonly tuples: number;
  /** Tuples of one client; 1,024. */
  readonly tuplesPerClient: number;
  /** Bytes of a value, in UTF-8; 1,024. A key has 255 at most. */
  readonly value: number;
  /** Messages of one client in a second; 1,000, and 10,000 in one go. */
  readonly messages: number;
  /** New or changed tuples of one client in a second, each of which every client is told; 64, and `tuplesPerClient` in one go. */
  readonly changes: number;
  /** Bytes that may wait for one slow client; 4 MiB. */
  readonly buffer: number;
  /** Bytes that may wait for all clients together; 64 MiB. */
  readonly totalBuffer: number;
}

export const HUB_LIMITS: HubLimits = {
  clients: 1024,
  clientsPerAddress: 256,
  tuples: 4096,
  tuplesPerClient: 1024,
  value: 1024,
  messages: 1000,
  changes: 64,
  buffer: 4 * 1024 * 1024,
  totalBuffer: 64 * 1024 * 1024,
};
