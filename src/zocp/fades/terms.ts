import type { Sender } from "./timing.ts";

/** The highest term of a show, and who sent with it. */
interface Reign {
  readonly term: number;
  /** Ids. */
  readonly shows: Set<string>;
  /** Since when none of these is here, in milliseconds; undefined while one is. */
  left: number | undefined;
}

/**
 * Which take-over of a show is the last one that this node has heard of: of several shows of one name, only the one that took over last
 * may set parameters here, or stop what moves. So what a show sent before another one took its place does nothing when it arrives later.
 */
export class Terms {
  readonly #reigns = new Map<string, Reign>();

  /** Why a show may not set anything here any more, in words for people; undefined when it may: then its term counts from now on. */
  objection(id: string, sender: Sender, now: number): string | undefined {
    const late = this.lateness(sender, now);
    if (late === undefined) this.count(id, sender, now);
    return late;
  }

  /** The same for whoever may be allowed nothing here: no term counts by that. */
  lateness({ show, term = 0 }: Sender, now: number): string | undefined {
    const known = show === undefined ? undefined : this.#known(show, now);
    if (known === undefined || term >= known.term) return undefined;
    return `another ${show} has taken over (its term is ${known.term}, this one has ${term}); "zocp takeover" gives it back`;
  }

  /** The node of this id was let do something as a show. */
  count(id: string, { show, term = 0 }: Sender, now: number): void {
    if (show === undefined) return;
    const known = this.#known(show, now);
    if (known === undefined || term > known.term) this.#begin(show, term, id);
    else if (term === known.term) this.#join(known, id);
  }

  /** `clean`: it said goodbye, so nothing of it is on its way any more. */
  handleExit(id: string, clean: boolean, now: number): void {
    for (const [show, reign] of this.#reigns) {
      if (!reign.shows.delete(id) || reign.shows.size > 0) continue;
      if (clean) this.#reigns.delete(show);
      else reign.left = now;
    }
  }

  #known(show: string, now: number): Reign | undefined {
    const known = this.#reigns.get(show);
    if (known?.left === undefined || now - known.left < REMEMBERED) return known;
    this.#reigns.delete(show);
    return undefined;
  }

  #begin(show: string, term: number, id: string): void {
    this.#reigns.delete(show);
    this.#reigns.set(show, { term, shows: new Set([id]), left: undefined });
    const [oldest] = this.#reigns.keys();
    if (this.#reigns.size > MOST && oldest !== undefined) this.#reigns.delete(oldest);
  }

  #join(reign: Reign, id: string): void {
    reign.shows.add(id);
    reign.left = undefined;
  }
}

/** Milliseconds after the last show with the highest term left. */
const REMEMBERED = 60_000;
/** Shows. */
const MOST = 100;
