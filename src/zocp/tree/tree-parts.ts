import type { Json } from "../../bytes/json.ts";
import { formatStart } from "../../bytes/json-format.ts";
import { formatPart, type OwnTree, type Part } from "./own-tree.ts";
import type { Parameter } from "./parameter.ts";

/** A part of a tree as JSON; `last`: nothing follows. */
export interface TreePart {
  readonly text: string;
  readonly last: boolean;
}

/**
 * The whole tree, or the entries of the top level that are wanted, in parts of moderate length; most trees are one part.
 * `fieldsOf` gives each parameter's list of subscribers as JSON, and what follows after its description. What changes meanwhile is told as it is when its turn comes.
 */
export function* formatInParts(
  tree: OwnTree,
  fieldsOf: (parameter: Parameter) => { readonly subscribers: string; readonly more?: string },
  wanted?: ReadonlySet<string>,
): Generator<TreePart, void> {
  const isWanted = (name: string): boolean => wanted?.has(name) !== false;
  const batch = new Batch();
  for (const one of tree.parameters.values()) {
    if (!isWanted(one.object === undefined ? one.name : "objects")) continue;
    const { subscribers, more = "" } = fieldsOf(one);
    const text = one.format(subscribers);
    batch.addParameter(one, more === "" ? text : `${text.slice(0, -1)}, ${more}}`);
    if (batch.full) yield { text: batch.take(), last: false };
  }
  for (const [name, value] of tree.metadata) {
    if (!isWanted(name)) continue;
    batch.addMetadata(name, value);
    if (batch.full) yield { text: batch.take(), last: false };
  }
  yield { text: batch.take(isWanted("objects") ? tree.objects : undefined), last: true };
}

/** The entries of one part. */
class Batch {
  #parameters: Part[] = [];
  #metadata = new Map<string, Json>();
  #length = 0;

  get full(): boolean {
    return this.#length >= PART;
  }

  addParameter(parameter: Parameter, text: string): void {
    this.#parameters.push([parameter, text]);
    this.#length += text.length;
  }

  addMetadata(name: string, value: Json): void {
    this.#metadata.set(name, value);
    this.#length += formatStart(value, PART).length;
  }

  take(objects?: ReadonlyMap<string, string>): string {
    const text = formatPart(this.#parameters, objects, this.#metadata);
    this.#parameters = [];
    this.#metadata = new Map();
    this.#length = 0;
    return text;
  }
}

/** Characters: what is made and read in less than a millisecond. */
const PART = 0x1_0000;
