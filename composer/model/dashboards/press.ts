import type { Pointing } from "../view/gesture.ts";

/** What the browser tells of hands on a button. */
export type PressInput =
  | { readonly type: "down"; readonly pointer: number; readonly by: Pointing; readonly x: number; readonly y: number }
  | { readonly type: "move"; readonly pointer: number; readonly x: number; readonly y: number }
  | { readonly type: "up"; readonly pointer: number }
  /** The finger has lain on it for {@link RESTING} milliseconds. */
  | { readonly type: "rested" }
  /** The browser took the pointer away (to scroll), the window lost the focus, the button rests, the page goes. */
  | { readonly type: "cancel" };

export type PressEffect = "press" | "release";

/**
 * Tells a press from a finger that is about to scroll. A button that is pressed and let go does so when it is let go; one that is on while
 * it is held is pressed at once by a mouse, and by a finger as soon as that has lain still for a moment, or is lifted. Each finger has its
 * own button: one may hold a fader meanwhile, where browsers tell of no click.
 */
export class Press {
  readonly #holds: boolean;
  #state: { readonly pointer: number; readonly x: number; readonly y: number; readonly on: boolean } | undefined;

  /** `holds`: it is on for as long as it is held. */
  constructor(holds: boolean) {
    this.#holds = holds;
  }

  handle(input: PressInput): readonly PressEffect[] {
    if (input.type === "down") return this.#down(input);
    const state = this.#state;
    if (state === undefined) return [];
    if (input.type === "cancel") return this.#end([]);
    if (input.type === "rested") return this.#holds && !state.on ? this.#begin() : [];
    if (input.pointer !== state.pointer) return [];
    if (input.type === "up") return this.#end(["press"]);
    const far = Math.hypot(input.x - state.x, input.y - state.y) > SLACK;
    if (far && !state.on) this.#state = undefined;
    return [];
  }

  #down({ pointer, by, x, y }: Extract<PressInput, { type: "down" }>): readonly PressEffect[] {
    if (this.#state !== undefined) return [];
    this.#state = { pointer, x, y, on: false };
    return this.#holds && by === "mouse" ? this.#begin() : [];
  }

  #begin(): readonly PressEffect[] {
    if (this.#state !== undefined) this.#state = { ...this.#state, on: true };
    return ["press"];
  }

  /** `quick`: what it comes to when it was not on yet. */
  #end(quick: readonly PressEffect[]): readonly PressEffect[] {
    const on = this.#state?.on === true;
    this.#state = undefined;
    if (on) return ["release"];
    return this.#holds && quick.length > 0 ? ["press", "release"] : quick;
  }
}

/** Milliseconds: a finger that scrolls has moved by then. */
export const RESTING = 90;
/** Pixels that a hand moves without meaning to. */
const SLACK = 12;
