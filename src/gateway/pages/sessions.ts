import { createHash } from "node:crypto";

import { NetworkError, UsageError } from "../../index.ts";
import { TokenBucket } from "../access/token-bucket.ts";
import type { Join } from "../protocol/client-messages.ts";
import { CLOSE } from "../protocol/constants.ts";
import type { Rights } from "../protocol/rights.ts";
import { type Line, Session, type SessionOptions } from "./session.ts";

export type SessionsOptions = Omit<SessionOptions, "id" | "rights" | "ended" | "crowded">;

/** The pages that are on the network, by the id of their node. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #all = new Map<string, Session>();
  /** Those that are just leaving: whoever has their id next must wait for them. */
  readonly #leaving = new Map<string, Promise<void>>();

  /** Each new node is told to everybody on the network. */
  readonly #joins: TokenBucket;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#joins = new TokenBucket(options.limits.joins, performance.now());
  }

  get size(): number {
    return this.#all.size;
  }

  /** Lets a page in, as who it was or as a new node. Undefined: it was turned away, and its connection is closed. */
  join(line: Line, join: Join, rights: Rights): Session | undefined {
    const id = idOf(join.secret, rights);
    const older = this.#all.get(id);
    if (older !== undefined && join.received !== undefined && older.resume(line, join.received)) return older;
    if (older !== undefined) this.#drop(older, older.stop(CLOSE.replaced, "the page began anew"));
    const refusal = this.#refusal();
    if (refusal !== undefined) {
      line.close(CLOSE.full, refusal);
      return undefined;
    }
    return this.#begin(line, join, { id, rights });
  }

  check(now: number): void {
    const { guard, rounds } = this.#options;
    for (const session of this.#all.values()) {
      rounds.add(
        guard.wrap(
          "looking after a page",
          () => session.check(now),
          () => session.fail(),
        ),
      );
    }
  }

  async stop(): Promise<void> {
    for (const session of this.#all.values()) this.#drop(session, session.stop());
    await Promise.all(this.#leaving.values());
  }

  /** Why nobody can be let in now. One that lost its connection gives way to one that is here. */
  #refusal(): string | undefined {
    const { clients, joins } = this.#options.limits;
    if (!this.#joins.has(1, performance.now())) return `more than ${joins} pages a second have joined: try again`;
    if (this.#all.size >= clients) longestAway(this.#all.values())?.end(CLOSE.full, "another page took the place");
    if (this.#all.size >= clients) return `there are ${this.#all.size} pages already, which is the limit`;
    this.#joins.take(1, performance.now());
    return undefined;
  }

  /** While too much waits for all pages together, the page for which most does begins anew. */
  #relieve(): void {
    const held = [...this.#all.values()].reduce((sum, session) => sum + session.held, 0);
    if (held <= this.#options.limits.waitingTotal) return;
    const slowest = [...this.#all.values()].reduce((a, b) => (b.held > a.held ? b : a));
    slowest.end(CLOSE.slow, "more waited for all pages than can be kept, and most for this one");
  }

  #begin(line: Line, join: Join, who: { id: string; rights: Rights }): Session | undefined {
    let session: Session;
    try {
      session = new Session(join, {
        ...this.#options,
        ...who,
        ended: (ended, left) => this.#drop(ended, left),
        crowded: () => this.#relieve(),
      });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      line.close(CLOSE.malformed, error.message);
      return undefined;
    }
    this.#all.set(who.id, session);
    const started = session.start(line, this.#leaving.get(who.id) ?? Promise.resolve()).catch((error: unknown) => {
      if (!(error instanceof NetworkError)) throw error;
      session.end(CLOSE.unavailable, error.message);
    });
    this.#options.guard.watch("making a page a node", started, () => session.fail());
    return session;
  }

  #drop(session: Session, left: Promise<void>): void {
    const { id } = session;
    if (this.#all.get(id) === session) this.#all.delete(id);
    this.#options.guard.watch("taking a page's node off the network", left);
    const gone = Promise.allSettled([this.#leaving.get(id), left]).then(() => {
      if (this.#leaving.get(id) === gone) this.#leaving.delete(id);
    });
    this.#leaving.set(id, gone);
  }
}

/** The one of these that has been without a connection for the longest time. */
function longestAway(sessions: Iterable<Session>): Session | undefined {
  const away = [...sessions].filter(({ detachedAt }) => detachedAt < Number.POSITIVE_INFINITY);
  return away.sort((a, b) => a.detachedAt - b.detachedAt)[0];
}

/**
 * The id of a page's node is made of its secret. So only the page itself can come back under it, and no page can take the id of
 * another node. Who may do less never becomes the node of one who may do more.
 */
function idOf(secret: string, rights: Rights): string {
  return createHash("sha256").update(`${KINDS[rights]} ${secret}`).digest("hex").slice(0, ID_LENGTH);
}

const ID_LENGTH = 32;
const KINDS: Readonly<Record<Rights, string>> = { all: "node", perform: "performer", look: "reader" };
