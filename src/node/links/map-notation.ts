import { checkText } from "../../arguments/check.ts";
import { type Json, type JsonObject, parseJson } from "../../bytes/json.ts";
import { formatJson } from "../../bytes/json-format.ts";
import { ProtocolError, UsageError } from "../../errors.ts";
import { type JsonInput, toJson } from "../json-input.ts";
import type { MapStage } from "./compile-map.ts";

/**
 * Reads a map as a person writes it: stages by words such as `range 0 127 0 1 | curve square`, or JSON. What no stage can be is found
 * by whatever makes a map of it. Throws `UsageError` ("invalid-map").
 */
export function parseMap(text: string): readonly MapStage[] {
  checkText("the map", text);
  if (/^\s*\[/.test(text)) return readJson(text, "the map") as unknown as readonly MapStage[];
  return text.split("|").map((words) => parseStage(words.trim()));
}

/** Reads one stage by words: its name, and what it is given. Throws `UsageError` ("invalid-map"). */
export function parseStage(words: string): MapStage {
  checkText("the stage", words);
  const [, name = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(words) ?? [];
  if (name === "") throw wrong('a stage of the map is empty: write it as "range 0 127 0 1 | curve square"');
  const besides = [...rest.matchAll(BESIDE)].map(([, field = "", value = ""]) => [field, wordOf(value)] as const);
  const own = SENTENCES.has(name) ? unquoted(rest) : givenOf(rest.replace(BESIDE, "").trim(), name);
  const fields = new Map<string, Json>([[name, own], ...(SENTENCES.has(name) ? [] : besides)]);
  // Whatever it is: what makes a map of it says what is wrong.
  return fields as unknown as MapStage;
}

/** The same words for a map that a link has; as JSON where there are none for it. */
export function formatMap(map: JsonInput): string {
  const stages = toJson(map);
  if (!Array.isArray(stages)) return formatJson(stages);
  return stages.map((stage: Json) => (stage instanceof Map ? formatStage(stage) : formatJson(stage))).join(" | ");
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

function wrong(message: string): UsageError {
  return new UsageError("invalid-map", message);
}

function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

function readJson(text: string, what: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    throw error instanceof ProtocolError ? wrong(`${what}: ${error.message}`) : error;
  }
}

/** Stages that are given a text as it is, with all of its spaces. */
const SENTENCES: ReadonlySet<string> = new Set(["expr", "text"]);
/** What stands beside the name of a stage: `clip=true`. */
const BESIDE = /(?:^|\s)([a-z]+)=(\S+)/g;
