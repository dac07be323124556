import { type Json, type JsonObject, ProtocolError, parseJson } from "../../index.ts";
import {
  LONGEST_LINE,
  LONGEST_TEXT,
  MOST_CHANNELS,
  type RecordedChannel,
  type RecordedClock,
} from "../format/recording.ts";
import { formatValue } from "../format/values.ts";
import { formatChannel, formatEvent, formatHeader, formatKey, formatRecorded } from "../format/write.ts";

export interface RecorderOptions {
  /** Milliseconds since 1970 at the moment `now`. */
  readonly began: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: number;
  /** The version of zocp. */
  readonly by?: string | undefined;
}

interface Channel {
  readonly number: number;
  described: RecordedChannel;
  /** The line that describes it. */
  line: string;
  /** The JSON of its last value; undefined before the first, and where values are happenings. */
  last: string | undefined;
  /** Its node has left: a part that begins later does not know it. */
  gone: boolean;
}

/**
 * Makes the text of a recording of what happens. It has no clock: everything comes with its time, in milliseconds, and what it gives is what is to be
 * written, in whole lines.
 */
export class Recorder {
  readonly #channels = new Map<string, Channel>();
  readonly #by: string;
  readonly #began: number;
  /** When the recording and its present part began. */
  #first: number;
  #origin: number;
  #latest: number;
  #key: number;
  #numbers = 0;

  constructor({ began, now, by = "" }: RecorderOptions) {
    this.#began = began;
    this.#by = by;
    this.#first = this.#origin = this.#latest = now;
    this.#key = now + KEY_TIME;
  }

  /** When {@link handleTime} wants to be called. */
  get deadline(): number {
    return this.#key;
  }

  /** Seconds since the recording began. */
  seconds(now: number): number {
    return Math.max(0, now - this.#first) / 1000;
  }

  /** Times are by another clock from now on, which shows `next` when the one before shows `now`. What follows has to be begun anew. */
  changeClock(now: number, next: number): void {
    const shift = next - Math.max(now, this.#latest);
    this.#first += shift;
    this.#origin += shift;
    this.#latest += shift;
    this.#key += shift;
  }

  /**
   * Begins a text that can be read by itself: a header, every parameter that is here, and what all of them are now. `clock`: the one that nodes
   * share, where times are by that.
   */
  begin(now: number, clock?: Omit<RecordedClock, "at">): string {
    this.#origin = this.#latest = Math.max(now, this.#latest);
    this.#key = now + KEY_TIME;
    this.#number();
    const shared = clock && { ...clock, at: this.#origin };
    const header = formatHeader({ began: this.#began + this.#origin - this.#first, by: this.#by, clock: shared });
    return header + [...this.#channels.values()].map(({ line }) => line).join("") + this.keyFrame(now);
  }

  /**
   * A parameter is described, for the first time or anew. Gives nothing where nothing is new; undefined when it does not fit into a recording, where there
   * are too many or its names are too long.
   */
  handleDescribed(described: RecordedChannel): string | undefined {
    const key = keyOf(described.node, described.parameter);
    const known = this.#channels.get(key);
    if (known === undefined && this.#channels.size >= MOST_CHANNELS) return undefined;
    const number = known?.number ?? this.#numbers + 1;
    const line = formatChannel(number, shortened(described));
    if (!isReadable(described, line)) return undefined;
    this.#numbers = Math.max(this.#numbers, number);
    if (known?.line === line) {
      known.gone = false;
      return "";
    }
    const last = described.event || known?.described.type !== described.type ? undefined : known.last;
    this.#channels.set(key, { number, described, line, last, gone: false });
    return line;
  }

  /** A parameter that was described has a value. Gives nothing for one that was not, and for a value that no line holds. */
  handleValue(node: string, parameter: string, value: Json, now: number): string {
    const channel = this.#channels.get(keyOf(node, parameter));
    if (channel === undefined) return "";
    const { type, event } = channel.described;
    const json = formatValue(value, type);
    if (json.length > ROOM || (json.length > LARGE && !canBeRead(json))) return "";
    if (!event) channel.last = json;
    return formatRecorded(this.#time(now), channel.number, json);
  }

  /** Something happened that is no value. */
  handleEvent(event: string, about: JsonObject, now: number): string {
    return formatEvent(this.#time(now), event, about);
  }

  /** A node has left. What its parameters were stays until another part begins. */
  handleExit(node: string): void {
    for (const channel of this.#channels.values()) if (channel.described.node === node) channel.gone = true;
  }

  /** Writes a key frame when it is time. */
  handleTime(now: number): string {
    if (now < this.#key) return "";
    // Never a sum of steps: a machine that slept writes one.
    this.#key = now + KEY_TIME;
    return this.keyFrame(now);
  }

  /** Each part counts anew, without those who left. */
  #number(): void {
    this.#numbers = 0;
    for (const [key, channel] of this.#channels) {
      if (channel.gone) this.#channels.delete(key);
      else {
        const number = ++this.#numbers;
        this.#channels.set(key, { ...channel, number, line: formatChannel(number, shortened(channel.described)) });
      }
    }
  }

  /** What everything is now. */
  keyFrame(now: number): string {
    const known = [...this.#channels.values()].flatMap(({ number, last }): [number, string][] =>
      last === undefined ? [] : [[number, last]],
    );
    return formatKey(this.#time(now), known);
  }

  #time(now: number): number {
    this.#latest = Math.max(now, this.#latest);
    return (this.#latest - this.#origin) / 1000;
  }
}

function keyOf(node: string, parameter: string): string {
  return JSON.stringify([node, parameter]);
}

/** Names say what it is, other texts only explain it. */
function shortened(channel: RecordedChannel): RecordedChannel {
  const { unit, description } = channel;
  return { ...channel, unit: unit?.slice(0, LONGEST_TEXT), description: description?.slice(0, LONGEST_TEXT) };
}

/** Nothing is written that could not be read again. */
function isReadable({ node, parameter, type, access, object = "" }: RecordedChannel, line: string): boolean {
  const isShort = [node, parameter, type, access, object].every(({ length }) => length <= LONGEST_TEXT);
  return isShort && node !== "" && parameter !== "" && line.length < ROOM;
}

/** A value with very many parts may be the most that a reader takes, and a line has some more. */
function canBeRead(json: string): boolean {
  try {
    parseJson(`[0,0,[[${json}]]]`, { maxDepth: 70 });
    return true;
  } catch (error) {
    if (error instanceof ProtocolError) return false;
    throw error;
  }
}

/** Characters of what stands in a line beside times and names. */
const ROOM = LONGEST_LINE - 1000;
const LARGE = 0x1_0000;
/** Milliseconds between two key frames. */
const KEY_TIME = 10_000;
