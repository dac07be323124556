import type { Attachment } from "svelte/attachments";
import type { ShownParameter } from "../../model/network/shown-parameter.ts";

/** Marks the highest part that a meter reached lately; `partOf` says how far it reaches now, from 0 to 1. */
export function peak(parameter: ShownParameter, partOf: () => number): Attachment<HTMLElement> {
  return (element) => {
    let highest = partOf();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const fall = (): void => {
      timer = undefined;
      highest = partOf();
      element.style.opacity = "0";
    };
    const stop = parameter.onPaint(() => {
      const part = partOf();
      if (part >= highest) {
        highest = part;
        clearTimeout(timer);
        timer = undefined;
        if (element.style.opacity !== "0") element.style.opacity = "0";
      } else if (timer === undefined) {
        // Only what has fallen below its peak has one to show.
        element.style.left = `${(highest * 100).toFixed(1)}%`;
        element.style.opacity = "1";
        timer = setTimeout(fall, HELD);
      }
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  };
}

/** How long a peak is held, in milliseconds. */
const HELD = 1200;
