import type { JsonObject } from "../../index.ts";

/** A page of large controls for whoever performs: only what is on it can be moved there. */
export interface Dashboard {
  readonly note?: string | undefined;
  /** How many columns its grid has; 6 unless said. On a narrow screen it has fewer. */
  readonly columns?: number | undefined;
  /** In the order in which they were put there. */
  readonly tiles: readonly DashboardTile[];
  readonly rest: JsonObject;
}

/** One control of a dashboard. */
export interface DashboardTile {
  /** The same for as long as the tile lives: what moves it keeps it. */
  readonly id: string;
  readonly kind: TileKind;
  /** What it moves or shows: an address. */
  readonly parameter?: string | undefined;
  /** The id of the cue that it goes to; one of the kind `cue` without it presses GO. */
  readonly cue?: string | undefined;
  /** What stands on it instead of the name of its parameter. */
  readonly label?: string | undefined;
  /** For people: any colour that CSS knows. */
  readonly colour?: string | undefined;
  /** The column and the row of its upper left corner, from 0. */
  readonly at: readonly [column: number, row: number];
  /** How many columns and rows it takes. */
  readonly size: readonly [columns: number, rows: number];
  readonly rest: JsonObject;
}

export type TileKind = (typeof TILE_KINDS)[number];

export const TILE_KINDS = [
  ...(["fader", "pad", "meter", "colour", "text"] as const),
  ...(["toggle", "momentary", "trigger", "cue", "label"] as const),
] as const;
