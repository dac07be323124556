import { existsSync, readFileSync } from "node:fs";
import { formatJson, type Json, type JsonObject, type MapStage, ProtocolError, parseJson } from "../../index.ts";
import { wrongUsage } from "../failure.ts";

/** Reads a map as a person gives it: JSON, a file of it, or stages by words such as `range 0 127 0 1 | curve square`. Throws a failure. */
export function readMap(given: string): readonly MapStage[] {
  if (/^\s*\[/.test(given)) return stagesOf(readJson(given, "the map"));
  if (existsSync(given)) return stagesOf(readJson(readFileSync(given, "utf8"), given));
  return given.split("|").map((words) => readStage(words.trim()));
}

/** Reads one stage by words: its name, and what it is given. Throws a failure. */
export function readStage(words: string): MapStage {
  const [, name = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(words) ?? [];
  if (name === "") throw wrongUsage('a stage of the map is empty: write it as "range 0 127 0 1 | curve square"');
  const besides = [...rest.matchAll(BESIDE)].map(([, field = "", value = ""]) => [field, wordOf(value)] as const);
  const own = SENTENCES.has(name) ? unquoted(rest) : givenOf(rest.replace(BESIDE, "").trim(), name);
  const fields = new Map<string, Json>([[name, own], ...(SENTENCES.has(name) ? [] : besides)]);
  // Whatever it is: what makes a map of it says what is wrong.
  return fields as unknown as MapStage;
}

/** The same words for a map that a link has; as JSON where there are none for it. */
export function formatMap(map: Json | undefined): string {
  if (!Array.isArray(map)) return formatJson(map ?? null);
  return map.map((stage: Json) => (stage instanceof Map ? formatStage(stage) : formatJson(stage))).join(" | ");
}

function formatStage(stage: JsonObject): string {
  const [first = ["", null], ...besides] = stage;
  const [name, value] = first;
  return [name, ...wordsOf(name, value), ...besides.map(([field, one]) => `${field}=${formatJson(one)}`)].join(" ");
}

function wordsOf(name: string, value: Json): readonly string[] {
  if (value === true) return [];
  if (typeof value === "string") return [SENTENCES.has(name) || !value.includes(" ") ? value : formatJson(value)];
  const isFlat = Array.isArray(value) && value.every((one: Json) => typeof one === "number" || typeof one === "string");
  return isFlat ? value.map((one: Json) => (typeof one === "string" ? one : formatJson(one))) : [formatJson(value)];
}

function stagesOf(json: Json): readonly MapStage[] {
  return json as unknown as readonly MapStage[];
}

function givenOf(text: string, name: string): Json {
  if (text === "") return true;
  if (/^[[{"]/.test(text)) return readJson(text, `the stage ${name}`);
  const words = text
    .split(/[\s,]+/)
    .filter((word) => word !== "")
    .map(wordOf);
  return words.length === 1 ? (words[0] ?? null) : words;
}

function wordOf(word: string): Json {
  const number = Number(word);
  if (word === "true" || word === "false") return word === "true";
  return Number.isFinite(number) ? number : word;
}

function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

function readJson(text: string, what: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw error instanceof ProtocolError ? wrongUsage(`${what}: ${error.message}`) : error;
  }
}

/** Stages that are given a text as it is, with all of its spaces. */
const SENTENCES: ReadonlySet<string> = new Set(["expr", "text"]);
/** What stands beside the name of a stage: `clip=true`. */
const BESIDE = /(?:^|\s)([a-z]+)=(\S+)/g;
