import type { Json } from "../../index.ts";

/** What an answer can hold. An undefined field is left out. */
export type Answer =
  | Json
  | undefined
  | readonly Answer[]
  | ReadonlyMap<string, Answer>
  | { readonly [name: string]: Answer };

/** Plain JSON, which any program reads: NaN and the infinities, which it lacks, are null; big integers keep their digits. */
export function writeJson(value: Answer): string {
  if (value === undefined || value === null) return "null";
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: Answer) => writeJson(item)).join(",")}]`;
  const entries: readonly (readonly [string, Answer])[] =
    value instanceof Map ? [...(value as ReadonlyMap<string, Answer>)] : Object.entries(value);
  const fields = entries.filter(([, item]) => item !== undefined);
  return `{${fields.map(([name, item]) => `${JSON.stringify(name)}:${writeJson(item)}`).join(",")}}`;
}
