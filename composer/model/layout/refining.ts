import type { PlaceMap, Plan } from "./plan.ts";

/** Lays out as well as can be, which takes a while. */
export type Arranging = (plan: Plan) => Promise<PlaceMap>;

/** Has plans laid out one at a time: of those that come meanwhile only the newest, and none twice in a row. */
export class Refining {
  readonly #arranging: Arranging;
  readonly #done: (places: PlaceMap, plan: Plan) => void;
  #last = "";
  #busy = false;
  #next: Plan | undefined;

  constructor(arranging: Arranging, done: (places: PlaceMap, plan: Plan) => void) {
    this.#arranging = arranging;
    this.#done = done;
  }

  ask(plan: Plan): void {
    const sign = signOf(plan);
    if (sign === this.#last) return;
    this.#last = sign;
    this.#next = plan;
    if (!this.#busy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#busy = true;
    for (let plan = this.#take(); plan !== undefined; plan = this.#take()) {
      const places = await this.#arranging(plan).catch(() => undefined);
      // What was laid out at once stays where it is when this cannot be had, and when more has come.
      if (places !== undefined && this.#next === undefined) this.#done(places, plan);
    }
    this.#busy = false;
  }

  #take(): Plan | undefined {
    const plan = this.#next;
    this.#next = undefined;
    return plan;
  }
}

/** Two plans with the same sign are laid out alike. */
export function signOf({ boxes, wires }: Plan): string {
  const sizes = boxes.map(({ key, width, height }) => `${key} ${width} ${height}`);
  return [...sizes.sort(), "", ...wires.map(({ from, to }) => `${from}\n${to}`).sort()].join("\n\n");
}
