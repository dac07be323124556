import { describe, expect, test } from "vitest";

import { describeFindings } from "../../../src/cli/doctor/describe.ts";
import type { Findings } from "../../../src/cli/doctor/findings.ts";
import { problemsOf } from "../../../src/cli/doctor/problems.ts";
import { judge } from "../../../src/cli/doctor/verdict.ts";
import { toJsonText } from "../../../src/cli/format/json.ts";
import { card, clock, ETH, findings, idOf, judged, LO, met, on, settings, showOf, unmet } from "./stage.ts";

function described(found: Partial<Findings>) {
  const all = findings(found);
  const problems = problemsOf(all);
  return JSON.parse(toJsonText(describeFindings(all, problems, judge(all, problems))));
}

describe("what other programs are told", () => {
  test("of a machine where all is well", () => {
    expect(described({ met: [met()], interfaces: judged(on(ETH)) })).toEqual({
      ...{ ok: true, verdict: "ready", summary: "met 1 node: ready", problems: [], idle: [], places: [] },
      interfaces: [
        {
          ...{ name: "eth0", address: "10.0.0.1", netmask: "255.255.255.0", prefix: "10.0.0.1/24" },
          ...{ broadcast: "10.0.0.255", loopback: false, used: true, secondChoice: false },
          ...{ reason: "it reaches a local network", broadcastReturned: true },
        },
      ],
      port: { number: 5670, beacons: true, bindable: true },
      heard: [
        {
          ...{ id: idOf(1), name: "lamp", address: "tcp://10.0.0.2:49152", interface: "eth0", here: false },
          ...{ beacon: 1, zocp: true, complete: true, tool: false },
        },
      ],
      ...{ tools: 0, mute: [], elsewhere: [], listened: 3 },
      settings: { keyed: false, environment: [] },
      host: { platform: "linux" },
    });
  });

  test.each<[string, Partial<Findings>, boolean, string]>([
    ["nobody", {}, false, "alone"],
    ["somebody", { met: [met()] }, true, "ready"],
    ["trouble", { met: [met()], blocked: "taken" }, false, "trouble"],
  ])("is in order only when somebody was met and nothing is wrong: %s", (_what, found, ok, verdict) => {
    expect(described(found)).toMatchObject({ ok, verdict });
  });

  test("of problems is the problem and the advice, as people read them", () => {
    expect(described({ blocked: "taken" }).problems).toEqual([
      {
        problem: "the beacon port cannot be used: taken",
        advice: "End the program that holds UDP port 5670, or give all nodes another one with --port or ZOCP_PORT.",
      },
    ]);
    expect(described({ blocked: "taken" }).port).toEqual({
      ...{ number: 5670, beacons: true, bindable: false, reason: "taken" },
    });
  });

  test("of commands is how many they are; each of them with --all only", () => {
    const all = [met(), met({ name: "zocp-ls@pi", tool: true })];
    expect(described({ met: all })).toMatchObject({ tools: 1, heard: [{ name: "lamp" }] });
    expect(described({ met: all, settings: settings({ all: true }) })).toMatchObject({
      tools: 1,
      heard: [{ name: "lamp" }, { name: "zocp-ls@pi", tool: true }],
    });
  });

  test("of nodes that are not met is where they are", () => {
    const told = described({
      unmet: [
        unmet({ answer: { open: false, reason: "no answer came" }, key: "it has another key" }),
        unmet({ id: idOf(4), where: "other port", port: 5680, interface: undefined }),
      ],
    });
    expect(told.mute).toEqual([
      {
        ...{ id: idOf(3), address: "10.0.0.2", tcpPort: 49_152, version: 1, port: 5670, interface: "eth0" },
        ...{ key: "it has another key", answer: { open: false, reason: "no answer came" } },
      },
    ]);
    expect(told.elsewhere).toEqual([
      { id: idOf(4), address: "10.0.0.2", tcpPort: 49_152, version: 1, port: 5680, where: "other port" },
    ]);
  });

  test("of a show, a clock and a port that answers is what was learnt of them", () => {
    const told = described({
      met: [
        { ...showOf(1, true), clock: clock({ offset: -3.5 }) },
        showOf(2, false),
        met({ complete: false, answer: { open: true, address: "tcp://10.0.0.2:49152" } }),
      ],
    });
    expect(told.heard).toMatchObject([
      { role: { of: "show", plays: true, term: 0 }, clock: { offset: -3.5, synced: true, reference: "desk" } },
      { role: { of: "show", plays: false, auto: false } },
      { answer: { open: true, address: "tcp://10.0.0.2:49152" } },
    ]);
    expect(told.heard[2]).not.toHaveProperty("role");
    expect(told.heard[2]).not.toHaveProperty("clock");
  });

  test("of interfaces is whether broadcasts came back, and why nothing left", () => {
    const interfaces = [
      on(ETH, { returned: false, unsent: "the network is down" }),
      on(card("eth1", "10.1.0.1"), { used: false, returned: undefined }),
      on(LO, { secondChoice: true }),
    ];
    expect(described({ interfaces }).interfaces).toMatchObject([
      { broadcastReturned: false, unsent: "the network is down", used: true },
      { used: false, prefix: "10.1.0.1/24" },
      { loopback: true, secondChoice: true },
    ]);
  });

  test("holds names as they are: a program reads them", () => {
    const name = "\u001b[2J光\u202e\ud83d\ude00";
    expect(described({ met: [met({ name })] }).heard[0].name).toBe(name);
  });

  test("says how long it was listened, in seconds", () => {
    expect([0, 500, 3000].map((duration) => described({ duration }).listened)).toEqual([0, 0.5, 3]);
  });
});
