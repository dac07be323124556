import { type Caller, type Json, type JsonInput, type TransportNode, UsageError } from "../../index.ts";
import type { Press } from "../cues/inputs.ts";
import { formatShow } from "../file/format.ts";
import type { ShowFile } from "../file/show-file.ts";
import type { ShowAnswer } from "./show-node-events.ts";
import type { ShowState } from "./show-state.ts";

/** What the methods of a show node do. */
interface Playable {
  readonly node: TransportNode;
  readonly show: ShowFile;
  readonly state: ShowState;
  goFrom(peer: string, press: Press, sent: number | undefined): Promise<ShowAnswer>;
  back(): Promise<ShowAnswer>;
  goto(cue: string, options: { readonly instant?: boolean }): Promise<ShowAnswer>;
  pause(): Promise<ShowAnswer>;
  resume(): Promise<ShowAnswer>;
  reassert(): Promise<ShowAnswer>;
  panic(): Promise<ShowAnswer>;
  release(): Promise<ShowAnswer>;
}

/** Lets others call a show: `show.go`, `show.state` … */
export function handleMethods(show: Playable): void {
  const on = (method: string, handler: (args: readonly Json[], caller: Caller) => Promise<ShowAnswer>): void =>
    show.node.handle(`show.${method}`, async (args, caller) => ({ ...(await handler(args, caller)) }));
  on("go", ([press], { peer }) => show.goFrom(peer, readPress(press), readNumber(press, "sent")));
  on("back", () => show.back());
  on("goto", ([cue, options]) => show.goto(readCue(cue), { instant: readFlag(options, "instant") }));
  on("pause", () => show.pause());
  on("resume", () => show.resume());
  on("reassert", () => show.reassert());
  on("panic", () => show.panic());
  on("release", () => show.release());
  show.node.handle("show.state", () => formatState(show.state));
  show.node.handle("show.file", () => ({ revision: show.state.revision, text: formatShow(show.show) }));
}

function formatState(state: ShowState): JsonInput {
  const cues = state.cues.map(({ follow, ...cue }) => ({ ...cue, follow: follow && { ...follow } }));
  const [nodes, notes] = [state.nodes.map((node) => ({ ...node })), state.notes.map((note) => ({ ...note }))];
  return { ...state, cues, nodes, notes };
}

function readPress(given: Json | undefined): Press {
  return { press: readText(given, "press"), standby: readText(given, "standby") };
}

function readCue(given: Json | undefined): string {
  if (typeof given === "string") return given;
  // A program may take the number of a cue for one.
  if (typeof given === "number" || typeof given === "bigint") return String(given);
  throw new UsageError("invalid-argument", "show.goto wants the number or the id of a cue");
}

function readText(given: Json | undefined, name: string): string | undefined {
  const value = given instanceof Map ? given.get(name) : undefined;
  return typeof value === "string" ? value : undefined;
}

function readNumber(given: Json | undefined, name: string): number | undefined {
  const value = given instanceof Map ? given.get(name) : undefined;
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
}

function readFlag(given: Json | undefined, name: string): boolean {
  return given instanceof Map && given.get(name) === true;
}
