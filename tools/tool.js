// Runs a tool of this package the way every system can: this Node.js with the tool's own file. What lies in node_modules/.bin is
// a script of sh on one system and of cmd on another, and neither can be started without a shell.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/**
 * @param {readonly [string, ...string[]]} command a program of a package in node_modules, or a file of this one, and what it is told
 * @param {Omit<import("node:child_process").SpawnSyncOptions, "encoding">} options
 */
export function runTool([program, ...words], options = {}) {
  return spawnSync(process.execPath, [fileOf(program), ...words], { cwd: ROOT, encoding: "utf8", ...options });
}

/**
 * Where the program is; undefined when its package is not installed.
 *
 * @param {string} program
 */
export function findTool(program) {
  if (program.endsWith(".js")) return join(ROOT, program);
  const folder = join(ROOT, "node_modules", PACKAGES[program] ?? program);
  if (!existsSync(join(folder, "package.json"))) return undefined;
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[program]);
}

/** @param {string} program */
function fileOf(program) {
  const file = findTool(program);
  if (file === undefined) throw new Error(`${program} is not installed: run npm ci in ${ROOT}`);
  return file;
}

/** @type {Readonly<Record<string, string>>} programs that have another name than their package */
const PACKAGES = { biome: "@biomejs/biome", tsc: "typescript" };
