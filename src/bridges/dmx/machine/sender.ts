import { type DmxAddress, writeSlots } from "../address.ts";

/** What leaves now. */
export interface SentUniverse {
  readonly universe: number;
  readonly levels: Uint8Array;
  readonly sequence: number;
  /** The last word of this source. */
  readonly terminated: boolean;
}

interface Line {
  readonly universe: number;
  readonly levels: Uint8Array;
  sequence: number;
  /** Changed since it was sent. */
  changed: boolean;
  /** How often it is sent again before it rests. */
  again: number;
  sentAt: number;
}

/**
 * The universes of one output. Of each the newest levels leave at most 44 times a second, three times more when nothing moves any longer, and
 * from then on each 800 ms.
 */
export class DmxSender {
  readonly #lines: ReadonlyMap<number, Line>;
  readonly #begins: number;

  /** Nothing leaves for the first moments: what drives the levels has to be found first, and no lamp may flicker for that. */
  constructor(universes: readonly number[], now: number) {
    this.#begins = now + SETTLING;
    this.#lines = new Map(universes.map((universe) => [universe, lineOf(universe)]));
  }

  get deadline(): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const line of this.#lines.values()) earliest = Math.min(earliest, this.#dueOf(line));
    return Math.max(earliest, this.#begins);
  }

  /** `values`: 0 to 255. */
  set(address: DmxAddress, values: readonly number[]): void {
    const line = this.#lines.get(address.universe);
    if (line !== undefined && writeSlots(address, values, line.levels)) line.changed = true;
  }

  handleTimeout(now: number): readonly SentUniverse[] {
    if (now < this.#begins) return [];
    const sent: SentUniverse[] = [];
    for (const line of this.#lines.values()) {
      if (this.#dueOf(line) > now) continue;
      line.again = line.changed ? AGAIN : Math.max(0, line.again - 1);
      line.changed = false;
      sent.push(this.#send(line, now, false));
    }
    return sent;
  }

  /** The goodbye: three times, because datagrams get lost. Where nothing was sent, nothing ends. */
  end(now: number): readonly SentUniverse[] {
    const spoken = [...this.#lines.values()].filter(({ sentAt }) => sentAt !== Number.NEGATIVE_INFINITY);
    return Array.from({ length: GOODBYES }, () => spoken.map((line) => this.#send(line, now, true))).flat();
  }

  #dueOf({ changed, again, sentAt }: Line): number {
    return sentAt + (changed || again > 0 ? TICK : KEEP_ALIVE);
  }

  #send(line: Line, now: number, terminated: boolean): SentUniverse {
    line.sequence = (line.sequence + 1) & 0xff;
    line.sentAt = now;
    return { universe: line.universe, levels: line.levels, sequence: line.sequence, terminated };
  }
}

function lineOf(universe: number): Line {
  const levels = new Uint8Array(512);
  return { universe, levels, sequence: 0xff, changed: false, again: 0, sentAt: Number.NEGATIVE_INFINITY };
}

/** Milliseconds. */
const TICK = 1000 / 44;
const KEEP_ALIVE = 800;
const SETTLING = 1500;
const AGAIN = 3;
const GOODBYES = 3;
