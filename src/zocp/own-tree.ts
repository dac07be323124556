import type { Json } from "../bytes/json.ts";
import { formatJson, formatString } from "../bytes/json-format.ts";
import { UsageError } from "../errors.ts";
import { checkParameterName, type Description, Parameter } from "./parameter.ts";
import { showValue } from "./value.ts";

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
    if (older !== undefined && older.object !== object) {
      throw new UsageError("invalid-name", `the path "${parameter.path}" is already taken by another parameter`);
    }
    if (older === undefined && this.parameters.size >= this.#limit) {
      throw new UsageError("not-allowed", `this node has ${this.#limit} parameters already: that is the limit`);
    }
    if (object !== undefined && !this.objects.has(object)) this.declare(object, "Unknown");
    this.parameters.set(parameter.path, parameter);
    return parameter;
  }

  declare(object: string, type: string): void {
    checkParameterName("the object's name", object);
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
    if (!name.startsWith("_"))
      throw new UsageError("invalid-name", `the metadata "${name}" must begin with an underscore`);
    if (typeof value === "string" || (typeof value === "object" && value !== null)) this.metadata.set(name, value);
    else
      throw new UsageError(
        "invalid-value",
        `the metadata "${name}" is ${showValue(value)}; it must be a text, a list or an object`,
      );
  }

  /** The whole tree as JSON; `subscribers` gives each parameter's list. */
  format(subscribers: (path: string) => string): string {
    const entries: string[] = [];
    const objects = new Map([...this.objects].map(([name, type]) => [name, [`"type": ${formatString(type)}`]]));
    for (const parameter of this.parameters.values()) {
      const entry = `${formatString(parameter.name)}: ${parameter.format(subscribers(parameter.path))}`;
      if (parameter.object === undefined) entries.push(entry);
      else objects.get(parameter.object)?.push(entry);
    }
    const grouped = [...objects].map(([name, fields]) => `${formatString(name)}: {${fields.join(", ")}}`);
    if (grouped.length > 0) entries.push(`"objects": {${grouped.join(", ")}}`);
    for (const [name, value] of this.metadata) entries.push(`${formatString(name)}: ${formatJson(value)}`);
    return `{${entries.join(", ")}}`;
  }

  /** The named entries of the top level; names that are unknown are left out. */
  formatNamed(names: readonly string[], subscribers: (path: string) => string): string {
    const entries: string[] = [];
    for (const name of new Set(names)) {
      const parameter = this.parameters.get(name);
      const metadata = this.metadata.get(name);
      if (parameter?.object === undefined && parameter !== undefined) {
        entries.push(`${parameter.quoted}: ${parameter.format(subscribers(name))}`);
      } else if (metadata !== undefined) entries.push(`${formatString(name)}: ${formatJson(metadata)}`);
    }
    return `{${entries.join(", ")}}`;
  }
}
