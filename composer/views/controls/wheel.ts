import type { Attachment } from "svelte/attachments";
import { turnsOf } from "../../model/network/range.ts";

/** Lets the wheel step a control, with Alt. Svelte listens to the wheel passively; a control must keep the page from scrolling. */
export function wheel(step: (steps: number) => void): Attachment<HTMLElement> {
  return (element) => {
    const turn = (event: WheelEvent): void => {
      const steps = turnsOf(event);
      if (steps === undefined) return;
      event.preventDefault();
      step(steps);
    };
    element.addEventListener("wheel", turn, { passive: false });
    return () => element.removeEventListener("wheel", turn);
  };
}
