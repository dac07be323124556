import type { Point } from "../../model/network/shown-node.ts";

/** What a hand does on the canvas at the moment. */
class CanvasHand {
  /** Whose words are being written. */
  writing: string | undefined = $state();
  /** What was touched last: only that is moved by a finger. */
  chosen: string | undefined = $state();
  /** What is being dragged, and how far it came. */
  drag: ({ readonly keys: ReadonlySet<string> } & Point) | undefined = $state.raw();
}

/** One page has one hand for it. */
export const hand: CanvasHand = new CanvasHand();
