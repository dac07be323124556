import type { Frames } from "../../bytes/frames.ts";
import { ProtocolError } from "../../errors.ts";
import { decodeGossip, type GossipMessage, WITHDRAWN } from "./gossip.ts";
import type { Tuple } from "./tuple.ts";

/** What a client of a hub wants done, in order. */
export type GossipClientEffect =
  | { readonly type: "say"; readonly message: GossipMessage }
  /** The hub says this, for the first time or once more. */
  | { readonly type: "told"; readonly tuple: Tuple }
  /** The hub took it back, or did not say it again after it was away. */
  | { readonly type: "forgotten"; readonly key: string }
  /** The hub gives no sign of life: close the connection and dial again. */
  | { readonly type: "hang-up" }
  | { readonly type: "ignored"; readonly error: ProtocolError };

export type GossipClientEffects = readonly GossipClientEffect[];

/**
 * One client of one hub: says what we have to tell, says it again from time to time, and keeps what the hub tells. Hubs of
 * zyre forget a client that is quiet for a second, never say that a tuple does not hold any more, and lose all when they are
 * started again: hence the pings, the repetition, and the patience with what is not said again at once.
 */
export class GossipClient {
  readonly #limit: number;
  readonly #own = new Map<string, string>();
  /** By key: in which session it was said last. */
  readonly #told = new Map<string, number>();
  #session = 0;
  #connected = false;
  #pingAt = Number.POSITIVE_INFINITY;
  #publishAt = Number.POSITIVE_INFINITY;
  #helloAt = Number.POSITIVE_INFINITY;
  #forgetAt = Number.POSITIVE_INFINITY;
  #heardAt = 0;
  #refused = false;

  /** `limit`: how many tuples of the hub are followed; 2,048. */
  constructor({ limit = TUPLES }: { readonly limit?: number | undefined } = {}) {
    this.#limit = limit;
  }

  get deadline(): number {
    return Math.min(this.#pingAt, this.#publishAt, this.#helloAt, this.#forgetAt);
  }

  /** How many tuples of the hub are followed. */
  get size(): number {
    return this.#told.size;
  }

  /** What we have to tell: replaces what was told before under this key. */
  publish(key: string, value: string): GossipClientEffects {
    if (this.#own.get(key) === value) return NOTHING;
    this.#own.set(key, value);
    return this.#connected ? [this.#publication(key, value)] : NOTHING;
  }

  /** What we told does not hold any more. */
  withdraw(key: string): GossipClientEffects {
    const value = this.#own.get(key);
    this.#own.delete(key);
    if (value === undefined || !this.#connected) return NOTHING;
    return [{ type: "say", message: { type: "PUBLISH", key, value, ttl: WITHDRAWN } }];
  }

  handleConnected(now: number): GossipClientEffects {
    this.#connected = true;
    this.#session++;
    this.#refused = false;
    this.#heardAt = now;
    this.#pingAt = now + PING_EVERY;
    this.#forgetAt = this.#told.size > 0 ? now + PATIENCE : Number.POSITIVE_INFINITY;
    return this.#introduce(now);
  }

  /** What was told stays: hubs come back, and those of whom they told are not gone because of that. */
  handleLost(): void {
    this.#connected = false;
    this.#pingAt = this.#publishAt = this.#helloAt = this.#forgetAt = Number.POSITIVE_INFINITY;
  }

  handleMessage(frames: Frames, now: number): GossipClientEffects {
    this.#heardAt = now;
    let message: GossipMessage;
    try {
      message = decodeGossip(frames);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return [{ type: "ignored", error }];
    }
    // It has forgotten us. Not at once: a hub that says so for ever must not keep us busy.
    if (message.type === "INVALID") this.#helloAt = Math.min(this.#helloAt, now + HELLO_EVERY);
    return message.type === "PUBLISH" ? this.#hear(message) : NOTHING;
  }

  handleTimeout(now: number): GossipClientEffects {
    if (!this.#connected) return NOTHING;
    const effects: GossipClientEffect[] = [];
    if (now >= this.#pingAt) {
      // A host that slept has heard nothing, and says so to itself.
      if (now - this.#heardAt >= LOST && now - this.#pingAt < LOST) return [{ type: "hang-up" }];
      if (now - this.#pingAt >= LOST) this.#heardAt = now;
      this.#pingAt = now + PING_EVERY;
      effects.push({ type: "say", message: { type: "PING" } });
    }
    if (now >= this.#helloAt) effects.push(...this.#introduce(now));
    else if (now >= this.#publishAt) effects.push(...this.#publishAll(now));
    if (now >= this.#forgetAt) effects.push(...this.#forgetOld());
    return effects;
  }

  #introduce(now: number): GossipClientEffects {
    this.#helloAt = Number.POSITIVE_INFINITY;
    return [{ type: "say", message: { type: "HELLO" } }, ...this.#publishAll(now)];
  }

  #publishAll(now: number): GossipClientEffects {
    this.#publishAt = now + PUBLISH_EVERY;
    return [...this.#own].map(([key, value]) => this.#publication(key, value));
  }

  #publication(key: string, value: string): GossipClientEffect {
    return { type: "say", message: { type: "PUBLISH", key, value, ttl: TTL } };
  }

  #hear({ key, value, ttl }: Extract<GossipMessage, { readonly type: "PUBLISH" }>): GossipClientEffects {
    if (ttl === WITHDRAWN) return this.#told.delete(key) ? [{ type: "forgotten", key }] : NOTHING;
    if (this.#own.get(key) === value) return NOTHING;
    if (!this.#told.has(key) && this.#told.size >= this.#limit) return this.#refuse();
    this.#told.set(key, this.#session);
    return [{ type: "told", tuple: { key, value } }];
  }

  /** Said once a session: a hub that is too full is not our peer's fault. */
  #refuse(): GossipClientEffects {
    if (this.#refused) return NOTHING;
    this.#refused = true;
    const message = `the hub tells of more than ${this.#limit} tuples, which is the limit`;
    return [{ type: "ignored", error: new ProtocolError("limit-exceeded", message) }];
  }

  #forgetOld(): GossipClientEffects {
    this.#forgetAt = Number.POSITIVE_INFINITY;
    const old = [...this.#told].filter(([, session]) => session !== this.#session).map(([key]) => key);
    for (const key of old) this.#told.delete(key);
    return old.map((key) => ({ type: "forgotten", key }));
  }
}

const TUPLES = 2048;
/** Hubs of zyre forget a client after a second. */
const PING_EVERY = 450;
/** Without any answer for so long the connection is dead, whatever TCP says. */
const LOST = 5000;
const PUBLISH_EVERY = 10_000;
const TTL = 30_000;
const HELLO_EVERY = 500;
/** A hub that was started again is told by everybody else within a few seconds. */
const PATIENCE = 60_000;
const NOTHING: GossipClientEffects = [];
