import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { ROOT } from "./tool.js";

/**
 * What the sources are, in a few letters. Their times would say less: a checkout gives all files the time at which it was made,
 * and the clock of a small machine is often wrong.
 */
export function fingerprint() {
  const hash = createHash("sha256");
  for (const path of SOURCES.flatMap(filesIn))
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update("\0");
  return hash.digest("hex");
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesIn(path) {
  if (!statSync(join(ROOT, path)).isDirectory()) return [path];
  const entries = readdirSync(join(ROOT, path), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return entries.map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length).replaceAll(sep, "/")).sort();
}

const SOURCES = [
  "src",
  "composer",
  "tools",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
];
