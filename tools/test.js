// Runs every check and every test, and ends with one line: how many passed and how many failed. Each tool counts as one,
// and what failed is repeated alone.
// With --chaos also every way a network fails, each of which counts as one; see docs/reliability.md. With --hosts also other hosts
// than this Node.js, each of which counts as one.
import { readFileSync } from "node:fs";
import { ensureChromium } from "./chromium.js";
import { ensureLibzmq } from "./libzmq.js";
import { runVitest, settle, withReport } from "./tests.js";
import { runTool } from "./tool.js";

/** @import { Sum } from "./tests.js" */

// A test must never choose an interface of this machine by itself.
const env = { ...process.env, ZOCP_INTERFACE: process.env.ZOCP_INTERFACE ?? "127.0.0.1", NO_COLOR: "1" };

// A tool that hangs is a tool that failed.
const LONGEST = 10 * 60 * 1000;
const LONGEST_TESTS = 60 * 60 * 1000;

/** @type {{ name: string, command: [string, ...string[]] }[]} */
const checks = [
  { name: "lint", command: ["biome", "check", "--error-on-warnings", "."] },
  { name: "types", command: ["tsc", "--noEmit"] },
  {
    name: "types of the page",
    command: ["svelte-check", "--tsconfig", "composer/tsconfig.json", "--fail-on-warnings"],
  },
  { name: "build", command: ["tools/build.js"] },
  { name: "unused code", command: ["knip", "--no-progress", "--no-config-hints"] },
  { name: "package", command: ["publint", "--strict", "--pack", "false"] },
];

let passed = 0;
let failed = 0;
try {
  ensureChromium();
} catch (error) {
  console.log(`FAILED  ${error instanceof Error ? error.message : error}`);
  failed += 1;
}
ensureLibzmq();
for (const check of checks) {
  if (runCheck(check)) passed += 1;
  else failed += 1;
}
const first = attempt("vitest", () => runVitest([], { env, timeout: LONGEST_TESTS }));
if (process.argv.includes("--chaos")) add(attempt("the chaos suite", () => runReporting("chaos/main.js")));
if (process.argv.includes("--hosts")) add(attempt("the other hosts", () => runReporting("hosts/main.js")));
// What is repeated must have the machine for itself.
add(first && settle(first, (words) => runVitest(words, { env, timeout: LONGEST })));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** @param {{ name: string, command: [string, ...string[]] }} check */
function runCheck({ name, command }) {
  const begin = performance.now();
  const { status, error, stdout, stderr } = run(command, "pipe");
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  if (status === 0) {
    console.log(`ok      ${name} (${seconds} s)`);
    return true;
  }
  console.log(`FAILED  ${name} (${seconds} s): ${command.join(" ")}`);
  console.log(error === undefined ? `${stdout}${stderr}` : error.message);
  return false;
}

/** Nothing passes and nothing fails where no network can be made, or no host is installed. @param {string} file @returns {Sum} */
function runReporting(file) {
  return withReport((report) => {
    const { error } = run([file, "--report", report], "inherit", LONGEST_TESTS);
    if (error !== undefined) throw error;
    return JSON.parse(readFileSync(report, "utf8"));
  });
}

/** @template T @param {string} name @param {() => T} part @returns {T | undefined} nothing when it leaves no report */
function attempt(name, part) {
  try {
    return part();
  } catch (error) {
    console.log(`FAILED  ${name} gave no report: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

/** @param {Sum | undefined} sum what leaves no report is a failure */
function add(sum = { passed: 0, failed: 1 }) {
  passed += sum.passed;
  failed += sum.failed;
}

/**
 * @param {[string, ...string[]]} command a tool, or a file of this package
 * @param {"pipe" | "inherit"} output
 */
function run(command, output, timeout = LONGEST) {
  return runTool(command, { env, stdio: ["ignore", output, output], timeout });
}
