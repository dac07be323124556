/** A place in the matrix: a row and a column. */
export type Place = readonly [row: number, column: number];

/** Where in the matrix the focus and the pointer are. */
export class Cross {
  at: Place = $state.raw([0, 0]);
  over: Place | undefined = $state.raw();

  /** What is looked at: where the pointer is, or else the focus. */
  get here(): Place {
    return this.over ?? this.at;
  }

  /** The pointer is over a cell, or over none. */
  point(place: Place | undefined): void {
    const [row, column] = place ?? [];
    if (this.over?.[0] !== row || this.over?.[1] !== column) this.over = place;
  }

  /** Moves the focus by a key, within so many rows and columns, of which so many rows are seen; false for another key. */
  move({ key, ctrlKey, metaKey }: KeyboardEvent, [rows, columns]: Place, seen: number): boolean {
    const [row, column] = this.at;
    const all = ctrlKey || metaKey;
    const steps: Readonly<Record<string, Place>> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      PageUp: [row - seen, column],
      PageDown: [row + seen, column],
      Home: [all ? 0 : row, 0],
      End: [all ? rows - 1 : row, columns - 1],
    };
    const next = steps[key];
    if (next === undefined) return false;
    this.at = [Math.min(rows - 1, Math.max(0, next[0])), Math.min(columns - 1, Math.max(0, next[1]))];
    return true;
  }
}

/** The cell in which an event happened. */
export function placeOf({ target }: Event): Place | undefined {
  const cell = target instanceof Element ? target.closest<HTMLElement>("[data-cell]") : null;
  const [row, column] = cell?.dataset.cell?.split("-").map(Number) ?? [];
  return row === undefined || column === undefined ? undefined : [row, column];
}
