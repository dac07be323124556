import type { Json } from "../../index.ts";
import type { RecordedChannel } from "../format/recording.ts";
import type { RecordedEvent, RecordedState, Timeline } from "./timeline.ts";

/** What comes of playing. */
export type PlayEffect =
  /** Everything is this now: it begins, somebody sought, or a loop starts anew. */
  | {
      readonly type: "state";
      readonly time: number;
      readonly values: RecordedState;
      /** How many loops there were before. */
      readonly round: number;
    }
  | { readonly type: "value"; readonly time: number; readonly channel: RecordedChannel; readonly value: Json }
  | ({ readonly type: "event" } & RecordedEvent)
  /** It has come to its end, and plays no longer. */
  | { readonly type: "ended" };

export interface RecordingPlayerOptions {
  /** How many times as fast, from 0.1 to 100; 1 unless said. */
  readonly speed?: number | undefined;
  readonly loop?: boolean | undefined;
}

/**
 * Plays a timeline. When something is due follows from where it was begun, and never from a sum of pauses: neither timers that are late nor loops
 * make it drift. It has no clock: times come with what is asked, in milliseconds.
 */
export class RecordingPlayer {
  readonly #timeline: Timeline;
  #speed: number;
  #loop: boolean;
  /** While it plays: the moment at which it was at `#anchor`. */
  #begun: number | undefined;
  #anchor: number;
  /** Loops since then, and in all. */
  #round = 0;
  #rounds = 0;
  #value = 0;
  #event = 0;

  constructor(timeline: Timeline, { speed = 1, loop = false }: RecordingPlayerOptions = {}) {
    this.#timeline = timeline;
    this.#speed = inRange(speed);
    this.#loop = loop;
    this.#anchor = timeline.start;
  }

  get playing(): boolean {
    return this.#begun !== undefined;
  }

  get speed(): number {
    return this.#speed;
  }

  get loop(): boolean {
    return this.#loop;
  }

  set loop(loop: boolean) {
    this.#loop = loop;
  }

  /** Seconds of the recording. */
  position(now: number): number {
    const { start, end } = this.#timeline;
    const position = this.#anchor + this.#passed(now) - this.#round * (end - start);
    return Math.max(start, Math.min(end, position));
  }

  /** When the next thing is due; infinite while nothing plays. */
  get deadline(): number {
    if (this.#begun === undefined) return Number.POSITIVE_INFINITY;
    const { end, events } = this.#timeline;
    const value = this.#timeline.value(this.#value)?.time ?? end;
    return this.#momentOf(Math.min(value, events[this.#event]?.time ?? end, end));
  }

  /** Plays on from where it is; at the end, from the beginning. */
  play(now: number): readonly PlayEffect[] {
    if (this.playing) return [];
    const { start, end } = this.#timeline;
    const effects = this.#seek(this.#anchor >= end ? start : this.#anchor, now);
    this.#begun = now;
    return effects;
  }

  pause(now: number): void {
    if (this.playing) this.#hold(now);
  }

  /** Goes to another moment, in seconds. */
  seek(position: number, now: number): readonly PlayEffect[] {
    return this.#seek(position, now);
  }

  /** Plays so many times as fast from now on; it stays where it is. */
  pace(speed: number, now: number): void {
    const { playing } = this;
    this.#hold(now);
    this.#speed = inRange(speed);
    if (playing) this.#begun = now;
  }

  /** Gives what is due. */
  handleTime(now: number): readonly PlayEffect[] {
    const effects: PlayEffect[] = [];
    if (this.#begun === undefined) return effects;
    const { start, end } = this.#timeline;
    if (now - this.deadline > STALLED) return this.#catchUp(now);
    this.#take(now, effects);
    if (now < this.#momentOf(end)) return effects;
    if (!this.#loop || end <= start) return [...effects, this.#end()];
    effects.push(this.#again());
    // Of a loop that is shorter than a step of the clock the rest comes with the next call.
    this.#take(now, effects);
    return effects;
  }

  /** The machine slept: nobody wants all that was missed at once, but what is now. */
  #catchUp(now: number): readonly PlayEffect[] {
    const { start, end } = this.#timeline;
    const position = this.#anchor + this.#passed(now) - this.#round * (end - start);
    if (position < end) return this.#seek(position, now);
    if (!this.#loop || end <= start)
      return [{ type: "state", time: end, values: this.#timeline.stateAt(end), round: this.#rounds }, this.#end()];
    const missed = Math.floor((position - start) / (end - start));
    this.#rounds += missed;
    return this.#seek(position - missed * (end - start), now);
  }

  /** Compares moments, as the deadline does: another way to reckon would give another last digit. */
  #take(now: number, effects: PlayEffect[]): void {
    const { events } = this.#timeline;
    const isDue = (time: number): boolean => this.#momentOf(time) <= now;
    for (;;) {
      const [value, event] = [this.#timeline.value(this.#value), events[this.#event]];
      if (event !== undefined && isDue(event.time) && event.time <= (value?.time ?? event.time)) {
        this.#event++;
        effects.push({ type: "event", ...event });
      } else if (value !== undefined && isDue(value.time)) {
        this.#value++;
        effects.push({ type: "value", ...value });
      } else return;
    }
  }

  #again(): PlayEffect {
    this.#round++;
    this.#rounds++;
    return this.#place(this.#timeline.start);
  }

  #end(): PlayEffect {
    this.#begun = undefined;
    this.#anchor = this.#timeline.end;
    this.#round = 0;
    return { type: "ended" };
  }

  #seek(position: number, now: number): readonly PlayEffect[] {
    const { start, end } = this.#timeline;
    if (this.playing) this.#begun = now;
    this.#round = 0;
    this.#anchor = Math.max(start, Math.min(end, position));
    return [this.#place(this.#anchor)];
  }

  /** What is at that very moment is a part of the state, unless it is a happening: these are still to come. */
  #place(position: number): PlayEffect {
    this.#value = this.#timeline.indexAt(position, position > this.#timeline.start);
    const { events } = this.#timeline;
    this.#event = events.findIndex(({ time }) => time >= position);
    if (this.#event < 0) this.#event = events.length;
    return { type: "state", time: position, values: this.#timeline.stateAt(position), round: this.#rounds };
  }

  #hold(now: number): void {
    this.#anchor = this.position(now);
    this.#begun = undefined;
    this.#round = 0;
  }

  /** Seconds of the recording since it was at the anchor. */
  #passed(now: number): number {
    return this.#begun === undefined ? 0 : ((now - this.#begun) * this.#speed) / 1000;
  }

  #momentOf(position: number): number {
    const { start, end } = this.#timeline;
    const passed = position - this.#anchor + this.#round * (end - start);
    return (this.#begun ?? Number.POSITIVE_INFINITY) + (passed * 1000) / this.#speed;
  }
}

function inRange(speed: number): number {
  return Math.max(SLOWEST, Math.min(FASTEST, speed));
}

const SLOWEST = 0.1;
const FASTEST = 100;
/** Milliseconds by which it may be late before it goes on from where it should be. */
const STALLED = 5000;
