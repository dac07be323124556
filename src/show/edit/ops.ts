import { formatJson, type Json, type JsonObject, parseJson, UsageError } from "../../index.ts";
import { compareCueNumbers, readCueNumber } from "../file/cue-number.ts";
import { formatShow } from "../file/format.ts";
import { readShow } from "../file/read.ts";
import type { ShowFile } from "../file/show-file.ts";
import { type DashboardOp, editDashboards } from "./dashboard-ops.ts";
import { type GuardedOp, withFields, withItem, withValue } from "./guarded-ops.ts";
import { renameNode } from "./rename-node.ts";

/** One edit of a show, as `show.edit` takes it. Cues and scenes are written as they stand in the file. */
export type ShowOp =
  | GuardedOp
  /** A cue that takes the place of the one of its id, or is new: in front of another one, else where its number belongs. */
  | { readonly op: "put-cue"; readonly cue: JsonObject; readonly before?: string | undefined }
  | { readonly op: "remove-cue"; readonly id: string }
  /** In front of another one, or to the end. */
  | { readonly op: "move-cue"; readonly id: string; readonly before?: string | undefined }
  | { readonly op: "put-scene"; readonly name: string; readonly scene: JsonObject }
  | { readonly op: "remove-scene"; readonly name: string }
  | DashboardOp
  | { readonly op: "title"; readonly title: string }
  /** Everything that is said of one node is said of another name. */
  | { readonly op: "rename-node"; readonly from: string; readonly to: string }
  /** The text of a whole file. */
  | { readonly op: "replace"; readonly text: string };

/**
 * A show with some edits, all of them or none. Throws `UsageError` for an edit that cannot be, `ShowFileError` when the show would not be one that
 * can be read.
 */
export function editShow(show: ShowFile, ops: readonly ShowOp[]): ShowFile {
  let root = treeOf(formatShow(show));
  for (const op of ops) root = applied(root, op);
  return readShow(formatJson(root));
}

/** Whether an edit says what it found: it is refused by itself where somebody else has changed that. */
export function isGuarded({ op }: ShowOp): boolean {
  return op === "set-value" || op === "change-cue" || op === "change-item";
}

/** Reads the edits of a call. Throws `UsageError`. */
export function readOps(given: Json | undefined): readonly ShowOp[] {
  if (!Array.isArray(given)) throw new UsageError("invalid-argument", "show.edit wants a revision and a list of edits");
  return given.map(readOp);
}

function applied(root: JsonObject, op: ShowOp): JsonObject {
  if (op.op === "replace") return treeOf(op.text);
  if (op.op !== "rename-node") return new Map([...root, ...edited(root, op)]);
  return treeOf(formatShow(renameNode(readShow(formatJson(root)), op.from, op.to)));
}

type CueOp = Exclude<GuardedOp, { op: "change-item" }>;
type Edited = readonly (readonly [string, Json])[];

function edited(root: JsonObject, op: Exclude<ShowOp, { op: "replace" | "rename-node" }>): Edited {
  const cues = listOf(root.get("cues"));
  if (isOfDashboards(op)) return [["dashboards", editDashboards(mapIn(root, "dashboards"), op)]];
  if (op.op === "change-item") return [["canvas", withItem(mapIn(root, "canvas"), op)]];
  if (op.op === "title") return [["title", op.title]];
  if (op.op === "put-scene") return [["scenes", new Map([...mapIn(root, "scenes"), [op.name, op.scene]])]];
  if (op.op === "remove-scene") return [["scenes", without(mapIn(root, "scenes"), op.name)]];
  if (op.op === "put-cue") return [["cues", putCue(cues, op.cue, op.before)]];
  if (op.op === "set-value" && op.cue === undefined) return [["scenes", sceneWithValue(root, op)]];
  if (op.op === "set-value" || op.op === "change-cue") return [["cues", changeCue(cues, op)]];
  const cue = cues.find((one) => idOf(one) === op.id);
  if (cue === undefined) throw noCue(op.id);
  const others = cues.filter((one) => one !== cue);
  return [["cues", op.op === "remove-cue" ? others : insert(others, cue, op.before)]];
}

function changeCue(cues: readonly JsonObject[], op: CueOp): readonly JsonObject[] {
  const id = (op.op === "set-value" ? op.cue : op.id) ?? "";
  const at = cues.findIndex((one) => idOf(one) === id);
  const cue = cues[at];
  if (cue === undefined) throw noCue(id);
  const name = `cue ${numberOf(cue)}`;
  const changed = op.op === "set-value" ? withValue(cue, op, name) : withFields(cue, op, name);
  // Another number is another place.
  return op.op === "change-cue" && op.to.has("cue")
    ? putCue(cues.toSpliced(at, 1), changed, undefined)
    : cues.with(at, changed);
}

function sceneWithValue(root: JsonObject, op: GuardedOp & { op: "set-value" }): JsonObject {
  const scenes = mapIn(root, "scenes");
  const [name, scene] = [op.scene ?? "", scenes.get(op.scene ?? "")];
  if (!(scene instanceof Map)) throw new UsageError("not-found", `there is no scene ${JSON.stringify(name)}`);
  return new Map([...scenes, [name, withValue(scene as JsonObject, op, `scene ${name}`)]]);
}

function putCue(cues: readonly JsonObject[], cue: JsonObject, before: string | undefined): readonly JsonObject[] {
  // A program may take the number of a cue for one.
  const number = numberOf(cue);
  if (readCueNumber(number) === undefined)
    throw new UsageError("invalid-argument", 'a cue wants a number such as "1", "1.5" or "12A"');
  const whole = cue.has("id") ? cue : new Map([["id", freshId(cues, number)], ...cue]);
  const index = cues.findIndex((one) => idOf(one) === idOf(whole));
  if (index >= 0 && before === undefined) return cues.with(index, whole);
  const others = cues.filter((_, at) => at !== index);
  if (before !== undefined) return insert(others, whole, before);
  const behind = others.findIndex((one) => compareCueNumbers(numberOf(one), number) > 0);
  return behind < 0 ? [...others, whole] : others.toSpliced(behind, 0, whole);
}

/** Its number, as long as no other cue has that id. */
function freshId(cues: readonly JsonObject[], number: string): string {
  const taken = new Set(cues.map(idOf));
  for (let count = 1; ; count++) {
    const id = count === 1 ? number : `${number}-${count}`;
    if (!taken.has(id)) return id;
  }
}

function insert(cues: readonly JsonObject[], cue: JsonObject, before: string | undefined): readonly JsonObject[] {
  if (before === undefined) return [...cues, cue];
  const index = cues.findIndex((one) => idOf(one) === before);
  if (index < 0) throw noCue(before);
  return cues.toSpliced(index, 0, cue);
}

function without(scenes: JsonObject, name: string): JsonObject {
  if (!scenes.has(name)) throw new UsageError("not-found", `there is no scene ${JSON.stringify(name)}`);
  return new Map([...scenes].filter(([other]) => other !== name));
}

function readOp(given: Json): ShowOp {
  const fields = given instanceof Map ? (given as JsonObject) : new Map<string, Json>();
  const text = (name: string): string => {
    const value = fields.get(name);
    if (typeof value === "string") return value;
    throw new UsageError("invalid-argument", `the edit ${formatJson(given)} lacks the text ${name}`);
  };
  const object = (name: string): JsonObject => {
    const value = fields.get(name);
    if (value instanceof Map) return value as JsonObject;
    throw new UsageError("invalid-argument", `the edit ${formatJson(given)} lacks the object ${name}`);
  };
  const value = (name: string): Json | undefined => fields.get(name) ?? undefined;
  const before = typeof fields.get("before") === "string" ? text("before") : undefined;
  const op = fields.get("op");
  if (op === "put-cue") return { op, cue: object("cue"), before };
  if (op === "remove-cue") return { op, id: text("id") };
  if (op === "move-cue") return { op, id: text("id"), before };
  if (op === "put-scene") return { op, name: text("name"), scene: object("scene") };
  if (op === "remove-scene") return { op, name: text("name") };
  if (op === "title") return { op, title: text("title") };
  if (op === "rename-node") return { op, from: text("from"), to: text("to") };
  if (op === "put-dashboard") return { op, name: text("name"), dashboard: object("dashboard") };
  if (op === "remove-dashboard") return { op, name: text("name") };
  if (op === "rename-dashboard") return { op, from: text("from"), to: text("to") };
  if (op === "put-tile") return { op, name: text("name"), tile: object("tile") };
  if (op === "remove-tile") return { op, name: text("name"), id: text("id") };
  if (op === "replace") return { op, text: text("text") };
  if (op === "change-cue") return { op, id: text("id"), was: object("was"), to: object("to") };
  if (op === "change-item") {
    const part = (name: "was" | "to"): JsonObject | undefined => (value(name) === undefined ? undefined : object(name));
    return { op, id: text("id"), was: part("was"), to: part("to") };
  }
  if (op === "set-value") {
    const of = fields.has("scene") ? { scene: text("scene") } : { cue: text("cue") };
    return { op, ...of, address: text("address"), was: value("was"), to: value("to") };
  }
  throw new UsageError("invalid-argument", `${formatJson(given)} is no edit of a show`);
}

function treeOf(text: string): JsonObject {
  const tree = parseJson(text);
  return tree instanceof Map ? (tree as JsonObject) : new Map();
}

function mapIn(root: JsonObject, part: "scenes" | "dashboards" | "canvas"): JsonObject {
  const found = root.get(part);
  return found instanceof Map ? (found as JsonObject) : new Map();
}

function isOfDashboards(op: ShowOp): op is DashboardOp {
  return /-(?:dashboard|tile)$/.test(op.op);
}

function listOf(given: Json | undefined): readonly JsonObject[] {
  return Array.isArray(given) ? given.filter((one): one is JsonObject => one instanceof Map) : [];
}

function idOf(cue: JsonObject): Json | undefined {
  return cue.get("id") ?? cue.get("cue");
}

function numberOf(cue: JsonObject): string {
  return String(cue.get("cue") ?? "");
}

function noCue(id: string): UsageError {
  return new UsageError("not-found", `no cue has the id ${JSON.stringify(id)}`);
}
