import { formatAddress, type Json, type JsonObject } from "../../index.ts";
import type { CanvasItem } from "./canvas.ts";
import type { Dashboard, DashboardTile } from "./dashboard.ts";
import { layOut } from "./lay-out.ts";
import {
  type Cue,
  type CueCall,
  type Scene,
  type ShowFile,
  type ShowNodeEntry,
  type ShowWire,
  type Timed,
  type Timing,
  VERSION,
} from "./show-file.ts";

/**
 * Writes a show file: in the order in which people think of a show, addresses sorted, one node, wire, value or cue a line as long as it
 * fits into one. The same show is always the same text, and reading it gives that show again.
 */
export function formatShow(file: ShowFile): string {
  return layOut(fields({ zocp: VERSION, ...inOrder(file) }, file.rest), isFloat(file.nodes));
}

/** The dashboards of a show, as its file has them. */
export function formatDashboards({ dashboards }: Pick<ShowFile, "dashboards">): Json {
  return mapped(sorted(dashboards), dashboardOf);
}

/** What lies on the graph, as the file of a show has it. */
export function formatCanvas({ canvas }: Pick<ShowFile, "canvas">): Json {
  return mapped(sorted(canvas), itemOf);
}

/** Where the nodes of a show stand on a page, by name. */
export function formatPlaces({ nodes }: Pick<ShowFile, "nodes">): Json {
  return new Map([...nodes].flatMap(([name, { position }]) => (position === undefined ? [] : [[name, [...position]]])));
}

function inOrder(file: ShowFile): Fields {
  const { title, saved, nodes, scenes, cues } = file;
  return {
    title,
    saved: saved && fields({ at: saved.at, with: saved.with }),
    nodes: mapped(sorted(nodes), nodeOf),
    wires: wiresOf(file.wires),
    cuts: wiresOf(file.cuts),
    values: sorted(file.values),
    merge: sorted(file.merge),
    lost: sorted(file.lost),
    safe: file.safe,
    events: file.events,
    scenes: mapped(sorted(scenes), sceneOf),
    // Their order is that of play.
    cues: cues.map(cueOf),
    dashboards: formatDashboards(file),
    canvas: formatCanvas(file),
  };
}

function nodeOf({ position, match, note, expects, rest }: ShowNodeEntry): Json {
  return fields({ position, match, note, expects: sorted(expects) }, rest);
}

function sceneOf(scene: Scene): Json {
  return fields({ values: sorted(scene.values), ...timedOf(scene), note: scene.note }, scene.rest);
}

function cueOf(cue: Cue): Json {
  const { id, name, scene, values, wait, follow, wires, calls, fire, flags, disabled, all, priority, tag, at } = cue;
  const moves = fields({ make: wiresOf(wires.make), cut: wiresOf(wires.cut) });
  const what = { id, cue: cue.cue, name, scene, values: sorted(values), wait, ...timedOf(cue) };
  const then = { follow: follow && new Map(Object.entries(follow)), wires: moves, calls: calls.map(callOf) };
  const how = { fire: sorted(fire), flags, disabled, all, priority, tag, at };
  return fields({ ...what, ...then, ...how, colour: cue.colour, note: cue.note }, cue.rest);
}

function dashboardOf({ note, columns, tiles, rest }: Dashboard): Json {
  return fields({ note, columns, tiles: tiles.map(tileOf) }, rest);
}

function tileOf({ id, kind, parameter, cue, label, colour, at, size, rest }: DashboardTile): Json {
  return fields({ id, kind, parameter, cue, label, colour, at, size }, rest);
}

function itemOf({ kind, title, text, colour, at, size, folded, rest }: CanvasItem): Json {
  return fields({ kind, title, text, colour, at, size, folded: sorted(folded) }, rest);
}

function timedOf({ timing, ...timed }: Timed): Fields {
  return { ...timingOf(timed), timing: mapped(timing, (one) => fields(timingOf(one), one.rest)) };
}

function timingOf({ over, delay, curve, snap, space, way }: Omit<Timing, "rest">): Fields {
  return { over, delay, curve, snap, space, way };
}

function wiresOf(wires: readonly ShowWire[]): Json {
  const compare = (a: ShowWire, b: ShowWire): number => order(a.emitter, b.emitter) || order(a.sensor, b.sensor);
  return [...wires]
    .sort(compare)
    .map(({ emitter, sensor, options }) => (options.size === 0 ? [emitter, sensor] : [emitter, sensor, options]));
}

function callOf({ node, method, args }: CueCall): Json {
  return args.length === 0 ? [node, method] : [node, method, args];
}

type Fields = Readonly<Record<string, Json | undefined>>;

/** What says nothing is not written. */
function fields(given: Fields, rest: JsonObject = new Map()): JsonObject {
  const known = Object.entries(given).filter((entry): entry is [string, Json] => !saysNothing(entry[1]));
  return new Map([...known, ...rest]);
}

function saysNothing(value: Json | undefined): boolean {
  if (value instanceof Map) return value.size === 0;
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function mapped<Value>(map: ReadonlyMap<string, Value>, format: (value: Value) => Json): JsonObject {
  return new Map([...map].map(([name, value]) => [name, format(value)]));
}

function sorted<Value>(map: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  return new Map([...map].sort(([a], [b]) => order(a, b)));
}

/** By code units: the same on every machine. */
function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Whether the numbers of a value are floats, as far as the file says what its parameter is. */
function isFloat(nodes: ShowFile["nodes"]): (address: string) => boolean {
  const floats = new Set<string>();
  for (const [node, { expects }] of nodes)
    for (const [path, what] of expects) if (FLOAT.test(what)) floats.add(formatAddress({ node, parameter: path }));
  return (address) => floats.has(address);
}

const FLOAT = /^(?:flt|float|percent|vec\d+f)\b/;
