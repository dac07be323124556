import type { Area } from "../../model/canvas/item.ts";
import type { Placed } from "../../model/layout/plan.ts";
import { between, type Room, type Sight, sightOf, zoomed } from "../../model/view/sight.ts";

/** Where the graph is looked at from. It moves by itself when it is asked to, until a hand moves it. */
export class Camera {
  sight: Sight = $state.raw({ x: 0, y: 0, zoom: 0.9 });
  /** Of the graph on the screen, in pixels. */
  width: number = $state(0);
  height: number = $state(0);
  /** What lies on the graph besides nodes. */
  others: readonly Placed[] = [];
  readonly #still = matchMedia("(prefers-reduced-motion: reduce)");
  #frame: number | undefined;

  /** Shows all of these; at once, or on a way that the eye can follow. */
  show(boxes: readonly Placed[], room: Room, atOnce = false): void {
    const pane = { width: this.width, height: this.height, least: LEAST, most: CLOSE };
    const sight = sightOf(boxes, pane, room);
    if (sight !== undefined) this.#go(sight, atOnce);
  }

  /** Shows this part of the graph, as large as it fits. */
  look(area: Area): void {
    const pane = { width: this.width, height: this.height, least: FAR, most: NEAR };
    const sight = sightOf([{ key: "", ...area }], pane, { top: 0, left: 0, right: 0, bottom: 0 });
    if (sight !== undefined) this.#go(sight, false);
  }

  zoom(factor: number): void {
    this.#go(zoomed(this.sight, factor, { width: this.width, height: this.height, least: FAR, most: NEAR }), false);
  }

  /** A hand has taken over. */
  stop(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  #go(to: Sight, atOnce: boolean): void {
    this.stop();
    if (atOnce || this.#still.matches) {
      this.sight = to;
      return;
    }
    const [from, begun] = [this.sight, performance.now()];
    const step = (now: number): void => {
      const part = Math.min(1, Math.max(0, (now - begun) / WAY));
      this.sight = between(from, to, part * part * (3 - 2 * part));
      this.#frame = part < 1 ? requestAnimationFrame(step) : undefined;
    };
    this.#frame = requestAnimationFrame(step);
  }
}

/** Between which zooms a hand may go; and what is shown by itself: there the names of nodes can still be read. */
export const FAR = 0.08;
export const NEAR = 2.4;
const LEAST = 0.24;
const CLOSE = 1.1;
/** Milliseconds. */
const WAY = 260;
