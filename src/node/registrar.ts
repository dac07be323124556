import { checkObject, checkOptions, checkSwitch, checkText, type OptionNames, show } from "../arguments/check.ts";
import type { Json } from "../bytes/json.ts";
import { Emitter } from "../events/emitter.ts";
import type { Description } from "../zocp/tree/parameter.ts";
import { type JsonInput, toJson } from "./json-input.ts";
import { NODE_EVENTS, type NodeEvents } from "./node-events.ts";
import type { Parameter } from "./parameter.ts";

/** What may be said of a parameter besides its name and value. */
export interface ParameterOptions<Bound extends Json = Json> {
  /** Any of the letters r (readable), w (writable by SET), e (emitter) and s (sensor); "r" by default. */
  readonly access?: string | undefined;
  /** The least and the greatest value; for a vector of each component, as a number or as a vector. */
  readonly min?: Bound | undefined;
  readonly max?: Bound | undefined;
  /** By how much a control should move it. A hint: values between two steps are allowed. */
  readonly step?: Bound | undefined;
  readonly description?: string | undefined;
  /** As people write it: "Hz", "%", "m/s". */
  readonly unit?: string | undefined;
  /** Values from the network that are out of range are moved into it instead of being refused. */
  readonly clamp?: boolean | undefined;
  /** Its values are events and not a state: equal ones are passed on too, and a new subscriber is not sent the last one. */
  readonly event?: boolean | undefined;
  /** Of a sensor: what it does when nothing drives it any more. It holds its value without it. */
  readonly lost?: LostOptions | undefined;
  /**
   * How the values of several links, and what is set besides (one more source), become one: the `highest`, the `lowest`, the `sum` or the
   * `mean` of numbers; `priority`: the last one, also after it fell silent; `last` without it. Those of links with a higher priority count alone. A
   * link that is cut or whose node left counts no more.
   */
  readonly merge?: "last" | "highest" | "lowest" | "sum" | "mean" | "priority" | undefined;
  /** In a panic: it holds its value against everything (`hold`), or has this one, until the panic is released. Nothing without it. */
  readonly panic?: "hold" | { readonly to: JsonInput } | undefined;
  /** Whether a new subscriber is sent the present value at once; yes without it, unless the values are events. */
  readonly greet?: boolean | undefined;
  /** Whether show files may keep its value and set it again; yes without it. An address of a machine, say, is not for them. */
  readonly recall?: boolean | undefined;
}

/**
 * What a sensor does when the node that drives it says goodbye, or fails and is not back in time; of several, when that is the last
 * one that is well. Only a value that came over such a link is lost.
 */
export interface LostOptions {
  /** Seconds that a node which failed has to return; 2 without it. A goodbye counts at once. */
  readonly after?: number | undefined;
  /** `hold` keeps the value, `default` goes to the one that it was registered with, `fade` to the one of `to`. */
  readonly do?: "hold" | "default" | "fade" | undefined;
  readonly to?: JsonInput | undefined;
  /** Seconds that it takes to go there; 0 without it. */
  readonly over?: number | undefined;
  /** Seconds in which it goes to the values of a source that is there again; 0 without it. */
  readonly back?: number | undefined;
}

/** A full description: what {@link ParameterOptions} holds, the value, and the type by its name on the wire. */
export interface Registration extends ParameterOptions {
  /** `int flt percent bool string vec2f vec3f vec4f`, or any other word for a type of your own. */
  readonly typeHint: string;
  readonly value: JsonInput;
  /** More fields that tools of your own understand; they travel inside the parameter. */
  readonly extra?: Readonly<Record<string, JsonInput>> | undefined;
}

export type Vector2 = readonly [number, number];
export type Vector3 = readonly [number, number, number];
export type Vector4 = readonly [number, number, number, number];
type Bounds<Vector> = ParameterOptions<number | (Vector & readonly number[])>;

/** Registers typed parameters: on a node, or in one of its objects. All of these throw `UsageError` for what does not fit. */
export abstract class Registrar extends Emitter<NodeEvents> {
  constructor() {
    super(NODE_EVENTS);
  }

  /** Registers a parameter of any type. One of the same name is replaced and keeps its subscribers. */
  abstract register<Value extends Json = Json>(name: string, registration: Registration): Parameter<Value>;

  /** A whole number. */
  int(name: string, value: number, options: ParameterOptions<number> = {}): Parameter<number> {
    return this.#typed(name, "int", value, options);
  }

  float(name: string, value: number, options: ParameterOptions<number> = {}): Parameter<number> {
    return this.#typed(name, "flt", value, options);
  }

  /** A number that people read as a percentage. */
  percent(name: string, value: number, options: ParameterOptions<number> = {}): Parameter<number> {
    return this.#typed(name, "percent", value, options);
  }

  bool(name: string, value: boolean, options: ParameterOptions = {}): Parameter<boolean> {
    return this.#typed(name, "bool", value, options);
  }

  string(name: string, value: string, options: ParameterOptions = {}): Parameter<string> {
    return this.#typed(name, "string", value, options);
  }

  /** Two numbers. */
  vec2f(name: string, value: Vector2, options: Bounds<Vector2> = {}): Parameter<Vector2> {
    return this.#typed(name, "vec2f", value, options);
  }

  /** Three numbers. */
  vec3f(name: string, value: Vector3, options: Bounds<Vector3> = {}): Parameter<Vector3> {
    return this.#typed(name, "vec3f", value, options);
  }

  /** Four numbers. */
  vec4f(name: string, value: Vector4, options: Bounds<Vector4> = {}): Parameter<Vector4> {
    return this.#typed(name, "vec4f", value, options);
  }

  #typed<Value extends Json>(
    name: string,
    typeHint: string,
    value: JsonInput,
    options: ParameterOptions,
  ): Parameter<Value> {
    checkObject(`the options of the parameter ${show(name)}`, options);
    return this.register(name, { ...options, typeHint, value });
  }
}

/** What the machine wants to know of it. Throws `UsageError` for an option that does not exist, or that JSON cannot hold. */
export function toDescription(name: string, registration: Registration): Description {
  checkOptions(`the parameter ${show(name)}`, registration, REGISTRATION);
  const { value, extra = {}, min, max, step, recall, lost, merge, panic, ...rest } = registration;
  if (lost !== undefined) checkOptions(`lost of the parameter ${show(name)}`, lost, LOST);
  for (const text of ["description", "unit"] as const) if (rest[text] !== undefined) checkText(text, rest[text]);
  for (const name of ["clamp", "event", "greet"] as const) checkSwitch(name, rest[name]);
  checkSwitch("recall", recall);
  checkObject("the extra fields", extra);
  const policies = {
    ...(lost && { lost: defined(lost) }),
    ...(panic !== undefined && { panic }),
    ...(recall === false && { recall }),
  };
  const joined = merge === undefined ? {} : { merge };
  const all: Readonly<Record<string, JsonInput>> = { ...extra, ...policies, ...joined };
  const fields = Object.entries(all).map(([name, field]): [string, Json] => [name, toJson(field)]);
  const bounds = { min: toBound(min), max: toBound(max), step: toBound(step) };
  return { ...rest, ...bounds, value: toJson(value), extra: new Map(fields) };
}

/** Without what was left out. */
function defined(options: LostOptions): Readonly<Record<string, JsonInput>> {
  const given = Object.entries(options).filter((entry): entry is [string, JsonInput] => entry[1] !== undefined);
  return Object.fromEntries(given);
}

function toBound(bound: Json | undefined): Json | undefined {
  return bound === undefined ? undefined : toJson(bound);
}

const REGISTRATION: OptionNames<Registration> = {
  typeHint: true,
  value: true,
  access: true,
  min: true,
  max: true,
  step: true,
  description: true,
  unit: true,
  clamp: true,
  event: true,
  greet: true,
  recall: true,
  extra: true,
  lost: true,
  merge: true,
  panic: true,
};

const LOST: OptionNames<LostOptions> = { after: true, do: true, to: true, over: true, back: true };
