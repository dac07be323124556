import type { Json, JsonObject } from "../../index.ts";
import { pad, printable, showQuoted, widthOf } from "../format/text.ts";

/** What `show.preview` answered, for people: a line for each value and link. */
export function formatPreview(preview: JsonObject): readonly string[] {
  const values = objectsIn(preview.get("values")).map((value): readonly [string, string] => {
    const from = value.get("from") ?? null;
    const times = `${timeOf("over", value)}${timeOf("delay", value)}`;
    return [
      textOf(value, "address"),
      `${from === null ? "not here" : showQuoted(from)} → ${showQuoted(value.get("to"))}${times}`,
    ];
  });
  const wires = objectsIn(preview.get("wires")).map((wire): readonly [string, string] => [
    `${textOf(wire, "emitter")} ${wire.get("made") === true ? "→" : "✗"} ${textOf(wire, "sensor")}`,
    wire.get("made") === true ? "made" : "cut",
  ]);
  const lines = [...values, ...wires];
  const width = Math.max(0, ...lines.map(([address]) => widthOf(printable(address))));
  if (lines.length === 0) return [printable(`${textOf(preview, "cue")} moves nothing`)];
  return lines.map(([address, what]) => `${pad(printable(address), width)}  ${what}`);
}

function timeOf(name: "over" | "delay", value: JsonObject): string {
  const seconds = Number(value.get(name) ?? 0);
  if (seconds === 0) return "";
  return name === "over" ? ` in ${seconds} s` : `, ${seconds} s later`;
}

function textOf(object: JsonObject, name: string): string {
  const value = object.get(name);
  return typeof value === "string" ? value : "";
}

function objectsIn(given: Json | undefined): readonly JsonObject[] {
  return Array.isArray(given) ? given.filter((item): item is JsonObject => item instanceof Map) : [];
}
