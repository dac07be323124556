import type { Json, JsonObject } from "../../index.ts";
import { wrongUsage } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { pad, printable, widthOf } from "../format/text.ts";
import { accepted, askShow, tellEdit } from "../show/ask-show.ts";
import type { Session } from "../streams/session.ts";
import { findShow, observeShow, type ShowOptions } from "../targets/find-show.ts";
import { hint } from "../targets/suggest.ts";

interface SceneOptions extends ShowOptions {
  /** Seconds. */
  readonly over?: number;
}

/** Stores, recalls, lists and removes the scenes of a show. */
export async function run(
  session: Session<SceneOptions>,
  action: string,
  name?: string,
  ...patterns: string[]
): Promise<void> {
  const wanted = readSceneCall(session, { action, name, patterns });
  await observeShow(session, "scene", async (node) => {
    const show = await findShow(session, node);
    const answer = await askShow(session, show, wanted.method, wanted.args);
    if (wanted.method === "scenes") return list(session, answer);
    const edit = new Map(accepted(show, answer));
    // What is removed takes no values.
    if (wanted.method === "remove") edit.delete("values");
    tellEdit(session, `${DONE[wanted.method]} ${String(wanted.args[0])}`, edit);
  });
}

interface SceneCall {
  readonly method: "store" | "recall" | "scenes" | "remove";
  readonly args: readonly Given[];
}

type Given = string | readonly string[] | { readonly over?: number };

/** Throws a failure for words that mean nothing together. */
function readSceneCall(
  { options: { over } }: Session<SceneOptions>,
  { action, name, patterns }: { action: string; name: string | undefined; patterns: readonly string[] },
): SceneCall {
  const timing = over === undefined ? {} : { over };
  if (over !== undefined && (action === "ls" || action === "rm"))
    throw wrongUsage(`--over is for scene store and scene recall, not for scene ${action}`);
  if (action === "ls" && name === undefined) return { method: "scenes", args: [] };
  if (!ACTIONS.includes(action)) throw wrongUsage(`scene cannot "${action}"${hint(action, ACTIONS, "it can")}`);
  if (action === "ls") throw wrongUsage("scene ls takes no name: it lists all scenes");
  if (name === undefined) throw wrongUsage(`scene ${action} needs the name of a scene`);
  if (action === "store") return { method: "store", args: [name, patterns, timing] };
  if (action === "recall") return { method: "recall", args: [name, timing, patterns] };
  if (patterns.length > 0) throw wrongUsage(`scene rm takes one name, not ${patterns.length + 1}`);
  return { method: "remove", args: [name] };
}

function list({ out, options }: Session, answer: Json): void {
  const scenes = (Array.isArray(answer) ? answer : []).filter((scene): scene is JsonObject => scene instanceof Map);
  if (options.json) {
    for (const scene of scenes) out.line(toJsonText(scene));
    return;
  }
  const nameOf = (scene: JsonObject): string => printable(String(scene.get("name")));
  const widest = Math.max(0, ...scenes.map((scene) => widthOf(nameOf(scene))));
  for (const scene of scenes) out.line(`${pad(nameOf(scene), widest)}  ${describe(scene)}`.trimEnd());
}

function describe(scene: JsonObject): string {
  const listed = (name: string): readonly Json[] => {
    const value = scene.get(name);
    return Array.isArray(value) ? value : [];
  };
  const [over, cues, count] = [scene.get("over"), listed("cues"), listed("addresses").length];
  const parts = [
    `${count} value${count === 1 ? "" : "s"}`,
    typeof over === "number" ? `over ${over} s` : "",
    cues.length === 0 ? "" : `cue${cues.length === 1 ? "" : "s"} ${cues.join(", ")}`,
  ];
  return printable(parts.filter((part) => part !== "").join("  "));
}

const ACTIONS: readonly string[] = ["store", "recall", "ls", "rm"];
const DONE = { store: "stored", recall: "recalled", remove: "removed" } as const;
