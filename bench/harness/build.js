// The rows measure what users install: `dist/`, built from the sources as they are.
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Builds the package when a source is newer than what was built of it. Throws when that fails. */
export function build() {
  const newest = Math.max(...sources().map((path) => statSync(path).mtimeMs));
  const built = statSync(join(ROOT, "dist", "index.js"), { throwIfNoEntry: false });
  if (built !== undefined && built.mtimeMs > newest) return;
  const { status, stdout } = spawnSync(process.execPath, ["tools/build.js"], { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`the package cannot be built:\n${stdout}`);
}

function sources() {
  const entries = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
