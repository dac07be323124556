import { type Json, type JsonObject, ProtocolError } from "../../../index.ts";
import type { Follow } from "../../file/show-file.ts";
import type { ShowState, ShowStateCue, ShowStateNode, ShowStateNote, ShowStateUnderstudy } from "./show-state.ts";

/** Reads what `show.state` answered. Throws `ProtocolError` for what is none; what is missing or of another kind is left out. */
export function readShowState(answer: Json): ShowState {
  if (!(answer instanceof Map) || typeof answer.get("name") !== "string")
    throw new ProtocolError("bad-message", "the answer to show.state is no state of a show");
  const { text, number, flag, texts, words, list } = readerOf(answer);
  return {
    name: text("name") ?? "",
    title: text("title"),
    file: text("file"),
    revision: number("revision"),
    now: number("now"),
    active: text("active"),
    next: text("next"),
    since: typeof answer.get("since") === "number" ? number("since") : undefined,
    paused: flag("paused"),
    panicked: flag("panicked"),
    blackout: flag("blackout"),
    rate: number("rate", 1),
    progress: number("progress"),
    remaining: number("remaining"),
    cues: list("cues").map(readCue),
    scenes: texts("scenes"),
    nodes: list("nodes").map(readNode),
    refused: words("refused"),
    grabbed: words("grabbed"),
    streamed: texts("streamed"),
    running: texts("running"),
    waiting: texts("waiting"),
    term: number("term"),
    disputed: text("disputed"),
    understudies: list("understudies").map(readUnderstudy),
    notes: list("notes").map(readNote),
  };
}

function readCue(given: JsonObject): ShowStateCue {
  const { text, number, flag, texts } = readerOf(given);
  return {
    id: text("id") ?? "",
    cue: text("cue") ?? "",
    name: text("name"),
    note: text("note"),
    colour: text("colour"),
    scene: text("scene"),
    disabled: flag("disabled"),
    wait: number("wait"),
    lasts: number("lasts"),
    follow: readFollow(given.get("follow")),
    targets: number("targets"),
    links: number("links"),
    calls: number("calls"),
    events: number("events"),
    missing: texts("missing"),
    state: STATES.find((state) => state === given.get("state")) ?? "idle",
  };
}

function readFollow(given: Json | undefined): Follow | undefined {
  if (!(given instanceof Map)) return undefined;
  const [start, end] = [given.get("start"), given.get("end")];
  if (typeof start === "number") return { start };
  return typeof end === "number" ? { end } : undefined;
}

function readNode(given: JsonObject): ShowStateNode {
  const { text, flag } = readerOf(given);
  return {
    name: text("name") ?? "",
    id: text("id"),
    trouble: text("trouble"),
    streams: flag("streams"),
    locked: flag("locked"),
    suspected: flag("suspected"),
  };
}

function readUnderstudy(given: JsonObject): ShowStateUnderstudy {
  const { text, flag } = readerOf(given);
  return { name: text("name") ?? "", id: text("id") ?? "", auto: flag("auto"), follows: flag("follows") };
}

function readNote(given: JsonObject): ShowStateNote {
  const { text, number } = readerOf(given);
  return { at: number("at"), text: text("text") ?? "" };
}

function readerOf(given: JsonObject) {
  const text = (name: string): string | undefined => {
    const value = given.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const number = (name: string, without = 0): number => {
    const value = given.get(name);
    return typeof value === "number" || typeof value === "bigint" ? Number(value) : without;
  };
  const items = (name: string): readonly Json[] => {
    const value = given.get(name);
    return Array.isArray(value) ? value : [];
  };
  const words = (name: string): ReadonlyMap<string, string> => {
    const value = given.get(name);
    const entries = value instanceof Map ? [...(value as JsonObject)] : [];
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
  };
  return {
    text,
    number,
    words,
    flag: (name: string): boolean => given.get(name) === true,
    texts: (name: string) => items(name).filter((item): item is string => typeof item === "string"),
    list: (name: string) => items(name).filter((item): item is JsonObject => item instanceof Map),
  };
}

const STATES = ["idle", "standby", "waiting", "running", "done"] as const;
