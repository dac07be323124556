import { formatJson, type Json, type JsonObject, parseJson } from "../../../src/browser.ts";
import { Observable } from "../observable.ts";
import type { Shelf } from "../view/settings.ts";
import type { ControlInput } from "./inputs.ts";

/** What a device moves: GO, or a tile of a dashboard, or one side of a pad. */
export interface LearnTarget {
  readonly dashboard: string;
  /** The id of the tile; {@link GO} for the GO of the show. */
  readonly tile: string;
  readonly side: number;
}

export const GO = "GO";
export const GO_TARGET: LearnTarget = { dashboard: "", tile: GO, side: 0 };

/**
 * Which knob, key or stick moves what. Kept by the browser: a device belongs to the machine that it is plugged into. A knob moves one
 * thing; several can move the same.
 */
export class Learned extends Observable {
  readonly #shelf: Shelf;
  #targets: ReadonlyMap<string, LearnTarget>;
  #waiting: LearnTarget | undefined;
  /** Where the knobs were when they were seen first: one that only trembles was not meant. */
  readonly #rest = new Map<string, number>();

  constructor(shelf: Shelf) {
    super();
    this.#shelf = shelf;
    this.#targets = read(shelf);
  }

  /** What waits to be learned. */
  get waiting(): LearnTarget | undefined {
    return this.#waiting;
  }

  /** The knobs that are known, and what they move. */
  get all(): ReadonlyMap<string, LearnTarget> {
    return this.#targets;
  }

  targetOf(source: string): LearnTarget | undefined {
    return this.#targets.get(source);
  }

  /** The knobs that move this. */
  sourcesOf(target: LearnTarget): readonly string[] {
    return [...this.#targets].filter(([, one]) => same(one, target)).map(([source]) => source);
  }

  /** The next knob that is moved moves this from then on; undefined ends the waiting. */
  wait(target: LearnTarget | undefined): void {
    this.#waiting = target;
    this.#rest.clear();
    this.changed();
  }

  /** Whether it was learned: then it moves nothing yet. While something is to be learned nothing is moved at all. */
  hear(input: ControlInput): boolean {
    if (this.#waiting === undefined) return false;
    if (!this.#isMeant(input)) return true;
    this.#keep(new Map([...this.#targets, [input.source, this.#waiting]]));
    this.#waiting = undefined;
    this.changed();
    return true;
  }

  forget(source: string): void {
    this.#keep(new Map([...this.#targets].filter(([one]) => one !== source)));
    this.changed();
  }

  #isMeant({ source, how, value }: ControlInput): boolean {
    if (how === "button") return value > 0;
    if (how === "stick") return Math.abs(value) > DEFLECTED;
    const rest = this.#rest.get(source);
    if (rest === undefined) this.#rest.set(source, value);
    return rest !== undefined && Math.abs(value - rest) >= MEANT;
  }

  #keep(targets: ReadonlyMap<string, LearnTarget>): void {
    this.#targets = targets;
    const written = [...targets].map(([source, { dashboard, tile, side }]): [string, Json] => [
      source,
      new Map<string, Json>(Object.entries({ dashboard, tile, side })),
    ]);
    try {
      this.#shelf.setItem(NAME, formatJson(new Map(written)));
    } catch {
      // A full or forbidden storage is no reason not to follow: then it lasts as long as the page.
    }
  }
}

function same(a: LearnTarget, b: LearnTarget): boolean {
  return a.dashboard === b.dashboard && a.tile === b.tile && a.side === b.side;
}

function read(shelf: Shelf): ReadonlyMap<string, LearnTarget> {
  try {
    const kept = parseJson(shelf.getItem(NAME) ?? "{}");
    const entries = kept instanceof Map ? [...(kept as JsonObject)] : [];
    return new Map(
      entries.flatMap(([source, one]) => {
        const target = one instanceof Map ? readTarget(one as JsonObject) : undefined;
        return target === undefined ? [] : [[source, target] as const];
      }),
    );
  } catch {
    // What is no JSON was not written here.
    return new Map();
  }
}

function readTarget(given: JsonObject): LearnTarget | undefined {
  const [dashboard, tile, side] = [given.get("dashboard"), given.get("tile"), given.get("side")];
  if (typeof dashboard !== "string" || typeof tile !== "string") return undefined;
  return { dashboard, tile, side: side === 1 ? 1 : 0 };
}

const NAME = "zocp-composer-learned";
/** The part of its way by which a knob has to move, and a stick to be pushed, to be meant. */
const MEANT = 0.04;
const DEFLECTED = 0.6;
