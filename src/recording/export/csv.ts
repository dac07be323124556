import { formatAddress, formatJson, type Json } from "../../index.ts";
import type { RecordedChannel } from "../format/recording.ts";
import type { Timeline } from "../play/timeline.ts";

/** One row a value: seconds, node, parameter, value. Lists are JSON. The first row names the columns; each ends with CR and LF (RFC 4180). */
export function* csvOf(timeline: Timeline): Iterable<string> {
  yield row(["time", "node", "parameter", "value"]);
  for (const { time, channel, value } of timeline.values()) yield row([time, channel.node, channel.parameter, value]);
}

/**
 * One row a moment, so many a second, and a column for each parameter: what it is then; nothing before its first value. Vectors have a column for each
 * component. Parameters whose values are happenings have none.
 */
export function* wideCsvOf(timeline: Timeline, rate: number): Iterable<string> {
  const channels = timeline.channels.filter(({ event }) => !event);
  yield row(["time", ...channels.flatMap(columnsOf)]);
  const [state, steps] = [
    new Map(timeline.stateAt(timeline.start)),
    Math.floor((timeline.end - timeline.start) * rate),
  ];
  const values = timeline.values();
  let next = values.next();
  for (let step = 0; step <= steps; step++) {
    const time = timeline.start + step / rate;
    for (; next.done !== true && next.value.time <= time; next = values.next())
      state.set(next.value.channel, next.value.value);
    yield row([Math.round(time * 10_000) / 10_000, ...channels.flatMap((one) => cellsOf(one, state.get(one)))]);
  }
}

function columnsOf(channel: RecordedChannel): readonly string[] {
  const address = formatAddress({ node: channel.node, parameter: channel.parameter });
  const count = componentsOf(channel);
  return count === undefined ? [address] : Array.from({ length: count }, (_, at) => `${address}[${at}]`);
}

function cellsOf(channel: RecordedChannel, value: Json | undefined): readonly (Json | undefined)[] {
  const count = componentsOf(channel);
  if (count === undefined) return [value];
  const items: readonly Json[] = Array.isArray(value) ? value : [];
  return Array.from({ length: count }, (_, at) => items[at]);
}

/** Of a vector. */
function componentsOf({ type }: RecordedChannel): number | undefined {
  const digits = /^vec(\d{1,2})f$/.exec(type)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function row(cells: readonly (Json | undefined)[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

function cell(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  const text = typeof value === "string" ? value : formatJson(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
