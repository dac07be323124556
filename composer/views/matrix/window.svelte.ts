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

  rows(count: number): Slice {
    return sliceOf(this.top, this.height, ROW, count);
  }

  columns(count: number): Slice {
    return sliceOf(this.left, this.width, COLUMN, count);
  }
}

function sliceOf(from: number, length: number, size: number, count: number): Slice {
  const start = Math.min(Math.max(0, Math.floor(from / size) - SPARE), Math.max(0, count - 1));
  return { start, end: Math.min(count, start + Math.ceil(length / size) + 2 * SPARE) };
}

/** Pixels: as `matrix-row.svelte` draws them. */
export const ROW = 32;
export const COLUMN = 34;
/** Rows and columns that are there before they are seen. */
const SPARE = 6;
