import { ProtocolError } from "../../errors.ts";
import type { Effects, ZreEffect } from "../mesh/effects.ts";
import type { ResolvedMeshOptions } from "../mesh/mesh-options.ts";
import type { PeerTable } from "../mesh/peer-table.ts";
import { type Endpoint, formatEndpoint } from "./endpoint.ts";

/** Where somebody is said to be. */
export interface Place extends Endpoint {
  /** Who is there; undefined when our user only knows the place. */
  readonly peer?: string | undefined;
  /** Who says so: the address of a hub; undefined for our user. */
  readonly source?: string | undefined;
}

interface Entry {
  readonly place: Place;
  /** Who was found there. */
  met: string | undefined;
  attempts: number;
  triedAt: number;
  /** When it is looked at again. */
  due: number;
}

/**
 * The places that hubs and our user tell. Who is not here is dialled, and dialled again with growing delay for as long as the
 * place holds: a beacon comes every second, but this word is given once and has to last.
 */
export class AddressBook {
  readonly #options: ResolvedMeshOptions;
  readonly #table: PeerTable;
  readonly #entries = new Map<string, Entry>();
  #deadline = Number.POSITIVE_INFINITY;

  constructor(options: ResolvedMeshOptions, table: PeerTable) {
    this.#options = options;
    this.#table = table;
  }

  get deadline(): number {
    return this.#deadline;
  }

  /** How many places are known. */
  get size(): number {
    return this.#entries.size;
  }

  /** Who is told of once more and is not here is tried at once, though not more often than once a second. */
  handleTold(place: Place, now: number): Effects {
    if (place.peer === this.#options.peer || this.#table.isOwn(place)) return NOTHING;
    const key = keyOf(place);
    const before = this.#entries.get(key);
    if (before === undefined && place.source !== undefined && this.#entries.size >= this.#limit)
      return this.#refuse(place.source, now);
    if (before?.place.address === place.address && before.place.port === place.port) {
      before.due = Math.min(before.due, Math.max(now, before.triedAt + SOONEST));
    } else this.#entries.set(key, { place, met: undefined, attempts: 0, triedAt: Number.NEGATIVE_INFINITY, due: now });
    this.#deadline = Math.min(this.#deadline, Math.max(now, this.#entries.get(key)?.due ?? now));
    return NOTHING;
  }

  /** Nobody says any more that somebody is there. Who is here stays. */
  forget(place: Pick<Place, "peer" | "source"> & Partial<Endpoint>): void {
    this.#entries.delete(keyOf(place));
  }

  /** It is now known who is at a place. */
  handleMet(placeholder: string, peer: string): void {
    const entry = this.#entries.get(placeholder);
    if (entry !== undefined) entry.met = peer;
  }

  /** It is ourselves that were found there. */
  handleSelf(at: Endpoint): void {
    for (const entry of this.#entries.values()) {
      if (entry.place.address === at.address && entry.place.port === at.port) entry.due = Number.POSITIVE_INFINITY;
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#deadline = Number.POSITIVE_INFINITY;
  }

  handleTimeout(now: number): Effects {
    const effects: ZreEffect[] = [];
    let next = Number.POSITIVE_INFINITY;
    let dialled = 0;
    for (const entry of this.#entries.values()) {
      if (entry.due <= now && !this.#isHere(entry, now)) {
        if (dialled < AT_ONCE && this.#mayTry(entry)) {
          dialled++;
          effects.push(...this.#tryPlace(entry, now));
        } else entry.due = now + SHORT;
      }
      next = Math.min(next, entry.due);
    }
    // Not for each place alone, when there are thousands.
    this.#deadline = Math.max(next, now + SHORT);
    return effects;
  }

  #isHere(entry: Entry, now: number): boolean {
    const { peer = entry.met } = entry.place;
    // Whoever holds the place: dialling it under another name would take that one's connection away.
    const holder = (peer === undefined ? undefined : this.#table.all.get(peer)) ?? this.#table.at(entry.place);
    if (holder === undefined) return false;
    if (holder.ready) entry.attempts = 0;
    entry.due = now + (holder.ready ? LOOK_EVERY : this.#delay(entry));
    return true;
  }

  /** Endpoints where nobody answers must not keep others from being tried, nor fill the list of peers. */
  #mayTry({ place }: Entry): boolean {
    return place.source === undefined || this.#table.all.size - this.#table.ready.size < UNANSWERED;
  }

  #tryPlace(entry: Entry, now: number): Effects {
    const { place } = entry;
    entry.triedAt = now;
    entry.due = now + this.#delay(entry);
    entry.attempts++;
    return this.#table.meet(place.peer ?? formatEndpoint(place), place, now, place.source);
  }

  /** Doubled each time; not the same for all, so that a hundred nodes do not dial in step. */
  #delay({ place, attempts }: Entry): number {
    const longest = place.source === undefined ? LONGEST_OWN : LONGEST;
    const delay = Math.min(FIRST * 2 ** attempts, longest);
    return delay * (0.75 + 0.5 * spread(`${this.#options.peer} ${formatEndpoint(place)} ${attempts}`));
  }

  #refuse(source: string, now: number): Effects {
    const message = `${source} tells of more places than ${this.#limit}, which is the limit`;
    return this.#table.ignore(undefined, new ProtocolError("limit-exceeded", message), now);
  }

  get #limit(): number {
    return this.#options.limits.places ?? PLACES;
  }
}

function keyOf({ peer, source, address = "", port = 0 }: Pick<Place, "peer" | "source"> & Partial<Endpoint>): string {
  return source === undefined ? formatEndpoint({ address, port }) : `${source} ${peer}`;
}

/** At least 0 and less than 1, always the same for the same text: a machine has no chance of its own. */
function spread(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return (Math.imul(hash, 0x9e3779b1) >>> 0) / 2 ** 32;
}

const PLACES = 2048;
/** Dialled in one go, and without an answer at a time, on the word of hubs. */
const AT_ONCE = 64;
const UNANSWERED = 256;
const SHORT = 250;
const LOOK_EVERY = 1000;
const SOONEST = 1000;
const FIRST = 1000;
/** The user's places are few, and somebody waits for them. */
const LONGEST_OWN = 5000;
const LONGEST = 30_000;
const NOTHING: Effects = [];
