import type { Json } from "../bytes/json.ts";
import type { Description } from "../zocp/parameter.ts";
import { Emitter } from "./emitter.ts";
import { type JsonInput, toJson } from "./json-input.ts";
import type { NodeEvents } from "./node-events.ts";
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
  /** Whether a new subscriber is sent the present value at once; yes without it, unless the values are events. */
  readonly greet?: boolean | undefined;
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
  /** Registers a parameter of any type. One of the same name is replaced and keeps its subscribers. */
  abstract register<Value extends Json = Json>(name: string, registration: Registration): Parameter<Value>;

  /** A whole number. */
  int(name: string, value: number, options: ParameterOptions<number> = {}): Parameter<number> {
    return this.register(name, { ...options, typeHint: "int", value });
  }

  float(name: string, value: number, options: ParameterOptions<number> = {}): Parameter<number> {
    return this.register(name, { ...options, typeHint: "flt", value });
  }

  /** A number that people read as a percentage. */
  percent(name: string, value: number, options: ParameterOptions<number> = {}): Parameter<number> {
    return this.register(name, { ...options, typeHint: "percent", value });
  }

  bool(name: string, value: boolean, options: ParameterOptions = {}): Parameter<boolean> {
    return this.register(name, { ...options, typeHint: "bool", value });
  }

  string(name: string, value: string, options: ParameterOptions = {}): Parameter<string> {
    return this.register(name, { ...options, typeHint: "string", value });
  }

  /** Two numbers. */
  vec2f(name: string, value: Vector2, options: Bounds<Vector2> = {}): Parameter<Vector2> {
    return this.register(name, { ...options, typeHint: "vec2f", value });
  }

  /** Three numbers. */
  vec3f(name: string, value: Vector3, options: Bounds<Vector3> = {}): Parameter<Vector3> {
    return this.register(name, { ...options, typeHint: "vec3f", value });
  }

  /** Four numbers. */
  vec4f(name: string, value: Vector4, options: Bounds<Vector4> = {}): Parameter<Vector4> {
    return this.register(name, { ...options, typeHint: "vec4f", value });
  }
}

/** What the machine wants to know of it. Throws `UsageError` for a value that JSON cannot hold. */
export function toDescription({ value, extra = {}, ...rest }: Registration): Description {
  const fields = Object.entries(extra).map(([name, field]): [string, Json] => [name, toJson(field)]);
  return { ...rest, value: toJson(value), extra: new Map(fields) };
}
