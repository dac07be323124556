import { existsSync, readFileSync } from "node:fs";
import { type MapStage, parseMap } from "../../index.ts";

/** Reads a map as a person gives it: stages by words, JSON, or a file of it. Throws `UsageError`. */
export function readMap(given: string): readonly MapStage[] {
  return parseMap(!/^\s*\[/.test(given) && existsSync(given) ? readFileSync(given, "utf8") : given);
}
