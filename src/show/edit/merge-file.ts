import { formatJson, type Json, type JsonObject, parseJson } from "../../index.ts";
import { compareCueNumbers } from "../file/cue-number.ts";
import { formatShow } from "../file/format.ts";
import type { Cue, ShowFile } from "../file/show-file.ts";
import { editShow, type ShowOp } from "./ops.ts";

/** One part of a show that another file has otherwise. */
export interface FileDifference {
  /** Names it, as long as both stay as they are. */
  readonly key: string;
  readonly what: "title" | "patch" | "scene" | "cue" | "dashboard";
  /** The name of the scene or dashboard; the number and the name of the cue. */
  readonly name: string;
  /** `+`: only the file has it. `-`: only the show. `~`: both, and they differ. */
  readonly sign: "+" | "-" | "~";
}

/** What a file has otherwise than a show. */
export function compareFiles(show: ShowFile, file: ShowFile): readonly FileDifference[] {
  const [mine, its] = [partsOf(show), partsOf(file)];
  const found: FileDifference[] = [];
  for (const [key, { what, name, text }] of its) {
    const here = mine.get(key);
    if (here?.text !== text) found.push({ key, what, name, sign: here === undefined ? "+" : "~" });
  }
  for (const [key, { what, name }] of mine)
    if (!its.has(key) && what !== "title" && what !== "patch") found.push({ key, what, name, sign: "-" });
  return found;
}

/** A show with some parts of a file, by their keys. Throws `ShowFileError` when it would not be one that can be read. */
export function mergeFile(show: ShowFile, file: ShowFile, keys: ReadonlySet<string>): ShowFile {
  const chosen = compareFiles(show, file).filter(({ key }) => keys.has(key));
  const its = partsOf(file);
  const ops = chosen.flatMap(({ key, what, name, sign }): ShowOp[] => {
    const object = its.get(key)?.json ?? NOTHING;
    if (what === "title") return [{ op: "title", title: file.title ?? "" }];
    if (what === "scene")
      return [sign === "-" ? { op: "remove-scene", name } : { op: "put-scene", name, scene: object }];
    if (what === "dashboard")
      return [sign === "-" ? { op: "remove-dashboard", name } : { op: "put-dashboard", name, dashboard: object }];
    if (what === "patch") return [];
    const before = cueOf(show, key);
    const remove: ShowOp[] = before === undefined ? [] : [{ op: "remove-cue", id: before.id }];
    return sign === "-"
      ? remove
      : before?.id === object.get("id")
        ? [{ op: "put-cue", cue: object }]
        : [...remove, { op: "put-cue", cue: object }];
  });
  const patched = chosen.some(({ what }) => what === "patch") ? withPatch(show, file) : show;
  // What is removed goes first: a number belongs to one cue, and a scene goes when no cue needs it.
  return editShow(
    patched,
    ops.sort((a, b) => ORDER.indexOf(a.op) - ORDER.indexOf(b.op)),
  );
}

interface Part extends Pick<FileDifference, "what" | "name"> {
  readonly json: JsonObject;
  readonly text: string;
}

function partsOf(show: ShowFile): ReadonlyMap<string, Part> {
  const tree = parseJson(formatShow(show)) as JsonObject;
  const parts = new Map<string, Part>();
  const add = (key: string, what: Part["what"], name: string, json: Json): void => {
    const object: JsonObject = json instanceof Map ? (json as JsonObject) : NOTHING;
    parts.set(key, { what, name, json: object, text: formatJson(json) });
  };
  if (show.title !== undefined) add("title", "title", show.title, show.title);
  const patch = new Map([...tree].filter(([name]) => PATCH.has(name)));
  if (patch.size > 0) add("patch", "patch", "", patch);
  for (const what of ["scene", "dashboard"] as const) {
    const all = tree.get(`${what}s`);
    for (const [name, one] of all instanceof Map ? (all as JsonObject) : NOTHING)
      add(`${what} ${name}`, what, name, one);
  }
  const cues = tree.get("cues");
  show.cues.forEach(({ cue, name = "" }, at) => {
    add(`cue ${normal(cue)}`, "cue", `${cue} ${name}`.trim(), Array.isArray(cues) ? (cues[at] ?? null) : null);
  });
  return parts;
}

/** The cue of a show that a key means: people know cues by their numbers. */
function cueOf(show: ShowFile, key: string): Cue | undefined {
  return show.cues.find(({ cue }) => `cue ${normal(cue)}` === key);
}

/** 1.50 is 1.5. */
function normal(number: string): string {
  const [short] = [number, number.replace(/(\.\d*?)0+(?=\D*$)/, "$1").replace(/\.(?=\D*$)/, "")]
    .filter((one) => compareCueNumbers(one, number) === 0)
    .reverse();
  return (short ?? number).toUpperCase();
}

function withPatch(show: ShowFile, file: ShowFile): ShowFile {
  const { nodes, wires, cuts, values, merge, lost, safe, events, canvas } = file;
  return { ...show, nodes, wires, cuts, values, merge, lost, safe, events, canvas };
}

const NOTHING: JsonObject = new Map();
const PATCH: ReadonlySet<string> = new Set([
  ...["nodes", "wires", "cuts", "values", "merge", "lost", "safe", "events", "canvas"],
]);
/** Cues that are removed, then what is put, then the scenes that no cue recalls any more. */
const ORDER: readonly ShowOp["op"][] = [
  "title",
  "put-dashboard",
  "remove-dashboard",
  "remove-cue",
  "put-scene",
  "put-cue",
  "remove-scene",
];
