import { checkObject, show } from "../../arguments/check.ts";
import { formatAddress, type Json, type JsonInput, parseAddress, UsageError } from "../../index.ts";

/** What was said of one operator. What is wrong in it is told with the name of the operator. */
export class Settings {
  readonly name: string;
  readonly #given: Readonly<Record<string, JsonInput>>;
  /** For what is left to chance. */
  readonly #seed: number;

  constructor(name: string, given: Readonly<Record<string, JsonInput>>, seed: number) {
    checkObject(`the operator ${show(name)}`, given);
    this.name = name;
    this.#given = given;
    this.#seed = seed;
  }

  get names(): readonly string[] {
    return Object.keys(this.#given).filter((name) => name !== "operator");
  }

  value(option: string): JsonInput | undefined {
    return Object.hasOwn(this.#given, option) ? this.#given[option] : undefined;
  }

  number(option: string, usual: number, [least, most]: readonly [number, number]): number {
    const given = this.value(option) ?? usual;
    if (typeof given === "number" && given >= least && given <= most) return given;
    throw this.wrong(option, `${show(given)} is not a number from ${least} to ${most}`);
  }

  /** How many inputs or outputs there are of one kind. */
  count(option: string): number {
    const count = this.number(option, 2, [1, MOST]);
    if (Number.isInteger(count)) return count;
    throw this.wrong(option, `${count} is not a whole number`);
  }

  switch(option: string): boolean {
    const given = this.value(option) ?? false;
    if (typeof given === "boolean") return given;
    throw this.wrong(option, `${show(given)} is not true or false`);
  }

  text(option: string, usual?: string): string {
    const given = this.value(option) ?? usual;
    if (typeof given === "string") return given;
    throw this.wrong(option, given === undefined ? "it is missing" : `${show(given)} is not a text`);
  }

  /** A list of 1 to 1,000 values. */
  list(option: string, usual?: readonly JsonInput[]): readonly Json[] {
    const given = this.value(option) ?? usual;
    if (Array.isArray(given) && given.length > 0 && given.length <= LONGEST) return given as readonly Json[];
    throw this.wrong(option, given === undefined ? "it is missing" : `it is not a list of 1 to ${LONGEST} values`);
  }

  /** The type of the values that pass, and one of it that is at rest. */
  type(usual = "flt", option = "type"): readonly [typeHint: string, value: Json] {
    const word = this.text(option, usual);
    const typeHint = word === "float" ? "flt" : word;
    if (typeHint === "bool") return [typeHint, false];
    if (typeHint === "string") return [typeHint, ""];
    if (NUMBERS.includes(typeHint)) return [typeHint, 0];
    const length = Number(/^vec([1-9]\d?)f$/.exec(typeHint)?.[1] ?? 0);
    if (length > 0) return [typeHint, new Array<number>(length).fill(0)];
    throw this.wrong(
      option,
      `${show(word)} is none of ${[...NUMBERS, "bool", "string", "vec2f", "vec3f", "vec4f"].join(", ")}`,
    );
  }

  /** The addresses of an emitter and of a sensor; undefined when they are not said. */
  ends(option: string): readonly [emitter: string, sensor: string] | undefined {
    const given = this.value(option);
    if (given === undefined) return undefined;
    if (!Array.isArray(given) || given.length !== 2 || !given.every(isAddress))
      throw this.wrong(option, `${show(given)} is not the addresses of two ends, as ["desk/fader", "lamp/level"]`);
    return given as unknown as readonly [string, string];
  }

  get seed(): number {
    return this.number("seed", this.#seed, [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  }

  wrong(option: string, why: string): UsageError {
    return new UsageError("invalid-argument", `the operator ${show(this.name)}: ${option}: ${why}`);
  }
}

function isAddress(given: unknown): boolean {
  if (typeof given !== "string" || given.length > LONGEST_ADDRESS) return false;
  try {
    return formatAddress(parseAddress(given)) === given;
  } catch {
    return false;
  }
}

const NUMBERS = ["int", "flt", "percent"];
/** Inputs or outputs. */
const MOST = 16;
const LONGEST_ADDRESS = 1000;
/** Values of a list. */
const LONGEST = 1000;
