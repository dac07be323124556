import type { NetworkError } from "../../errors.ts";
import type { FORGED } from "./owner-proof.ts";
import type { Credit } from "./pair/incoming.ts";
import type { BrokerAddress } from "./record.ts";
import type { Whom } from "./whom.ts";

/**
 * What a broker has to offer so that ZOCP can ride on it: a place where each node is sent messages, records of who is there, and signs
 * of life. It may lose, repeat and delay all of them. A carrier comes back by itself after an outage.
 */
export interface Carrier {
  /** As whom the broker knows this node: what a user is called there. */
  readonly owner: string;
  /**
   * Connects, listens at this node's place, and publishes its record. Rejects with `NetworkError` when the broker cannot be reached.
   * `up` was called before it resolves.
   */
  open(me: Joining, handlers: CarrierHandlers): Promise<void>;
  /** Takes the record back and disconnects. Nothing is called any more. May be called twice. */
  close(): Promise<void>;
  /** Sends to one node. Never throws, keeps nothing while there is no connection. `asks`: `absent` follows when nobody is there. */
  send(to: BrokerAddress, bytes: Uint8Array, asks: boolean): void;
  /** Sends to this node itself, in the name of {@link FORGED}: a broker that proves who sends refuses it. */
  forge(bytes: Uint8Array): void;
  /** Shows everybody that this node is alive. */
  beat(bytes: Uint8Array): void;
  /**
   * From now on, until {@link unfollow}, brings the records of these nodes as they come and go, also after an outage; and, of everybody
   * and of one id, their signs of life.
   */
  follow(whom: Whom): void;
  unfollow(whom: Whom): void;
  /** Wants the records of those of them that are there. A broker may leave some out where they are many. */
  seek(whom: Whom): void;
}

/** Who joins. */
export interface Joining {
  readonly id: string;
  readonly name: string;
  readonly record: Uint8Array;
}

/** What a broker bears. */
export interface CarrierLimits {
  /** What may be on its way to one node. */
  readonly budget: Credit;
  /** Octets of the longest message. */
  readonly piece: number;
}

export interface CarrierHandlers {
  /** There is a connection, for the first time or again. */
  up(limits: CarrierLimits): void;
  /** There is none; it is tried again. */
  down(error: NetworkError): void;
  message(from: BrokerAddress, bytes: Uint8Array): void;
  /** Empty for a node whose connection is over. */
  record(from: BrokerAddress, bytes: Uint8Array): void;
  beat(from: BrokerAddress, bytes: Uint8Array): void;
  /** Nobody listens at this place. */
  absent(at: BrokerAddress): void;
  /** Something that people have to know. */
  failed(error: NetworkError): void;
}
