import { writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CASES } from "../../src/conformance.ts";
import { bundle, judge, type Outcomes } from "./subjects.ts";

describe("the conformance kit", () => {
  test("passes a node of ours in every case", { timeout: 600_000 }, async () => {
    const description = join(await mkdtemp(join(tmpdir(), "zocp-")), "subject.json");
    writeFileSync(description, '{"name": "subject"}');
    const program = await bundle("src/cli/main.ts", "ours");
    const outcomes = await judge([process.execPath, program, "node", description, "--stdio"], () => true);
    expect(notPassed(outcomes)).toEqual({});
    expect(Object.keys(outcomes)).toHaveLength(CASES.filter(({ slow }) => slow !== true).length);
  });

  test("fails the reference exactly where the reference is known to", { timeout: 600_000 }, async () => {
    const program = await bundle("test/conformance/reference-subject.ts", "reference");
    const outcomes = await judge([process.execPath, program], (name) => /^(zocp|extensions|robustness)-/.test(name));
    const failed = Object.entries(notPassed(outcomes)).filter(([, outcome]) => outcome.startsWith("failed"));
    expect(Object.fromEntries(failed.map(([name, outcome]) => [name, causeOf(outcome)]))).toEqual(KNOWN);
  });

  test("has cases with names of their own, and sentences that follow the word it", () => {
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
    for (const { title } of CASES) expect(title).toMatch(/^[a-z]/);
  });
});

/** Where the reference ends: the row of our notes on it, and the exception of Python; else what was seen. */
function causeOf(outcome: string): string {
  return /ReferenceDied: (\w+: [\w.]+)/.exec(outcome)?.[1] ?? outcome;
}

const KNOWN = {
  "zocp-registered-later": expect.stringContaining("the MOD that was expected did not come"),
  "zocp-no-echo": expect.stringContaining("it said"),
  "robustness-no-json": "Q1: TypeError",
  "robustness-no-object": "Q3: AttributeError",
  "robustness-unknown-verbs": "Q2: TypeError",
  "robustness-get": "Q4: TypeError",
  "robustness-set": "Q7: AttributeError",
  "robustness-mod": "Q7: AttributeError",
  "robustness-sub": "Q4: TypeError",
  "robustness-unsub": "Q4: TypeError",
  "robustness-sig": "Q4: TypeError",
  "robustness-own-names": "Q4: ValueError",
  "robustness-deep": "Q1: TypeError",
  "robustness-long-numbers": "Q1: TypeError",
  "robustness-no-utf-8": "Q1: TypeError",
  "robustness-no-content": "Q1: TypeError",
  "robustness-sub-of-nothing": "Q5: KeyError",
};

function notPassed(outcomes: Outcomes): Outcomes {
  return Object.fromEntries(Object.entries(outcomes).filter(([, outcome]) => outcome !== "passed"));
}
