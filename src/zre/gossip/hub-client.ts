import { TokenBucket } from "../mesh/token-bucket.ts";
import type { HubLimits } from "./hub-events.ts";

/** What a hub knows of one of its clients. */
export class HubClient {
  readonly address: string;
  /** Another hub, of which we are the client. */
  readonly upstream: boolean;
  /** How many tuples it may hold. */
  readonly most: number;
  readonly messages: TokenBucket;
  readonly changes: TokenBucket;
  /** How many tuples it holds. */
  tuples = 0;
  /** It said HELLO, so it is told of every change. */
  greeted: boolean;
  /** It publishes with a time to live, so it understands when a tuple is withdrawn. */
  knowsWithdrawal: boolean;
  readonly joinedAt: number;
  /** When it got all tuples. */
  dumpedAt = Number.NEGATIVE_INFINITY;

  constructor(
    address: string,
    { messages, changes, tuples, tuplesPerClient }: HubLimits,
    { upstream, now }: { readonly upstream: boolean; readonly now: number },
  ) {
    this.address = address;
    this.joinedAt = now;
    this.upstream = this.greeted = this.knowsWithdrawal = upstream;
    this.most = upstream ? tuples : tuplesPerClient;
    this.messages = new TokenBucket(MESSAGES_AT_ONCE, messages, now);
    this.changes = new TokenBucket(this.most, changes, now);
  }
}

const MESSAGES_AT_ONCE = 10_000;
