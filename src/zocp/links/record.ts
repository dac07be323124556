import { normalizeName } from "../../arguments/names.ts";
import type { Json, JsonObject } from "../../bytes/json.ts";
import { formatJson } from "../../bytes/json-format.ts";
import type { Link, Port } from "../core/link.ts";
import { compareVersions, formatVersion, isDecided, readVersion, type Version } from "./version.ts";

/**
 * What is to be of one link, between parameters of nodes that are named. Whether it is to be and how its values travel are
 * two registers with a version each: so nobody makes a link again by changing its options.
 */
export interface LinkRecord extends Link {
  readonly on: boolean;
  readonly onVersion: Version;
  /** How its values travel. Also what this node does not understand is kept and passed on. */
  readonly options: JsonObject;
  readonly optionsVersion: Version;
  /** The name of the node that decided whether it is to be, and when by its clock (milliseconds since 1970, 0: unknown). For people. */
  readonly by: string;
  readonly at: number;
}

/** The newer of each register: in whatever order records come, all nodes end with the same. Gives `ours` when nothing is newer. */
export function mergeRecords(ours: LinkRecord, theirs: LinkRecord): LinkRecord {
  const on = compareOn(theirs, ours) > 0;
  const options = compareVersions(theirs.optionsVersion, ours.optionsVersion) > 0;
  if (!on && !options) return ours;
  return { ...ours, ...(on && onOf(theirs)), ...(options && optionsOf(theirs)) };
}

/** The same with a record of a node that is no end of the link: it counts only for what nobody has decided. */
export function fillRecord(ours: LinkRecord, theirs: LinkRecord): LinkRecord {
  const on = isDecided(ours.onVersion) ? onOf(ours) : onOf(theirs);
  const options = isDecided(ours.optionsVersion) ? optionsOf(ours) : optionsOf(theirs);
  return mergeRecords(ours, { ...theirs, ...on, ...options });
}

/** Above 0 when `a` is the newer decision. Of equal counters, a cut wins over what was made. */
export function compareOn(a: LinkRecord, b: LinkRecord): number {
  const counters = a.onVersion.counter - b.onVersion.counter;
  if (counters === 0 && a.on !== b.on) return a.on ? -1 : 1;
  return counters || compareVersions(a.onVersion, b.onVersion);
}

export function sameOptions(a: JsonObject, b: JsonObject): boolean {
  return formatSorted(a) === formatSorted(b);
}

/** The same text for the same two ends, however their letters are spelled. */
export function keyOfLink({ emitter, sensor }: Link): string {
  const [from, to] = [normalizeName(emitter.parameter), normalizeName(sensor.parameter)];
  return JSON.stringify([emitter.node, from, sensor.node, to]);
}

export function formatRecord({ emitter, sensor, options, by, at, ...record }: LinkRecord): Json {
  return new Map<string, Json>([
    ["emitter", [emitter.node, emitter.parameter]],
    ["sensor", [sensor.node, sensor.parameter]],
    ["on", record.on],
    ["onVersion", formatVersion(record.onVersion)],
    ["options", options],
    ["optionsVersion", formatVersion(record.optionsVersion)],
    ["by", by],
    ["at", at],
  ]);
}

/** Undefined for anything else: records are kept, thousands of them, so nothing in one may be longer than it has to be. */
export function readRecord(json: Json | undefined): LinkRecord | undefined {
  if (!(json instanceof Map)) return undefined;
  const entry = (name: string): Json | undefined => (json as JsonObject).get(name);
  const [emitter, sensor] = [readPort(entry("emitter")), readPort(entry("sensor"))];
  const [onVersion, optionsVersion] = [readVersion(entry("onVersion")), readVersion(entry("optionsVersion"))];
  const [on, options, by, at] = [entry("on"), entry("options"), entry("by"), entry("at")];
  if (emitter === undefined || sensor === undefined || onVersion === undefined || optionsVersion === undefined)
    return undefined;
  if (typeof on !== "boolean" || !(options instanceof Map) || !isName(by) || typeof at !== "number") return undefined;
  if (formatJson(options as JsonObject).length > MAX_OPTIONS) return undefined;
  return { emitter, sensor, on, onVersion, options: options as JsonObject, optionsVersion, by, at };
}

/** The options of a link that was cut because the links of a node moved to another name. */
export function renamedOptions(options: JsonObject, before: string, after: string): JsonObject {
  return new Map<string, Json>([...options, [RENAMED, [before, after]]]);
}

/** Which name another one took the place of, where that is why a link was cut. */
export function renamedBy(options: JsonObject): { readonly before: string; readonly after: string } | undefined {
  const names = options.get(RENAMED);
  const [before, after] = Array.isArray(names) ? (names as readonly Json[]) : [];
  return isName(before) && isName(after) ? { before, after } : undefined;
}

/** Why a link is not to be, for people. */
export function whyCut({ options, by }: Pick<LinkRecord, "options" | "by">): string {
  const renamed = renamedBy(options);
  return renamed === undefined ? `cut by ${by}` : `${renamed.before} is called ${renamed.after} now, says ${by}`;
}

/** Whether options are short enough to be kept by others. */
export function fitsRecord(options: JsonObject): boolean {
  return formatJson(options).length <= MAX_OPTIONS;
}

function onOf({ on, onVersion, by, at }: LinkRecord): Pick<LinkRecord, "on" | "onVersion" | "by" | "at"> {
  return { on, onVersion, by, at };
}

function optionsOf({ options, optionsVersion }: LinkRecord): Pick<LinkRecord, "options" | "optionsVersion"> {
  return { options, optionsVersion };
}

function readPort(json: Json | undefined): Port | undefined {
  if (!Array.isArray(json) || json.length !== 2) return undefined;
  const [node, parameter] = json;
  return isName(node) && isName(parameter) && node !== "" ? { node: normalizeName(node), parameter } : undefined;
}

function isName(json: Json | undefined): json is string {
  return typeof json === "string" && json.length <= MAX_NAME;
}

function formatSorted(options: JsonObject): string {
  return formatJson(new Map([...options].sort(([a], [b]) => (a < b ? -1 : 1))));
}

const RENAMED = "renamed";
/** Characters: an object's name, a point, and a parameter's. */
const MAX_NAME = 511;
/** Characters of the JSON of the options of a link. */
const MAX_OPTIONS = 4096;
