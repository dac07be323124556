import type { Json, JsonObject } from "../../bytes/json.ts";
import { formatJson } from "../../bytes/json-format.ts";
import { formatMoment, type Moment, readMoment } from "../clock/moment.ts";
import { showValue } from "../codec/value.ts";
import { type Curve, NAMED, readCurve } from "./curves.ts";

/** How a value is gone to. Times are milliseconds here, and seconds on the wire. */
export interface Timing {
  readonly over: number;
  readonly delay: number;
  /** When it begins, or the delay does; at once without it. */
  readonly at?: Moment | undefined;
  readonly curve: Curve;
  /** Where it begins instead of at the present value. */
  readonly from?: Json | undefined;
  /** Of what cannot go gradually: after which share of the time it is the new value. */
  readonly snap?: number | undefined;
  readonly space?: "oklch" | undefined;
  /** The way of an angle; the shorter one without it. */
  readonly way?: Way | undefined;
  /** From 0 to 200; a hand and a cue have 100. */
  readonly priority: number;
  /** Who caused it, for people and for `stop`; empty for nobody. */
  readonly tag: string;
  /** The value lies on top of the parameter until it is released; what else moves it moves the value below. */
  readonly overlay?: boolean | undefined;
  /** Of an overlay: how long after its author left it goes away; it stays without it. */
  readonly gone?: number | undefined;
  /** The show that sends it, and which take-over of that: an owner refuses what comes from a show that another one has replaced. */
  readonly show?: string | undefined;
  readonly term?: number | undefined;
}

/** The show that sends something, and which take-over of that. */
export type Sender = Pick<Timing, "show" | "term">;

export type Way = (typeof WAYS)[number];

/** The timing that an entry of a SET speaks of; undefined when it speaks of none, a text when that cannot be. */
export function readTiming(entry: JsonObject): Timing | string | undefined {
  if (!FIELDS.some((name) => entry.has(name))) return undefined;
  const over = readNumber(entry, "over", LONGEST) ?? 0;
  const delay = readNumber(entry, "delay", LONGEST) ?? 0;
  const snap = readNumber(entry, "snap", 1);
  const priority = readNumber(entry, "priority", HIGHEST) ?? USUAL;
  const gone = readNumber(entry, "gone", LONGEST);
  const wrong = [over, delay, snap, priority, gone].find((one) => typeof one === "string");
  if (typeof wrong === "string") return wrong;
  const curve = readCurve(entry.get("curve") ?? "linear");
  if (curve === undefined) return `curve is ${showValue(entry.get("curve") ?? null)}, not one of ${CURVES}`;
  const words = readWords(entry);
  if (typeof words === "string") return words;
  const at = readMoment(entry.get("at"));
  if (typeof at === "string") return at;
  const overlay = entry.get("overlay");
  if (overlay !== undefined && typeof overlay !== "boolean")
    return `overlay is ${showValue(overlay)}, not true or false`;
  const from = entry.get("from");
  const sender = readSender(entry);
  if (typeof sender === "string") return sender;
  return {
    over: Number(over) * 1000,
    delay: Number(delay) * 1000,
    at,
    curve,
    priority: Number(priority),
    overlay,
    gone: gone === undefined ? undefined : Number(gone) * 1000,
    snap: snap as number | undefined,
    from,
    ...words,
    ...sender,
  };
}

/** The fields of an entry besides its value: JSON that follows it. Says only what is not as it would be without it. */
export function formatTiming(timing: Timing, formatValue: (value: Json) => string): string {
  const { over, delay, curve, from, snap, space, way, priority, tag } = timing;
  const fields: string[] = [`"over": ${formatJson(over / 1000)}`];
  const add = (name: string, value: Json | undefined, usual: Json): void => {
    if (value !== undefined && value !== usual) fields.push(`"${name}": ${formatJson(value)}`);
  };
  add("delay", delay / 1000, 0);
  if (timing.at !== undefined) add("at", formatMoment(timing.at), null);
  add("curve", curve as Json, "linear");
  if (from !== undefined) fields.push(`"from": ${formatValue(from)}`);
  add("snap", snap, null);
  add("space", space, null);
  add("way", way, "shorter");
  add("priority", priority, USUAL);
  add("tag", tag, "");
  add("overlay", timing.overlay, false);
  if (timing.gone !== undefined) add("gone", timing.gone / 1000, null);
  add("show", timing.show, null);
  add("term", timing.term, null);
  return fields.join(", ");
}

function readNumber(entry: JsonObject, name: string, most: number): number | string | undefined {
  const value = entry.get(name);
  if (value === undefined) return undefined;
  if (typeof value === "number" && value >= 0 && value <= most) return value;
  return `${name} is ${showValue(value)}; it may be a number from 0 to ${most}`;
}

function readWords(entry: JsonObject): Pick<Timing, "space" | "way" | "tag"> | string {
  const [space, way, tag = ""] = ["space", "way", "tag"].map((name) => entry.get(name));
  if (space !== undefined && space !== "oklch") return `space is ${showValue(space)}; it may be "oklch"`;
  if (way !== undefined && !isWay(way)) return `way is ${showValue(way)}, not one of ${WAYS.join(", ")}`;
  if (typeof tag !== "string" || tag.length > TAG)
    return `tag is ${showValue(tag)}; it may be a text of ${TAG} characters`;
  return { space, way, tag };
}

/** Which show sends a SET or a CALL; a text when that cannot be. */
export function readSender(entry: JsonObject): Sender | string {
  const [show, term] = [entry.get("show"), entry.get("term")];
  if (show !== undefined && (typeof show !== "string" || show === "" || show.length > TAG))
    return `show is ${showValue(show)}; it may be a text of 1 to ${TAG} characters`;
  if (term === undefined) return { show };
  if (typeof term !== "number" || !Number.isInteger(term) || term < 0 || term > HIGHEST_TERM)
    return `term is ${showValue(term)}; it may be a whole number from 0 to 2^40`;
  return show === undefined ? "term is of no show" : { show, term };
}

/** As a CALL says it; undefined for whoever is no show. */
export function formatSender({ show, term }: Sender): JsonObject | undefined {
  if (show === undefined) return undefined;
  return new Map<string, Json>([["show", show], ...(term === undefined ? [] : [["term", term] as const])]);
}

export function isWay(json: Json): json is Way {
  return WAYS.some((way) => way === json);
}

export const WAYS = ["shorter", "longer", "up", "down"] as const;
/** What makes an entry of a SET a timed one. */
const FIELDS = [
  ...(["over", "delay", "curve", "from", "snap", "space", "way", "priority", "tag"] as const),
  ...(["overlay", "gone", "at", "show", "term"] as const),
] as const;
export const USUAL = 100;
export const HIGHEST = 200;
/** Seconds: a day. */
export const LONGEST = 86_400;
export const HIGHEST_TERM = 2 ** 40;
/** Characters of a tag, and of the name of a show. */
export const TAG = 200;
const CURVES = `${NAMED.join(", ")} or [x1, y1, x2, y2]`;
