import type { Timing } from "./model/network/valves.ts";
import type { Stage } from "./model/render/painter.ts";
import type { Shelf } from "./model/view/settings.ts";

/** The browser's clock and pictures. A page in the background draws nothing, but goes on: slowly, by timer. */
export const stage: Stage = {
  now: () => performance.now(),
  frame: (callback, rest = 0) => {
    if (document.hidden) setTimeout(callback, HIDDEN_PERIOD);
    else if (rest < PICTURE) requestAnimationFrame(callback);
    else setTimeout(() => requestAnimationFrame(callback), rest - PICTURE / 2);
  },
  drawn: (callback) => {
    // A message that is sent before a picture is drawn arrives when it is.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      callback();
    };
    port2.postMessage(undefined);
  },
};

/** The browser's clock and timers. */
export const timing: Timing = {
  now: () => performance.now(),
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** A browser may forbid a page to keep anything: then its settings last as long as it does. */
export function openShelf(): Shelf {
  try {
    return localStorage;
  } catch {
    return { getItem: () => null, setItem: () => {} };
  }
}

/** About how long a picture is seen. */
const PICTURE = 16;
const HIDDEN_PERIOD = 500;
