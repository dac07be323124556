import type { Json, JsonObject } from "../bytes/json.ts";
import { fitsName } from "./parameter.ts";
import { mergeJson, RemoteParameter } from "./remote-parameter.ts";
import { sameValue } from "./value.ts";

/** What a MOD did. Parameters are named by their paths, metadata by their names. */
export interface Merge {
  /** What is new or different. */
  readonly changed: Set<string>;
  readonly removed: Set<string>;
  /** The parameters that were known, and whose value is another one now. */
  readonly values: Set<string>;
  /** Whether more than values is different. */
  structure: boolean;
  /** Whether it spoke of a parameter that is not known: the whole tree has to be asked for. */
  incomplete: boolean;
  /** Why something was left out. */
  ignored: string | undefined;
}

/** How a MOD is to be read. */
export interface MergeOptions {
  /** It answers our GET: whatever looks like a parameter is one. */
  readonly whole: boolean;
  /** A null takes an entry away; the reference sends nulls that mean nothing. */
  readonly removes: boolean;
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

  /** `limit`: how many parameters, and how many metadata, are kept. */
  constructor(limit: number) {
    this.parameters = this.#parameters;
    this.metadata = this.#metadata;
    this.objects = this.#objects;
    this.#limit = limit;
  }

  /** Takes over a partial tree. */
  merge(tree: JsonObject, options: MergeOptions): Merge {
    const merge: Merge = {
      changed: new Set(),
      removed: new Set(),
      values: new Set(),
      structure: false,
      incomplete: false,
      ignored: undefined,
    };
    for (const [name, entry] of tree) {
      if (name === "objects" && entry instanceof Map) this.#mergeObjects(entry, options, merge);
      else if (entry === null) this.#remove(name, options, merge);
      else if (entry instanceof Map && (this.#parameters.has(name) || isParameter(name, entry))) {
        this.#mergeParameter(new RemoteParameter(undefined, name), entry, options, merge);
      } else this.#mergeMetadata(name, entry, options, merge);
    }
    return merge;
  }

  /** A signal brought a value; what was never described is not kept. */
  take(path: string, value: Json): void {
    this.#parameters.get(path)?.take(value);
  }

  #mergeObjects(objects: JsonObject, options: MergeOptions, merge: Merge): void {
    for (const [object, entries] of objects) {
      if (!(entries instanceof Map)) continue;
      for (const [name, entry] of entries as JsonObject) {
        if (entry instanceof Map) this.#mergeParameter(new RemoteParameter(object, name), entry, options, merge);
        else if (entry === null) this.#remove(`${object}.${name}`, options, merge);
        else if (name === "type") this.#declare(object, String(entry), merge);
      }
    }
  }

  #declare(object: string, type: string, merge: Merge): void {
    if (this.#objects.get(object) === type) return;
    if (this.#fits(object, this.#objects, merge)) this.#objects.set(object, type);
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
    const before = parameter.value;
    const structure = parameter.merge(fields) || known === undefined;
    if (structure) merge.structure = true;
    const value = !sameOrMissing(before, parameter.value);
    if (value && known !== undefined) merge.values.add(path);
    if (value || structure) merge.changed.add(path);
  }

  #mergeMetadata(given: string, entry: Json, { removes }: MergeOptions, merge: Merge): void {
    // The reference stores `_scale` but tells it as `scale`.
    const name = given === "scale" && !removes ? "_scale" : given;
    const before = this.#metadata.get(name);
    if (!this.#fits(name, this.#metadata, merge)) return;
    const value = mergeJson(before, entry);
    if (sameOrMissing(before, value)) return;
    this.#metadata.set(name, value);
    merge.changed.add(name);
  }

  #remove(path: string, { removes }: MergeOptions, merge: Merge): void {
    if (!removes || !(this.#parameters.delete(path) || this.#metadata.delete(path))) return;
    merge.removed.add(path);
    merge.structure = true;
  }

  /** Whether there is room for an entry of that name. */
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

function sameOrMissing(a: Json | undefined, b: Json | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameValue(a, b);
}

const EXCERPT = 20;
