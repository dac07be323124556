import type { ShownNode } from "../network/shown-node.ts";
import type { ShownParameter } from "../network/shown-parameter.ts";
import type { Fold } from "./folds.ts";

/** One line of a node's box: a group's heading, or a parameter. */
type Row =
  | {
      readonly type: "group";
      readonly name: string;
      readonly folded: boolean;
      /** The kind of the operator that it is; undefined for another object. */
      readonly kind: string | undefined;
      readonly y: number;
    }
  /** Of a long node: so many parameters more are not drawn; 0 when all are. */
  | { readonly type: "rest"; readonly more: number; readonly y: number }
  | {
      readonly type: "parameter";
      readonly parameter: ShownParameter;
      /** Where its ports are: on its own line, or on that of its folded group. */
      readonly y: number;
      readonly hidden: boolean;
      /** Which ports it has. */
      readonly senses: boolean;
      readonly emits: boolean;
    };

/** How a node is drawn: every size is known before it is drawn, so nothing has to be measured. */
export interface Box {
  readonly width: number;
  readonly height: number;
  readonly rows: readonly Row[];
}

/** What is not drawn of nodes. */
export interface Folding {
  /** Objects whose parameters are hidden: the node's key, a line break, the object's name. */
  readonly folded: ReadonlySet<string>;
  /** Long nodes that are drawn whole. */
  readonly opened: ReadonlySet<string>;
  /** Nodes that are folded, by their keys. */
  readonly nodes: ReadonlyMap<string, Fold>;
  /** The parameters with a wire: these are always drawn. */
  readonly wired: ReadonlySet<ShownParameter>;
}

/**
 * Lays out the lines of a node. Parameters of an object stand under its name; a folded object keeps its ports. Of a long node what has
 * a wire is drawn, or its first parameters, and how many more there are; so it is with one that is folded to what has a wire.
 */
export function boxOf(node: ShownNode, { folded, opened, nodes, wired }: Folding): Box {
  const all = inOrder(node);
  const fold = nodes.get(node.key);
  const inUse = all.filter((parameter) => wired.has(parameter));
  if (fold === "header") return headerOf(inUse);
  const rows: Row[] = [];
  let y = HEADER + PADDING;
  let group: string | undefined;
  const long = fold === "ports" || all.length > LONG;
  const drawn = fold === "ports" ? inUse : !long || opened.has(node.key) ? all : shortened(all, wired);
  for (const parameter of drawn) {
    const inside = parameter.group;
    const hidden = inside !== undefined && folded.has(`${node.key}\n${inside}`);
    if (inside !== undefined && inside !== group) {
      rows.push({ type: "group", name: inside, folded: hidden, kind: node.operators?.get(inside), y });
      y += LINE;
    }
    group = inside;
    rows.push(rowOf(parameter, hidden, hidden ? y - LINE : y));
    if (!hidden) y += LINE;
  }
  if (long) {
    rows.push({ type: "rest", more: all.length - drawn.length, y });
    y += LINE;
  }
  return { width: WIDTH, height: y + PADDING, rows };
}

/** Nothing but the name: the ports of its wires lie on it. */
function headerOf(inUse: readonly ShownParameter[]): Box {
  const y = (HEADER - LINE) / 2;
  return { width: WIDTH, height: HEADER, rows: inUse.map((parameter) => rowOf(parameter, true, y)) };
}

function rowOf(parameter: ShownParameter, hidden: boolean, y: number): Row {
  const { senses, emits } = parameter;
  return { type: "parameter", parameter, hidden, y, senses, emits };
}

/** Whether two boxes of a node are drawn alike, with the same parameters. */
export function sameBox(one: Box, other: Box): boolean {
  return one.height === other.height && one.rows.length === other.rows.length && one.rows.every(isSame, other.rows);
}

function isSame(this: readonly Row[], row: Row, index: number): boolean {
  const other = this[index];
  const names = Object.keys(row) as (keyof Row)[];
  return other !== undefined && names.every((name) => row[name] === other[name]);
}

/** Those with a wire, and as many others as make a few, in their order. */
function shortened(all: readonly ShownParameter[], wired: ReadonlySet<ShownParameter>): readonly ShownParameter[] {
  let others = Math.max(0, FEW - all.filter((parameter) => wired.has(parameter)).length);
  return all.filter((parameter) => wired.has(parameter) || others-- > 0);
}

/** Loose parameters first, then object by object; within these as the node tells them. */
function inOrder(node: ShownNode): readonly ShownParameter[] {
  const groups = new Map<string, ShownParameter[]>([["", []]]);
  for (const parameter of node.drawn) {
    const group = groups.get(parameter.group ?? "");
    if (group === undefined) groups.set(parameter.group ?? "", [parameter]);
    else group.push(parameter);
  }
  return [...groups.values()].flat();
}

/** The height of a line, in pixels at a zoom of 1; `look.css` has the same. */
export const LINE = 28;
/** Parameters of a node that is drawn whole, and those that are drawn of a longer one, besides what has a wire. */
const LONG = 16;
const FEW = 12;
const WIDTH = 232;
const HEADER = 38;
const PADDING = 6;
