import { type Json, type JsonObject, UsageError } from "../../../index.ts";
import type { Press } from "../../cues/inputs.ts";
import type { RecordOptionsOfCue } from "../../edit/editor.ts";
import type { SurveyOptions } from "../../edit/survey.ts";
import { readShow } from "../../file/read.ts";
import { CURVES, type Curve } from "../../file/show-file.ts";
import { ShowFileError } from "../../file/show-file-error.ts";
import type { LoadOptions } from "../loading.ts";
import type { SaveOptions } from "../saving.ts";

/** How a press comes over a call; `sent`: when it was pressed, in milliseconds of the clock of the show. */
export interface CalledPress extends Pick<Press, "press" | "standby"> {
  readonly sent: number | undefined;
  /** The timeline that `sent` is a time of, where that is the clock that nodes share. */
  readonly timeline: string | undefined;
}

export function readPress(given: Json | undefined): CalledPress {
  const { text, number } = readerOf(given);
  return { press: text("press"), standby: text("standby"), sent: number("sent"), timeline: text("timeline") };
}

/** Throws `UsageError` for what is none. */
export function readName(what: string, given: Json | undefined): string {
  if (typeof given === "string" && given !== "") return given;
  // A program may take the number of a cue for one.
  if (typeof given === "number" || typeof given === "bigint") return String(given);
  throw new UsageError("invalid-argument", `the call lacks ${what}`);
}

/** Addresses, globs, names of nodes. Throws `UsageError` for what is none. */
export function readPatterns(given: Json | undefined): readonly string[] {
  if (given === undefined || given === null) return [];
  const list: readonly Json[] = Array.isArray(given) ? given : [given];
  if (list.every((one): one is string => typeof one === "string")) return list;
  throw new UsageError("invalid-argument", "the patterns are no list of texts");
}

/** Throws `UsageError` for times that cannot be. */
export function readRecordOptions(given: Json | undefined): RecordOptionsOfCue {
  const { text, number, flag, object } = readerOf(given);
  const over = number("over");
  if (over !== undefined && !(over >= 0 && over <= DAY))
    throw new UsageError("invalid-argument", `over is ${over}, not a number of seconds from 0 to ${DAY}`);
  const curve = readCurve(given instanceof Map ? (given as JsonObject).get("curve") : undefined);
  const how = { values: object("values"), revision: number("revision"), dry: flag("dry"), driven: flag("driven") };
  const said = { over, curve, name: text("name"), note: text("note"), block: flag("block"), ...how };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** A revision of a show; null and nothing stand for any. Throws `UsageError` for what is none. */
export function readRevision(given: Json | undefined): number | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given === "number" || typeof given === "bigint") return Number(given);
  throw new UsageError("invalid-argument", "the call lacks the revision of the show");
}

/** What is to be stored, of what. */
export function readSurvey(given: Json | undefined): SurveyOptions {
  const { text, flag, get } = readerOf(given);
  const patterns = readPatterns(get("patterns"));
  return { cue: text("cue"), scene: text("scene"), patterns, driven: flag("driven") };
}

/** Rows of a long list. */
export function readRange(given: Json | undefined): { readonly from: number; readonly count: number } {
  const { number } = readerOf(given);
  const whole = (value: number | undefined, without: number): number =>
    value !== undefined && Number.isInteger(value) && value >= 0 ? value : without;
  return { from: whole(number("from"), 0), count: Math.min(ROWS, whole(number("count"), ROWS)) };
}

/** What is to be loaded. Throws `UsageError` for a file that cannot be read. */
export function readLoad(given: Json | undefined): LoadOptions & { readonly revision?: number | undefined } {
  const { text, number, object, get } = readerOf(given);
  const written = text("text");
  const choose = get("choose");
  return {
    file: written === undefined ? undefined : readFile(written),
    replace: textsIn(object("replace")),
    choose: choose === undefined ? undefined : new Set(readPatterns(choose)),
    revision: number("revision"),
  };
}

export function readSave(given: Json | undefined): SaveOptions {
  const { number, flag } = readerOf(given);
  return { revision: number("revision"), dry: flag("dry"), driven: flag("driven") };
}

function readFile(text: string) {
  try {
    return readShow(text);
  } catch (error) {
    if (error instanceof ShowFileError) throw new UsageError("invalid-argument", error.message);
    throw error;
  }
}

function textsIn(given: JsonObject | undefined): Readonly<Record<string, string>> {
  const texts = [...(given ?? [])].filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts);
}

export function readFlag(given: Json | undefined, name: string): boolean | undefined {
  return readerOf(given).flag(name);
}

function readCurve(given: Json | undefined): Curve | undefined {
  const named = CURVES.find((curve) => curve === given);
  if (given === undefined || named !== undefined) return named;
  const [x1, y1, x2, y2, ...more] = Array.isArray(given) ? given : [];
  const all = [x1, y1, x2, y2].every((one) => typeof one === "number");
  if (all && more.length === 0) return [Number(x1), Number(y1), Number(x2), Number(y2)];
  throw new UsageError("invalid-argument", `the curve is none of ${CURVES.join(", ")}`);
}

function readerOf(given: Json | undefined) {
  const get = (name: string): Json | undefined => (given instanceof Map ? (given as JsonObject).get(name) : undefined);
  return {
    get,
    object: (name: string): JsonObject | undefined => {
      const value = get(name);
      return value instanceof Map ? (value as JsonObject) : undefined;
    },
    text: (name: string): string | undefined => {
      const value = get(name);
      return typeof value === "string" ? value : undefined;
    },
    number: (name: string): number | undefined => {
      const value = get(name);
      return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
    },
    flag: (name: string): boolean | undefined => {
      const value = get(name);
      return typeof value === "boolean" ? value : undefined;
    },
  };
}

const DAY = 86_400;
/** Rows that are told at a time. */
const ROWS = 2000;
