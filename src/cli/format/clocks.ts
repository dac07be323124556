import type { ClockView } from "../views/clocks.ts";
import { pad, printable, widthOf } from "./text.ts";

/** A table for people: by how much each clock is off, how sure that is, and whom it goes by. */
export function formatClocks(views: readonly ClockView[]): readonly string[] {
  const rows = [HEAD, ...views.map(toRow)];
  // Words in place of times reach over the columns behind them.
  const times = rows.filter(({ length }) => length > WORDS);
  const widths = HEAD.map((_, column) =>
    Math.max(...(column === 0 ? rows : times).map((row) => widthOf(row[column] ?? ""))),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function toRow({ name, clock }: ClockView): readonly string[] {
  const shown = printable(name);
  if (clock === undefined) return [shown, "shares no clock"];
  const { offset, error, drift, roundTrip, reference, synced } = clock;
  const times = [`${signed(offset, 2)} ms`, `± ${milliseconds(error)}`, milliseconds(roundTrip)];
  const parts = `${signed(drift, 1)} ppm`;
  if (!synced) return [shown, "not synced"];
  return [shown, ...times, parts, reference === undefined ? "" : printable(reference)];
}

function milliseconds(given: number): string {
  return `${Math.abs(given).toFixed(2)} ms`;
}

/** What is nothing when it is rounded has no minus. */
function signed(given: number, digits: number): string {
  const shown = Math.abs(given).toFixed(digits);
  return `${given < 0 && Number(shown) !== 0 ? "-" : "+"}${shown}`;
}

/** Cells of a node without times: its name, and why. */
const WORDS = 2;
const HEAD = ["node", "offset", "error", "round trip", "drift", "reference"];
