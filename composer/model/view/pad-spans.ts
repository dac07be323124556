import type { Json } from "../../../src/index.ts";
import { boundOf, numberOf } from "../network/kind.ts";
import { drawnSpan, type Span } from "../network/range.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import { Observable } from "../observable.ts";
import type { Shelf } from "./settings.ts";

/**
 * Between which numbers a pad is drawn. Where a node tells its range it is that. Else it begins as 0 to 1 and grows when a value lies
 * outside, and never shrinks by itself: what a hand moves must not change under it. What a person chose is kept by the browser.
 */
export class PadSpans extends Observable {
  readonly #shelf: Shelf;
  readonly #spans: Map<string, Span>;

  constructor(shelf: Shelf) {
    super();
    this.#shelf = shelf;
    this.#spans = read(shelf);
  }

  /** Whether people choose it: its node tells no range for one of its sides. */
  isFree(parameter: ShownParameter): boolean {
    return SIDES.some((side) => drawnSpan(parameter, side) === undefined);
  }

  of(parameter: ShownParameter, side: number): Span {
    const told = drawnSpan(parameter, side);
    if (told !== undefined) return told;
    const kept = this.#spans.get(keyOf(parameter, side)) ?? UNIT;
    const [least, most] = [boundOf(parameter.min, side), boundOf(parameter.max, side)];
    const span = { least: least ?? kept.least, most: most ?? kept.most };
    return span.most > span.least
      ? span
      : { ...span, ...(most === undefined ? { most: span.least + 1 } : { least: span.most - 1 }) };
  }

  /** Grows until its value lies within. Where a hand has left it at the edge it grows, too, so that the hand can go on. */
  hold(parameter: ShownParameter, value: Json | undefined, byHand = false): void {
    let grown = false;
    for (const side of SIDES) {
      const [span, number] = [this.of(parameter, side), numberOf(value, side)];
      const wide = Number.isFinite(number) ? widened(span, number, byHand) : span;
      if (wide.least === span.least && wide.most === span.most) continue;
      this.#spans.set(keyOf(parameter, side), wide);
      grown ||= this.of(parameter, side).most !== span.most || this.of(parameter, side).least !== span.least;
    }
    if (grown) this.changed();
  }

  /** A person wants to see more, or less: so many times as much of both sides, and always what there is. */
  scale(parameter: ShownParameter, factor: number): void {
    for (const side of SIDES) {
      const { least, most } = this.of(parameter, side);
      const number = numberOf(parameter.value, side) || 0;
      const span = { least: least * factor, most: most * factor };
      this.#spans.set(keyOf(parameter, side), widened(span, number));
    }
    this.#save();
    this.changed();
  }

  #save(): void {
    try {
      this.#shelf.setItem(NAME, JSON.stringify([...this.#spans].slice(-MOST)));
    } catch {
      // A full or forbidden storage is no reason not to follow the choice.
    }
  }
}

/** In steps of two; a value below zero opens the other side as far. */
function widened({ least, most }: Span, number: number, atEdge = false): Span {
  if (Math.abs(number) > FARTHEST) return { least, most };
  let [low, high] = [least, most];
  while (number > high || (atEdge && number === high && number > 0)) high = high > 0 ? high * 2 : 1;
  while (number < low || (atEdge && number === low && number < 0)) low = low < 0 ? low * 2 : -high;
  return { least: low, most: high };
}

function read(shelf: Shelf): Map<string, Span> {
  const found = new Map<string, Span>();
  try {
    const kept: unknown = JSON.parse(shelf.getItem(NAME) ?? "[]");
    for (const [key, { least, most }] of kept as readonly (readonly [string, Span])[])
      if (Number.isFinite(least) && Number.isFinite(most) && most > least) found.set(key, { least, most });
  } catch {
    // What is no list of spans was not written here.
  }
  return found;
}

function keyOf({ address }: ShownParameter, side: number): string {
  return `${address}\n${side}`;
}

const SIDES = [0, 1] as const;
const UNIT: Span = { least: 0, most: 1 };
const NAME = "zocp-composer-pads";
const MOST = 400;
/** Beyond it a pad tells nothing. */
const FARTHEST = 1e15;
