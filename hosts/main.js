// Tries the packed package on other hosts than this one: other versions of Node.js, Bun and Deno, as npm brings them for Linux on
// x64 (npm ci --prefix hosts). On each a node plays, and is listed, set, watched and wired from the command line.
//   npm run hosts           all of them
//   npm run hosts -- bun    some of them
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../tools/tool.js";
import { tryCommands } from "./commands.js";

/** @import { Host } from "./commands.js" */

const OFFLINE = ["--offline", "--install-links", "--ignore-scripts", "--no-audit", "--no-fund"];
const { values, positionals } = parseArgs({ allowPositionals: true, options: { report: { type: "string" } } });
const chosen = hosts().filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const sum = { passed: 0, failed: 0 };
if (chosen.length === 0) console.log("left out: other hosts, which are not installed (npm ci --prefix hosts)");
else await tryAll(chosen);
if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(sum));
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 ? 0 : 1;

/** @param {readonly Host[]} chosen */
async function tryAll(chosen) {
  const folder = mkdtempSync(join(tmpdir(), "zocp-hosts-"));
  try {
    const packed = npm(process.execPath, ["pack", "--ignore-scripts", "--pack-destination", folder], ROOT);
    const tarball = join(folder, packed.trim().split("\n").at(-1) ?? "");
    for (const host of chosen) {
      const begin = performance.now();
      const why = await tryOne(host, join(folder, host.name), tarball);
      const seconds = ((performance.now() - begin) / 1000).toFixed(1);
      console.log(
        why === undefined ? `ok      ${host.name} (${seconds} s)` : `FAILED  ${host.name} (${seconds} s): ${why}`,
      );
      sum[why === undefined ? "passed" : "failed"] += 1;
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {Host} host @param {string} folder an empty one @param {string} tarball @returns {Promise<string | undefined>} why not */
async function tryOne(host, folder, tarball) {
  try {
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), "{}");
    // Bun and Deno read what npm lays down; npm itself runs on every Node.js. It needs no network: what the package depends on is here.
    npm(host.installs ? host.program : process.execPath, ["install", ...OFFLINE, tarball, ...dependencies()], folder);
    await tryCommands(host, folder);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @param {string} program @param {readonly string[]} words @param {string} cwd */
function npm(program, words, cwd) {
  const file = process.env.npm_execpath;
  if (file === undefined) throw new Error("this is for npm to start: npm run hosts");
  const { status, stdout, stderr } = spawnSync(program, [file, ...words], { cwd, encoding: "utf8", timeout: 120_000 });
  if (status !== 0) throw new Error(`npm ${words[0]} ended with ${status}: ${stdout}${stderr}`);
  return stdout;
}

/** All that the package depends on, as it is installed here. @returns {readonly string[]} */
function dependencies() {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const names = Object.keys(packages).filter((name) => name !== "" && packages[name].dev !== true);
  return names.map((name) => join(ROOT, name)).filter((folder) => existsSync(folder));
}

/** Those that are installed. @returns {readonly Host[]} */
function hosts() {
  const folder = join(import.meta.dirname, "node_modules");
  const nodes = ["20", "22", "24", "26"].map((version) => ({
    name: `node-${version}`,
    program: join(folder, `node-${version}`, "bin", "node"),
    words: [],
    installs: true,
  }));
  const others = [
    { name: "bun", program: join(folder, "@oven", "bun-linux-x64", "bin", "bun"), words: [], installs: false },
    { name: "deno", program: join(folder, "@deno", "linux-x64-glibc", "deno"), words: ["run", "-A"], installs: false },
  ];
  return [...nodes, ...others].filter(({ program }) => existsSync(program));
}
