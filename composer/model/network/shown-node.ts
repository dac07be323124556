import { type Between, betweensOf } from "../../../src/browser.ts";
import type { Json, RemoteNode } from "../../../src/index.ts";
import { hueOf } from "../view/hue.ts";
import { visible } from "../view/words.ts";
import { ShownParameter } from "./shown-parameter.ts";

/** A place in the picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node as it is on the screen: present, or a ghost of one that left. It stays the same object when its name returns. */
export class ShownNode {
  /** Its name; with a piece of its id when another node of that name is there too. */
  readonly key: string;
  readonly name: string;
  readonly hue: number;
  /** The node behind it; undefined for a ghost. */
  remote: RemoteNode | undefined;
  /** When it left, in milliseconds of the page's clock. */
  leftAt = 0;
  readonly parameters = new Map<string, ShownParameter>();
  /** Those of operators that are drawn as a part of a wire. */
  hidden: ReadonlySet<ShownParameter> = new Set();
  #betweens: readonly Between[] = [];

  constructor(key: string, name: string) {
    this.key = key;
    this.name = name;
    this.hue = hueOf(name);
  }

  /** The parameters that are drawn. */
  get drawn(): readonly ShownParameter[] {
    return [...this.parameters.values()].filter((parameter) => !this.hidden.has(parameter));
  }

  /** Its operators that stand between the ends of wires; those that it had, when it is away. */
  get betweens(): readonly Between[] {
    if (this.remote !== undefined) this.#betweens = betweensOf(this.remote);
    return this.#betweens;
  }

  /** The name as it is shown. */
  get title(): string {
    return visible(this.key);
  }

  get present(): boolean {
    return this.remote !== undefined;
  }

  /** Whether it is there, but gave no sign of life lately although it should have. */
  get suspected(): boolean {
    return this.remote?.suspected === true;
  }

  /** Whether it gives reasons for what it refuses, and tells every change. */
  get extensions(): boolean {
    return this.remote?.extensions === true;
  }

  /** Why nobody may change it, in words for people; undefined when others may. */
  get locked(): string | undefined {
    if (this.remote?.locked !== true) return undefined;
    return this.remote.lockReason === ""
      ? `${this.name} is locked`
      : `${this.name} is locked: ${this.remote.lockReason}`;
  }

  /** The kinds of its operators by their names; undefined when nobody can make any on it. */
  get operators(): ReadonlyMap<string, string> | undefined {
    return readOperators(this.remote?.metadata.get(OPERATORS));
  }

  /** Where the node says that it wants to be drawn: metadata that every page reads. */
  get position(): Point | undefined {
    return readPosition(this.remote?.metadata.get(POSITION));
  }

  /** Takes over its parameters as they are now; true when some came or went. */
  describe(): boolean {
    const { remote } = this;
    if (remote === undefined) return false;
    const described = remote.parameters;
    let different = false;
    for (const [path, parameter] of described) {
      const known = this.parameters.get(path);
      const shown = known ?? new ShownParameter(this, path);
      const before = shown.access + shown.typeHint;
      shown.describe(parameter);
      if (known === undefined) this.parameters.set(path, shown);
      different ||= known === undefined || before !== shown.access + shown.typeHint;
    }
    for (const path of this.parameters.keys()) if (!described.has(path)) different = this.parameters.delete(path);
    return different;
  }
}

function readPosition(value: Json | undefined): Point | undefined {
  if (!Array.isArray(value)) return undefined;
  const [x, y] = value as readonly Json[];
  return isCoordinate(x) && isCoordinate(y) ? { x, y } : undefined;
}

/** A place that others tell; one that is farther from the middle than anybody goes is none: all else would be drawn as a dot. */
export function isCoordinate(value: Json | undefined): value is number {
  return typeof value === "number" && Math.abs(value) <= FARTHEST;
}

function readOperators(value: Json | undefined): ReadonlyMap<string, string> | undefined {
  if (!Array.isArray(value)) return undefined;
  return new Map(
    (value as readonly Json[]).flatMap((entry) => {
      const [name, kind] = Array.isArray(entry) ? (entry as readonly Json[]) : [];
      return typeof name === "string" && typeof kind === "string" ? [[name, kind] as const] : [];
    }),
  );
}

/** Pixels from the middle. */
const FARTHEST = 1_000_000;

/** The metadata of a node that takes operators. */
export const OPERATORS = "_operators";

/** The name under which the node editor of 2013 kept it too. */
export const POSITION = "_zne_position";
