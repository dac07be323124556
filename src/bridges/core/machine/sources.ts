/** A machine or device that sends. */
export interface Heard {
  readonly host: string;
  at: number;
  count: number;
  alive: boolean;
}

/** Who has spoken, and who fell silent. Hosts in excess take the place of one that is lost; without such a one they are not followed. */
export class Sources {
  /** Milliseconds of silence after which a source is lost. */
  readonly #after: number;
  readonly #heard = new Map<string, Heard>();

  constructor(after = Number.POSITIVE_INFINITY) {
    this.#after = after;
  }

  /** The one that was silent longest is the first. */
  get all(): ReadonlyMap<string, Heard> {
    return this.#heard;
  }

  get deadline(): number {
    for (const { at, alive } of this.#heard.values()) if (alive) return at + this.#after;
    return Number.POSITIVE_INFINITY;
  }

  /** Whether it is new, or was lost. `instead`: the one whose place it took. */
  handleInput(host: string, now: number): { readonly is: "new" | "found" | "known"; readonly instead?: string } {
    const known = this.#heard.get(host);
    if (known === undefined) return this.#begin(host, now);
    const is = known.alive ? "known" : "found";
    this.#heard.delete(host);
    this.#heard.set(host, known);
    known.at = now;
    known.count++;
    known.alive = true;
    return { is };
  }

  /** Those that are lost now. */
  handleTimeout(now: number): readonly string[] {
    const lost: string[] = [];
    for (const heard of this.#heard.values()) {
      if (!heard.alive || now - heard.at < this.#after) continue;
      heard.alive = false;
      lost.push(heard.host);
    }
    return lost;
  }

  #begin(host: string, now: number): { readonly is: "new" | "known"; readonly instead?: string } {
    const full = this.#heard.size >= MOST;
    const instead = full ? [...this.#heard.values()].find(({ alive }) => !alive)?.host : undefined;
    if (full && instead === undefined) return { is: "known" };
    if (instead !== undefined) this.#heard.delete(instead);
    this.#heard.set(host, { host, at: now, count: 1, alive: true });
    return { is: "new", ...(instead !== undefined && { instead }) };
  }
}

const MOST = 16;
