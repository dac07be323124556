import type { Json, JsonObject } from "../../../src/index.ts";
import { firstOfEach, readerOf } from "./reader.ts";
import type { ShownUnderstudy } from "./understudies.ts";

/** A show as it told of itself: of what `show.state` answers, what a person at the page has to see. */
export interface ShownShow {
  readonly title: string;
  /** The path of its file; empty where it has none. */
  readonly file: string;
  /** Counts its edits. */
  readonly revision: number;
  /** Milliseconds of the clock of the show: what a press is dated by. */
  readonly now: number;
  readonly active: string | undefined;
  readonly next: string | undefined;
  readonly paused: boolean;
  readonly panicked: boolean;
  readonly blackout: boolean;
  readonly rate: number;
  /** How far the cue is that began last, from 0 to 1; and seconds until everything has ended. */
  readonly progress: number;
  readonly remaining: number;
  readonly cues: readonly ShownCue[];
  readonly scenes: readonly string[];
  /** By address: why parameters did not take a value, and who took them from the show. */
  readonly refused: ReadonlyMap<string, string>;
  readonly grabbed: ReadonlyMap<string, string>;
  /** Who stands ready for it. */
  readonly understudies: readonly ShownUnderstudy[];
  /** The id of the other show of its name that people have played, while nobody has said which of the two goes on. */
  readonly disputed: string | undefined;
  /** What is not as it should be, the worst first. */
  readonly troubles: readonly Trouble[];
}

export interface ShownCue {
  readonly id: string;
  readonly cue: string;
  readonly name: string;
  readonly note: string;
  /** The scene that it recalls; empty for none. */
  readonly scene: string;
  readonly disabled: boolean;
  /** Seconds. */
  readonly wait: number;
  readonly lasts: number;
  /** "after 1 s", "at its end": when the next one begins by itself; empty without. */
  readonly follow: string;
  readonly targets: number;
  readonly missing: readonly string[];
  readonly state: string;
}

interface Trouble {
  readonly tone: "bad" | "warn" | "plain";
  readonly text: string;
}

/** Reads what `show.state` answered; undefined for what is none. What is missing or of another kind is left out. */
export function readShow(answer: Json): ShownShow | undefined {
  if (!(answer instanceof Map) || typeof answer.get("name") !== "string") return undefined;
  const { text, texts, number, flag, list, words } = readerOf(answer as JsonObject);
  return {
    title: text("title") || text("name"),
    file: text("file"),
    revision: number("revision"),
    now: number("now"),
    active: text("active") || undefined,
    next: text("next") || undefined,
    paused: flag("paused"),
    panicked: flag("panicked"),
    blackout: flag("blackout"),
    rate: number("rate", 1),
    progress: number("progress"),
    remaining: number("remaining"),
    cues: firstOfEach(list("cues").map(readCue), ({ id }) => id),
    scenes: texts("scenes"),
    refused: words("refused"),
    grabbed: words("grabbed"),
    understudies: list("understudies").map(readUnderstudy),
    disputed: text("disputed") || undefined,
    troubles: troublesOf(answer as JsonObject),
  };
}

function readUnderstudy(given: JsonObject): ShownUnderstudy {
  const { text, flag } = readerOf(given);
  return { id: text("id"), name: text("name"), auto: flag("auto"), follows: flag("follows") };
}

function readCue(given: JsonObject): ShownCue {
  const { text, number, flag, texts } = readerOf(given);
  return {
    ...{ id: text("id"), cue: text("cue"), name: text("name"), note: text("note"), scene: text("scene") },
    disabled: flag("disabled"),
    ...{ wait: number("wait"), lasts: number("lasts"), targets: number("targets") },
    follow: describeFollow(given.get("follow")),
    ...{ missing: texts("missing"), state: text("state") },
  };
}

function describeFollow(given: Json | undefined): string {
  if (!(given instanceof Map)) return "";
  const [start, end] = [given.get("start"), given.get("end")];
  if (typeof start === "number") return `${start} s after it began`;
  if (typeof end !== "number") return "";
  return end === 0 ? "at its end" : `${end} s after its end`;
}

function troublesOf(state: JsonObject): readonly Trouble[] {
  const { list, words, texts } = readerOf(state);
  const nodes = list("nodes").map(readerOf);
  const told = (tone: Trouble["tone"], all: readonly string[]): readonly Trouble[] =>
    all.map((text) => ({ tone, text }));
  const away = nodes.filter(({ text }) => text("id") === "" && text("trouble") === "").map(({ text }) => text("name"));
  return [
    ...told(
      "bad",
      [...words("refused")].map(([address, why]) => `refused ${address}: ${why}`),
    ),
    ...told(
      "bad",
      nodes.filter(({ text }) => text("trouble") !== "").map(({ text }) => `${text("name")}: ${text("trouble")}`),
    ),
    ...told("warn", away.length === 0 ? [] : [`not here: ${away.join(", ")}`]),
    ...told(
      "warn",
      nodes.filter(({ flag }) => flag("suspected")).map(({ text }) => `${text("name")} does not answer`),
    ),
    ...told(
      "warn",
      [...words("grabbed")].map(([address, who]) => `${address} was taken by ${who}`),
    ),
    ...told("plain", texts("streamed").length === 0 ? [] : [`${texts("streamed").length} streamed from the show`]),
    ...told(
      "plain",
      nodes.filter(({ flag }) => flag("locked")).map(({ text }) => `${text("name")} is locked`),
    ),
    ...told(
      "plain",
      list("notes")
        .slice(-1)
        .map((note) => readerOf(note).text("text")),
    ),
  ];
}
