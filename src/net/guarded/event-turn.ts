import type { Clock } from "../net.ts";
import type { Failed } from "./clock.ts";

/**
 * The turns of the event loop, for one node: all that waits for the end of a turn shares one deferral of the clock, and the clock is
 * asked once for all that a program does in a turn. What the clock throws, and what we throw when it calls back, is told.
 */
export function guardTurn(
  clock: Pick<Clock, "now" | "defer">,
  failed: Failed,
): Required<Pick<Clock, "defer" | "turn">> {
  const waiting: (() => void)[] = [];
  let ending = false;
  let known = false;
  let began = 0;
  const end = (): void => {
    // Also what is asked for meanwhile.
    for (let i = 0; i < waiting.length; i++) {
      try {
        waiting[i]?.();
      } catch (cause) {
        failed(cause);
      }
    }
    waiting.length = 0;
    known = ending = false;
  };
  const endLater = (): void => {
    ending = true;
    try {
      clock.defer(end);
    } catch (cause) {
      failed(cause);
      end();
    }
  };
  const defer = (callback: () => void): void => {
    waiting.push(callback);
    if (!ending) endLater();
  };
  const turn = (): number => {
    if (known) return began;
    try {
      began = clock.now();
      known = true;
    } catch (cause) {
      // Its time stands still for that moment.
      failed(cause);
    }
    if (!ending) endLater();
    return began;
  };
  return { defer, turn };
}
