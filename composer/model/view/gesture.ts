/** What the browser tells of hands on a control that is dragged, and what ends a drag besides: see {@link Gesture}. */
export type HandInput =
  | { readonly type: "press"; readonly pointer: number; readonly by: Pointing; readonly x: number; readonly y: number }
  | {
      readonly type: "move";
      readonly pointer: number;
      readonly x: number;
      readonly y: number;
      /** Whether something is still pressed: a release outside of the window is not always told. */
      readonly pressed: boolean;
    }
  | { readonly type: "release"; readonly pointer: number }
  /** The browser took the pointer away (to scroll), the window lost the focus, the control rests, the page goes. */
  | { readonly type: "cancel" };

/** A mouse points; a finger and a pen lie on what they move, and may be about to scroll. */
export type Pointing = "mouse" | "finger";

/** What comes of it. */
export type HandEffect =
  /** From now on it is a drag; nothing has moved yet. `pressed` is where it was taken hold of. */
  | { readonly type: "begin"; readonly by: Pointing; readonly pressed: Place }
  /** Where the pointer is, and how far it came since the drag began. */
  | { readonly type: "drag"; readonly at: Place; readonly moved: Place }
  | { readonly type: "end" };

/** Pixels from the left and from the top. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Tells a drag from everything else that a hand does on a control: a tap, a double click, a swipe that scrolls the page, a
 * second finger. Nothing is a drag before the pointer has moved some pixels sideways, for a finger more sideways than up or down.
 */
export class Gesture {
  readonly #axis: "x" | "both";
  #state: State = IDLE;

  /** `both`: a mouse may begin in any direction. A finger never may: up and down scroll. */
  constructor(axis: "x" | "both") {
    this.#axis = axis;
  }

  handle(input: HandInput): readonly HandEffect[] {
    switch (input.type) {
      case "press":
        if (this.#state.type === "idle") this.#state = { ...input, type: "pressed" };
        return [];
      case "move":
        if (this.#state.type === "idle" || input.pointer !== this.#state.pointer) return [];
        return input.pressed ? this.#move(this.#state, input) : this.#end();
      case "release":
        return this.#state.type === "idle" || input.pointer !== this.#state.pointer ? [] : this.#end();
      case "cancel":
        return this.#end();
    }
  }

  #move(state: Held, { x, y }: Place): readonly HandEffect[] {
    const moved = { x: x - state.x, y: y - state.y };
    if (state.type === "dragging") return [{ type: "drag", at: { x, y }, moved }];
    if (state.by === "finger" && scrolls(moved)) this.#state = IDLE;
    if (this.#state.type === "idle" || !this.#slides(state.by, moved)) return [];
    // It counts from here: the first pixels only said what it is.
    this.#state = { ...state, type: "dragging", x, y };
    const begin = { type: "begin", by: state.by, pressed: { x: state.x, y: state.y } } as const;
    return [begin, { type: "drag", at: { x, y }, moved: { x: 0, y: 0 } }];
  }

  #slides(by: Pointing, { x, y }: Place): boolean {
    if (by === "finger") return Math.abs(x) >= SLACK.finger && Math.abs(x) > Math.abs(y);
    return (this.#axis === "x" ? Math.abs(x) : Math.hypot(x, y)) >= SLACK.mouse;
  }

  #end(): readonly HandEffect[] {
    const { type } = this.#state;
    this.#state = IDLE;
    return type === "dragging" ? [{ type: "end" }] : [];
  }
}

function scrolls({ x, y }: Place): boolean {
  return Math.abs(y) >= SLACK.finger && Math.abs(y) >= Math.abs(x);
}

interface Held extends Place {
  readonly type: "pressed" | "dragging";
  readonly pointer: number;
  readonly by: Pointing;
}

type State = { readonly type: "idle" } | Held;

const IDLE: State = { type: "idle" };
/** Pixels that a hand moves without meaning to. */
const SLACK: Readonly<Record<Pointing, number>> = { mouse: 4, finger: 8 };
