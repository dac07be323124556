import type { Attachment } from "svelte/attachments";
import { Gesture, type HandEffect, type HandInput } from "../../model/view/gesture.ts";

/** Does what comes of a gesture; `hand` numbers the drags of this page. */
type Follow = (effect: HandEffect, element: HTMLElement, hand: number) => void;

/** Lets an element be dragged, and by nothing but a drag: see {@link Gesture}. When it is taken off, a drag in progress ends. */
export function hold(axis: "x" | "both", follow: Follow): Attachment<HTMLElement> {
  return (element) => {
    const gesture = new Gesture(axis);
    let hand = 0;
    const tell = (input: HandInput): void => {
      for (const effect of gesture.handle(input)) {
        if (effect.type === "begin") {
          hand = nextHand();
          // Whoever scrolls by other fingers has to know.
          element.dispatchEvent(new Event(TAKEN, { bubbles: true }));
        }
        follow(effect, element, hand);
      }
    };
    const gone = new AbortController();
    const cancel = (): void => tell({ type: "cancel" });
    listen(element, gone.signal, tell);
    window.addEventListener("blur", cancel, { signal: gone.signal });
    return () => {
      gone.abort();
      cancel();
    };
  };
}

/** A number for what one hand does until it lets go. */
export function nextHand(): number {
  hands += 1;
  return hands;
}

function listen(element: HTMLElement, signal: AbortSignal, tell: (input: HandInput) => void): void {
  const on = (type: "pointerdown" | "pointermove" | Release, handle: (event: PointerEvent) => void): void =>
    element.addEventListener(type, handle, { signal });
  on("pointerdown", ({ button, pointerId: pointer, pointerType, clientX: x, clientY: y }) => {
    if (button !== 0) return;
    element.setPointerCapture(pointer);
    tell({ type: "press", pointer, by: pointerType === "mouse" ? "mouse" : "finger", x, y });
  });
  on("pointermove", ({ pointerId: pointer, clientX: x, clientY: y, buttons }) =>
    tell({ type: "move", pointer, x, y, pressed: buttons !== 0 }),
  );
  for (const type of RELEASES) on(type, ({ pointerId: pointer }) => tell({ type: "release", pointer }));
}

/** What an element tells when a drag on it begins. */
export const TAKEN = "zocp-taken";
const RELEASES = ["pointerup", "pointercancel", "lostpointercapture"] as const;
type Release = (typeof RELEASES)[number];

let hands = 0;
