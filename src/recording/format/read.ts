import { type Json, type JsonObject, ProtocolError, parseJson } from "../../index.ts";
import { describe } from "./describe.ts";
import { Fields } from "./fields.ts";
import {
  FORMAT,
  LATEST,
  LONGEST_LINE,
  MOST_CHANNELS,
  type RecordedChannel,
  type RecordingEntry,
  type RecordingHeader,
  VERSION,
} from "./recording.ts";
import { RecordingError } from "./recording-error.ts";
import { readValue } from "./values.ts";

/** Reads a recording line by line. It is data from somewhere: every line is checked, and what is held has bounds. */
export class RecordingReader {
  readonly #channels = new Map<number, RecordedChannel>();
  #first: number | undefined;
  /** Seconds from the beginning of the first part to that of this one. */
  #offset = 0;
  #line = 0;
  #time = 0;

  /** Seconds of what was read last. */
  get time(): number {
    return this.#time;
  }

  /** How many lines were read. */
  get lines(): number {
    return this.#line;
  }

  /** Reads the next line, without its end. Throws {@link RecordingError}. */
  read(text: string): RecordingEntry {
    this.#line++;
    if (text.length > LONGEST_LINE)
      throw this.#wrong(`at most ${LONGEST_LINE} characters in a line`, `there are ${text.length}`);
    const json = this.#parse(text);
    if (this.#first === undefined) return this.#header(this.#fields(json, HEADER));
    if (Array.isArray(json)) return this.#value(json);
    const fields = this.#fields(json, "a value [seconds, channel, value] or an object");
    if (fields.has("zocp")) return this.#header(fields);
    if (fields.has("c") && !fields.has("t")) return this.#channel(fields);
    if (fields.has("key")) return this.#key(fields);
    if (fields.has("event")) return this.#event(fields);
    throw this.#wrong('"zocp", "c", "event" or "key" in the object', "there is none of them");
  }

  #parse(text: string): Json {
    try {
      return parseJson(text, { maxDepth: DEEPEST });
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      throw this.#wrong(error.message);
    }
  }

  #fields(json: Json, expected: string): Fields {
    if (json instanceof Map) return new Fields(json as JsonObject, (what, found) => this.#wrong(what, found));
    throw this.#wrong(expected, describe(json));
  }

  /** A further one begins a part of its own, where recordings were put behind one another. */
  #header(fields: Fields): RecordingEntry {
    const said = fields.get("zocp");
    const version =
      typeof said === "string" && said.startsWith(FORMAT) ? Number(said.slice(FORMAT.length)) : Number.NaN;
    if (!Number.isInteger(version) || version < 1) throw this.#wrong(HEADER, fields.found("zocp"));
    if (version > VERSION) throw this.#newer(version);
    const began = fields.date("began");
    this.#offset = this.#first === undefined ? 0 : Math.max(this.#time, (began - this.#first) / 1000);
    this.#time = this.#offset;
    this.#first ??= began;
    this.#channels.clear();
    const header: RecordingHeader = { began, by: fields.text("with", ""), ...clockOf(fields) };
    return { kind: "header", time: this.#offset, header };
  }

  #newer(version: number): RecordingError {
    const expected = `a newer zocp wrote this recording (version ${version}; this one reads version ${VERSION})`;
    return new RecordingError({ line: this.#line, expected, code: "newer-recording" });
  }

  #channel(fields: Fields): RecordingEntry {
    const number = fields.whole("c", MOST_CHANNELS * 10);
    const channel = channelOf(fields);
    const before = this.#channels.get(number);
    if (before !== undefined && (before.node !== channel.node || before.parameter !== channel.parameter))
      throw this.#wrong("a number of its own", `channel ${number} is ${before.node}/${before.parameter} already`);
    if (before === undefined && this.#channels.size >= MOST_CHANNELS)
      throw this.#wrong(`at most ${MOST_CHANNELS} parameters in a recording`, "there are more");
    this.#channels.set(number, channel);
    return { kind: "channel", channel };
  }

  #value(json: readonly Json[]): RecordingEntry {
    const [time, number, value, ...more] = json;
    if (value === undefined || more.length > 0)
      throw this.#wrong("[seconds, channel, value]", `there are ${json.length} in the list`);
    const channel = this.#find(number);
    return { kind: "value", time: this.#moment(time), channel, value: readValue(value, channel.type) };
  }

  #event(fields: Fields): RecordingEntry {
    const event = fields.filled("event");
    return { kind: "event", time: this.#moment(fields.get("t")), event, about: fields.without("t", "event") };
  }

  #key(fields: Fields): RecordingEntry {
    const time = this.#moment(fields.get("t"));
    const values = new Map<RecordedChannel, Json>();
    for (const [name, json] of fields.map("key")) {
      const channel = this.#find(/^\d{1,9}$/.test(name) ? Number(name) : name);
      values.set(channel, readValue(json, channel.type));
    }
    return { kind: "key", time, values };
  }

  #find(number: Json | undefined): RecordedChannel {
    const channel = typeof number === "number" ? this.#channels.get(number) : undefined;
    if (channel !== undefined) return channel;
    throw this.#wrong("the number of a channel that was described in a line before", describe(number));
  }

  #moment(json: Json | undefined): number {
    const isTime = typeof json === "number" && json >= 0 && json <= LATEST;
    if (!isTime) throw this.#wrong(`a number of seconds from 0 to ${LATEST}`, describe(json));
    const time = this.#offset + json;
    if (time < this.#time)
      throw this.#wrong(`a time not before that of the line before (${this.#time - this.#offset})`, describe(json));
    this.#time = time;
    return time;
  }

  #wrong(expected: string, found?: string): RecordingError {
    return new RecordingError({ line: this.#line, expected, found });
  }
}

/** By which clock the times of a part are, where it says so. */
function clockOf(fields: Fields): Pick<RecordingHeader, "clock"> {
  if (!fields.has("clock")) return {};
  const [timeline, at, error] = [fields.filled("clock"), fields.milliseconds("at"), fields.milliseconds("error")];
  return { clock: { timeline, at, error } };
}

function channelOf(fields: Fields): RecordedChannel {
  const [unit, description, object] = ["unit", "description", "object"].map((name) => fields.optionalText(name));
  const type = fields.text("type", "");
  const [min, max, step] = ["min", "max", "step"].map((name) => fields.bound(name, type));
  const access = fields.text("access", "r");
  const whose = { node: fields.filled("node"), parameter: fields.filled("parameter"), type, access };
  const flags = { event: fields.flag("event", false), recall: fields.flag("recall", true) };
  return { ...whose, min, max, step, unit, description, object, ...flags };
}

const HEADER = `the header of a recording, {"zocp":"${FORMAT}${VERSION}",…}`;
/** A value that came as a message has 64 at most, and is a part of a line here. */
const DEEPEST = 80;
