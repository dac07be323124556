import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./tool.js";

/** What compares with libzmq, which is installed apart from everything else: it is compiled code. */
export const COMPARED = ["interop/curve.test.ts", "interop/zocp.test.ts", "interop/zre.test.ts", "test/bench.test.ts"];

export function hasLibzmq() {
  return existsSync(join(ROOT, "interop", "node_modules", "zeromq", "package.json"));
}

/** Installs it where npm runs us; otherwise, and where that fails, says how. Returns whether it is there. */
export function ensureLibzmq() {
  const npm = process.env.npm_execpath;
  if (!hasLibzmq() && npm?.endsWith(".js")) {
    console.log("installing libzmq for the comparison with it");
    spawnSync(process.execPath, [npm, "ci", "--prefix", join(ROOT, "interop")], { cwd: ROOT, stdio: "inherit" });
  }
  if (hasLibzmq()) return true;
  console.log("left out: the comparison with libzmq, which is not installed (npm ci --prefix interop)");
  return false;
}
