import { pause } from "../session.ts";
import type { Scene, Show } from "./show.ts";

/** Moves a show until it is told to end; `each` sees every picture of it. */
export async function move(show: Show, signal: AbortSignal, each: (scene: Scene) => void = () => {}): Promise<void> {
  let before = performance.now();
  while (!signal.aborted) {
    const now = performance.now();
    show.advance(Math.min(1, (now - before) / 1000));
    before = now;
    each(show.scene());
    await pause(FRAME, signal);
  }
}

const FRAME = 33;
