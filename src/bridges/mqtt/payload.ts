import type { ForeignValue } from "../core/conversion.ts";
import type { Outgoing } from "../core/machine/messages.ts";

/** What is published for a value: JSON; a list for a vector. */
export function toPayload({ args, typeHint }: Pick<Outgoing, "args" | "typeHint">): string {
  const [first] = args;
  // Lists and objects of parameters without a type are JSON already.
  if (args.length === 1 && typeof first === "string" && typeHint !== "string" && /^[[{]/.test(first)) return first;
  const all = args.map((one) => (typeof one === "bigint" ? String(one) : JSON.stringify(one)));
  return all.length === 1 ? (all[0] as string) : `[${all.join(",")}]`;
}

/** The values in a payload. What is no JSON is a text: many devices say `ON`. */
export function fromPayload(payload: string): readonly ForeignValue[] {
  return payload === "" ? [] : valuesOf(jsonOf(payload));
}

/** The value at a place of a payload; undefined where there is none. @see RFC 6901 */
export function pick(payload: string, pointer: string): readonly ForeignValue[] | undefined {
  let at: unknown = jsonOf(payload);
  for (const step of stepsOf(pointer)) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[step];
  }
  return valuesOf(at);
}

/** An object that has a value at a place: `{"brightness":127}`. */
export function putAt(pointer: string, payload: string): string {
  return stepsOf(pointer).reduceRight((inner, step) => `{${JSON.stringify(step)}:${inner}}`, payload);
}

export function checkPointer(pointer: string): string | undefined {
  return /^(\/([^~]|~[01])*)$/.test(pointer)
    ? undefined
    : `${JSON.stringify(pointer)} is no JSON pointer such as "/brightness"`;
}

function stepsOf(pointer: string): readonly string[] {
  const steps = pointer.split("/").slice(1);
  return steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function jsonOf(payload: string): unknown {
  try {
    return JSON.parse(payload);
  } catch {
    return payload;
  }
}

function valuesOf(json: unknown): readonly ForeignValue[] {
  return Array.isArray(json) ? json.map(foreignOf) : [foreignOf(json)];
}

function foreignOf(json: unknown): ForeignValue {
  return typeof json === "object" && json !== null ? JSON.stringify(json) : (json as ForeignValue);
}
