import type { Attachment } from "svelte/attachments";

/** How far something was dragged on the grid that it stands in. */
export interface Dragged {
  readonly cells: readonly [columns: number, rows: number];
  readonly over: "no" | "dropped" | "cancelled";
}

/** Lets a tile be dragged over the grid around it, by whole fields. */
export function draggedCells(tell: (dragged: Dragged) => void): Attachment<HTMLElement> {
  return (element) => {
    const gone = new AbortController();
    let held: { readonly pointer: number; readonly x: number; readonly y: number } | undefined;
    let moves = false;
    let cells: readonly [number, number] = [0, 0];
    const end = (over: Dragged["over"]): void => {
      if (held !== undefined && moves) tell({ cells, over });
      held = undefined;
      moves = false;
      cells = [0, 0];
    };
    const on = (
      type: "pointerdown" | "pointermove" | "pointerup" | "pointercancel",
      handle: (event: PointerEvent) => void,
    ) => element.addEventListener(type, handle, { signal: gone.signal });
    on("pointerdown", ({ button, pointerId: pointer, clientX: x, clientY: y }) => {
      if (button !== 0 || held !== undefined) return;
      element.setPointerCapture(pointer);
      held = { pointer, x, y };
    });
    on("pointermove", ({ pointerId, clientX, clientY }) => {
      if (held === undefined || pointerId !== held.pointer) return;
      const [x, y] = [clientX - held.x, clientY - held.y];
      moves ||= Math.hypot(x, y) > SLACK;
      if (!moves) return;
      const [width, height] = fieldOf(element);
      cells = [Math.round(x / width), Math.round(y / height)];
      tell({ cells, over: "no" });
    });
    on("pointerup", () => end("dropped"));
    on("pointercancel", () => end("cancelled"));
    return () => {
      gone.abort();
      end("cancelled");
    };
  };
}

/** The width and the height of one field of a grid, with the gap behind it. */
function fieldOf(element: HTMLElement): readonly [number, number] {
  const grid = element.parentElement?.parentElement;
  if (grid === null || grid === undefined) return [1, 1];
  const { gridTemplateColumns, gridTemplateRows, columnGap } = getComputedStyle(grid);
  const gap = Number.parseFloat(columnGap) || 0;
  return [Number.parseFloat(gridTemplateColumns) + gap, Number.parseFloat(gridTemplateRows) + gap];
}

/** Pixels that a hand moves without meaning to. */
const SLACK = 4;
