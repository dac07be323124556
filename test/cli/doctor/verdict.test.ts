import { describe, expect, test } from "vitest";

import type { Findings, Problem } from "../../../src/cli/doctor/findings.ts";
import { hasCompany, judge } from "../../../src/cli/doctor/verdict.ts";
import { card, ETH, findings, host, judged, LO, met, on } from "./stage.ts";

const PROBLEM: Problem = { problem: "a cable is out", advice: "Plug it in." };
const ALONE = judged(on(LO));

describe("the last line", () => {
  test.each<[string, Partial<Findings>, string, string]>([
    [
      "nobody, with a network",
      {},
      "alone",
      "nobody else is here: start a node on another machine, and run doctor again, there too",
    ],
    [
      "nobody, with loopback only",
      { interfaces: ALONE },
      "alone",
      "nobody else is here: start a node on this machine, and run doctor again",
    ],
    [
      "nobody, in WSL",
      { host: host("linux", "WSL") },
      "alone",
      "nobody else is here: start a node on another machine, and run doctor again, there too; this is WSL, whose network is its own unless it is “mirrored”",
    ],
    [
      "nobody, in a container",
      { host: host("linux", "container") },
      "alone",
      "nobody else is here: start a node on another machine, and run doctor again, there too; this is a container, whose network is its own unless it runs with --network host",
    ],
    ["one node of another machine", { met: [met()] }, "ready", "met 1 node: ready"],
    ["two nodes", { met: [met(), met({ name: "desk" })] }, "ready", "met 2 nodes: ready"],
    ["a node and a command", { met: [met(), met({ tool: true })] }, "ready", "met 1 node: ready"],
    ["a command", { met: [met({ tool: true })] }, "ready", "met no node, but a zocp command: ready"],
    [
      "two commands",
      { met: [met({ tool: true }), met({ tool: true })] },
      "ready",
      "met no node, but 2 zocp commands: ready",
    ],
    [
      "a node of this machine",
      { met: [met({ here: true })] },
      "alone",
      "met 1 node, on this machine only: start one on another machine, and run doctor there",
    ],
    [
      "a command of this machine",
      { met: [met({ here: true, tool: true })] },
      "alone",
      "met no node, but a zocp command, on this machine only: start one on another machine, and run doctor there",
    ],
    [
      "a node of this machine, with loopback only",
      { interfaces: ALONE, met: [met({ here: true })] },
      "ready",
      "met 1 node: ready",
    ],
    ["a node here and one elsewhere", { met: [met({ here: true }), met()] }, "ready", "met 2 nodes: ready"],
  ])("after %s", (_what, found, verdict, summary) => {
    expect(judge(findings(found), [])).toEqual({ verdict, summary });
  });

  test.each([
    [1, "met nobody, and 1 thing is to be set right: see “To do”"],
    [2, "met nobody, and 2 things are to be set right: see “To do”"],
    [17, "met nobody, and 17 things are to be set right: see “To do”"],
  ])("counts %i problems", (count, summary) => {
    expect(judge(findings(), Array(count).fill(PROBLEM))).toEqual({ verdict: "trouble", summary });
  });

  test("is trouble also with company: what is wrong stays wrong", () => {
    expect(judge(findings({ met: [met()] }), [PROBLEM])).toEqual({
      verdict: "trouble",
      summary: "met 1 node, and 1 thing is to be set right: see “To do”",
    });
  });
});

describe("company", () => {
  test.each<[string, Partial<Findings>, boolean]>([
    ["nobody", {}, false],
    ["a node of another machine", { met: [met()] }, true],
    ["a node of this machine", { met: [met({ here: true })] }, false],
    ["a node of this machine, where only loopback is used", { interfaces: ALONE, met: [met({ here: true })] }, true],
    ["nobody, where only loopback is used", { interfaces: ALONE }, false],
    [
      "a node of this machine, where nothing is used at all",
      { interfaces: [on(ETH, { used: false })], met: [met({ here: true })] },
      false,
    ],
    [
      "a node of this machine, beside an address without neighbours",
      { interfaces: judged(on(card("eth0", "10.0.0.1", "255.255.255.255")), on(LO)), met: [met({ here: true })] },
      false,
    ],
  ])("of %s: %#", (_what, found, expected) => {
    expect(hasCompany(findings(found))).toBe(expected);
  });
});
