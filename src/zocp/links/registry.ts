import type { Link, LinkState } from "../core/link.ts";
import type { Sender } from "../fades/timing.ts";
import { keyOfLink, type LinkRecord } from "./record.ts";

/** A link that this node knows of: what is to be of it, and how it stands with it here. */
export interface KeptLink {
  record: LinkRecord;
  /** The nodes that its names meant last. */
  emitterId: string | undefined;
  sensorId: string | undefined;
  state: LinkState["state"];
  /** Why it is not made, for people. */
  reason: string;
  /** The program of this node wants it, whatever others decide. */
  wanted: boolean;
  /** The program of this node cut it in this run. */
  cutHere: boolean;
  /** Between ids, while two nodes share a name: gone with one of them, and told to nobody. */
  temporary: boolean;
  /** Both ends are closed to each other and differ: what is in effect stays. */
  disputed: boolean;
  /** The present ends that are known to have the same record, by id. */
  readonly agreed: Set<string>;
  /** Its record came from nodes that are no end: of several of these the newest counts. */
  filled: boolean;
  /** What was decided on this node and not overruled since. */
  decision: Decision | undefined;
  askedAt: number;
  /** A node refused it: until when it is not asked again. */
  refusedUntil: number | undefined;
  /** What is to be of it here is not what the other nodes were told last. */
  untold: boolean;
  /** The show that this node was when it asked for that last. */
  sender: Sender;
}

/** A decision that was made on this node. */
interface Decision {
  readonly on: boolean;
  /** Whether it said how the values travel, too. */
  readonly options: boolean;
  /** Nodes that were away then: they are owed it as a decision while the session lasts. Names. */
  readonly owed: Set<string>;
  /** Nodes that were here then and have not answered yet: what they had decided before was seen. Ids. */
  readonly live: Set<string>;
  /** Whether it was put above what such a node had decided: that happens once. */
  raised: boolean;
  /** Whether it has been told that it is so. */
  told: boolean;
}

/** Every link that this node knows of, those that were cut too: of these, so many. */
export class Registry {
  readonly #kept = new Map<string, KeptLink>();
  readonly #tombstones: number;
  readonly #changed: () => void;
  /** Links that were cut, by key, the oldest first. */
  readonly #cut = new Set<string>();

  /** `changed` is called when links come, go, or are cut. `tombstones`: how many of those that were cut are kept. */
  constructor(changed: () => void = () => {}, tombstones: number = MAX_TOMBSTONES) {
    this.#changed = changed;
    this.#tombstones = tombstones;
  }

  /**
   * Nodes that come under ever new names would leave links without end: where there are so many, one that others made and that
   * has waited longest is forgotten. False when there is none of these.
   */
  makeRoom(most: number): boolean {
    if (this.#kept.size < most) return true;
    let looks = 0;
    for (const kept of this) {
      if (kept.state !== "made" && !kept.wanted && kept.decision === undefined) {
        this.delete(kept);
        return true;
      }
      if (++looks === FIRST) return false;
    }
    return false;
  }

  [Symbol.iterator](): IterableIterator<KeptLink> {
    return this.#kept.values();
  }

  find(link: Link): KeptLink | undefined {
    return this.#kept.get(keyOfLink(link));
  }

  has(kept: KeptLink): boolean {
    return this.#kept.get(keyOfLink(kept.record)) === kept;
  }

  /** Keeps a record from now on; gives the entry, which keeps how the link stands. */
  put(record: LinkRecord): KeptLink {
    const key = keyOfLink(record);
    const kept = this.#kept.get(key) ?? freshEntry(record);
    kept.record = record;
    this.#kept.set(key, kept);
    this.#cut.delete(key);
    if (!record.on) this.#cut.add(key);
    if (this.#cut.size > this.#tombstones) this.#forgetOldest();
    this.#changed();
    return kept;
  }

  delete({ record }: KeptLink): void {
    const key = keyOfLink(record);
    this.#kept.delete(key);
    this.#cut.delete(key);
    this.#changed();
  }

  /** The own program wants one, whatever others decide. */
  want(kept: KeptLink): void {
    kept.wanted = true;
    this.#changed();
  }

  /** Those with an end at a node of this name. */
  *about(name: string): IterableIterator<KeptLink> {
    for (const kept of this) {
      const { emitter, sensor } = kept.record;
      if (emitter.node === name || sensor.node === name) yield kept;
    }
  }

  /** One that somebody here declares is forgotten last: it would be made again. */
  #forgetOldest(): void {
    const [oldest] = this.#cut;
    const idle = [...this.#cut].find((key) => this.#kept.get(key)?.wanted !== true) ?? oldest;
    if (idle === undefined) return;
    this.#cut.delete(idle);
    this.#kept.delete(idle);
  }
}

function freshEntry(record: LinkRecord): KeptLink {
  return {
    ...{ record, emitterId: undefined, sensorId: undefined, state: "waiting", reason: "" },
    ...{ wanted: false, cutHere: false, temporary: false, disputed: false, agreed: new Set(), decision: undefined },
    ...{ askedAt: Number.NEGATIVE_INFINITY, refusedUntil: undefined, untold: false, filled: false, sender: {} },
  };
}

const MAX_TOMBSTONES = 1000;
/** Links that are looked at to find one that waits. */
const FIRST = 100;
