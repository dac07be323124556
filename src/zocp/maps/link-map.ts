import type { Json } from "../../bytes/json.ts";
import { changeNumbers, convert, isWhole } from "./conversion.ts";
import { type Described, readStages } from "./kinds.ts";
import { boundsOf } from "./numbers.ts";
import { type MapEnd, type Memory, plain, type SensorView, type Stage, type Surroundings } from "./stage.ts";
import { pressesOf } from "./triggers.ts";
import { conversionOf, differs } from "./units.ts";

/** What a map may know when it is made. */
export interface MapSurroundings {
  /** The emitter's parameter: its range, its unit, whether its values are events. */
  readonly from?: MapEnd | undefined;
  /** The sensor's parameter. Its type is what values are converted to. */
  readonly to?: MapEnd | undefined;
  /** What the sensor has now, for `pickup`; without it that lets everything through. */
  readonly sensor?: SensorView | undefined;
  /** What outlives the map, such as how far it has counted. */
  readonly memory?: Memory | undefined;
}

/** The map of a link while it runs: takes the values of an emitter one by one, and gives those for the sensor. Pure, as all machines. */
export class LinkMap {
  /** Values that are lost because the map gives no number for them, or because too many wait. */
  dropped = 0;
  /** The last value that it gave; undefined before the first. */
  last: Json | undefined;
  readonly #stages: readonly Stage[];
  readonly #timed: readonly (readonly [number, TimedStage])[];

  /** Throws `UsageError` ("invalid-map") that says which stage is wrong, and what was expected. */
  constructor(map: Json, { from = {}, to = {}, sensor = ANY, memory = new Map() }: MapSurroundings = {}) {
    const around: Surroundings = {
      ...{ from, to, sensor, memory },
      bounds: boundsOf(from.min, from.max),
      flow: from.event === true ? "events" : "state",
      lose: () => this.dropped++,
    };
    const described = readStages(map);
    const stages = described.map(({ kind, given }) => kind.make(given, around));
    this.#stages = [...withUnits(stages, described, around), ...lastStages(around)];
    this.#timed = [...this.#stages.entries()].filter((entry): entry is [number, TimedStage] => isTimed(entry[1]));
  }

  /** When {@link handleTimeout} is to be called; Infinity for never. */
  get deadline(): number {
    let first = Number.POSITIVE_INFINITY;
    for (const [, { deadline }] of this.#timed) if (deadline < first) first = deadline;
    return first;
  }

  /** The values that leave at once for one that comes: none or one. `now` in milliseconds, never before that of the last call. */
  push(value: Json, now: number): readonly Json[] {
    const result = this.#run(value, 0, now);
    return result === undefined ? NOTHING : [result];
  }

  /** The values that leave by themselves now, the oldest first. */
  handleTimeout(now: number): readonly Json[] {
    const results: Json[] = [];
    for (const [index, stage] of this.#timed) {
      if (stage.deadline > now) continue;
      for (const value of stage.handleTimeout(now)) {
        const result = this.#run(value, index + 1, now);
        if (result !== undefined) results.push(result);
      }
    }
    return results;
  }

  #run(given: Json, from: number, now: number): Json | undefined {
    let value: Json | undefined = given;
    for (let index = from; isWhole(value); index++) {
      const stage = this.#stages[index];
      if (stage === undefined) return (this.last = value);
      value = stage.push(value, now);
      if (value === undefined) return undefined;
    }
    this.dropped++;
    return undefined;
  }
}

type TimedStage = Required<Stage>;

function isTimed(stage: Stage): stage is TimedStage {
  return stage.handleTimeout !== undefined;
}

/** The units of both ends differ, and no stage says what the numbers are: they are reckoned, but compared as the sensor counts them. */
function withUnits(
  stages: readonly Stage[],
  described: readonly Described[],
  { from, to }: Surroundings,
): readonly Stage[] {
  const change = conversionOf(from.unit, to.unit);
  if (change === undefined || !differs(from.unit, to.unit)) return stages;
  if (!described.every(({ kind }) => kind.keepsUnit)) return stages;
  const compares = described.findIndex(({ given }) => given.name === "pickup");
  const at = compares < 0 ? stages.length : compares;
  return [...stages.slice(0, at), plain((value) => changeNumbers(value, change)), ...stages.slice(at)];
}

/** What the sensor's type asks for; and an event is what is on, not what is let go. */
function lastStages({ to, flow }: Surroundings): readonly Stage[] {
  const { typeHint } = to;
  const converts = plain((value) => convert(value, typeHint));
  if (to.event !== true) return [converts];
  const presses = pressesOf(flow);
  return [converts, plain((value) => (presses(value) ? value : undefined))];
}

const ANY: SensorView = { value: undefined, isHeld: true };
const NOTHING: readonly Json[] = [];
