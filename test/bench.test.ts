import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { median, percentiles } from "../bench/harness/statistics.js";
import { formatNumber } from "../bench/harness/table.js";
import { rows } from "../bench/rows.js";
import { ROOT } from "./sources.ts";

describe("the figures of the bench", () => {
  test("are the middle of the runs, whether their count is odd or even", () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });

  test("take the percentile that so many of the values do not exceed", () => {
    const values = Array.from({ length: 1000 }, (_, i) => 1000 - i);
    expect(percentiles(values, [50, 99, 99.9, 100])).toEqual([500, 990, 999, 1000]);
  });

  test("are printed with three digits, and whole from a hundred on", () => {
    expect([0.012345, 12.345, 1234.5].map(formatNumber)).toEqual(["0.0123", "12.3", "1,235"]);
  });
});

describe("a row of the bench", () => {
  const folder = mkdtempSync(join(tmpdir(), "zocp-bench-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("runs beside its controls, writes its results, and is named when it is worse than the budget", () => {
    const json = join(folder, "results.json");
    const budget = join(folder, "budget.json");
    writeFileSync(budget, JSON.stringify({ "signals/s": { of: "ratio", atLeast: 1000 } }));
    const { status, stdout, stderr } = bench("--only", "signals", "--json", json, "--check", budget);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^signals\/s: the ratio is \S+; the budget says at least 1000$/m);
    expect(status).toBe(1);
    const [first] = JSON.parse(readFileSync(json, "utf8"));
    expect(first).toMatchObject({ row: "signals/s", unit: "/s", against: "bare socket", runs: 1 });
    expect(first.ratio).toBeCloseTo(first.value / first.control);
  });

  test("that the budget names must exist", () => {
    const names = rows.flatMap(({ figures }) => figures.map(({ row }) => row));
    const budget = JSON.parse(readFileSync(`${ROOT}bench/budget.json`, "utf8"));
    expect(Object.keys(budget).filter((row) => !names.includes(row))).toEqual([]);
  });

  test("has a name that no other row has", () => {
    const names = rows.flatMap(({ figures }) => figures.map(({ row }) => row));
    expect(names.length).toBe(new Set(names).size);
  });
});

test("a value passes no more files and functions between `emit` and the socket than it has to", () => {
  const { stdout, stderr } = spawnSync(process.execPath, ["bench/stops.js"], {
    cwd: ROOT,
    encoding: "utf8",
    timeout: 60_000,
  });
  expect(stderr).toBe("");
  const [, files = "", functions = ""] =
    /(\d+) files and (\d+) functions between emit and the socket/.exec(stdout) ?? [];
  expect(Number(files)).toBeGreaterThan(10);
  expect(Number(files)).toBeLessThanOrEqual(34);
  expect(Number(functions)).toBeLessThanOrEqual(80);
}, 70_000);

function bench(...options: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ["bench/main.js", "--smoke", ...options], {
    cwd: ROOT,
    encoding: "utf8",
    timeout: 100_000,
  });
}
