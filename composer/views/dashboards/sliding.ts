import type { Composer } from "../../model/composer.ts";
import { numberOf } from "../../model/network/kind.ts";
import { isWhole, onStep, rangeOf, stepped, stepsOf } from "../../model/network/range.ts";
import type { ShownParameter } from "../../model/network/shown-parameter.ts";
import { formatExact } from "../../model/view/format.ts";
import type { HandEffect } from "../../model/view/gesture.ts";
import { fillOf, type Grip, grip, partOf, type Slid, slideNumber } from "../../model/view/slide.ts";

/** What a hand does to a number that it slides from the left to the right. */
export class Sliding {
  readonly #composer: Composer;
  readonly #parameter: ShownParameter;
  #held: { readonly grip: Grip; readonly slid: Slid; last: number } | undefined;

  constructor(composer: Composer, parameter: ShownParameter) {
    this.#composer = composer;
    this.#parameter = parameter;
  }

  follow(effect: HandEffect, element: HTMLElement, hand: number): void {
    if (effect.type === "begin") this.#take(effect, element);
    else if (effect.type === "end") this.#held = undefined;
    else this.#drag(effect, element, hand);
  }

  step(steps: number): void {
    const { edits, valves } = this.#composer;
    edits.set([this.#parameter], (parameter) =>
      stepped(numberOf(valves.wanted(parameter)), steps, rangeOf(parameter), isWhole(parameter)),
    );
  }

  /** Whether the key was one for it. */
  press(event: KeyboardEvent): boolean {
    const range = rangeOf(this.#parameter);
    const steps = stepsOf(event);
    const end = event.key === "Home" ? range.least : event.key === "End" ? range.most : undefined;
    if (steps !== undefined) this.step(steps);
    else if (end !== undefined && !event.ctrlKey && !event.metaKey)
      this.#composer.edits.set([this.#parameter], onStep(end, range, isWhole(this.#parameter)));
    else return false;
    return true;
  }

  paint(element: HTMLElement): void {
    const value = this.#composer.valves.wanted(this.#parameter);
    const range = rangeOf(this.#parameter);
    const part = Math.min(1, Math.max(0, partOf(numberOf(value), range)));
    const { from, size } = fillOf(numberOf(value), range);
    for (const [name, number] of Object.entries({ part, from, size }))
      element.style.setProperty(`--${name}`, number.toFixed(4));
    element.setAttribute("aria-valuenow", String(numberOf(value)));
    element.setAttribute("aria-valuetext", `${formatExact(value)} ${this.#parameter.unit ?? ""}`.trim());
  }

  #take({ by, pressed }: Extract<HandEffect, { type: "begin" }>, element: HTMLElement): void {
    const { left, width } = element.getBoundingClientRect();
    const start = numberOf(this.#composer.valves.wanted(this.#parameter)) || 0;
    const range = rangeOf(this.#parameter);
    const at = { knob: partOf(start, range), pressed: (pressed.x - left) / width, reach: KNOB / width };
    const [taken] = grip(by, [at]);
    if (taken !== undefined)
      this.#held = { grip: taken, slid: { start, range, whole: isWhole(this.#parameter) }, last: start };
  }

  #drag({ at, moved }: Extract<HandEffect, { type: "drag" }>, element: HTMLElement, hand: number): void {
    const held = this.#held;
    if (held === undefined) return;
    const { left, width } = element.getBoundingClientRect();
    const number = slideNumber(held.grip, held.slid, (at.x - left) / width, moved.x / width);
    if (number !== held.last) this.#composer.edits.set([this.#parameter], number, hand);
    held.last = number;
  }
}

/** Pixels from the edge of a fader by which a mouse takes hold of it. */
const KNOB = 16;
