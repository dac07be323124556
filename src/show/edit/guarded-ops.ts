import { formatJson, type Json, type JsonObject, UsageError } from "../../index.ts";
import { sameValue } from "../patch/file-values.ts";

/** An edit of one thing that says what it found there: it is refused where somebody else has changed that since. */
export type GuardedOp =
  /** A value of a cue (by its id) or of a scene: another one, or none. */
  | {
      readonly op: "set-value";
      readonly cue?: string | undefined;
      readonly scene?: string | undefined;
      readonly address: string;
      readonly was: Json | undefined;
      readonly to: Json | undefined;
    }
  /** Fields of a cue, as they stand in the file; null for those that are not there. */
  | { readonly op: "change-cue"; readonly id: string; readonly was: JsonObject; readonly to: JsonObject }
  /** Fields of what lies on the graph; without `was` it is new, without `to` it goes. */
  | {
      readonly op: "change-item";
      readonly id: string;
      readonly was: JsonObject | undefined;
      readonly to: JsonObject | undefined;
    };

/** A cue or a scene with another value. Throws `UsageError` when that is not there any more which was found there. */
export function withValue(whole: JsonObject, op: GuardedOp & { op: "set-value" }, name: string): JsonObject {
  const values = whole.get("values");
  const before: JsonObject = values instanceof Map ? (values as JsonObject) : new Map();
  check(`${op.address} of ${name}`, before.get(op.address), op.was);
  return new Map([...whole, ["values", withField(before, op.address, op.to)]]);
}

/** A cue with other fields. Throws as `withValue`. */
export function withFields(cue: JsonObject, { was, to }: GuardedOp & { op: "change-cue" }, name: string): JsonObject {
  for (const field of to.keys())
    if (APART.has(field)) throw new UsageError("invalid-argument", `${field} of a cue is not changed by change-cue`);
  return changed(cue, { was, to }, name);
}

/** What lies on the graph with one of it changed, new or gone. Throws as `withValue`. */
export function withItem(items: JsonObject, { id, was, to }: GuardedOp & { op: "change-item" }): JsonObject {
  const item = items.get(id);
  const name = `${id} on the canvas`;
  if (was === undefined || to === undefined || !(item instanceof Map)) {
    check(name, item, was);
    return withField(items, id, to);
  }
  return withField(items, id, changed(item as JsonObject, { was, to }, name));
}

function changed(whole: JsonObject, { was, to }: Change, name: string): JsonObject {
  let one = whole;
  for (const [field, value] of to) {
    check(`${field} of ${name}`, whole.get(field), was.get(field) ?? undefined);
    one = withField(one, field, value ?? undefined);
  }
  return one;
}

interface Change {
  readonly was: JsonObject;
  readonly to: JsonObject;
}

function withField(object: JsonObject, name: string, value: Json | undefined): JsonObject {
  if (value !== undefined) return new Map([...object, [name, value]]);
  return new Map([...object].filter(([other]) => other !== name));
}

function check(what: string, present: Json | undefined, was: Json | undefined): void {
  if (sameValue(present, was)) return;
  const [now, then] = [present, was].map((value) => (value === undefined ? "not there" : formatJson(value)));
  throw new UsageError("invalid-argument", `${what} is ${now} by now, not ${then}`);
}

/** What a cue is known by, and what has edits of its own. */
const APART: ReadonlySet<string> = new Set(["id", "values"]);
