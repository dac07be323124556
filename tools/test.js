// Runs every check and every test, and ends with one line: how many passed and how many failed. Each tool counts as one.
// With --chaos also every way a network fails, each of which counts as one; see docs/reliability.md.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureChromium } from "./chromium.js";

const root = fileURLToPath(new URL("..", import.meta.url));
// A test must never choose an interface of this machine by itself.
const env = { ...process.env, ZOCP_INTERFACE: process.env.ZOCP_INTERFACE ?? "lo", NO_COLOR: "1" };

// A tool that hangs is a tool that failed.
const LONGEST = 10 * 60 * 1000;
const LONGEST_TESTS = 25 * 60 * 1000;

const checks = [
  { name: "lint", command: ["biome", "check", "--error-on-warnings", "."] },
  { name: "types", command: ["tsc", "--noEmit"] },
  {
    name: "types of the page",
    command: ["svelte-check", "--tsconfig", "composer/tsconfig.json", "--fail-on-warnings"],
  },
  { name: "build", command: ["npm", "run", "--silent", "build"] },
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
for (const check of checks) {
  if (runCheck(check)) passed += 1;
  else failed += 1;
}
for (const part of [runTests, ...(process.argv.includes("--chaos") ? [runChaos] : [])]) {
  const sum = part();
  passed += sum.passed;
  failed += sum.failed;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** @param {{ name: string, command: string[] }} check */
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

/** Vitest prints what failed; its report says how much. A run that ends early or finds no test is a failure. */
function runTests() {
  return withReport("vitest", (report) => {
    const options = ["--allowOnly=false", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { status, error } = run(["vitest", "run", ...options], "inherit", LONGEST_TESTS);
    if (error !== undefined) throw error;
    return count(JSON.parse(readFileSync(report, "utf8")), status === 0);
  });
}

/** Nothing passes and nothing fails where no network can be made. */
function runChaos() {
  return withReport("the chaos suite", (report) => {
    const { error } = run([process.execPath, join("chaos", "main.js"), "--report", report], "inherit", LONGEST_TESTS);
    if (error !== undefined) throw error;
    return /** @type {Sum} */ (JSON.parse(readFileSync(report, "utf8")));
  });
}

/**
 * @typedef {{ passed: number, failed: number }} Sum
 * @param {string} name
 * @param {(report: string) => Sum} part
 * @returns {Sum}
 */
function withReport(name, part) {
  const folder = mkdtempSync(join(tmpdir(), "zocp-test-"));
  try {
    return part(join(folder, "report.json"));
  } catch (error) {
    console.log(`FAILED  ${name} gave no report: ${error instanceof Error ? error.message : error}`);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * @typedef {{ status: string, assertionResults: { status: string }[] }} TestFile
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, testResults: TestFile[] }} report
 * @param {boolean} clean whether vitest itself was content
 */
function count({ numPassedTests, numFailedTests, numPendingTests, testResults }, clean) {
  if (numPendingTests > 0) console.log(`skipped ${numPendingTests} tests`);
  // A file that cannot be loaded has no tests that could fail.
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  let failed = numFailedTests + broken.length;
  if (failed === 0 && (!clean || numPassedTests === 0)) failed = 1;
  return { passed: numPassedTests, failed };
}

/**
 * @param {string[]} command a tool of this package, or a path
 * @param {"pipe" | "inherit"} output
 */
function run([program = "", ...options], output, timeout = LONGEST) {
  const isPath = program === "npm" || program.includes(sep);
  return spawnSync(isPath ? program : join(root, "node_modules", ".bin", program), options, {
    cwd: root,
    env,
    encoding: "utf8",
    stdio: ["ignore", output, output],
    timeout,
  });
}
