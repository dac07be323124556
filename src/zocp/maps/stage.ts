import { hint } from "../../arguments/suggest.ts";
import type { Json, JsonObject } from "../../bytes/json.ts";
import { UsageError } from "../../errors.ts";
import { showValue } from "../codec/value.ts";

/** One step of a map while it runs: it takes values one by one, and keeps what it has to know of those before. */
export interface Stage {
  /** What leaves at once for a value that comes; undefined for nothing. */
  push(value: Json, now: number): Json | undefined;
  /** When something leaves by itself; a stage without it never does that. */
  readonly deadline?: number;
  /** What leaves by itself now, the oldest first. */
  handleTimeout?(now: number): readonly Json[];
}

/** What is known of a parameter at one end of a map; every field may be missing. */
export interface MapEnd {
  readonly typeHint?: string | undefined;
  /** A number; for a vector also one for each component. */
  readonly min?: Json | undefined;
  readonly max?: Json | undefined;
  readonly unit?: string | undefined;
  /** Its values are events and not a state. */
  readonly event?: boolean | undefined;
}

/** What a stage knows of its surroundings while it is made. What it changes is so for the stages behind it. */
export interface Surroundings {
  readonly from: MapEnd;
  readonly to: MapEnd;
  /** Between which bounds the values are here, where that is known. */
  bounds: Bounds | undefined;
  /** What values are here: a state, events of their own, or a state of which only changes come. */
  flow: "state" | "events" | "changes";
  readonly sensor: SensorView;
  /** What outlives the map, such as how often something was pressed. */
  readonly memory: Memory;
  /** A value is lost that should have left. */
  readonly lose: () => void;
}

export type Bounds = readonly [low: number, high: number];
export type Memory = Map<string, Json>;

/** What a map sees of the parameter that it drives. */
export interface SensorView {
  readonly value: Json | undefined;
  /** Whether that is what this map gave it last. */
  readonly isHeld: boolean;
}

/** How a stage of one name is made from what was given. Throws `UsageError` that says where, and what was expected. */
export interface StageKind {
  /** What may stand beside its name. */
  readonly beside?: readonly string[];
  /** Whether a number that leaves is still in the unit of one that came. */
  readonly keepsUnit?: true;
  /** Whether it has to get every single value, also when the receiver is slow. */
  readonly wantsEvery?: true;
  readonly make: (given: Given, around: Surroundings) => Stage;
}

/** What was given for one stage, and where: it says so of everything that is wrong. */
export class Given {
  readonly name: string;
  /** Where the stage stands, such as `map[2]`. */
  readonly place: string;
  readonly #fields: JsonObject;

  constructor(name: string, place: string, fields: JsonObject) {
    this.name = name;
    this.place = place;
    this.#fields = fields;
  }

  get value(): Json {
    return this.#fields.get(this.name) ?? null;
  }

  beside(field: string): Json | undefined {
    return this.#fields.get(field);
  }

  /** So many finite numbers. */
  numbers(count: number, what: string): readonly number[] {
    const { value } = this;
    if (Array.isArray(value) && value.length === count && value.every(isSteady)) return value as readonly number[];
    throw this.wrong(value, what);
  }

  /** A number within bounds. */
  number(what: string, least: number = -MOST, most: number = MOST): number {
    const { value } = this;
    if (isSteady(value) && value >= least && value <= most) return value;
    throw this.wrong(value, what);
  }

  /** A stage without a choice, which is only there or not. */
  isTrue(): void {
    if (this.value !== true) throw this.wrong(this.value, "true");
  }

  /** `expected` completes the sentence `… is not …`. */
  wrong(value: Json, expected: string, field: string = this.name): UsageError {
    return new UsageError("invalid-map", `${this.place}.${field}: ${showValue(value)} is not ${expected}`);
  }

  /** The same for what is wrong in another way. */
  because(reason: string): UsageError {
    return new UsageError("invalid-map", `${this.place}.${this.name}: ${reason}`);
  }

  /** Refuses what stands beside the name of the stage and means nothing. */
  check(beside: readonly string[]): void {
    for (const field of this.#fields.keys())
      if (field !== this.name && !beside.includes(field))
        throw new UsageError(
          "invalid-map",
          `${this.place}: ${this.name} knows no "${field}"${hint(field, beside, "beside it there are")}`,
        );
  }
}

/** A stage that only changes values, and keeps nothing of them. */
export function plain(change: (value: Json) => Json | undefined): Stage {
  return { push: change };
}

function isSteady(json: Json | undefined): json is number {
  return typeof json === "number" && Number.isFinite(json);
}

/** The largest number that a stage is given; beyond it nothing can be reckoned. */
const MOST = 1e300;
