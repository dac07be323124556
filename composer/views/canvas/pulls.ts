import type { Attachment } from "svelte/attachments";
import type { Point } from "../../model/network/shown-node.ts";

/** What a pull does to what lies on the canvas. */
interface Pulled {
  /** How far it came, where positions of nodes are counted. */
  drag(by: Point): void;
  /** Undefined when it was given up. */
  end(by: Point | undefined): void;
}

export interface Pulling {
  /** Whether a press may become a pull. */
  ready(event: PointerEvent): boolean;
  zoom(): number;
  begin(): Pulled;
}

/** Pulls an element: nothing moves before the pointer came some pixels; Escape, and what the browser takes away, give it up. */
export function pulls(how: () => Pulling): Attachment<HTMLElement> {
  return (element) => {
    let hold: { readonly pointer: number; readonly x: number; readonly y: number; pulled?: Pulled } | undefined;
    const byOf = ({ clientX, clientY }: PointerEvent, from: Point): Point => {
      const zoom = how().zoom();
      return { x: (clientX - from.x) / zoom, y: (clientY - from.y) / zoom };
    };
    const end = (by: Point | undefined): void => {
      const pulled = hold?.pulled;
      hold = undefined;
      pulled?.end(by);
    };
    const down = (event: PointerEvent): void => {
      if (hold !== undefined) return end(undefined);
      if (event.button !== 0 || !how().ready(event)) return;
      event.stopPropagation();
      hold = { pointer: event.pointerId, x: event.clientX, y: event.clientY };
      element.setPointerCapture(event.pointerId);
    };
    const move = (event: PointerEvent): void => {
      if (hold?.pointer !== event.pointerId) return;
      const { x, y } = hold;
      if (hold.pulled === undefined && Math.hypot(event.clientX - x, event.clientY - y) < SLACK) return;
      hold.pulled ??= how().begin();
      hold.pulled.drag(byOf(event, hold));
    };
    const up = (event: PointerEvent): void => {
      if (hold?.pointer === event.pointerId) end(byOf(event, hold));
    };
    const cancel = (): void => end(undefined);
    const key = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || hold?.pulled === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      cancel();
    };
    element.addEventListener("pointerdown", down);
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", up);
    element.addEventListener("pointercancel", cancel);
    window.addEventListener("keydown", key, true);
    window.addEventListener("blur", cancel);
    return () => {
      cancel();
      window.removeEventListener("keydown", key, true);
      window.removeEventListener("blur", cancel);
    };
  };
}

/** Pixels that a hand moves without meaning to. */
const SLACK = 4;
