import type { Json, JsonInput } from "../../index.ts";
import type { Settings } from "./settings.ts";

/** What is known of an operator of one name: how it is made from what was said of it. */
export interface OperatorKind {
  /** One line, for people. */
  readonly summary: string;
  /** What may be said of it besides the first values of its inputs. */
  readonly options: readonly string[];
  /** What is said of one that nobody has said anything of: it would be refused without. */
  readonly example?: { readonly [option: string]: JsonInput };
  /** Throws `UsageError`. */
  readonly make: (settings: Settings) => OperatorParts;
}

export interface OperatorParts {
  readonly parameters: readonly OperatorParameter[];
  readonly machine: OperatorMachine;
  /** It computes for each value that comes, and tells each of its own, also where they are the same as before. */
  readonly every?: true | undefined;
}

/** A parameter of an operator. A `trigger` is an input that is pressed; the values of an `event` are no state. */
export interface OperatorParameter {
  readonly name: string;
  readonly role: "input" | "trigger" | "output" | "event";
  readonly typeHint: string;
  readonly value: Json;
  /** Of an input: its values are no state. */
  readonly event?: true | undefined;
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
  readonly description?: string;
}

/** Computes the outputs of an operator. Pure, as all machines: time comes with each call, in milliseconds. */
export interface OperatorMachine {
  /** An input has a value, or a trigger was pressed: `cause` is its name. Undefined: at the beginning, or when several inputs have other values. */
  take(cause: string | undefined, inputs: Inputs, now: number): Outputs;
  /** When {@link handleTimeout} is to be called; without it never. */
  readonly deadline?: number;
  handleTimeout?(inputs: Inputs, now: number): Outputs;
  /** Values for which it had no result, besides those that it gave as NaN. */
  readonly dropped?: number;
}

/** The present value of an input. */
export type Inputs = (name: string) => Json;
/** The outputs that have a value now; NaN for one that has none: it is counted. */
export type Outputs = readonly (readonly [name: string, value: Json])[];

/** A machine without memory and time. */
export function plain(compute: (inputs: Inputs, cause: string | undefined) => Outputs): OperatorMachine {
  return { take: (cause, inputs) => compute(inputs, cause) };
}

export function numberOf(value: Json): number {
  return typeof value === "number" ? value : Number.NaN;
}

/** Parameters of numbers. */
export function number(name: string, value: number, about: Partial<OperatorParameter> = {}): OperatorParameter {
  return { name, role: "input", typeHint: "flt", value, ...about };
}

export function trigger(name: string, description: string): OperatorParameter {
  return { name, role: "trigger", typeHint: "bool", value: false, description };
}

export function output(name: string, typeHint: string, value: Json): OperatorParameter {
  return { name, role: "output", typeHint, value };
}

export const NOTHING: Outputs = [];
