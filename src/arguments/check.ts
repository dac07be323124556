import { UsageError } from "../errors.ts";
import { hint } from "./suggest.ts";

/** The names of the options that a call knows. The compiler sees that none of them was forgotten. */
export type OptionNames<Options> = { readonly [Name in keyof Required<Options>]: true };

/** Refuses options that do not exist: a misspelt one would have no effect, in silence. Throws `UsageError`. */
export function checkOptions<Options extends object>(
  what: string,
  given: Options,
  known: OptionNames<Options>,
): Options {
  checkObject(`the options of ${what}`, given);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue;
    throw invalid(`there is no option "${name}" of ${what}${hint(name, Object.keys(known), "there are")}`);
  }
  return given;
}

/** Those of some options that a part knows. */
export function pickOptions<Options extends object>(given: Options, known: OptionNames<Options>): Options {
  return Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(known, name))) as Options;
}

export function checkObject(what: string, given: unknown): void {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw invalid(`${what} are ${show(given)}, not an object`);
}

/** Checks what may be left out. */
export function checkGiven(what: string, given: unknown, check: (what: string, given: unknown) => void): void {
  if (given !== undefined) check(what, given);
}

export function checkText(what: string, given: unknown): void {
  if (typeof given !== "string") throw invalid(`${what} is ${show(given)}, not a text`);
}

export function checkTexts(what: string, given: unknown): void {
  if (!Array.isArray(given)) throw invalid(`${what} is ${show(given)}, not a list of texts`);
  for (const one of given) checkText(`one of ${what}`, one);
}

export function checkSwitch(what: string, given: unknown): void {
  if (given !== undefined && typeof given !== "boolean") throw invalid(`${what} is ${show(given)}, not true or false`);
}

export function checkFunction(what: string, given: unknown): void {
  if (typeof given !== "function") throw invalid(`${what} is ${show(given)}, not a function`);
}

export function checkOctets(what: string, given: unknown): void {
  if (!(given instanceof Uint8Array)) throw invalid(`${what} is ${show(given)}, not a Uint8Array`);
}

export function checkNumber(what: string, given: unknown): void {
  if (!Number.isFinite(given)) throw invalid(`${what} is ${show(given)}, not a number`);
}

/** A time-out in milliseconds; `Infinity` and undefined set no limit. */
export function checkTimeout(given: unknown): void {
  if (given === undefined || (typeof given === "number" && given >= 0)) return;
  throw invalid(`the timeout is ${show(given)}: it must be a number of milliseconds from 0, or Infinity for no limit`);
}

export function checkSignal(given: unknown): void {
  if (given === undefined || given instanceof AbortSignal) return;
  throw invalid(`the signal is ${show(given)}, not an AbortSignal`);
}

/** A limit on what the network can make a program hold. */
export function checkLimits<Limits extends object>(
  what: string,
  given: Partial<Limits> | undefined,
  known: OptionNames<Limits>,
): void {
  if (given === undefined) return;
  checkOptions<Partial<Limits>>(what, given, known);
  for (const [name, limit] of Object.entries(given)) {
    if (limit === undefined || (typeof limit === "number" && limit >= 0)) continue;
    throw invalid(`${name} of ${what} is ${show(limit)}: it must be a number from 0`);
  }
}

/** Any value in words, short, and without asking the value to describe itself. */
export function show(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.length > EXCERPT ? `${value.slice(0, EXCERPT)}…` : value);
    case "object":
      return value === null ? "null" : Array.isArray(value) ? "a list" : "an object";
    case "function":
    case "symbol":
      return `a ${typeof value}`;
    default:
      return String(value);
  }
}

function invalid(message: string): UsageError {
  return new UsageError("invalid-argument", message);
}

const EXCERPT = 60;
