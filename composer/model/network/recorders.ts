import type { Json } from "../../../src/index.ts";
import { formatTime } from "../view/format.ts";
import type { ShownNode } from "./shown-node.ts";

/** What a parameter of one node is now; undefined where it has none of that name. */
export type Read = (path: string) => Json | undefined;

/** The nodes that record: they have what a recorder is pressed by and what it tells. */
export function recordersIn(nodes: readonly ShownNode[]): readonly ShownNode[] {
  return nodes.filter((node) => has(node, { recording: "w", keep: "w", lost: "r", seconds: "r", file: "r" }));
}

/** The nodes that play a recording. */
export function replaysIn(nodes: readonly ShownNode[]): readonly ShownNode[] {
  return nodes.filter(
    (node) => has(node, { play: "w", position: "w", speed: "w", loop: "w" }) && spanOf(node) !== undefined,
  );
}

/** How many nodes stand for recorded ones. */
export function ghostsIn(nodes: readonly ShownNode[]): number {
  return nodes.filter(({ remote }) => remote?.headers.has("X-ZOCP-GHOST") === true).length;
}

/** A recorder in words, and in figures. */
export interface RecorderReading {
  readonly state: "recording" | "holding" | "paused" | "failing";
  readonly text: string;
  readonly figures: readonly string[];
  /** The whole path of the file; `text` has its name alone. */
  readonly path: string;
  /** How much is missing in the recording; empty for nothing. */
  readonly missing: string;
  /** A black box: it holds the last so many seconds and keeps them on demand. */
  readonly ring: boolean;
}

export function describeRecorder(read: Read): RecorderReading {
  const [seconds, values, rate, megabytes] = ["seconds", "values", "rate", "megabytes"].map((path) =>
    numberAt(read, path),
  );
  const [lost, ring] = [numberAt(read, "lost"), numberAt(read, "ring")];
  const kept = textAt(read, "kept");
  const held =
    ring > 0 ? `${formatTime(Math.min(seconds ?? 0, ring), 0)} of ${formatTime(ring, 0)}` : formatTime(seconds ?? 0, 0);
  const written = !((megabytes ?? 0) > 0) ? [] : [`${megabytes} MB`];
  return {
    ...stateOf(read, ring),
    path: textAt(read, "file"),
    figures: [
      held,
      `${grouped(values ?? 0)} values`,
      `${rate} a second`,
      ...written,
      ...(kept === "" ? [] : [`kept ${nameOf(kept)}`]),
    ],
    missing: lost === 0 ? "" : `${grouped(lost)} missing`,
    ring: ring > 0,
  };
}

function stateOf(read: Read, ring: number): Pick<RecorderReading, "state" | "text"> {
  const file = nameOf(textAt(read, "file"));
  const trouble = textAt(read, "trouble");
  if (trouble !== "") return { state: "failing", text: `cannot write to ${file}: ${trouble}; it is tried again` };
  if (read("recording") !== true) return { state: "paused", text: `paused: nothing goes to ${file}` };
  if (ring > 0) return { state: "holding", text: `holds the last ${formatTime(ring, 0)} for ${file}` };
  return { state: "recording", text: `records to ${file}` };
}

/** Where a replay begins and ends, in seconds of the recording. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

export function spanOf(replay: ShownNode): Stretch | undefined {
  const { min, max } = replay.parameters.get("position") ?? {};
  return typeof min === "number" && typeof max === "number" && max > min ? { start: min, end: max } : undefined;
}

/** What a replay does, in words. */
export function describeReplay(read: Read, { end }: Stretch): string {
  const speed = numberAt(read, "speed");
  if (read("play") === true) return speed === 1 ? "plays" : `plays ${speed} times as fast`;
  return numberAt(read, "position") >= end ? "is at its end" : "is paused";
}

/** The times that are written along a stretch: round ones, and no more of them than there is room for. */
export function ticksOf({ start, end }: Stretch, most: number): readonly number[] {
  const step = STEPS.find((seconds) => (end - start) / seconds <= most) ?? Math.ceil((end - start) / most / DAY) * DAY;
  const first = Math.ceil(start / step);
  return Array.from({ length: Math.max(0, Math.floor(end / step) - first + 1) }, (_, index) => (first + index) * step);
}

/** A moment of a stretch, and never one beside it: its beginning for what is no moment. */
export function within({ start, end }: Stretch, seconds: number): number {
  return Number.isNaN(seconds) ? start : Math.min(end, Math.max(start, seconds));
}

/** Seconds that a person typed: `75`, `1:15`, `1:02:03.5`. Undefined for what is none. */
export function readTime(text: string): number | undefined {
  const parts = text.trim().replace(",", ".").split(":");
  if (parts.length > 3 || !parts.every((part) => /^\d+(\.\d+)?$/.test(part))) return undefined;
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}

function has({ present, parameters }: ShownNode, wanted: Readonly<Record<string, string>>): boolean {
  return (
    present && Object.entries(wanted).every(([path, access]) => parameters.get(path)?.access.includes(access) === true)
  );
}

function numberAt(read: Read, path: string): number {
  const value = read(path);
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : 0;
}

function textAt(read: Read, path: string): string {
  const value = read(path);
  return typeof value === "string" ? value : "";
}

/** The name of a file, on whatever system it is. */
function nameOf(path: string): string {
  return path.replace(/^.*[\\/]/, "");
}

/** 1204332 as 1 204 332, with spaces that do not break. */
function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

const DAY = 86_400;
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, DAY];
