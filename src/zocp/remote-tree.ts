import type { Json, JsonObject } from "../bytes/json.ts";
import { parseUuid } from "./uuid.ts";
import { sameValue } from "./value.ts";

/** A subscriber as a tree lists it: the node's id, and its sensor or null when it only listens. */
export type Subscriber = readonly [peer: string, sensor: string | null];

/** A parameter of another node, as that node described it. */
export interface RemoteParameter {
  /** `level`, or `cam.location` for `location` of the object `cam`. */
  readonly path: string;
  readonly object: string | undefined;
  readonly name: string;
  readonly value: Json;
  readonly typeHint: string;
  readonly access: string;
  /** Undefined when the node does not list any, not even an empty list: such a parameter cannot be subscribed to. */
  readonly subscribers: readonly Subscriber[] | undefined;
  readonly min: Json | undefined;
  readonly max: Json | undefined;
  readonly step: Json | undefined;
  readonly description: string | undefined;
  readonly unit: string | undefined;
  /** Its values are events and not a state. */
  readonly event: boolean;
  /** Fields that have no meaning here. */
  readonly extra: ReadonlyMap<string, Json>;
}

/** What a MOD changed. */
export interface Merge {
  readonly changed: string[];
  readonly removed: string[];
  /** The paths whose value is another one now. */
  readonly values: string[];
  /** Why something was left out. */
  readonly ignored: string[];
  /** Something was told about a parameter that we do not know: the whole tree has to be asked for. */
  incomplete: boolean;
}

/** The capability tree of another node, put together from its MODs. Tolerates whatever comes. */
export class RemoteTree {
  readonly #parameters = new Map<string, RemoteParameter>();
  readonly #metadata = new Map<string, Json>();
  readonly #objects = new Map<string, string>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get parameters(): ReadonlyMap<string, RemoteParameter> {
    return this.#parameters;
  }

  get metadata(): ReadonlyMap<string, Json> {
    return this.#metadata;
  }

  /** The objects and what kind of thing each is. */
  get objects(): ReadonlyMap<string, string> {
    return this.#objects;
  }

  /** Merges a MOD. `removes`: a null takes a parameter away; the reference sends nulls that mean nothing. */
  merge(tree: JsonObject, removes: boolean): Merge {
    const merge: Merge = { changed: [], removed: [], values: [], ignored: [], incomplete: false };
    for (const [name, entry] of tree) {
      if (name === "objects" && entry instanceof Map) this.#mergeObjects(entry, removes, merge);
      else if (entry instanceof Map && !name.startsWith("_")) this.#mergeParameter(undefined, name, entry, merge);
      else if (entry === null) this.#remove(name, removes, merge);
      else this.#mergeMetadata(name, entry, merge);
    }
    return merge;
  }

  /** A signal brought a value. False when there is no such parameter. */
  setValue(path: string, value: Json): boolean {
    const parameter = this.#parameters.get(path);
    if (parameter === undefined) return false;
    (parameter as { value: Json }).value = value;
    return true;
  }

  #mergeObjects(objects: JsonObject, removes: boolean, merge: Merge): void {
    for (const [object, fields] of objects) {
      if (!(fields instanceof Map)) continue;
      for (const [name, entry] of fields) {
        if (entry instanceof Map) this.#mergeParameter(object, name, entry, merge);
        else if (entry === null) this.#remove(`${object}.${name}`, removes, merge);
        else if (name === "type") this.#objects.set(object, String(entry));
      }
    }
  }

  #mergeParameter(object: string | undefined, name: string, fields: JsonObject, merge: Merge): void {
    const path = object === undefined ? name : `${object}.${name}`;
    const known = this.#parameters.get(path);
    const problem = known === undefined ? this.#problem(path) : undefined;
    if (problem !== undefined) {
      merge.ignored.push(problem);
      return;
    }
    if (known === undefined && !fields.has("typeHint")) {
      // A part of something that we were never told: the reference wraps changes into an object where they do not belong.
      merge.incomplete = true;
      return;
    }
    const next = describe({ path, object, name }, fields, known);
    if (fields.has("value") && (known === undefined || !sameValue(known.value, next.value))) merge.values.push(path);
    this.#parameters.set(path, next);
    merge.changed.push(path);
  }

  #mergeMetadata(name: string, value: Json, merge: Merge): void {
    // The reference stores `_scale` but tells it as `scale`.
    const key = name === "scale" && Array.isArray(value) ? "_scale" : name;
    if (this.#metadata.size >= METADATA_LIMIT && !this.#metadata.has(key))
      merge.ignored.push(`it has more than ${METADATA_LIMIT} metadata`);
    else {
      this.#metadata.set(key, value);
      merge.changed.push(key);
    }
  }

  #remove(path: string, removes: boolean, merge: Merge): void {
    if (!removes) return;
    if (this.#parameters.delete(path) || this.#metadata.delete(path)) merge.removed.push(path);
  }

  #problem(path: string): string | undefined {
    if (this.#parameters.size >= this.#limit) return `it has more than ${this.#limit} parameters`;
    return path.length > NAME_LIMIT ? `the name "${path.slice(0, 20)}…" has ${path.length} characters` : undefined;
  }
}

type Place = Pick<RemoteParameter, "path" | "object" | "name">;

function describe(place: Place, fields: JsonObject, known: RemoteParameter | undefined): RemoteParameter {
  const field = (name: string, before: Json | undefined): Json | undefined =>
    fields.has(name) ? fields.get(name) : before;
  const text = (name: string, before: string | undefined): string | undefined => {
    const value = field(name, before);
    return typeof value === "string" ? value : before;
  };
  return {
    ...place,
    value: field("value", known?.value) ?? null,
    typeHint: text("typeHint", known?.typeHint) ?? "",
    access: text("access", known?.access) ?? "",
    subscribers: fields.has("subscribers") ? parseSubscribers(fields.get("subscribers")) : known?.subscribers,
    min: field("min", known?.min),
    max: field("max", known?.max),
    step: field("step", known?.step),
    description: text("description", known?.description),
    unit: text("unit", known?.unit),
    event: field("event", known?.event) === true,
    extra: new Map([...(known?.extra ?? []), ...[...fields].filter(([name]) => !FIELDS.has(name))]),
  };
}

function parseSubscribers(list: Json | undefined): readonly Subscriber[] {
  if (!Array.isArray(list)) return [];
  const subscribers: Subscriber[] = [];
  for (const entry of list.slice(0, SUBSCRIBERS_LIMIT)) {
    const [id, sensor] = Array.isArray(entry) ? entry : [];
    const peer = parseUuid(id);
    if (peer !== undefined) subscribers.push([peer, typeof sensor === "string" ? sensor : null]);
  }
  return subscribers;
}

const FIELDS: ReadonlySet<string> = new Set([
  ...["value", "typeHint", "access", "subscribers", "min", "max", "step", "description", "unit", "event"],
]);
const NAME_LIMIT = 511;
const METADATA_LIMIT = 1000;
const SUBSCRIBERS_LIMIT = 10_000;
