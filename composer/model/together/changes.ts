import { formatJson } from "../../../src/browser.ts";
import type { Json } from "../../../src/index.ts";
import type { Change } from "../edit/change.ts";

/** What takes changes back. */
export function inverseOf(changes: readonly Change[]): readonly Change[] {
  return changes.map((change) => ({ ...change, was: change.is, is: change.was })).reverse();
}

/** In words: `desk/level: 0.5 → 1`. */
export function describeChange({ type, of, was, is }: Change): string {
  const [one = "", two = "", option = ""] = of;
  if (type === "wire") return `${one} → ${two} ${is === true ? "made" : "cut"}`;
  const from = `${was === null ? "not said" : formatJson(was)} → ${is === null ? "not said" : formatJson(is)}`;
  return type === "option" ? `${option} of ${one} → ${two}: ${from}` : `${one}: ${from}`;
}

/** Reads changes that another page has told; undefined when they are none. */
export function readChanges(json: Json | undefined): readonly Change[] | undefined {
  if (!Array.isArray(json) || json.length > MOST) return undefined;
  const changes = (json as readonly Json[]).flatMap((one) => readChange(one) ?? []);
  return changes.length === json.length ? changes : undefined;
}

function readChange(json: Json): Change | undefined {
  if (!(json instanceof Map)) return undefined;
  const [of, was = null, is = null] = ["of", "was", "is"].map((name) => json.get(name) as Json | undefined);
  const type = TYPES.find((one) => one === json.get("type"));
  const names = Array.isArray(of) ? of.filter((name): name is string => typeof name === "string") : [];
  if (type === undefined || names.length !== LENGTHS[type]) return undefined;
  return { type, of: names, was, is };
}

const LENGTHS = { value: 1, wire: 2, option: 3, place: 1 } as const;
const TYPES = Object.keys(LENGTHS) as readonly Change["type"][];
/** Changes of one act. */
const MOST = 1000;
