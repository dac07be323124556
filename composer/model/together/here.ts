import type { Json } from "../../../src/index.ts";
import type { Here } from "./people.ts";

/** As it is sent. */
export function formatHere({ name, moves, selects, edits }: Here): { readonly [field: string]: string | string[] } {
  const few = (keys: ReadonlySet<string>): string[] => [...keys].slice(0, MOST);
  return { name, moves: few(moves), selects: few(selects), edits: edits.slice(0, LONGEST) };
}

/** What is missing, or of another kind, is as if nothing had been said of it: others may say anything. */
export function readHere(json: Json | undefined): Here {
  const field = (name: string): Json | undefined => (json instanceof Map ? (json.get(name) as Json) : undefined);
  const text = (name: string): string => {
    const value = field(name);
    return typeof value === "string" ? value.slice(0, LONGEST) : "";
  };
  const keys = (name: string): ReadonlySet<string> => {
    const value = field(name);
    const all = Array.isArray(value) ? (value as readonly Json[]) : [];
    return new Set(all.slice(0, MOST).filter((key): key is string => typeof key === "string"));
  };
  return { name: text("name").trim(), moves: keys("moves"), selects: keys("selects"), edits: text("edits") };
}

/** Names of one kind in one message, and characters of a text. */
const MOST = 50;
const LONGEST = 60;
