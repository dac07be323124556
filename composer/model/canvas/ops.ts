import { formatJson, type Json, type JsonObject } from "../../../src/browser.ts";
import type { Part, Store, Written } from "../keeping/store.ts";
import type { Fields } from "./item.ts";

/**
 * One edit of what lies on the graph, as a show takes it: it says what it found, and is refused where somebody else has changed that
 * since. Without `was` it is new, without `to` it goes.
 */
export interface CanvasOp {
  readonly id: string;
  readonly was: JsonObject | undefined;
  readonly to: JsonObject | undefined;
}

/** What lies on the graph, as a show and a browser keep it. */
export const CANVAS: Part<CanvasOp> = {
  name: "canvas",
  one: "it",
  apply: (written, ops) => ops.reduce(applyOp, written),
  write: ({ id, was, to }) => new Map<string, Json>([["op", "change-item"], ["id", id], ...given({ was, to })]),
};

export type CanvasStore = Store<CanvasOp>;

/** An edit of what is there now; undefined when that is gone. */
export function changeOf({ written }: CanvasStore, id: string, fields: Fields): CanvasOp | undefined {
  const present = written.get(id);
  if (present === undefined) return undefined;
  const all = Object.entries(fields);
  const was = new Map<string, Json>(all.map(([name]) => [name, present.get(name) ?? null]));
  return { id, was, to: new Map<string, Json>(all.map(([name, value]) => [name, value ?? null])) };
}

/** Those of its fields that are given, as they are now. */
export function fieldsOf(written: JsonObject | undefined, names: readonly string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, written?.get(name)]));
}

/** Whether fields are what they were. */
export function areSame(one: Fields, other: Fields): boolean {
  return Object.keys(one).every((name) => isSame(one[name] ?? null, other[name] ?? null));
}

function applyOp(written: Written, { id, was, to }: CanvasOp): Written {
  const present = written.get(id);
  if (was === undefined) return present !== undefined || to === undefined ? written : new Map([...written, [id, to]]);
  if (present === undefined) return written;
  if (to === undefined) return new Map([...written].filter(([other]) => other !== id));
  if ([...was].some(([name, value]) => !isSame(present.get(name) ?? null, value))) return written;
  const changed = [...present, ...to].filter(([name]) => !to.has(name) || to.get(name) !== null);
  return new Map([...written, [id, new Map(changed)]]);
}

function isSame(one: Json, other: Json): boolean {
  return formatJson(one) === formatJson(other);
}

function given(parts: { readonly was: JsonObject | undefined; readonly to: JsonObject | undefined }): [string, Json][] {
  return Object.entries(parts).map(([name, part]) => [name, part ?? null]);
}
