import type { Json, JsonObject } from "../../bytes/json.ts";
import { parseUuid } from "../codec/uuid.ts";
import { sameValue } from "../codec/value.ts";
import { type Owner, readOwner, sameOwner } from "../fades/owner.ts";
import { sizeOf } from "./room.ts";

/** A subscriber as a tree lists it: the node's id, and its sensor or null when it only listens. */
export type Subscriber = readonly [peer: string, sensor: string | null];

/** A parameter of another node as that node described it: every field may be missing or be nonsense. */
export class RemoteParameter {
  /** `level`, or `cam.location` for `location` of the object `cam`. */
  readonly path: string;
  readonly object: string | undefined;
  readonly name: string;
  #value: Json | undefined;
  #subscribers: readonly Subscriber[] | undefined;
  readonly #fields = new Map<string, Json>();
  #owner: Owner | undefined;

  constructor(object: string | undefined, name: string) {
    this.object = object;
    this.name = name;
    this.path = object === undefined ? name : `${object}.${name}`;
  }

  get value(): Json | undefined {
    return this.#value;
  }

  get typeHint(): string {
    return this.#text("typeHint") ?? "";
  }

  get access(): string {
    return this.#text("access") ?? "";
  }

  /** Undefined when the node does not list any, not even an empty list: such a parameter cannot be subscribed to. */
  get subscribers(): readonly Subscriber[] | undefined {
    return this.#subscribers;
  }

  get min(): Json | undefined {
    return this.#fields.get("min");
  }

  get max(): Json | undefined {
    return this.#fields.get("max");
  }

  get step(): Json | undefined {
    return this.#fields.get("step");
  }

  get description(): string | undefined {
    return this.#text("description");
  }

  get unit(): string | undefined {
    return this.#text("unit");
  }

  /** Its values are events and not a state. */
  get event(): boolean {
    return this.#fields.get("event") === true;
  }

  /** A new subscriber is sent the present value. */
  get greet(): boolean {
    return this.#fields.get("greet") !== false;
  }

  /** Who holds it, as far as its node has told. */
  get owner(): Owner | undefined {
    return this.#owner;
  }

  /** Fields that have no meaning here. */
  get extra(): JsonObject {
    return new Map([...this.#fields].filter(([name]) => !KNOWN.has(name)));
  }

  /** What its value and its fields count for; of some fields only, where these are named. */
  size(names: Iterable<string> = [...this.#fields.keys(), "value"]): number {
    let size = this.#owner === undefined ? 0 : OWNER_SIZE;
    for (const name of names) size += sizeOf(name === "value" ? this.#value : this.#fields.get(name));
    return size;
  }

  /** By how much it grows at most when it takes these over. */
  growth(fields: JsonObject): number {
    let more = 0;
    for (const [name, given] of fields) {
      const before = name === "value" ? this.#value : this.#fields.get(name);
      // An object is merged into an object.
      more += sizeOf(given) - (name !== "value" && given instanceof Map ? 0 : sizeOf(before));
    }
    return more;
  }

  /** A signal brought a value. */
  take(value: Json): void {
    this.#value = value;
  }

  /** Takes over what is said of it; true when something besides the value and the owner is different now. */
  merge(fields: JsonObject, now: number): boolean {
    let different = false;
    // A whole description without an owner says that there is none.
    if (fields.has("owner") || fields.has("typeHint")) this.#setOwner(readOwner(fields.get("owner"), now));
    for (const [name, given] of fields) {
      if (name === "owner" && (given === null || this.#owner !== undefined)) continue;
      if (name === "value") {
        this.#value = given;
        continue;
      }
      const before = this.#fields.get(name);
      if (before !== undefined && sameValue(before, given)) continue;
      this.#fields.set(name, mergeJson(before, given));
      different = true;
      if (name === "subscribers") this.#subscribers = readSubscribers(given);
    }
    return different;
  }

  /** Forgets what a whole description does not speak of: whoever registers it anew need not repeat a bound. */
  restrict(fields: JsonObject): boolean {
    let different = false;
    for (const name of this.#fields.keys()) {
      if (fields.has(name)) continue;
      this.#fields.delete(name);
      different = true;
      if (name === "subscribers") this.#subscribers = undefined;
    }
    if (!fields.has("value")) this.#value = undefined;
    return different;
  }

  /** One that is what it was stays the same object. */
  #setOwner(owner: Owner | undefined): void {
    if (owner === undefined || !sameOwner(owner, this.#owner)) this.#owner = owner;
  }

  #text(name: string): string | undefined {
    const text = this.#fields.get(name);
    return typeof text === "string" ? text : undefined;
  }
}

/** Merges as the reference does: objects into objects, everything else is replaced. */
export function mergeJson(old: Json | undefined, given: Json): Json {
  if (!(old instanceof Map && given instanceof Map)) return given;
  const merged = new Map<string, Json>(old);
  for (const [name, value] of given as JsonObject) merged.set(name, mergeJson(merged.get(name), value));
  return merged;
}

function readSubscribers(list: Json): readonly Subscriber[] | undefined {
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((entry: Json): Subscriber[] => {
    const [id, sensor = null] = Array.isArray(entry) ? (entry as readonly Json[]) : [];
    const peer = parseUuid(id);
    return peer === undefined || (sensor !== null && typeof sensor !== "string") ? [] : [[peer, sensor]];
  });
}

/** Characters that an owner counts for: its name and its tag are short. */
const OWNER_SIZE = 512;
const KNOWN: ReadonlySet<string> = new Set([
  ...["typeHint", "access", "subscribers", "min", "max", "step", "description", "unit", "event", "greet"],
]);
