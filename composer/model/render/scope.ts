import { dimensionsOf, numberOf } from "../network/kind.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import { Observable } from "../observable.ts";

/** One line of the plot: a parameter, or one component of a vector. */
export interface Trace {
  readonly parameter: ShownParameter;
  readonly component: number;
  readonly name: string;
  readonly times: number[];
  readonly values: number[];
}

/** Records parameters over time, for the plot. Each trace holds at most the last minute. */
export class Scope extends Observable {
  readonly #now: () => number;
  readonly #stops = new Map<string, () => void>();
  #traces: readonly Trace[] = [];
  #paused = false;

  constructor(now: () => number) {
    super();
    this.#now = now;
  }

  get traces(): readonly Trace[] {
    return this.#traces;
  }

  get paused(): boolean {
    return this.#paused;
  }

  set paused(paused: boolean) {
    this.#paused = paused;
    this.changed();
  }

  shows(parameter: ShownParameter): boolean {
    return this.#stops.has(parameter.key);
  }

  add(parameter: ShownParameter): void {
    if (this.shows(parameter) || this.#stops.size >= MOST) return;
    const traces = tracesOf(parameter);
    if (traces.length === 0) return;
    parameter.trail.each((time, value) => traces[0] && record(traces[0], time, value));
    this.#traces = [...this.#traces, ...traces];
    this.#stops.set(
      parameter.key,
      parameter.onPaint(() => this.#record(traces)),
    );
    this.changed();
  }

  remove(parameter: ShownParameter): void {
    this.#stops.get(parameter.key)?.();
    this.#stops.delete(parameter.key);
    this.#traces = this.#traces.filter((trace) => trace.parameter !== parameter);
    this.changed();
  }

  toggle(parameter: ShownParameter): void {
    if (this.shows(parameter)) this.remove(parameter);
    else this.add(parameter);
  }

  /** All traces on one axis of time, in seconds before now: what the plot wants. A value holds until the next one. */
  table(seconds: number, now: number = this.#now()): (number | null)[][] {
    const begin = now - seconds * 1000;
    const times = [...new Set(this.#traces.flatMap((trace) => trace.times.filter((time) => time >= begin)))];
    times.sort((a, b) => a - b);
    times.push(now);
    const axis = times.map((time) => (time - now) / 1000);
    return [axis, ...this.#traces.map((trace) => stepsOf(trace, times))];
  }

  #record(traces: readonly Trace[]): void {
    if (this.#paused) return;
    const now = this.#now();
    for (const trace of traces) record(trace, now, numberOf(trace.parameter.value, trace.component));
  }
}

function tracesOf(parameter: ShownParameter): readonly Trace[] {
  const { kind, typeHint, value, address } = parameter;
  if (kind === "number" || kind === "switch")
    return [{ parameter, component: 0, name: address, times: [], values: [] }];
  if (typeof value === "string") return [];
  return Array.from({ length: dimensionsOf(typeHint, value) }, (_, component) => {
    return { parameter, component, name: `${address} ${"xyzw".charAt(component)}`, times: [], values: [] };
  });
}

function record({ times, values }: Trace, time: number, value: number): void {
  if (!Number.isFinite(value) || time < (times.at(-1) ?? 0)) return;
  times.push(time);
  values.push(value);
  if (times.length < LONGEST * 1.25) return;
  times.splice(0, times.length - LONGEST);
  values.splice(0, values.length - LONGEST);
}

function stepsOf({ times, values }: Trace, axis: readonly number[]): (number | null)[] {
  let next = 0;
  return axis.map((time) => {
    while (next < times.length && (times[next] ?? 0) <= time) next += 1;
    return next === 0 ? null : (values[next - 1] ?? null);
  });
}

/** A minute at 30 values a second. */
const LONGEST = 1800;
const MOST = 8;
