// Puts the bundle into Node.js: what comes of it is one file that needs no other.
import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makerNode } from "./systems.js";

/**
 * @param {import("./systems.js").System} system @param {import("./bundle.js").Bundle} bundle @param {string} out
 * @returns {string} the name of what was made
 * @see https://nodejs.org/api/single-executable-applications.html
 */
export function makeExecutable({ name, node, file }, { main, assets }, out) {
  const config = join(out, "bundle", `${name}.json`);
  const output = join(out, file);
  const maker = makerNode();
  const said = {
    main,
    mainFormat: "module",
    executable: node,
    output,
    assets,
    disableExperimentalSEAWarning: true,
    // What was compiled on one system is no use on another.
    useCodeCache: node === maker,
  };
  writeFileSync(config, JSON.stringify(said, null, 2));
  run(maker, ["--build-sea", config]);
  chmodSync(output, 0o755);
  if (name.startsWith("macos-")) run("codesign", ["--force", "--sign", "-", output]);
  return file;
}

/** @param {string} program @param {readonly string[]} words */
function run(program, words) {
  const { status, error, stderr } = spawnSync(program, words, { encoding: "utf8", timeout: 120_000 });
  if (status !== 0) throw new Error(`${program} ${words.join(" ")} ended with ${status}: ${error?.message ?? stderr}`);
}
