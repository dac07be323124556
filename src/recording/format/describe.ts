import type { Json } from "../../index.ts";

/** What stands at a place of a recording, in words for messages. */
export function describe(json: Json | undefined): string {
  if (json === undefined) return "there is nothing";
  if (json === null) return "there is null";
  if (Array.isArray(json)) return "there is a list";
  if (json instanceof Map) return "there is an object";
  const text = typeof json === "string" ? JSON.stringify(json) : String(json);
  return `there is ${text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text}`;
}

/** Characters. */
const EXCERPT = 40;
