import { whyNoWire } from "../network/rules.ts";
import { describeStanding, describeWay, type ShownWire } from "../network/shown-wire.ts";
import type { Line } from "./matrix-lines.ts";
import { count } from "./words.ts";

/** What lies in the matrix between an emitter and a sensor, or between all of two nodes. */
export interface Cell {
  readonly wires: readonly ShownWire[];
  /** The wire that somebody cut although a program wants it. */
  readonly cut: ShownWire | undefined;
  /** Why there can be no wire; undefined for what is wired, or folded. */
  readonly why: string | undefined;
  readonly folded: boolean;
}

/** What is known of a cell, by the wires and the cut wires that lie in it. */
export function cellOf(
  row: Line,
  column: Line,
  {
    wires = NONE,
    cuts = NONE,
  }: { readonly wires?: readonly ShownWire[] | undefined; readonly cuts?: readonly ShownWire[] | undefined },
): Cell {
  const folded = row.parameter === undefined || column.parameter === undefined;
  const why =
    wires.length > 0 || row.parameter === undefined || column.parameter === undefined
      ? undefined
      : whyNoWire(row.parameter, column.parameter);
  return { wires, cut: cuts[0], why, folded };
}

/** What a cell is, for who hears it. */
export function nameCell(row: Line, column: Line, { wires, cut, why, folded }: Cell): string {
  const ends = `${nameLine(row)} to ${nameLine(column)}`;
  if (folded) return `${ends}: ${count(wires.length, "wire")}`;
  const [wire] = wires;
  const told = [why, cut?.reason, wire && describeWay(wire)].filter(Boolean);
  return told.length === 0 ? ends : `${ends}: ${told.join(", ")}`;
}

/** What a cell is and what a click does there, for who sees it. */
export function describeCell(row: Line, column: Line, { wires, cut, why, folded }: Cell): string {
  const ends = `${nameLine(row)} → ${nameLine(column)}`;
  if (folded) return `${ends}: ${count(wires.length, "wire")}; click to unfold`;
  const [wire] = wires;
  if (wire !== undefined)
    return `${[ends, describeWay(wire)].filter(Boolean).join(" ")}: ${describeStanding(wire) || "click to cut"}`;
  return `${ends}: ${why ?? (cut === undefined ? "click to connect" : `${cut.reason}; click to make it again`)}`;
}

function nameLine({ node, parameter }: Line): string {
  return parameter?.address ?? node.title;
}

const NONE: readonly ShownWire[] = [];
