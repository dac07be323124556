import type { Json, JsonObject } from "../../index.ts";
import { FORMAT, type RecordedChannel, type RecordingHeader, VERSION } from "./recording.ts";
import { formatValue } from "./values.ts";

/** The first line of a recording. Each of these ends with a line feed: only then a line is whole. */
export function formatHeader({ began, by, clock }: RecordingHeader): string {
  const shared = clock && { clock: clock.timeline, at: round(clock.at), error: round(clock.error) };
  return lineOf({ zocp: `${FORMAT}${VERSION}`, began: new Date(began).toISOString(), with: by, ...shared });
}

/** The line that says what the values of a number belong to. */
export function formatChannel(number: number, channel: RecordedChannel): string {
  const { node, parameter, type, access, min, max, step, unit, description, object, event, recall } = channel;
  const whose = { c: number, node, parameter, type, access, object };
  const flags = { event: event || undefined, recall: recall && undefined };
  return lineOf({ ...whose, min, max, step, unit, description, ...flags }, type);
}

/** `json`: what {@link formatValue} makes of the value. */
export function formatRecorded(time: number, number: number, json: string): string {
  return `[${timeText(time)},${number},${json}]\n`;
}

export function formatEvent(time: number, event: string, about: JsonObject): string {
  const rest = [...about].map(([name, value]) => `,${JSON.stringify(name)}:${formatValue(value, "")}`);
  return `{"t":${timeText(time)},"event":${JSON.stringify(event)}${rest.join("")}}\n`;
}

/** `values`: the JSON of each, by the number of its parameter. What would be too much for a line stands in several of the same moment. */
export function formatKey(time: number, values: Iterable<readonly [number: number, json: string]>): string {
  const lines: string[] = [];
  let [entries, length]: [string[], number] = [[], 0];
  const end = (): void => {
    lines.push(`{"t":${timeText(time)},"key":{${entries.join(",")}}}\n`);
    [entries, length] = [[], 0];
  };
  for (const [number, json] of values) {
    if (length + json.length > PIECE || entries.length >= MOST_ENTRIES) end();
    entries.push(`"${number}":${json}`);
    length += json.length;
  }
  end();
  return lines.join("");
}

/** Milliseconds: to a thousandth. */
function round(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000;
}

/** Seconds as they stand in a recording: to a tenth of a millisecond. */
function roundTime(time: number): number {
  return Math.round(time * 10_000) / 10_000;
}

function timeText(time: number): string {
  return String(roundTime(time));
}

function lineOf(fields: Readonly<Record<string, Json | undefined>>, type = ""): string {
  const given = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${JSON.stringify(name)}:${formatValue(value, BOUNDS.has(name) ? type : "")}`],
  );
  return `{${given.join(",")}}\n`;
}

/** Characters and entries of one line of a key frame. */
const PIECE = 0x4_0000;
const MOST_ENTRIES = 10_000;
/** They are values of their parameter. */
const BOUNDS: ReadonlySet<string> = new Set(["min", "max", "step"]);
