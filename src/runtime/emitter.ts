import { UsageError } from "../errors.ts";
import { EventStream } from "./event-stream.ts";

type EventMap = Record<string, [unknown]>;
type Listener<Event> = (event: Event) => void;

export interface EventsOptions {
  /** Ends the iteration without an error. */
  readonly signal?: AbortSignal;
  /** How many events may wait for a slow reader before the oldest is dropped; 10,000 unless told. */
  readonly limit?: number;
}

/**
 * Typed events, as callbacks and as an async iteration. Derived from one union of events, so a new event needs no second list.
 * A listener that throws ends neither the node nor the other listeners: its error surfaces as an uncaught one of the host.
 */
export class Emitter<Map extends EventMap> {
  readonly #listeners = new globalThis.Map<keyof Map, Set<Listener<never>>>();
  readonly #streams = new Set<EventStream<Map[keyof Map][0]>>();

  on<Type extends keyof Map>(type: Type, listener: Listener<Map[Type][0]>): this {
    if (typeof listener !== "function")
      throw new UsageError("invalid-argument", `the listener is ${listener}, not a function`);
    let listeners = this.#listeners.get(type);
    if (listeners === undefined) this.#listeners.set(type, (listeners = new Set()));
    listeners.add(listener as Listener<never>);
    return this;
  }

  off<Type extends keyof Map>(type: Type, listener: Listener<Map[Type][0]>): this {
    this.#listeners.get(type)?.delete(listener as Listener<never>);
    return this;
  }

  once<Type extends keyof Map>(type: Type, listener: Listener<Map[Type][0]>): this {
    const wrapped = (event: Map[Type][0]): void => {
      this.off(type, wrapped);
      listener(event);
    };
    return this.on(type, wrapped);
  }

  /** Every event from this moment on, in order, until the loop is left or the signal aborts. */
  events(options: EventsOptions = {}): EventStream<Map[keyof Map][0]> {
    const stream: EventStream<Map[keyof Map][0]> = new EventStream(
      options.limit ?? WAITING_EVENTS,
      options.signal,
      () => this.#streams.delete(stream),
    );
    if (options.signal?.aborted !== true) this.#streams.add(stream);
    return stream;
  }

  [Symbol.asyncIterator](): EventStream<Map[keyof Map][0]> {
    return this.events();
  }

  /** For subclasses and drivers: tells everyone who listens. */
  protected emitEvent<Type extends keyof Map & string>(event: Map[Type][0] & { readonly type: Type }): void {
    const listeners = this.#listeners.get(event.type);
    if (listeners !== undefined)
      for (const listener of listeners) callSafely(listener as Listener<typeof event>, event);
    if (this.#streams.size > 0) for (const stream of this.#streams) stream.push(event);
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

const WAITING_EVENTS = 10_000;
