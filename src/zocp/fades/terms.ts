import type { Json } from "../../bytes/json.ts";
import type { Core } from "../core/core.ts";
import { ROLE } from "../requests/authority.ts";
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
 * may set parameters here, stop what moves, make or cut links. So what a show sent before another one took its place does nothing when it
 * arrives later. A term counts only of a node that says itself that it plays that show: so the show sees it too, and the two settle who goes on.
 */
export class Terms {
  readonly #core: Core;
  readonly #reigns = new Map<string, Reign>();

  constructor(core: Core) {
    this.#core = core;
  }

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
    if (show === undefined || term > this.#saidBy(id, show)) return;
    const known = this.#known(show, now);
    if (term > (known?.term ?? 0) + LEAP) return;
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

  /** The term that this node says of itself as a show of that name, but not below the one that it was asked with. */
  own({ show, term }: Sender): Sender {
    const said = show === undefined ? NONE : termIn(this.#core.tree.metadata, show);
    return { show, term: said > (term ?? 0) ? said : term };
  }

  #saidBy(id: string, show: string): number {
    const peer = this.#core.peers.get(id);
    return peer === undefined ? NONE : termIn(peer.tree.metadata, show);
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

/** Which take-over of a show a node says that it is, in its metadata; below 0 when it says that it plays none of that name. */
function termIn(metadata: ReadonlyMap<string, Json>, show: string): number {
  const role = metadata.get(ROLE);
  if (!(role instanceof Map) || role.get("of") !== show || role.get("plays") !== true) return NONE;
  const term = role.get("term");
  return typeof term === "number" ? term : NONE;
}

const NONE = -1;
/**
 * By how much a term may be above the highest that was known. Each take-over adds 1, so nobody comes near this; and whoever makes terms grow on
 * purpose leaves room above it for the show that goes on.
 */
const LEAP = 2 ** 16;
/** Milliseconds after the last show with the highest term left. */
const REMEMBERED = 60_000;
/** Shows. */
const MOST = 100;
