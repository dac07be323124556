import { createHash } from "node:crypto";

import { NetworkError, UsageError } from "../index.ts";
import type { Join } from "./protocol/client-messages.ts";
import { CLOSE } from "./protocol/constants.ts";
import { type Line, Session, type SessionOptions } from "./session.ts";

/** The pages that are on the network, by the id of their node. */
export class Sessions {
  readonly #options: Omit<SessionOptions, "id" | "readOnly" | "ended">;
  readonly #all = new Map<string, Session>();
  /** Those that are just leaving: whoever has their id next must wait for them. */
  readonly #leaving = new Map<string, Promise<void>>();

  constructor(options: Omit<SessionOptions, "id" | "readOnly" | "ended">) {
    this.#options = options;
  }

  get size(): number {
    return this.#all.size;
  }

  /** Lets a page in, as who it was or as a new node. Undefined: it was turned away, and its connection is closed. */
  join(line: Line, join: Join, readOnly: boolean): Session | undefined {
    const id = idOf(join.secret, readOnly);
    const older = this.#all.get(id);
    if (older !== undefined && join.received !== undefined && older.resume(line, join.received)) return older;
    if (older !== undefined) this.#drop(older, older.stop(CLOSE.replaced, "the page began anew"));
    const { limits } = this.#options;
    if (this.#all.size >= limits.clients) {
      line.close(CLOSE.full, `there are ${this.#all.size} pages already, which is the limit`);
      return undefined;
    }
    return this.#begin(line, join, { id, readOnly });
  }

  check(now: number): void {
    for (const session of this.#all.values()) session.check(now);
  }

  async stop(): Promise<void> {
    for (const session of this.#all.values()) this.#drop(session, session.stop());
    await Promise.all(this.#leaving.values());
  }

  #begin(line: Line, join: Join, who: { id: string; readOnly: boolean }): Session | undefined {
    let session: Session;
    try {
      session = new Session(join, { ...this.#options, ...who, ended: (ended, left) => this.#drop(ended, left) });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      line.close(CLOSE.malformed, error.message);
      return undefined;
    }
    this.#all.set(who.id, session);
    session.start(line, this.#leaving.get(who.id) ?? Promise.resolve()).catch((error: unknown) => {
      if (!(error instanceof NetworkError)) throw error;
      this.#drop(session, session.stop(CLOSE.unavailable, error.message));
    });
    return session;
  }

  #drop(session: Session, left: Promise<void>): void {
    const { id } = session;
    if (this.#all.get(id) === session) this.#all.delete(id);
    const gone = Promise.all([this.#leaving.get(id), left]).then(() => {
      if (this.#leaving.get(id) === gone) this.#leaving.delete(id);
    });
    this.#leaving.set(id, gone);
  }
}

/**
 * The id of a page's node is made of its secret. So only the page itself can come back under it, and no page can take the id of
 * another node. Who may only look never becomes the node of one who may do more.
 */
function idOf(secret: string, readOnly: boolean): string {
  return createHash("sha256")
    .update(`${readOnly ? "reader" : "node"} ${secret}`)
    .digest("hex")
    .slice(0, ID_LENGTH);
}

const ID_LENGTH = 32;
