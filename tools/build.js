// Builds dist/ from the sources. With --if-needed, as npm calls it for `npm ci`, `npx zocp` and `npm install PATH`, it leaves at
// once when dist/ was made from the sources as they are.
//
// A new dist/ is made in a folder beside it and takes its place when it is whole: what runs meanwhile never meets half of it.
import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { fingerprint } from "./fingerprint.js";
import { writeManual } from "./manual.js";
import { tell } from "./terminal.js";
import { findTool, ROOT, runTool } from "./tool.js";

const DIST = join(ROOT, "dist");
/** Holds what dist/ was made from. */
const STAMP = ".sources";

const sources = fingerprint();
if (!process.argv.includes("--if-needed") || stampOf(DIST) !== sources) await build();

async function build() {
  if (findTool("tsc") === undefined) {
    tell(`zocp is not built, and what builds it is not installed: run npm ci in ${ROOT}`);
    process.exitCode = 1;
    return;
  }
  tell("zocp is built from its sources, which takes a moment");
  const fresh = mkdtempSync(join(ROOT, ".build-"));
  try {
    if (!(await compile(join(fresh, "dist")))) return;
    writeFileSync(join(fresh, "dist", STAMP), sources);
    replace(fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** @param {string} folder */
async function compile(folder) {
  const { status } = runTool(["tsc", "-p", "tsconfig.build.json", "--outDir", folder], { stdio: "inherit" });
  process.exitCode = status ?? 1;
  if (status !== 0) return false;
  // The compiler keeps the shebang of the command line but not the mode that makes it a program.
  chmodSync(join(folder, "cli", "main.js"), 0o755);
  await writeManual(folder);
  const { buildComposer, bundleLibrary } = await import("./pages.js");
  await bundleLibrary(folder);
  await buildComposer(folder);
  return true;
}

/** Two at the same time build the same: the one that comes late leaves the other's. */
function replace(/** @type {string} */ fresh) {
  try {
    if (existsSync(DIST)) renameSync(DIST, join(fresh, "old"));
    renameSync(join(fresh, "dist"), DIST);
  } catch (error) {
    if (stampOf(DIST) !== sources) throw error;
  }
}

/** @param {string} folder */
function stampOf(folder) {
  const stamp = join(folder, STAMP);
  return existsSync(stamp) ? readFileSync(stamp, "utf8") : undefined;
}
