import type { Json } from "../../../index.ts";
import { type Kind, rangeOf } from "../kind.ts";

/** Takes a control only after it was moved across the present value, so that nothing jumps. */
export class Pickup {
  #taken = false;
  #before: number | undefined;

  /** Somebody else moved the value: the control has to meet it again. */
  release(): void {
    this.#taken = false;
    this.#before = undefined;
  }

  /** Whether what the control says counts. */
  takes(value: Json, present: Json | undefined, kind: Kind): boolean {
    if (this.#taken || typeof value !== "number" || typeof present !== "number") return true;
    const [low, high] = rangeOf(kind) ?? [0, 1];
    const near = Math.abs(value - present) <= Math.abs(high - low) / 128;
    const crossed = this.#before !== undefined && this.#before < present !== value < present;
    this.#before = value;
    this.#taken = near || crossed;
    return this.#taken;
  }
}
