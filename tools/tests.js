// Runs the tests, and once more, alone, the files in which some failed: a machine that is busy with something else is late now and
// then, and a fault fails twice.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { ROOT, runTool } from "./tool.js";

/**
 * @typedef {{ passed: number, failed: number }} Sum
 * @typedef {{ id: string, file: string, name: string, state: "passed" | "failed" | "skipped" }} Result what has the id of its file stands for the file itself
 * @typedef {{ results: Result[], uncaught: string[], whole: boolean }} Report what no test caught, and whether the run came to its end
 * @typedef {(words: readonly string[]) => Report} Vitest runs the files that are named, or all
 */

/** At most so many files are repeated: where more fail, it is no accident. */
export const MOST_REPEATED = 5;

/**
 * Repeats the files that failed, one after the other, and says what it all comes to. A test that failed counts as passed when it
 * passes then, and is named; one that fails only then has failed too: there is nothing left that could make it late.
 *
 * @param {Report} first @param {Vitest} vitest @param {(line: string) => void} tell @returns {Sum}
 */
export function settle(first, vitest, tell = console.log) {
  let report = first;
  for (const file of failedFiles(first).slice(0, MOST_REPEATED)) {
    tell(`repeating alone: ${relative(ROOT, file)}`);
    try {
      report = merged(report, vitest([file]), file, tell);
    } catch (error) {
      // What failed before stays as it is.
      tell(`FAILED  no report of ${relative(ROOT, file)}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return sumOf(report, tell);
}

/** @param {Report} report */
function failedFiles({ results }) {
  return [...new Set(results.filter(({ state }) => state === "failed").map(({ file }) => file))];
}

/** @param {Report} before @param {Report} again of that file alone @param {string} file @param {(line: string) => void} tell @returns {Report} */
function merged(before, again, file, tell) {
  const failed = before.results.filter((result) => result.file === file && result.state === "failed");
  const lost = failed.filter((result) => !hasPassed(result, again));
  for (const result of failed)
    if (!lost.includes(result)) tell(`passed only when repeated alone: ${relative(ROOT, file)} > ${result.name}`);
  const others = before.results.filter((result) => result.file !== file);
  const repeated = again.results.filter(({ id }) => !lost.some((result) => result.id === id));
  return {
    results: [...others, ...lost, ...repeated],
    uncaught: [...before.uncaught, ...again.uncaught],
    whole: before.whole && again.whole,
  };
}

/** A file that failed as a whole has no result of its own when it passes. @param {Result} failed @param {Report} again */
function hasPassed({ id, file }, { results }) {
  const own = results.find((result) => result.id === id);
  return own === undefined ? id === file && results.length > 0 : own.state === "passed";
}

/** @param {Report} report @param {(line: string) => void} tell @returns {Sum} */
function sumOf({ results, uncaught, whole }, tell) {
  /** @param {Result["state"]} wanted */
  const count = (wanted) => results.filter(({ state }) => state === wanted).length;
  for (const message of uncaught) tell(`FAILED  no test caught: ${message}`);
  if (!whole) tell("FAILED  the tests were interrupted");
  if (count("skipped") > 0) tell(`skipped ${count("skipped")} tests`);
  const passed = count("passed");
  const failed = count("failed") + uncaught.length + (whole ? 0 : 1);
  if (passed + failed === 0) tell("FAILED  there was no test");
  return { passed, failed: passed + failed === 0 ? 1 : failed };
}

/**
 * Vitest itself. It prints what failed; throws when it leaves no report.
 *
 * @param {readonly string[]} words
 * @param {{ env: NodeJS.ProcessEnv, timeout: number, output?: "inherit" | "ignore" }} options
 * @returns {Report}
 */
export function runVitest(words, { env, timeout, output = "inherit" }) {
  return withReport((file) => {
    const options = ["--allowOnly=false", "--reporter=default", `--reporter=${join(ROOT, "tools", "reporter.js")}`];
    const { status, error } = runTool(["vitest", "run", ...options, ...words], {
      env: { ...env, ZOCP_REPORT: file },
      stdio: ["ignore", output, output],
      timeout,
    });
    if (error !== undefined) throw error;
    const report = /** @type {Report} */ (JSON.parse(readFileSync(file, "utf8")));
    // It may be discontent with what is no test: with a hook after all of them, or with its own end.
    const reasons = report.uncaught.length + report.results.filter(({ state }) => state === "failed").length;
    if (status !== 0 && reasons === 0) report.uncaught.push(`vitest ended with exit code ${status}`);
    return report;
  });
}

/** @template T @param {(file: string) => T} work is given a file that is not there yet @returns {T} */
export function withReport(work) {
  const folder = mkdtempSync(join(tmpdir(), "zocp-test-"));
  try {
    return work(join(folder, "report.json"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
