import { type Json, type Parameter, UsageError } from "../../index.ts";
import type { Inputs, OperatorMachine, Outputs } from "./operator.ts";

/**
 * A machine with its parameters. It computes at most 100 times in 100 ms: operators that are wired in a ring would never end. Values beyond that
 * are computed later, together; presses are lost.
 */
export class RunningOperator {
  /** By name. */
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly #machine: OperatorMachine;
  readonly #inputs: Inputs;
  #window = Number.NEGATIVE_INFINITY;
  #count = 0;
  #owes: string | undefined;

  constructor(machine: OperatorMachine, parameters: ReadonlyMap<string, Parameter>) {
    this.#machine = machine;
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
    this.#tell(this.#machine.take(cause, this.#inputs, now));
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

  #tell(outputs: Outputs): void {
    for (const [name, value] of outputs) {
      const parameter = this.parameters.get(name);
      if (parameter === undefined) continue;
      try {
        const fitting = fitted(value, parameter.typeHint);
        if (parameter.event) parameter.emit(fitting);
        else parameter.set(fitting);
      } catch (error) {
        // A value that the output cannot have is no value; and the parameter may have been taken away.
        if (!(error instanceof UsageError)) throw error;
      }
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

const WINDOW = 100;
const MOST = 100;
