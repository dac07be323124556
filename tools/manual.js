// Writes the manual page of the command line, which `npm install -g` puts where `man` finds it.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { ROOT } from "./tool.js";

/** @param {string} folder of what was compiled */
export async function writeManual(folder) {
  const { formatManual } = await import(pathToFileURL(join(folder, "cli", "table", "manual.js")).href);
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  mkdirSync(join(folder, "man"), { recursive: true });
  writeFileSync(join(folder, "man", "zocp.1"), formatManual(version));
}
