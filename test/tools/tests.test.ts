import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { MOST_REPEATED, type Report, type Result, runVitest, settle } from "../../tools/tests.js";
import { ROOT } from "../sources.ts";

const result = (file: string, name: string, state: Result["state"]): Result => ({
  id: `${file} ${name}`,
  file: join(ROOT, file),
  name,
  state,
});
const report = (...results: readonly Result[]): Report => ({ results: [...results], uncaught: [], whole: true });

/** What the repeated files give, and what is told meanwhile. */
function settled(first: Report, again: (file: string) => Report) {
  const repeated: string[] = [];
  const lines: string[] = [];
  const vitest = (words: readonly string[]): Report => {
    repeated.push(...words.map((word) => word.slice(ROOT.length)));
    return again(words[0] ?? "");
  };
  const sum = settle(first, vitest, (line) => lines.push(line));
  return { sum, repeated, lines };
}

test("nothing is repeated when everything passed", () => {
  const { sum, repeated } = settled(report(result("a.ts", "one", "passed")), () => report());
  expect({ sum, repeated }).toEqual({ sum: { passed: 1, failed: 0 }, repeated: [] });
});

test("a test that passes when it is repeated has passed, and is named", () => {
  const first = report(result("a.ts", "one", "failed"), result("a.ts", "two", "passed"), result("b.ts", "x", "passed"));
  const again = report(result("a.ts", "one", "passed"), result("a.ts", "two", "passed"));
  const { sum, repeated, lines } = settled(first, () => again);
  expect({ sum, repeated }).toEqual({ sum: { passed: 3, failed: 0 }, repeated: ["a.ts"] });
  expect(lines).toEqual(["repeating alone: a.ts", "passed only when repeated alone: a.ts > one"]);
});

test("a test that fails twice has failed, beside one that does not", () => {
  const first = report(result("a.ts", "one", "failed"), result("a.ts", "two", "failed"));
  const again = report(result("a.ts", "one", "failed"), result("a.ts", "two", "passed"));
  const { sum, lines } = settled(first, () => again);
  expect(sum).toEqual({ passed: 1, failed: 1 });
  expect(lines.filter((line) => line.startsWith("passed only"))).toEqual([
    "passed only when repeated alone: a.ts > two",
  ]);
});

test("a test that fails only when it is alone has failed", () => {
  const first = report(result("a.ts", "one", "failed"), result("a.ts", "two", "passed"));
  const again = report(result("a.ts", "one", "passed"), result("a.ts", "two", "failed"));
  expect(settled(first, () => again).sum).toEqual({ passed: 1, failed: 1 });
});

test.each(["skipped", undefined] as const)("a test that failed and is %s when it is repeated has failed", (state) => {
  const first = report(result("a.ts", "one", "failed"));
  const again = report(...(state === undefined ? [] : [result("a.ts", "one", state)]));
  expect(settled(first, () => again).sum).toEqual({ passed: 0, failed: 1 });
});

test("at most five files are repeated, and what fails in the others has failed", () => {
  const files = Array.from({ length: MOST_REPEATED + 2 }, (_, index) => `${index}.ts`);
  const first = report(...files.map((file) => result(file, "one", "failed")));
  const { sum, repeated } = settled(first, (file) => report(result(file.slice(ROOT.length), "one", "passed")));
  expect({ sum, repeated }).toEqual({ sum: { passed: 5, failed: 2 }, repeated: files.slice(0, 5) });
});

test("what no test caught, an interruption and a run without tests are failures, whatever is repeated", () => {
  const uncaught = { ...report(result("a.ts", "one", "passed")), uncaught: ["boom"] };
  expect(settled(uncaught, () => report()).sum).toEqual({ passed: 1, failed: 1 });
  const late = report(result("a.ts", "one", "failed"));
  const again = { ...report(result("a.ts", "one", "passed")), uncaught: ["boom"] };
  expect(settled(late, () => again).sum).toEqual({ passed: 1, failed: 1 });
  expect(settled({ ...again, uncaught: [], whole: false }, () => report()).sum).toEqual({ passed: 1, failed: 1 });
  expect(settled(report(), () => report()).sum).toEqual({ passed: 0, failed: 1 });
});

test("when the repetition gives no report, what failed has failed", () => {
  const first = report(result("a.ts", "one", "failed"), result("a.ts", "two", "passed"));
  const { sum, lines } = settled(first, () => {
    throw new Error("out of memory");
  });
  expect(sum).toEqual({ passed: 1, failed: 1 });
  expect(lines).toContain("FAILED  no report of a.ts: out of memory");
});

test("vitest's own report says which of a stand-in's tests fail twice", () => {
  const folder = mkdtempSync(join(tmpdir(), "zocp-tests-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
  // Is true once: what makes the folder has not been there before.
  const head = `import { mkdirSync } from "node:fs"; import { test } from "vitest";
    const first = (name) => mkdirSync(${JSON.stringify(join(folder, "seen"))} + "/" + name, { recursive: true }) !== undefined;`;
  const files = {
    late: `${head} test("late", () => { if (first("late")) throw new Error("late"); }); test("fine", () => {});`,
    wrong: `${head} test("wrong", () => { throw new Error("wrong"); }); test.skip("later", () => {});`,
    unloaded: `${head} if (first("unloaded")) throw new Error("not yet"); test("loaded", () => {});`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.test.js`), text);
  const vitest = (words: readonly string[]) =>
    runVitest(["--root", folder, ...words], { env: process.env, timeout: 60_000, output: "ignore" });

  const lines: string[] = [];
  expect(settle(vitest([]), vitest, (line) => lines.push(line))).toEqual({ passed: 3, failed: 1 });
  const named = lines.filter((line) => line.startsWith("passed only")).map((line) => line.replace(/.*[\\/]/, ""));
  expect(named.sort()).toEqual(["late.test.js > late", "unloaded.test.js > (the file itself)"]);
}, 120_000);
