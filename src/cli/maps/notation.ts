import { existsSync, statSync } from "node:fs";
import { type MapStage, parseMap } from "../../index.ts";
import { readTextFile } from "../stdio/text-file.ts";

/** Reads a map as a person gives it: stages by words, JSON, or a file of it. Throws `UsageError`, or a failure for a file that cannot be read. */
export function readMap(given: string): readonly MapStage[] {
  return parseMap(isFile(given) ? readTextFile(given) : given);
}

/** A folder may be called as a stage is. */
function isFile(given: string): boolean {
  return !/^\s*\[/.test(given) && existsSync(given) && !statSync(given).isDirectory();
}
