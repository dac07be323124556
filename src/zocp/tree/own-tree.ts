import type { Json } from "../../bytes/json.ts";
import { formatJson, formatString } from "../../bytes/json-format.ts";
import { UsageError } from "../../errors.ts";
import { checkForm, checkValue, showValue } from "../codec/value.ts";
import { checkParameterName, type Description, Parameter } from "./parameter.ts";

/** Which parameter is meant: one of the node, or one of an object of the node. */
export interface Place {
  readonly object?: string | undefined;
  readonly name: string;
}

/** The capability tree of this node: its parameters in the order of their registration, its objects, its metadata. */
export class OwnTree {
  readonly parameters = new Map<string, Parameter>();
  readonly objects = new Map<string, string>();
  readonly metadata = new Map<string, Json>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Throws `UsageError` for a description that is wrong, or a path that something else has. */
  register({ object, name }: Place, description: Description, foreign: boolean): Parameter {
    const parameter = new Parameter(object, name, description, foreign);
    const older = this.parameters.get(parameter.path);
    if ((older !== undefined && older.object !== object) || this.metadata.has(parameter.path)) {
      throw new UsageError("invalid-name", `the path "${parameter.path}" is already taken`);
    }
    if (older === undefined) this.#checkRoom("parameters", this.parameters.size);
    if (object !== undefined && !this.objects.has(object)) this.declare(object, "Unknown");
    this.parameters.set(parameter.path, parameter);
    return parameter;
  }

  /** Throws `UsageError` when there is none of that path. */
  remove(path: string): Parameter {
    const parameter = this.parameter(path);
    this.parameters.delete(path);
    return parameter;
  }

  /** Throws `UsageError`. */
  declare(object: string, type: string): void {
    checkParameterName("the object's name", object);
    if (!this.objects.has(object)) this.#checkRoom("objects", this.objects.size);
    this.objects.set(object, type);
  }

  /** Throws `UsageError` when there is none of that path. */
  parameter(path: string): Parameter {
    const parameter = this.parameters.get(path);
    if (parameter === undefined) throw new UsageError("not-found", `this node has no parameter "${path}"`);
    return parameter;
  }

  /** Throws `UsageError`. Only texts, lists and objects: tools of 2015 end themselves when they meet another. */
  setMetadata(name: string, value: Json): void {
    checkParameterName("the metadata's name", name);
    if (!name.startsWith("_")) {
      throw new UsageError("invalid-name", `the metadata "${name}" must begin with an underscore`);
    }
    if (this.parameters.has(name)) throw new UsageError("invalid-name", `"${name}" is a parameter of this node`);
    const reason = checkMetadata(name, value) ?? checkForm(value);
    if (reason !== undefined) throw new UsageError("invalid-value", `the metadata "${name}": ${reason}`);
    if (!this.metadata.has(name)) this.#checkRoom("metadata", this.metadata.size);
    this.metadata.set(name, value);
  }

  #checkRoom(what: string, count: number): void {
    if (count < this.#limit) return;
    throw new UsageError("not-allowed", `this node has ${count} ${what} already, which is the limit`);
  }
}

/** A parameter, and what is said of it: JSON already. */
export type Part = readonly [Parameter, string];

/** A part of a tree as JSON: each parameter under its name, those of an object under that object. */
export function formatPart(
  parts: readonly Part[],
  objects: ReadonlyMap<string, string> = NOTHING,
  metadata: ReadonlyMap<string, Json> = NOTHING,
): string {
  const entries: string[] = [];
  const groups = new Map([...objects].map(([name, type]) => [name, [`"type": ${formatString(type)}`]]));
  for (const [{ object, name }, text] of parts) {
    const entry = `${formatString(name)}: ${text}`;
    if (object === undefined) entries.push(entry);
    else if (groups.has(object)) groups.get(object)?.push(entry);
    else groups.set(object, [entry]);
  }
  const grouped = [...groups].map(([name, fields]) => `${formatString(name)}: {${fields.join(", ")}}`);
  if (grouped.length > 0) entries.push(`"objects": {${grouped.join(", ")}}`);
  for (const [name, value] of metadata) entries.push(`${formatString(name)}: ${formatMetadata(name, value)}`);
  return `{${entries.join(", ")}}`;
}

/** Where a node is in space is written in floats, for Python programs tell them from whole numbers. */
export function formatMetadata(name: string, value: Json): string {
  return formatJson(value, { floats: SPACE.has(name) });
}

function checkMetadata(name: string, value: Json): string | undefined {
  if (name === "_matrix") {
    const rows = Array.isArray(value) ? value : [];
    const fits = rows.length === 4 && rows.every((row) => checkValue(row, { typeHint: "vec4f" }) === undefined);
    return fits ? undefined : `${showValue(value)} is not four rows of four numbers`;
  }
  if (SPACE.has(name)) return checkValue(value, { typeHint: "vec3f" });
  if (typeof value === "string" || (typeof value === "object" && value !== null)) return undefined;
  return `${showValue(value)} is neither a text nor a list nor an object`;
}

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();
const SPACE: ReadonlySet<string> = new Set(["_location", "_orientation", "_scale", "_matrix"]);
