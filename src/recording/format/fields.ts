import type { Json, JsonObject } from "../../index.ts";
import { describe } from "./describe.ts";
import { LONGEST_TEXT } from "./recording.ts";
import type { RecordingError } from "./recording-error.ts";
import { readValue } from "./values.ts";

/** The entries of one object in a recording. Everything it gives is checked. */
export class Fields {
  readonly #map: JsonObject;
  readonly #wrong: (expected: string, found: string) => RecordingError;

  constructor(map: JsonObject, wrong: (expected: string, found: string) => RecordingError) {
    this.#map = map;
    this.#wrong = wrong;
  }

  has(name: string): boolean {
    return this.#map.has(name);
  }

  get(name: string): Json | undefined {
    return this.#map.get(name);
  }

  /** What stands there, in words. */
  found(name: string): string {
    return describe(this.get(name));
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name, "") : undefined;
  }

  text(name: string, otherwise: string): string {
    const value = this.#map.get(name) ?? otherwise;
    if (typeof value === "string" && value.length <= LONGEST_TEXT) return value;
    throw this.wrong(name, `a text of at most ${LONGEST_TEXT} characters`);
  }

  filled(name: string): string {
    const text = this.text(name, "");
    if (text !== "") return text;
    throw this.wrong(name, "a text that is not empty");
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.#map.get(name) ?? otherwise;
    if (typeof value === "boolean") return value;
    throw this.wrong(name, "true or false");
  }

  /** A whole number from 0. */
  whole(name: string, most: number): number {
    const value = this.#map.get(name);
    if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
    throw this.wrong(name, `a whole number from 0 to ${most}`);
  }

  /** Milliseconds, from 0. */
  milliseconds(name: string): number {
    const value = this.#map.get(name);
    if (typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return value;
    throw this.wrong(name, "a number of milliseconds from 0");
  }

  /** Milliseconds since 1970. */
  date(name: string): number {
    const text = this.#map.get(name);
    const date = typeof text === "string" ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(date)) return date;
    throw this.wrong(name, "a time such as 2026-11-24T20:11:03Z");
  }

  /** A bound of a parameter of this type. */
  bound(name: string, type: string): Json | undefined {
    const value = this.#map.get(name);
    return value === undefined ? undefined : readValue(value, type);
  }

  map(name: string): JsonObject {
    const value = this.#map.get(name);
    if (value instanceof Map) return value as JsonObject;
    throw this.wrong(name, "an object");
  }

  without(...names: readonly string[]): JsonObject {
    return new Map([...this.#map].filter(([name]) => !names.includes(name)));
  }

  wrong(name: string, expected: string): RecordingError {
    return this.#wrong(`${expected} for "${name}"`, this.found(name));
  }
}
