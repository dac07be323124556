import type { Json, JsonObject } from "../../bytes/json.ts";
import type { Peer } from "../core/peer.ts";
import { whyNoMetadata } from "./old-nodes.ts";

/** What a SET or MOD may say to a node of the reference, which merges whatever comes into its tree and looks into it later. */

/** Why a SET would end an old node, or make it one that ends with the next SUB or signal. */
export function whyNoSet(peer: Peer, tree: JsonObject): string | undefined {
  const [first, ...more] = tree;
  if (first === undefined || more.length > 0) return "a SET has one entry";
  const [name, entry] = first;
  if (name === "objects") return whyNotInObject(peer, entry);
  const parameter = peer.tree.parameters.get(name);
  const known = parameter !== undefined && parameter.object === undefined;
  if (name.startsWith("_") && !known) return isMetadata(name, entry) ? whyNoMetadata(peer, entry) : whatItIs(name);
  if (!(entry instanceof Map)) return `${name} is set to no object`;
  if (!known && !describes(entry)) return `it has no parameter "${name}", and this describes none`;
  return listOf(entry) === undefined ? "subscribers are a list" : undefined;
}

/** Why a MOD would end an old node, or would with the next signal. */
export function whyNoMod(tree: JsonObject): string | undefined {
  for (const [name, entry] of tree) {
    if (entry instanceof Map) continue;
    if (name === "objects" || !isMetadata(name, entry)) return whatItIs(name);
  }
  return undefined;
}

/** A tree without what is of no use for {@link OldGuard}: names, and which of the fields are there that others rely on. */
export function outlineOf(tree: JsonObject): JsonObject {
  return mapEntries(tree, (name, entry) => {
    if (!(entry instanceof Map)) return entry === null ? null : "";
    return name === "objects" ? mapEntries(entry, (_, object) => outlineOfObject(object)) : outlineOfParameter(entry);
  });
}

/** One parameter of one object that is there. */
function whyNotInObject(peer: Peer, objects: Json): string | undefined {
  const [[object, fields] = ["", null], ...others] = objects instanceof Map ? (objects as JsonObject) : [];
  const [[name, entry] = ["", null], ...more] = fields instanceof Map ? (fields as JsonObject) : [];
  const known = peer.tree.parameters.get(`${object}.${name}`)?.object === object;
  if (others.length + more.length > 0 || !known || !(entry instanceof Map))
    return "a SET is of one parameter that it has";
  return listOf(entry) === undefined ? "subscribers are a list" : undefined;
}

function isMetadata(name: string, entry: Json): boolean {
  if (!name.startsWith("_") && name !== "scale") return false;
  return typeof entry === "string" || (typeof entry === "object" && entry !== null);
}

function whatItIs(name: string): string {
  return `${name} is neither described by an object nor metadata`;
}

/** Undefined when it is another thing. */
function listOf(entry: JsonObject): readonly Json[] | undefined {
  const list = entry.get("subscribers") ?? (entry.has("subscribers") ? null : []);
  return Array.isArray(list) ? list : undefined;
}

/** Whether it is a whole parameter, that can be wired later. */
function describes(entry: JsonObject): boolean {
  return ["value", "typeHint", "access", "subscribers"].every((field) => entry.has(field));
}

function outlineOfObject(object: Json): Json {
  if (!(object instanceof Map)) return null;
  return mapEntries(object, (_, entry) => (entry instanceof Map ? outlineOfParameter(entry) : null));
}

function outlineOfParameter(entry: JsonObject): JsonObject {
  const outline = new Map<string, Json>();
  for (const field of ["value", "access"]) if (entry.has(field)) outline.set(field, "");
  const hint = entry.get("typeHint");
  if (hint !== undefined) outline.set("typeHint", typeof hint === "string" && hint !== "" ? "any" : "");
  if (entry.has("subscribers")) outline.set("subscribers", Array.isArray(entry.get("subscribers")) ? [] : null);
  return outline;
}

function mapEntries(object: JsonObject, change: (name: string, entry: Json) => Json): JsonObject {
  return new Map([...object].map(([name, entry]): [string, Json] => [name, change(name, entry)]));
}
