import type { Json } from "../bytes/json.ts";
import { Emitter, type EventNames } from "../events/emitter.ts";
import type { Port } from "../zocp/core/link.ts";
import type { Owner } from "../zocp/fades/owner.ts";
import type { Parameter as Described } from "../zocp/tree/parameter.ts";
import type { Fade, FadeOptions } from "./fading/fading.ts";
import type { NodeEvents } from "./node-events.ts";

/** What a parameter asks of its node. */
export interface ParameterOwner {
  readonly id: string;
  set(path: string, value: Json): void;
  emit(path: string, value: Json): void;
  fade(path: string, value: Json, options: FadeOptions): Fade;
  remove(path: string): void;
  ownerOf(path: string): Owner | undefined;
  subscribersOf(path: string): readonly (readonly [string, string | null])[];
}

/** The events of a node that are about one of its parameters. What it has changed to is of its type; a signal may hold anything. */
export type ParameterEvents<Value extends Json = Json> = Pick<
  NodeEvents,
  "signal" | "registered" | "removed" | "subscribed" | "unsubscribed" | "refused"
> & { changed: [Omit<NodeEvents["changed"][0], "value"> & { readonly value: Value }] };

/** A parameter of this node. It stays the same object when it is registered anew or changed by a peer. */
export class Parameter<Value extends Json = Json> extends Emitter<ParameterEvents<Value>> {
  /** `level`, or `cam.location` for the parameter `location` of the object `cam`. */
  readonly path: string;
  readonly #owner: ParameterOwner;
  #described: Described;

  constructor(owner: ParameterOwner, described: Described) {
    super(PARAMETER_EVENTS);
    this.path = described.path;
    this.#owner = owner;
    this.#described = described;
  }

  /** The present value. */
  get value(): Value {
    return this.#described.value as Value;
  }

  /** Sets the value: subscribers are told when it is another one. Throws `UsageError` when it does not fit type or range. */
  set value(value: Value) {
    this.set(value);
  }

  /** The same as assigning {@link value}. */
  set(value: Value): void {
    this.#owner.set(this.path, value);
  }

  /**
   * Sends a value to the subscribers, also when it equals the last one. Without an argument the present value is sent.
   * Throws `UsageError` when the parameter is no emitter (access letter e) or the value does not fit.
   */
  emit(value: Value = this.value): void {
    this.#owner.emit(this.path, value);
  }

  /**
   * Lets it go to a value in time; subscribers are told sixty values a second. Whatever else moves it ends that, unless it is this program
   * in a listener to `changed` of it, which only corrects the value. Throws `UsageError` for options that cannot be, and when the
   * value does not fit.
   */
  fade(value: Value, options: FadeOptions = {}): Fade {
    return this.#owner.fade(this.path, value, options);
  }

  /** Takes the parameter away; peers see it go. */
  remove(): void {
    this.#owner.remove(this.path);
  }

  get typeHint(): string {
    return this.#described.typeHint;
  }

  get access(): string {
    return this.#described.access;
  }

  get min(): Json | undefined {
    return this.#described.min;
  }

  get max(): Json | undefined {
    return this.#described.max;
  }

  get step(): Json | undefined {
    return this.#described.step;
  }

  get description(): string | undefined {
    return this.#described.description;
  }

  get unit(): string | undefined {
    return this.#described.unit;
  }

  /** Whether its values are events and not a state. */
  get event(): boolean {
    return this.#described.event;
  }

  /** Who holds it: a fade that waits or runs, or what lies on top of it; undefined for nobody. */
  get owner(): Owner | undefined {
    return this.#owner.ownerOf(this.path);
  }

  /** Who is subscribed: pairs of a node's id and the path of its sensor, or null when it only listens. */
  get subscribers(): readonly (readonly [string, string | null])[] {
    return this.#owner.subscribersOf(this.path);
  }

  /** Where a link can begin or end: this node and this parameter. */
  get port(): Port {
    return { node: this.#owner.id, parameter: this.path };
  }

  /** For the node: the parameter was registered anew. */
  describe(described: Described): void {
    this.#described = described;
  }

  /** For the node: tells those who listen to this parameter. */
  tell(event: ParameterEvents[keyof ParameterEvents][0]): void {
    this.emitEvent(event as ParameterEvents<Value>[keyof ParameterEvents<Value>][0]);
  }

  /** For the node: it was stopped, so loops over the events of this parameter end. */
  end(): void {
    this.endStreams();
  }
}

const PARAMETER_EVENTS: EventNames<ParameterEvents> = {
  changed: true,
  signal: true,
  registered: true,
  removed: true,
  subscribed: true,
  unsubscribed: true,
  refused: true,
};
