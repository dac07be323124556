import { formatAddress, UsageError } from "../../index.ts";
import type { RecordedChannel } from "../format/recording.ts";
import { formatValue } from "../format/values.ts";
import type { Timeline } from "../play/timeline.ts";

/** What takes the bytes of an MCAP file. */
export interface McapTarget {
  write(bytes: Uint8Array): Promise<unknown>;
  /** How many bytes it has taken. */
  position(): bigint;
}

/**
 * Writes a timeline as MCAP, which Foxglove and others open: a channel for each parameter, whose messages are JSON objects with one field, `value`. `began`: milliseconds since 1970 of second 0.
 * It needs the package `@mcap/core`; rejects with `UsageError` ("not-found") where that is not installed.
 */
export async function writeMcap(timeline: Timeline, began: number, target: McapTarget): Promise<void> {
  const { McapWriter } = await loadMcap();
  const writer = new McapWriter({ writable: target });
  await writer.start({ profile: "", library: "zocp" });
  const channels = new Map<RecordedChannel, number>();
  for (const channel of timeline.channels) channels.set(channel, await register(writer, channel));
  let sequence = 0;
  for (const { time, channel, value } of timeline.values()) {
    const moment = BigInt(Math.round(began * 1000 + time * 1e6)) * 1000n;
    const data = new TextEncoder().encode(`{"value":${strict(formatValue(value, channel.type))}}`);
    const channelId = channels.get(channel) ?? 0;
    await writer.addMessage({ channelId, sequence: sequence++, logTime: moment, publishTime: moment, data });
  }
  await writer.end();
}

async function register(writer: McapWriter, channel: RecordedChannel): Promise<number> {
  const { node, parameter, type, unit, description } = channel;
  const schema = { type: "object", properties: { value: schemaOf(type) } };
  const data = new TextEncoder().encode(JSON.stringify(schema));
  const schemaId = await writer.registerSchema({ name: `zocp.${type || "any"}`, encoding: "jsonschema", data });
  const said = Object.entries({ type, unit, description }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return writer.registerChannel({
    ...{ schemaId, topic: `/${formatAddress({ node, parameter })}`, messageEncoding: "json" },
    metadata: new Map(said),
  });
}

function schemaOf(type: string): object {
  if (/^vec\d{1,2}f$/.test(type)) return { type: "array", items: { type: "number" } };
  return JSON_TYPES.has(type) ? { type: JSON_TYPES.get(type) } : {};
}

/** Other readers know no words for what is not finite. */
function strict(json: string): string {
  try {
    JSON.parse(json);
    return json;
  } catch {
    return "null";
  }
}

/** The part of `@mcap/core` that is needed. */
interface McapWriter {
  start(header: { readonly profile: string; readonly library: string }): Promise<void>;
  registerSchema(schema: {
    readonly name: string;
    readonly encoding: string;
    readonly data: Uint8Array;
  }): Promise<number>;
  registerChannel(channel: {
    readonly schemaId: number;
    readonly topic: string;
    readonly messageEncoding: string;
    readonly metadata: Map<string, string>;
  }): Promise<number>;
  addMessage(message: {
    readonly channelId: number;
    readonly sequence: number;
    readonly logTime: bigint;
    readonly publishTime: bigint;
    readonly data: Uint8Array;
  }): Promise<void>;
  end(): Promise<void>;
}

async function loadMcap(): Promise<{
  readonly McapWriter: new (options: { readonly writable: McapTarget }) => McapWriter;
}> {
  try {
    // A name that the compiler does not look for: it need not be installed.
    const name: string = "@mcap/core";
    return await import(name);
  } catch {
    throw new UsageError(
      "not-found",
      'MCAP is written by the package @mcap/core, which is not installed: "npm install @mcap/core" brings it',
    );
  }
}

const JSON_TYPES: ReadonlyMap<string, string> = new Map([
  ["int", "integer"],
  ["flt", "number"],
  ["float", "number"],
  ["percent", "number"],
  ["bool", "boolean"],
  ["string", "string"],
]);
