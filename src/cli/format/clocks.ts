import type { ClockView } from "../views/clocks.ts";
import { pad, printable, widthOf } from "./text.ts";

/** A table for people: by how much each clock is off, how sure that is, and whom it goes by. */
export function formatClocks(views: readonly ClockView[]): readonly string[] {
  const rows = [HEAD, ...views.map(toRow)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column] ?? ""))));
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
  const times = [`${sign(offset)}${milliseconds(offset)}`, `± ${milliseconds(error)}`, milliseconds(roundTrip)];
  const parts = `${sign(drift)}${Math.abs(drift).toFixed(1)} ppm`;
  if (!synced) return [shown, "not synced"];
  return [shown, ...times, parts, reference === undefined ? "" : printable(reference)];
}

function milliseconds(given: number): string {
  return `${Math.abs(given).toFixed(2)} ms`;
}

function sign(given: number): string {
  return given < 0 ? "-" : "+";
}

const HEAD = ["node", "offset", "error", "round trip", "drift", "reference"];
