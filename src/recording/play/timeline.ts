import { formatJson, type Json, type JsonObject } from "../../index.ts";
import type { RecordedChannel, RecordedClock, RecordingEntry } from "../format/recording.ts";
import { RecordingError } from "../format/recording-error.ts";

/** Something that happened and is no value. */
export interface RecordedEvent {
  readonly time: number;
  readonly event: string;
  readonly about: JsonObject;
}

export interface RecordedValue {
  readonly time: number;
  readonly channel: RecordedChannel;
  readonly value: Json;
}

/** What a parameter is at some moment, and what it was then. */
export type RecordedState = ReadonlyMap<RecordedChannel, Json>;

export interface TimelineOptions {
  /** Seconds: what was before counts only for what everything is then. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Which parameters; all of them without it. */
  readonly choose?: ((node: string, parameter: string) => boolean) | undefined;
}

/** Values of a recording, in their order. Columns take a fraction of the room that objects would. */
interface Columns {
  readonly times: number[];
  readonly channels: number[];
  readonly values: Json[];
}

interface KeyFrame {
  readonly time: number;
  /** How many values stand before it. */
  readonly at: number;
  readonly state: ReadonlyMap<number, Json>;
}

/** A recording that can be looked at from any moment on. */
export class Timeline {
  /** Each parameter once, as it was described last. */
  readonly channels: readonly RecordedChannel[];
  readonly events: readonly RecordedEvent[];
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  /** The clock that nodes share, where the recording knew it first: `at` is what that showed at second 0. */
  readonly clock: RecordedClock | undefined;
  readonly #columns: Columns;
  readonly #keys: readonly KeyFrame[];
  /** By the number of a channel. */
  #first: Map<number, Json> | undefined;

  /** @internal Made by {@link TimelineBuilder}. */
  constructor(parts: {
    readonly channels: readonly RecordedChannel[];
    readonly events: readonly RecordedEvent[];
    readonly columns: Columns;
    readonly keys: readonly KeyFrame[];
    readonly start: number;
    readonly end: number;
    readonly clock: RecordedClock | undefined;
  }) {
    this.channels = parts.channels;
    this.events = parts.events;
    this.start = parts.start;
    this.end = parts.end;
    this.clock = parts.clock;
    this.#columns = parts.columns;
    this.#keys = parts.keys;
  }

  /**
   * How many seconds after second 0 of another recording this one has its second 0, by the clock that both machines shared; undefined where they
   * shared none. A moment has its time in the other one, less so many seconds, here.
   */
  secondsAfter({ clock }: Timeline): number | undefined {
    if (clock === undefined || clock.timeline !== this.clock?.timeline) return undefined;
    return (this.clock.at - clock.at) / 1000;
  }

  /** How many values it has. */
  get size(): number {
    return this.#columns.times.length;
  }

  /** A value by its place in the order. */
  value(at: number): RecordedValue | undefined {
    const { times, channels, values } = this.#columns;
    const channel = this.channels[channels[at] ?? -1];
    return channel && { time: times[at] ?? 0, channel, value: values[at] ?? null };
  }

  /** All of its values, in their order. */
  *values(): IterableIterator<RecordedValue> {
    for (let at = 0; at < this.size; at++) yield this.value(at) as RecordedValue;
  }

  /** The first value that a parameter has in it. */
  firstValue(channel: RecordedChannel): Json | undefined {
    if (this.#first === undefined) {
      const { channels, values } = this.#columns;
      this.#first = new Map();
      for (let at = channels.length - 1; at >= 0; at--) this.#first.set(channels[at] ?? -1, values[at] ?? null);
    }
    return this.#first.get(this.channels.indexOf(channel));
  }

  /** How many values are older than that moment; with `also`, or of that very moment. */
  indexAt(time: number, also = false): number {
    const { times } = this.#columns;
    return lowest(times.length, (at) => (times[at] ?? 0) > time || (!also && times[at] === time));
  }

  /** What everything is at a moment: the key frame before it, and what came since. Happenings are no part of it. */
  stateAt(time: number): RecordedState {
    const after = lowest(this.#keys.length, (at) => (this.#keys[at]?.time ?? 0) > time);
    const key = this.#keys[after - 1];
    const state = new Map(key?.state);
    const { channels, values } = this.#columns;
    for (let at = key?.at ?? 0, end = this.indexAt(time, true); at < end; at++) {
      const channel = channels[at] ?? -1;
      if (this.channels[channel]?.event === false) state.set(channel, values[at] ?? null);
    }
    return new Map(
      [...state].flatMap(([at, value]): [RecordedChannel, Json][] => {
        const channel = this.channels[at];
        return channel === undefined ? [] : [[channel, value]];
      }),
    );
  }
}

/** Makes a timeline of the entries of a recording. */
export class TimelineBuilder {
  readonly #from: number;
  readonly #to: number;
  readonly #choose: (node: string, parameter: string) => boolean;
  readonly #channels: RecordedChannel[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #state = new Map<number, Json>();
  readonly #columns: Columns = { times: [], channels: [], values: [] };
  readonly #keys: KeyFrame[] = [];
  readonly #events: RecordedEvent[] = [];
  #end = 0;
  #clock: RecordedClock | undefined;

  constructor({ from = 0, to = Number.POSITIVE_INFINITY, choose = () => true }: TimelineOptions = {}) {
    this.#from = from;
    this.#to = to;
    this.#choose = choose;
  }

  /** False when nothing that comes can matter any more. Throws {@link RecordingError} for more than can be held. */
  add(entry: RecordingEntry): boolean {
    if (entry.kind === "channel") this.#numberOf(entry.channel);
    if (entry.kind === "header") this.#head(entry);
    if (entry.kind === "header" || entry.kind === "channel") return true;
    this.#end = Math.min(entry.time, this.#to);
    if (entry.time > this.#to) return false;
    const early = entry.time < this.#from;
    if (entry.kind === "value") this.#value(entry.channel, entry.value, early ? undefined : entry.time);
    else if (entry.kind === "event" && !early) this.#event(entry);
    else if (entry.kind === "key") this.#key(entry.values, early ? undefined : entry.time);
    return true;
  }

  build(): Timeline {
    const parts = { channels: this.#channels, events: this.#events, columns: this.#columns, keys: this.#keys };
    if (this.#keys.length === 0) this.#keyFrame(this.#from);
    return new Timeline({ ...parts, clock: this.#clock, start: this.#from, end: Math.max(this.#end, this.#from) });
  }

  #head({ time, header: { clock } }: Extract<RecordingEntry, { kind: "header" }>): void {
    this.#clock ??= clock && { ...clock, at: clock.at - time * 1000 };
  }

  #value(channel: RecordedChannel, value: Json, time: number | undefined): void {
    const number = this.#numberOf(channel);
    if (number === undefined) return;
    if (time !== undefined) this.#push(time, number, value);
    if (!channel.event) this.#state.set(number, value);
  }

  #push(time: number, number: number, value: Json): void {
    const { times, channels, values } = this.#columns;
    if (this.#keys.length === 0) this.#keyFrame(this.#from);
    if (times.length >= MOST_VALUES) throw tooLarge(time);
    times.push(time);
    channels.push(number);
    values.push(value);
  }

  #event({ time, event, about }: RecordedEvent): void {
    if (this.#events.length >= MOST_EVENTS) throw tooLarge(time);
    this.#events.push({ time, event, about });
  }

  /** It repeats what is known. Where it does not, something in front of it is missing, as after a pause: then that is a value of this moment. */
  #key(values: ReadonlyMap<RecordedChannel, Json>, time: number | undefined): void {
    for (const [channel, value] of values) {
      const number = channel.event ? undefined : this.#numberOf(channel);
      if (number !== undefined && !isSame(this.#state.get(number), value)) this.#value(channel, value, time);
    }
    // As much as the values in between: what is kept of it all grows no faster than they do.
    const since = this.#columns.times.length - (this.#keys.at(-1)?.at ?? 0);
    if (time !== undefined && (this.#keys.length === 0 || since >= Math.max(LEAST, this.#state.size)))
      this.#keyFrame(time);
  }

  #keyFrame(time: number): void {
    this.#keys.push({ time, at: this.#columns.times.length, state: new Map(this.#state) });
  }

  #numberOf(channel: RecordedChannel): number | undefined {
    const { node, parameter } = channel;
    if (!this.#choose(node, parameter)) return undefined;
    const key = JSON.stringify([node, parameter]);
    const number = this.#numbers.get(key) ?? this.#channels.length;
    this.#numbers.set(key, number);
    this.#channels[number] = channel;
    return number;
  }
}

function tooLarge(time: number): RecordingError {
  const expected = `there is more than can be held at once: choose a part that ends before second ${Math.floor(time)}, or fewer parameters`;
  return new RecordingError({ line: 0, expected, code: "recording-too-large" });
}

/** The first of so many places of which that is true; their number when there is none. Once true it stays so. */
function lowest(count: number, isThere: (at: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isThere(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isSame(a: Json | undefined, b: Json): boolean {
  return a === b || (a !== undefined && formatJson(a) === formatJson(b));
}

/** Values between two moments from which it is looked up what everything was. */
const LEAST = 1000;
/** An hour of 2,000 a second, and some more. */
const MOST_VALUES = 10_000_000;
const MOST_EVENTS = 1_000_000;
