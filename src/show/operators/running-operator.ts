import { type Json, type Parameter, UsageError } from "../../index.ts";
import type { Inputs, OperatorMachine, OperatorParts, Outputs } from "./operator.ts";

/**
 * A machine with its parameters. It computes at most 100 times in 100 ms: operators that are wired in a ring would never end. Values beyond that
 * are computed later, together; presses are lost.
 */
export class RunningOperator {
  /** By name. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  /** It takes each value, and tells each. */
  readonly every: boolean;
  readonly #machine: OperatorMachine;
  readonly #inputs: Inputs;
  readonly #showDropped: (count: number) => void;
  #window = Number.NEGATIVE_INFINITY;
  #count = 0;
  #owes: string | undefined;
  /** Values that no output could have, and how many lost values were shown. */
  #unfit = 0;
  #shown = 0;

  /** `showDropped` is told how many values were lost so far, when there are more. */
  constructor(
    { machine, every = false }: Pick<OperatorParts, "machine"> & { readonly every?: boolean | undefined },
    parameters: ReadonlyMap<string, Parameter>,
    showDropped: (count: number) => void,
  ) {
    this.#machine = machine;
    this.every = every;
    this.#showDropped = showDropped;
    this.parameters = parameters;
    this.#inputs = (name) => parameters.get(name)?.value ?? null;
  }

  get deadline(): number {
    return Math.min(
      this.#machine.deadline ?? Number.POSITIVE_INFINITY,
      this.#owes !== undefined ? this.#window + WINDOW : Number.POSITIVE_INFINITY,
    );
  }

  take(cause: string | undefined, now: number): void {
    if (now >= this.#window + WINDOW) [this.#window, this.#count] = [now, 0];
    if (++this.#count > MOST) {
      this.#owes = cause ?? "";
      return;
    }
    this.#tell(this.#machine.take(cause, this.#inputs, now), cause !== undefined);
  }

  handleTimeout(now: number): void {
    if (this.#owes !== undefined && now >= this.#window + WINDOW) {
      const cause = this.#owes;
      this.#owes = undefined;
      this.take(cause, now);
    }
    if ((this.#machine.deadline ?? Number.POSITIVE_INFINITY) <= now)
      this.#tell(this.#machine.handleTimeout?.(this.#inputs, now) ?? []);
  }

  /** `counts`: whether what has no value is lost; at the beginning nothing has come that could be. */
  #tell(outputs: Outputs, counts = true): void {
    const always = counts && this.every;
    for (const [name, value] of outputs) if (!this.#give(name, value, always) && counts) this.#unfit++;
    const dropped = this.#unfit + (this.#machine.dropped ?? 0);
    if (dropped === this.#shown) return;
    this.#shown = dropped;
    this.#showDropped(dropped);
  }

  /** Whether an output can have a value. */
  #give(name: string, value: Json, always: boolean): boolean {
    const parameter = this.parameters.get(name);
    if (parameter === undefined) return true;
    const fitting = fitted(value, parameter.typeHint);
    if (!isWhole(fitting)) return false;
    try {
      if (parameter.event || always) parameter.emit(fitting);
      else parameter.set(fitting);
      return true;
    } catch (error) {
      // A value of another kind; and the parameter may have been taken away.
      if (!(error instanceof UsageError)) throw error;
      return false;
    }
  }
}

/** Numbers and yes or no, as links convert them. */
function fitted(value: Json, typeHint: string): Json {
  if (typeHint === "bool") return typeof value === "number" ? value >= 0.5 : value;
  const number = typeof value === "boolean" ? Number(value) : value;
  if (typeHint === "string" && typeof value !== "string") return String(value);
  return typeHint === "int" && typeof number === "number" ? Math.sign(number) * Math.round(Math.abs(number)) : number;
}

function isWhole(value: Json): boolean {
  if (Array.isArray(value)) return value.every(isWhole);
  return typeof value !== "number" || Number.isFinite(value);
}

const WINDOW = 100;
const MOST = 100;
