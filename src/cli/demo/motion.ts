import { pause } from "../streams/session.ts";
import type { Demo, DemoState } from "./demo.ts";

/** Moves a show until it is told to end; `each` sees every picture of it. */
export async function move(
  show: Demo,
  signal: AbortSignal,
  each: (scene: DemoState) => void = () => {},
): Promise<void> {
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
