import type { Json } from "../../index.ts";
import type { ShowFile } from "../file/show-file.ts";
import { sameValue } from "../patch/file-values.ts";
import { lookAt } from "./look.ts";
import { looksOf } from "./looks.ts";

/** What every cue does with one parameter. A cell holds until the next one: between them the value is tracked. */
export interface SheetRow {
  readonly address: string;
  /** What it is before the first cue; undefined where the file does not say it. */
  readonly start: Json | undefined;
  readonly cells: readonly SheetCell[];
}

interface SheetCell {
  /** The place of its cue in the list. */
  readonly at: number;
  readonly value: Json;
  /** The cue moves it itself, or by its scene; or it goes back to what it was, because the cue in front was `only` for itself. */
  readonly how: "own" | "scene" | "back";
}

/** Every parameter that any cue moves, by address. */
export function sheetOf(show: ShowFile): readonly SheetRow[] {
  const start = lookAt(show, show.cues).values;
  const rows = new Map<string, { readonly cells: SheetCell[]; last: Json | undefined }>();
  let at = 0;
  for (const { cue, moves, values } of looksOf(show)) {
    for (const [address, value] of values) {
      const row = rows.get(address) ?? { cells: [], last: start.get(address) };
      rows.set(address, row);
      if (!moves.has(address) && sameValue(row.last, value)) continue;
      const how = !moves.has(address) ? "back" : cue.values.has(address) ? "own" : "scene";
      row.cells.push({ at, value, how });
      row.last = value;
    }
    at++;
  }
  return [...rows]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([address, { cells }]) => ({ address, start: start.get(address), cells }));
}
