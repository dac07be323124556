import type { Json } from "../../bytes/json.ts";
import type { NodeName } from "../core/core.ts";
import type { Parameter } from "../tree/parameter.ts";
import type { Path } from "./interpolation.ts";
import type { Timing } from "./timing.ts";

/** How a fade ended: it is at its end; somebody else moved the parameter; a later fade took over; it was stopped; it cannot go on. */
export type FadeOutcome = "arrived" | "grabbed" | "replaced" | "stopped" | "refused";

/** Who began a fade: a node, and of our own program the request that it is settled by. */
export interface Starter {
  readonly who: NodeName;
  readonly request?: number;
}

/** One parameter on its way to a value. Its time is that of this node, and can be paused. */
export class Fade {
  parameter: Parameter;
  readonly target: Json;
  readonly timing: Timing;
  readonly starter: Starter;
  /** The way, once it has begun, and where that was. */
  path: Path | undefined;
  origin: Json = null;
  /** When it wants to be stepped. */
  due: number;
  #elapsed: number;
  #at: number;
  #rate = 1;

  constructor(parameter: Parameter, target: Json, timing: Timing, starter: Starter, now: number) {
    this.parameter = parameter;
    this.target = target;
    this.timing = timing;
    this.starter = starter;
    this.#elapsed = -timing.delay;
    this.#at = now;
    this.due = now + timing.delay;
  }

  /** What it is called by: its tag, or who began it. */
  get owner(): string {
    return this.timing.tag === "" ? this.starter.who.name : this.timing.tag;
  }

  /** Milliseconds since it began; negative while it waits. */
  elapsed(now: number): number {
    return this.#elapsed + (now - this.#at) * this.#rate;
  }

  /** Milliseconds until it has arrived; Infinity while it is paused. */
  left(now: number): number {
    return this.#rate === 0 ? Number.POSITIVE_INFINITY : (this.timing.over - this.elapsed(now)) / this.#rate;
  }

  /** When a moment of its own time is; Infinity while it is paused. */
  when(elapsed: number, now: number): number {
    if (this.#rate === 0) return Number.POSITIVE_INFINITY;
    return now + Math.max(0, (elapsed - this.elapsed(now)) / this.#rate);
  }

  /** From now on its time passes so many times as fast; 0 pauses it. */
  pace(rate: number, now: number): void {
    this.#elapsed = this.elapsed(now);
    this.#at = now;
    this.#rate = rate;
  }
}
