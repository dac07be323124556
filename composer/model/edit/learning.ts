import { learnRange, type MapStage } from "../../../src/browser.ts";
import { numberOf } from "../network/kind.ts";
import { drawnSpan, type Span } from "../network/range.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";

/** Watches an emitter while a person moves it from one end to the other. */
export class Learning {
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;
  /** Watches no more. */
  readonly stop: () => void;

  constructor(emitter: Pick<ShownParameter, "onPaint">) {
    this.stop = emitter.onPaint(({ value }) => this.#take(value));
  }

  /** Between which numbers it was so far; undefined while it has not moved. */
  get span(): Span | undefined {
    return this.#least < this.#most ? { least: this.#least, most: this.#most } : undefined;
  }

  #take(value: ShownParameter["value"]): void {
    const number = numberOf(value);
    if (!Number.isFinite(number)) return;
    this.#least = Math.min(this.#least, number);
    this.#most = Math.max(this.#most, number);
  }
}

/** The map with what was learned in its numbers. */
export function withLearned(map: readonly MapStage[], { least, most }: Span, sensor: ShownParameter) {
  const to = drawnSpan(sensor);
  return learnRange(map, [least, most], to && { min: to.least, max: to.most });
}
