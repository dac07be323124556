import { hint } from "../../arguments/suggest.ts";
import type { Json } from "../../bytes/json.ts";
import { UsageError } from "../../errors.ts";
import { showValue } from "../codec/value.ts";
import { EXPRESSIONS } from "./expr.ts";
import { GATES } from "./gates.ts";
import { NUMBERS } from "./numbers.ts";
import { PURSUITS } from "./pursuits.ts";
import { Given, type StageKind } from "./stage.ts";
import { TRIGGERS } from "./triggers.ts";
import { VECTORS } from "./vectors.ts";
import { WAITING } from "./waiting.ts";
import { WORDS } from "./words.ts";

/** A stage as it was given, and how one of its name is made. */
export interface Described {
  readonly kind: StageKind;
  readonly given: Given;
}

/** Reads the stages of a map. Throws `UsageError` ("invalid-map") that says where it is wrong. */
export function readStages(json: Json): readonly Described[] {
  if (!Array.isArray(json)) throw wrong("map", json, 'a list of stages, such as [{"range": [0, 127, 0, 1]}]');
  if (json.length > MOST_STAGES)
    throw new UsageError("invalid-map", `map: ${json.length} stages; the limit is ${MOST_STAGES}`);
  return json.map((stage: Json, index) => readStage(stage, `map[${index}]`));
}

/** Whether what may be a map has a stage that must get every single value. */
export function wantsEvery(map: Json | undefined): boolean {
  if (!Array.isArray(map)) return false;
  return map.some((stage: Json) => stage instanceof Map && [...stage.keys()].some((name) => kindOf(name)?.wantsEvery));
}

function readStage(stage: Json, place: string): Described {
  if (!(stage instanceof Map) || stage.size === 0) throw wrong(place, stage, 'a stage, such as {"scale": 2}');
  const fields = stage as ReadonlyMap<string, Json>;
  const names = [...fields.keys()].filter((name) => kindOf(name) !== undefined);
  // A name may stand beside a stage, and be one, too: `clip` of a range.
  const name = names.find((one) => names.every((other) => other === one || kindOf(one)?.beside?.includes(other)));
  const kind = kindOf(name);
  if (name === undefined || kind === undefined) throw noStage(place, [...fields.keys()], names);
  const given = new Given(name, place, fields);
  given.check(kind.beside ?? []);
  return { kind, given };
}

function noStage(place: string, fields: readonly string[], names: readonly string[]): UsageError {
  if (names.length > 1)
    return new UsageError("invalid-map", `${place}: ${names.join(" and ")} are stages, each with an object of its own`);
  const [field = ""] = fields;
  return new UsageError(
    "invalid-map",
    `${place}: there is no stage ${showValue(field)}${hint(field, STAGE_NAMES, "there are")}`,
  );
}

function kindOf(name: unknown): StageKind | undefined {
  return typeof name === "string" && Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
}

function wrong(place: string, value: Json, expected: string): UsageError {
  return new UsageError("invalid-map", `${place}: ${showValue(value)} is not ${expected}`);
}

const KINDS: Readonly<Record<string, StageKind>> = {
  ...NUMBERS,
  ...VECTORS,
  ...GATES,
  ...PURSUITS,
  ...WAITING,
  ...TRIGGERS,
  ...WORDS,
  ...EXPRESSIONS,
};
export const STAGE_NAMES: readonly string[] = Object.keys(KINDS);
const MOST_STAGES = 32;
