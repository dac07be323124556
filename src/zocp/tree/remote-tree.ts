import type { Json, JsonObject } from "../../bytes/json.ts";
import { sameValue } from "../codec/value.ts";
import { fitsName } from "./parameter.ts";
import { mergeJson, RemoteParameter } from "./remote-parameter.ts";
import { ENTRY, Room, sizeOf } from "./room.ts";

/** What a MOD did. Parameters are named by their paths, metadata by their names. */
export interface Merge {
  /** What is new or different. */
  readonly changed: Set<string>;
  readonly removed: Set<string>;
  /** The parameters that were known, and whose value is another one now. */
  readonly values: Set<string>;
  /** Whether more than values is different. */
  structure: boolean;
  /** The parameters that were known, and that somebody else holds now, or nobody. */
  readonly owned: Set<string>;
  /** Whether it spoke of a parameter that is not known: the whole tree has to be asked for. */
  incomplete: boolean;
  /** Why something was left out. */
  ignored: string | undefined;
}

/** How a MOD is to be read. */
export interface MergeOptions {
  /** It answers our GET: whatever looks like a parameter is one, and of an old node there is nothing else. */
  readonly whole: boolean;
  /** A null takes an entry away; the reference sends nulls that mean nothing. */
  readonly removes: boolean;
  /** When it came; without it, what it says of moments is of no use. */
  readonly now?: number;
}

/** The capability tree of another node, put together from its MODs. It takes any JSON. */
export class RemoteTree {
  readonly parameters: ReadonlyMap<string, RemoteParameter>;
  readonly metadata: ReadonlyMap<string, Json>;
  /** The objects, and what kind of thing each is. */
  readonly objects: ReadonlyMap<string, string>;
  readonly #parameters = new Map<string, RemoteParameter>();
  readonly #metadata = new Map<string, Json>();
  readonly #objects = new Map<string, string>();
  readonly #limit: number;
  readonly #room: Room;
  /** What it takes of the room. */
  #size = 0;

  /** `limit`: how many parameters, and how many metadata, are kept. `room`: for the trees of all peers. */
  constructor(limit: number, room: Room = new Room(Number.POSITIVE_INFINITY)) {
    this.#room = room;
    this.parameters = this.#parameters;
    this.metadata = this.#metadata;
    this.objects = this.#objects;
    this.#limit = limit;
  }

  /** Takes over a partial tree in steps of one entry each, and gives what that did. */
  *merge(tree: JsonObject, options: MergeOptions): Generator<void, Merge> {
    const merge: Merge = {
      changed: new Set(),
      removed: new Set(),
      values: new Set(),
      owned: new Set(),
      structure: false,
      incomplete: false,
      ignored: undefined,
    };
    if (options.whole && !options.removes) this.#restrict(tree, merge);
    for (const [name, entry] of tree) {
      yield;
      if (name === "objects" && entry instanceof Map) yield* this.#mergeObjects(entry, options, merge);
      else if (entry === null) this.#remove(name, options, merge);
      else if (entry instanceof Map && (this.#parameters.has(name) || isParameter(name, entry))) {
        this.#mergeParameter(new RemoteParameter(undefined, name), entry, options, merge);
      } else {
        if (!options.removes) this.#replace(name, merge);
        this.#mergeMetadata(name, entry, options, merge);
      }
    }
    return merge;
  }

  /** The same at once. */
  mergeAll(tree: JsonObject, options: MergeOptions): Merge {
    const steps = this.merge(tree, options);
    for (;;) {
      const { done, value } = steps.next();
      if (done === true) return value;
    }
  }

  /**
   * A signal brought a value. False when there is no such parameter: what was never described is not kept. A value for which there
   * is no room any more is not kept either.
   */
  take(path: string, value: Json): boolean {
    const parameter = this.#parameters.get(path);
    if (parameter === undefined) return false;
    const before = parameter.value;
    // Nearly all values are numbers.
    if ((typeof value === "number" && typeof before === "number") || this.#takes(sizeOf(value) - sizeOf(before)))
      parameter.take(value);
    return true;
  }

  /** The peer is gone: its room is free. */
  leave(): void {
    this.#room.add(-this.#size);
    this.#size = 0;
  }

  /** Takes so much more of the room, or gives it back. False when there is none. */
  #takes(more: number): boolean {
    if (!this.#room.fits(more)) return false;
    this.#count(more);
    return true;
  }

  #count(more: number): void {
    this.#room.add(more);
    this.#size += more;
  }

  *#mergeObjects(objects: JsonObject, options: MergeOptions, merge: Merge): Generator<void, void> {
    for (const [object, entries] of objects) {
      if (!(entries instanceof Map)) continue;
      for (const [name, entry] of entries as JsonObject) {
        yield;
        if (entry instanceof Map) this.#mergeParameter(new RemoteParameter(object, name), entry, options, merge);
        else if (entry === null) this.#remove(`${object}.${name}`, options, merge);
        else if (name === "type") this.#declare(object, String(entry), merge);
      }
    }
  }

  #declare(object: string, type: string, merge: Merge): void {
    if (this.#objects.get(object) === type) return;
    const known = this.#objects.get(object);
    if (!this.#fits(object, this.#objects, merge)) return;
    const fresh = known === undefined ? ENTRY + object.length : 0;
    const more = type.length - (known?.length ?? 0) + fresh;
    if (!this.#hasRoom(more, merge)) return;
    this.#count(more);
    this.#objects.set(object, type);
  }

  #mergeParameter(fresh: RemoteParameter, fields: JsonObject, options: MergeOptions, merge: Merge): void {
    const { path } = fresh;
    const known = this.#parameters.get(path);
    if (known === undefined) {
      // A part of something that we were never told: the reference wraps changes into an object where they do not belong.
      const told = options.whole || fields.has("typeHint");
      if (!told) merge.incomplete = true;
      if (!told || !this.#fits(fresh.name, this.#parameters, merge, path)) return;
      this.#parameters.set(path, fresh);
    } else if (known.object !== fresh.object) return;
    const parameter = known ?? fresh;
    const { value: before, owner } = parameter;
    const entry = known === undefined ? ENTRY + path.length : 0;
    if (!this.#hasRoom(parameter.growth(fields) + entry, merge)) {
      if (known === undefined) this.#parameters.delete(path);
      return;
    }
    const size = parameter.size(fields.keys());
    const structure = parameter.merge(fields, options.now ?? 0) || known === undefined;
    if (structure) merge.structure = true;
    this.#count(parameter.size(fields.keys()) - size + entry);
    const value = !sameOrMissing(before, parameter.value);
    if (value && known !== undefined) merge.values.add(path);
    if (parameter.owner !== owner) merge.owned.add(path);
    if (value || structure) merge.changed.add(path);
  }

  #mergeMetadata(given: string, entry: Json, { removes }: MergeOptions, merge: Merge): void {
    // The reference stores `_scale` but tells it as `scale`.
    const name = given === "scale" && !removes ? "_scale" : given;
    const before = this.#metadata.get(name);
    if (!this.#fits(name, this.#metadata, merge)) return;
    const value = mergeJson(before, entry);
    if (sameOrMissing(before, value)) return;
    const fresh = before === undefined ? ENTRY + name.length : 0;
    const more = sizeOf(value) - sizeOf(before) + fresh;
    if (!this.#hasRoom(more, merge)) return;
    this.#count(more);
    this.#metadata.set(name, value);
    merge.changed.add(name);
  }

  /** Something that is no description has taken the place of a parameter. */
  #replace(name: string, merge: Merge): void {
    if (this.#parameters.get(name)?.object === undefined && this.#drop(name)) this.#gone(name, merge);
  }

  /** What the whole tree of an old node does not name is not there any more, and could not be asked for. */
  #restrict(tree: JsonObject, merge: Merge): void {
    const objects = tree.get("objects");
    for (const [path, parameter] of this.#parameters) {
      const owner = parameter.object === undefined ? tree : entryOf(objects, parameter.object);
      const fields = entryOf(owner, parameter.name);
      if (fields === undefined) {
        this.#drop(path);
        this.#gone(path, merge);
        continue;
      }
      const size = parameter.size();
      const restricted = parameter.restrict(fields);
      this.#count(parameter.size() - size);
      if (restricted) {
        merge.changed.add(path);
        merge.structure = true;
      }
    }
  }

  #gone(path: string, merge: Merge): void {
    merge.changed.delete(path);
    merge.values.delete(path);
    merge.removed.add(path);
    merge.structure = true;
  }

  #remove(path: string, { removes }: MergeOptions, merge: Merge): void {
    if (!removes || !this.#drop(path)) return;
    merge.removed.add(path);
    merge.structure = true;
  }

  /** False when there is nothing of that path. */
  #drop(path: string): boolean {
    const parameter = this.#parameters.get(path);
    const size = parameter?.size() ?? sizeOf(this.#metadata.get(path));
    if (!this.#parameters.delete(path) && !this.#metadata.delete(path)) return false;
    this.#count(-(size + ENTRY + path.length));
    return true;
  }

  #hasRoom(more: number, merge: Merge): boolean {
    if (this.#room.fits(more)) return true;
    merge.ignored = `what is kept of all nodes' parameters is ${this.#room.limit} characters already, which is the limit`;
    return false;
  }

  /** Whether the limits allow an entry of that name. */
  #fits(name: string, entries: ReadonlyMap<string, unknown>, merge: Merge, key = name): boolean {
    if (entries.has(key)) return true;
    if (!fitsName(name)) merge.ignored = `its name ${JSON.stringify(name.slice(0, EXCERPT))}… is empty or too long`;
    else if (entries.size >= this.#limit) merge.ignored = `it has more than ${this.#limit} entries, which is the limit`;
    else return true;
    return false;
  }
}

/** Names that begin with an underscore are metadata by convention, unless they are described as a parameter. */
function isParameter(name: string, entry: JsonObject): boolean {
  if (name.startsWith("_")) return entry.has("value") && entry.has("typeHint");
  return entry.has("value") || entry.has("typeHint") || entry.has("access") || entry.has("subscribers");
}

/** An entry that is an object itself. */
function entryOf(json: Json | undefined, name: string): JsonObject | undefined {
  const entry: Json | undefined = json instanceof Map ? json.get(name) : undefined;
  return entry instanceof Map ? entry : undefined;
}

function sameOrMissing(a: Json | undefined, b: Json | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameValue(a, b);
}

const EXCERPT = 20;
