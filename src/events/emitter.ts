import { checkFunction, checkOptions, checkSignal, type OptionNames, show } from "../arguments/check.ts";
import { hint } from "../arguments/suggest.ts";
import { UsageError } from "../errors.ts";
import { EventStream } from "./event-stream.ts";

type EventMap = Record<string, [unknown]>;
type Listener<Event> = (event: Event) => void;

export interface EventsOptions {
  /** Ends the iteration without an error. */
  readonly signal?: AbortSignal | undefined;
  /** How many events may wait for a slow reader before the oldest is dropped; 10,000 unless told. */
  readonly limit?: number | undefined;
}

/** The events that there are. The compiler sees that none was forgotten. */
export type EventNames<Map> = { readonly [Type in keyof Map]: true };

/**
 * Typed events, as callbacks and as an async iteration. Derived from one union of events, so a new event needs no second list.
 * A listener that throws ends neither the node nor the other listeners: its error surfaces as an uncaught one of the host.
 */
export class Emitter<Map extends EventMap> {
  readonly #names: EventNames<Map>;
  /** By event: those who listen, and what is called for each. */
  readonly #listeners = new globalThis.Map<keyof Map, globalThis.Map<Listener<never>, Listener<never>>>();
  readonly #streams = new Set<EventStream<Map[keyof Map][0]>>();

  constructor(names: EventNames<Map>) {
    this.#names = names;
  }

  /** Calls back at each event of a type. Throws `UsageError` for an event that does not exist. */
  on<Type extends keyof Map>(type: Type, listener: Listener<Map[Type][0]>): this {
    return this.#add(type, listener, listener);
  }

  off<Type extends keyof Map>(type: Type, listener: Listener<Map[Type][0]>): this {
    this.#check(type);
    this.#listeners.get(type)?.delete(listener as Listener<never>);
    return this;
  }

  /** The same as {@link on}, for the next event only. */
  once<Type extends keyof Map>(type: Type, listener: Listener<Map[Type][0]>): this {
    return this.#add(type, listener, (event) => {
      this.off(type, listener);
      listener(event);
    });
  }

  /** Every event from this moment on, in order, until the loop is left, the signal aborts or the node is stopped. */
  events(options: EventsOptions = {}): EventStream<Map[keyof Map][0]> {
    checkOptions("events", options, EVENTS_OPTIONS);
    checkSignal(options.signal);
    const { limit = WAITING_EVENTS } = options;
    if (!(typeof limit === "number" && limit >= 1))
      throw new UsageError("invalid-argument", `the limit is ${show(limit)}: it must be a number from 1`);
    const stream: EventStream<Map[keyof Map][0]> = new EventStream(limit, options.signal, () =>
      this.#streams.delete(stream),
    );
    if (options.signal?.aborted !== true) this.#streams.add(stream);
    return stream;
  }

  [Symbol.asyncIterator](): EventStream<Map[keyof Map][0]> {
    return this.events();
  }

  /** For subclasses: no more events come, so every loop over them ends once it has read those that wait. */
  protected endStreams(): void {
    for (const stream of this.#streams) stream.end();
  }

  /** Whether anybody would be told of an event of this type. */
  listens(type: keyof Map): boolean {
    return this.#streams.size > 0 || (this.#listeners.get(type)?.size ?? 0) > 0;
  }

  /** For subclasses and drivers: tells everyone who listens. */
  protected emitEvent<Type extends keyof Map & string>(event: Map[Type][0] & { readonly type: Type }): void {
    const listeners = this.#listeners.get(event.type);
    if (listeners !== undefined)
      for (const called of listeners.values()) callSafely(called as Listener<typeof event>, event);
    if (this.#streams.size > 0) for (const stream of this.#streams) stream.push(event);
  }

  #add<Type extends keyof Map>(type: Type, listener: Listener<Map[Type][0]>, called: Listener<Map[Type][0]>): this {
    this.#check(type);
    checkFunction("the listener", listener);
    let listeners = this.#listeners.get(type);
    if (listeners === undefined) this.#listeners.set(type, (listeners = new globalThis.Map()));
    listeners.set(listener as Listener<never>, called as Listener<never>);
    return this;
  }

  #check(type: unknown): void {
    const names = Object.keys(this.#names);
    if (typeof type === "string" && Object.hasOwn(this.#names, type)) return;
    const text = typeof type === "string" ? hint(type, names, "there are") : "";
    throw new UsageError("invalid-argument", `there is no event ${show(type)}${text}`);
  }
}

/** Calls a user's function; what it throws is the user's to see, not the protocol's. */
export function callSafely<Argument>(callback: (argument: Argument) => void, argument: Argument): void {
  try {
    callback(argument);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

const EVENTS_OPTIONS: OptionNames<EventsOptions> = { signal: true, limit: true };
const WAITING_EVENTS = 10_000;
