import type { Attachment } from "svelte/attachments";
import type { ShownParameter } from "../../model/network/shown-parameter.ts";

/**
 * Lets a dot travel along a wire when a value passes: one at a time on a wire, and not more than a few on the whole page, however many
 * values there are. Where nothing is to move it lights up where it stands.
 */
export function pulse(emitter: ShownParameter): Attachment<SVGElement> {
  return (element) => {
    let seen = emitter.count;
    let running = false;
    const begin = (): void => {
      const still = STILL.matches;
      if (running || !element.isConnected || (!still && travelling >= MOST)) return;
      running = true;
      travelling += 1;
      const run = element.animate(still ? LIT : ALONG, { duration: DURATION, easing: "linear" });
      const end = (): void => {
        running = false;
        travelling -= 1;
      };
      run.finished.then(end, end);
    };
    return emitter.onPaint(({ count }) => {
      if (count !== seen) begin();
      seen = count;
    });
  };
}

let travelling = 0;
const MOST = 24;
/** In milliseconds; also the shortest time between two dots on one wire. */
const DURATION = 700;
const ALONG = [
  { offsetDistance: "0%", opacity: 1 },
  { offsetDistance: "100%", opacity: 1 },
];
const LIT = [
  { offsetDistance: "50%", opacity: 1 },
  { offsetDistance: "50%", opacity: 0 },
];
const STILL = matchMedia("(prefers-reduced-motion: reduce)");
