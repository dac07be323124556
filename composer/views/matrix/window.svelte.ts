/** So many things of a side of a table, of which only those that can be seen are on the page. */
export interface Slice {
  readonly start: number;
  readonly end: number;
}

/** What of a table can be seen: by how far it is scrolled, and how large it is. */
export class TableWindow {
  top: number = $state(0);
  left: number = $state(0);
  height: number = $state(600);
  width: number = $state(900);
  /** The width of the heads of rows. */
  side: number = $state(257);

  rows(count: number): Slice {
    return sliceOf(this.top, this.height, ROW, count);
  }

  columns(count: number): Slice {
    return sliceOf(this.left, this.width - this.side, COLUMN, count);
  }
}

/** Begins at every fourth row or column only: most pictures of a scroll bring nothing new. */
function sliceOf(from: number, length: number, size: number, count: number): Slice {
  const first = Math.floor(from / size);
  const start = Math.max(0, Math.min(first - (first % STEP) - STEP, count - 1));
  return { start, end: Math.min(count, start + Math.ceil(length / size) + 3 * STEP) };
}

/** Pixels: as `matrix-row.svelte` draws them. */
export const ROW = 32;
export const COLUMN = 34;
const STEP = 4;
