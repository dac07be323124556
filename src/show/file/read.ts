import { readOldFormat } from "./old-format.ts";
import { readCanvas } from "./read-canvas.ts";
import { readCues } from "./read-cues.ts";
import { readDashboards } from "./read-dashboards.ts";
import { readTimed, takeRest } from "./read-timing.ts";
import { readEntries, readValues } from "./read-values.ts";
import { readWires } from "./read-wires.ts";
import { type SavedStamp, type Scene, type ShowFile, type ShowNodeEntry, VERSION } from "./show-file.ts";
import { ShowFileError } from "./show-file-error.ts";
import { readSource } from "./source.ts";
import { Spot } from "./spot.ts";

/**
 * Reads the text of a show file, whole: nothing of a file that has a fault is used. Also what the composer puts on the clipboard is
 * one, and what pyZConfigManager and the node editor of pyZOCP saved is read as one. Throws {@link ShowFileError}, which names the line, what is there, and what should be.
 */
export function readShow(text: string): ShowFile {
  const root = new Spot(readSource(text.replace(/^\ufeff/, "")));
  const entries = root.entries();
  const old = entries.has("zocp") ? undefined : readOldFormat(root);
  if (old !== undefined) return old;
  checkVersion(root, entries.get("zocp"));
  return readFields(entries);
}

function readFields(entries: ReadonlyMap<string, Spot>): ShowFile {
  const get = (name: string): Spot | undefined => entries.get(name);
  const scenes = readEntries(get("scenes"), readScene);
  return {
    title: get("title")?.text(),
    saved: readSaved(get("saved")),
    nodes: readEntries(get("nodes"), readNode),
    wires: readWires(get("wires")),
    cuts: readWires(get("cuts")),
    values: readValues(get("values")),
    merge: readValues(get("merge")),
    lost: readValues(get("lost")),
    safe: readPatterns(get("safe")),
    events: readPatterns(get("events")),
    scenes,
    cues: readCues(get("cues"), scenes),
    dashboards: readDashboards(get("dashboards")),
    canvas: readCanvas(get("canvas")),
    rest: takeRest(entries, FIELDS),
  };
}

function checkVersion(root: Spot, version: Spot | undefined): void {
  if (version === undefined) throw root.problem('this is no show file: it lacks "zocp": 1');
  const { value, line, path } = version;
  if (value === VERSION) return;
  if (typeof value === "number" && Number.isInteger(value) && value > VERSION)
    throw new ShowFileError({
      line,
      path,
      expected: `a newer zocp wrote this file (version ${value}; this one reads version ${VERSION})`,
      code: "newer-show-file",
    });
  throw version.wrong(`the version of the format, ${VERSION},`);
}

function readSaved(spot: Spot | undefined): SavedStamp | undefined {
  if (spot === undefined) return undefined;
  const entries = spot.entries();
  const [at, by] = [entries.get("at"), entries.get("with")];
  if (at !== undefined && Number.isNaN(Date.parse(at.text()))) throw at.wrong("a time such as 2026-11-24T20:11:03Z");
  return { at: at?.text() ?? "", with: by?.text() ?? "" };
}

function readNode(spot: Spot): ShowNodeEntry {
  const entries = spot.entries();
  return {
    position: readPosition(entries.get("position")),
    match: entries.get("match")?.filled(),
    note: entries.get("note")?.text(),
    expects: readEntries(entries.get("expects"), (one) => one.text()),
    rest: takeRest(entries, ["position", "match", "note", "expects"]),
  };
}

function readPosition(spot: Spot | undefined): readonly [number, number] | undefined {
  if (spot === undefined) return undefined;
  const [x, y, ...more] = spot.items();
  if (x === undefined || y === undefined || more.length > 0) throw spot.wrong("a list of two numbers");
  const number = (one: Spot): number => one.number(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  return [number(x), number(y)];
}

function readScene(spot: Spot): Scene {
  const entries = spot.entries();
  return {
    values: readValues(entries.get("values")),
    note: entries.get("note")?.text(),
    ...readTimed(entries, ["values", "note"]),
  };
}

function readPatterns(spot: Spot | undefined): readonly string[] {
  return spot?.items().map((one) => one.filled()) ?? [];
}

const FIELDS = [
  ...[
    "zocp",
    "title",
    "saved",
    "nodes",
    "wires",
    "cuts",
    "values",
    "merge",
    "lost",
    "safe",
    "events",
    "scenes",
    "cues",
    "dashboards",
    "canvas",
  ],
];
