import type { Frames } from "../../bytes/frames.ts";
import { encodeText } from "../../bytes/text.ts";
import { ProtocolError } from "../../errors.ts";
import { TokenBucket } from "../mesh/token-bucket.ts";
import { decodeGossip, type GossipMessage, type Publish, WITHDRAWN } from "./gossip.ts";
import { HubClient } from "./hub-client.ts";
import { HUB_LIMITS, type HubEvent, type HubLimits } from "./hub-events.ts";
import type { Tuple } from "./tuple.ts";

/** What a hub wants done, in order. A client is a number that the driver gave it. */
type HubEffect =
  | { readonly type: "say"; readonly client: number; readonly message: GossipMessage }
  | { readonly type: "hang-up"; readonly client: number }
  | { readonly type: "emit"; readonly event: HubEvent };

export type HubEffects = readonly HubEffect[];

export interface HubOptions {
  /** For how long the tuples of a client hold whose connection is gone; 10,000 ms. */
  readonly linger?: number | undefined;
  readonly limits?: Partial<HubLimits> | undefined;
}

interface Held extends Tuple {
  /** Who says so, and until when. One that is gone stays for a while. */
  readonly holders: Map<number, number>;
}

/**
 * The tuples of a hub, and who is told of them. A tuple holds while somebody who published it is connected, or publishes it
 * again before its time is over; and some seconds longer, because clients come back.
 */
export class Hub {
  readonly #limits: HubLimits;
  readonly #linger: number;
  readonly #clients = new Map<number, HubClient>();
  readonly #tuples = new Map<string, Held>();
  readonly #complaints = new TokenBucket(COMPLAINTS, COMPLAINTS, 0);
  #sweepAt = Number.POSITIVE_INFINITY;

  constructor({ linger = LINGER, limits }: HubOptions = {}) {
    this.#limits = { ...HUB_LIMITS, ...limits };
    this.#linger = linger;
  }

  get deadline(): number {
    return this.#sweepAt;
  }

  get limits(): HubLimits {
    return this.#limits;
  }

  /** Those that are connected. */
  get clients(): number {
    return this.#clients.size;
  }

  get tuples(): ReadonlyMap<string, Tuple> {
    return this.#tuples;
  }

  /** A connection is there. `upstream`: to another hub, which is told everything from the start. */
  handleJoined(id: number, address: string, now: number, upstream = false): HubEffects {
    this.#clients.set(id, new HubClient(address, this.#limits, { upstream, now }));
    this.#sweepSoon(now);
    return upstream ? this.#tellAll(id, now) : NOTHING;
  }

  /** A connection is gone. */
  handleLeft(id: number, now: number): HubEffects {
    const client = this.#clients.get(id);
    if (client === undefined) return NOTHING;
    this.#clients.delete(id);
    for (const { holders } of this.#tuples.values()) if (holders.has(id)) holders.set(id, now + this.#linger);
    this.#sweepSoon(now);
    return client.greeted ? [emit({ type: "left", address: client.address })] : NOTHING;
  }

  handleMessage(id: number, frames: Frames, now: number): HubEffects {
    const client = this.#clients.get(id);
    if (client === undefined) return NOTHING;
    if (!client.messages.spend(now)) {
      const error = tooMuch(`says more than ${this.#limits.messages} messages a second`);
      return [...this.complain(client.address, error, now), { type: "hang-up", client: id }];
    }
    try {
      return this.#follow(id, client, decodeGossip(frames), now);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return [say(id, { type: "INVALID" }), ...this.complain(client.address, error, now)];
    }
  }

  /** Something was not followed: told, though a flood of bad input must not become a flood of events. */
  complain(address: string, error: ProtocolError, now: number): HubEffects {
    return this.#complaints.spend(now) ? [emit({ type: "ignored", address, error })] : NOTHING;
  }

  /** What somebody publishes: also what another hub tells us. */
  publish(id: number, { key, value }: Tuple, ttl: number, now: number): HubEffects {
    const client = this.#clients.get(id);
    if (client === undefined) return NOTHING;
    const held = this.#tuples.get(key);
    const until = ttl === 0 ? Number.POSITIVE_INFINITY : now + ttl;
    if (held?.value === value) return this.#hold(held, id, client, until, now);
    // Another hub does not know better than those who are here.
    if (client.upstream && held !== undefined) return NOTHING;
    const refusal = this.#refusal(id, client, { key, value }, now);
    if (refusal !== undefined) return this.complain(client.address, refusal, now);
    if (held !== undefined) this.#forget(held);
    const fresh: Held = { key, value, holders: new Map([[id, until]]) };
    client.tuples++;
    this.#tuples.set(key, fresh);
    this.#sweepSoon(now);
    return [emit({ type: "published", key, value, address: client.address }), ...this.#tell(fresh, 0)];
  }

  /** A client takes back what it published. */
  withdraw(id: number, key: string): HubEffects {
    const held = this.#tuples.get(key);
    if (held === undefined || !this.#release(held, id)) return NOTHING;
    if (held.holders.size === 0) return this.#end(held, "goodbye");
    // Another hub has it from us from now on.
    return this.#clients.get(id)?.upstream === true ? [say(id, publication(held, 0))] : NOTHING;
  }

  handleTimeout(now: number): HubEffects {
    if (now < this.#sweepAt) return NOTHING;
    this.#sweepAt = Number.POSITIVE_INFINITY;
    const effects: HubEffect[] = [...this.#turnAwaySilent(now)];
    for (const held of [...this.#tuples.values()]) {
      // Each tuple that ends is told to everybody: the rest of them in the next turn.
      if (effects.length >= PORTION) {
        this.#sweepAt = now;
        return effects;
      }
      for (const [id, until] of held.holders) if (until <= now) this.#release(held, id);
      if (held.holders.size === 0) effects.push(...this.#end(held, "expired"));
    }
    this.#sweepSoon(now);
    return effects;
  }

  /** Those who never say HELLO must not take the room of others. */
  #turnAwaySilent(now: number): HubEffects {
    const silent = [...this.#clients].filter(([, { greeted, joinedAt }]) => !greeted && now - joinedAt >= HELLO_WITHIN);
    const error = new ProtocolError("timed-out", `it says no HELLO within ${HELLO_WITHIN} ms`);
    return silent
      .slice(0, PORTION / 2)
      .flatMap(([id, { address }]) => [...this.complain(address, error, now), { type: "hang-up", client: id }]);
  }

  #follow(id: number, client: HubClient, message: GossipMessage, now: number): HubEffects {
    if (message.type === "PING") return [say(id, { type: "PONG" })];
    if (message.type === "HELLO") return this.#greet(id, client, now);
    if (message.type !== "PUBLISH") return NOTHING;
    if (!client.greeted) return [say(id, { type: "INVALID" })];
    return this.#publication(id, client, message, now);
  }

  #publication(id: number, client: HubClient, { key, value, ttl }: Publish, now: number): HubEffects {
    if (ttl > 0) client.knowsWithdrawal = true;
    if (ttl === WITHDRAWN) return this.withdraw(id, key);
    return this.publish(id, { key, value }, ttl === 0 ? 0 : Math.max(ttl, LEAST_TTL), now);
  }

  /** All tuples, though not again and again: they are many, and the question is short. */
  #greet(id: number, client: HubClient, now: number): HubEffects {
    const joined = client.greeted ? [] : [emit({ type: "joined", address: client.address })];
    client.greeted = true;
    return now - client.dumpedAt < DUMP_EVERY ? joined : [...joined, ...this.#tellAll(id, now)];
  }

  #tellAll(id: number, now: number): HubEffects {
    const client = this.#clients.get(id);
    if (client !== undefined) client.dumpedAt = now;
    const tuples = [...this.#tuples.values()].filter(({ holders }) => !(client?.upstream && isOnly(holders, id)));
    return tuples.map((tuple) => say(id, publication(tuple, 0)));
  }

  /** The same tuple again: it holds longer, and nobody need be told. */
  #hold(held: Held, id: number, client: HubClient, until: number, now: number): HubEffects {
    // What others have only from us would hold for ever: hubs, and clients of zyre, which repeat what they are told.
    const others = [...held.holders.keys()].filter((holder) => holder !== id);
    if (client.upstream && others.length > 0) return NOTHING;
    if (until === Number.POSITIVE_INFINITY && others.some((holder) => this.#clients.has(holder))) return NOTHING;
    if (!held.holders.has(id)) {
      if (client.tuples >= client.most) return NOTHING;
      client.tuples++;
    }
    held.holders.set(id, until);
    this.#sweepSoon(now);
    return NOTHING;
  }

  #refusal(id: number, client: HubClient, { key, value }: Tuple, now: number): ProtocolError | undefined {
    const { tuples, value: longest, changes } = this.#limits;
    const held = this.#tuples.get(key);
    const most = client.most;
    if (encodeText(value).length > longest) return tooMuch(`publishes a value of more than ${longest} bytes`);
    if (held === undefined && this.#tuples.size >= tuples)
      return tooMuch(`publishes a tuple where ${tuples} are held already, which is the limit`);
    if (!held?.holders.has(id) && client.tuples >= most)
      return tooMuch(`publishes more than ${most} tuples, which is the limit for one client`);
    const holder = held === undefined ? undefined : this.#otherHolder(held, id, client);
    if (holder !== undefined) return new ProtocolError("bad-message", `it claims ${key}, which ${holder} holds`);
    return client.changes.spend(now) ? undefined : tooMuch(`changes more than ${changes} tuples a second`);
  }

  /** Where the tuple is held by somebody else who is connected: a stranger must not send others to another place. */
  #otherHolder(held: Held, id: number, { address }: HubClient): string | undefined {
    for (const holder of held.holders.keys()) {
      const other = this.#clients.get(holder);
      if (holder !== id && other !== undefined && !other.upstream && other.address !== address) return other.address;
    }
    return undefined;
  }

  #tell(tuple: Held, ttl: number): HubEffects {
    const heard = [...this.#clients].filter(([id, client]) => {
      if (!client.greeted || (ttl === WITHDRAWN && !client.knowsWithdrawal)) return false;
      // Clients of zyre hear their own tuples, as from their own hubs; ours, and other hubs, know them.
      return !(client.knowsWithdrawal && isOnly(tuple.holders, id));
    });
    return heard.map(([id]) => say(id, publication(tuple, ttl)));
  }

  #end(held: Held, reason: "goodbye" | "expired"): HubEffects {
    const { key, value } = held;
    this.#tuples.delete(key);
    return [emit({ type: "withdrawn", key, value, reason }), ...this.#tell(held, WITHDRAWN)];
  }

  #forget(held: Held): void {
    for (const id of [...held.holders.keys()]) this.#release(held, id);
    this.#tuples.delete(held.key);
  }

  #release(held: Held, id: number): boolean {
    if (!held.holders.delete(id)) return false;
    const client = this.#clients.get(id);
    if (client !== undefined) client.tuples--;
    return true;
  }

  #sweepSoon(now: number): void {
    if (this.#tuples.size + this.#clients.size > 0) this.#sweepAt = Math.min(this.#sweepAt, now + SWEEP_EVERY);
  }
}

function isOnly(holders: ReadonlyMap<number, number>, id: number): boolean {
  return holders.size === 1 && holders.has(id);
}

function say(client: number, message: GossipMessage): HubEffect {
  return { type: "say", client, message };
}

function publication({ key, value }: Tuple, ttl: number): Publish {
  return { type: "PUBLISH", key, value, ttl };
}

function emit(event: HubEvent): HubEffect {
  return { type: "emit", event };
}

function tooMuch(what: string): ProtocolError {
  return new ProtocolError("limit-exceeded", `it ${what}`);
}

const LINGER = 10_000;
const HELLO_WITHIN = 10_000;
const SWEEP_EVERY = 1000;
const DUMP_EVERY = 1000;
/** What is done at once when the time of many is over. */
const PORTION = 512;
const LEAST_TTL = 2000;
const COMPLAINTS = 100;
const NOTHING: HubEffects = [];
