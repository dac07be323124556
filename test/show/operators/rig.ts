import { type Json, ZocpNode } from "../../../src/index.ts";
import { type OperatorSettings, Operators } from "../../../src/show/operators/operators.ts";

/** One operator, called `it`, on a node that is in no network, in a time that only the test moves. */
export class Rig {
  readonly node = new ZocpNode("rig");
  readonly operators: Operators;
  #now = 0;
  #timer: { readonly at: number; readonly ring: () => void } | undefined;

  constructor(settings?: OperatorSettings) {
    this.operators = new Operators(this.node, { clock: this.#clock() });
    if (settings !== undefined) this.operators.add("it", settings);
  }

  /** Whether something is to happen later. */
  get waits(): boolean {
    return this.#timer !== undefined;
  }

  give(input: string, value: Json): void {
    this.node.set(`it.${input}`, value as number);
  }

  press(trigger: string): void {
    this.node.set(`it.${trigger}`, true);
  }

  value(name = "out"): Json | undefined {
    return this.node.parameters.get(`it.${name}`)?.value;
  }

  /** Lets so many milliseconds pass. */
  pass(time: number): void {
    const end = this.#now + time;
    for (let timer = this.#timer; timer !== undefined && timer.at <= end; timer = this.#timer) {
      this.#now = Math.max(this.#now, timer.at);
      this.#timer = undefined;
      timer.ring();
    }
    this.#now = end;
  }

  #clock() {
    return {
      now: () => this.#now,
      wall: () => this.#now,
      defer: (act: () => void) => act(),
      schedule: (delay: number, ring: () => void) => {
        const timer = { at: this.#now + delay, ring };
        this.#timer = timer;
        return () => {
          if (this.#timer === timer) this.#timer = undefined;
        };
      },
    };
  }
}
