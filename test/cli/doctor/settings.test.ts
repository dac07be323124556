import { describe, expect, test } from "vitest";

import { otherPorts, readHost, readSettings } from "../../../src/cli/doctor/settings.ts";
import { settings } from "./stage.ts";

const USUAL = {
  ...{ interface: undefined, port: 5670, portChosen: false, keyed: false, beacons: true, all: false },
  ...{ hubs: [], peers: [], environment: [] },
};

describe("the settings of the nodes of this command line", () => {
  test("are the usual ones where nothing is said", () => {
    expect(readSettings({}, {})).toEqual(USUAL);
  });

  test.each<[string, Record<string, string>, object]>([
    ["an interface", { ZOCP_INTERFACE: "en0" }, { interface: "en0", environment: ["ZOCP_INTERFACE=en0"] }],
    ["a port", { ZOCP_PORT: "6000" }, { port: 6000, portChosen: true, environment: ["ZOCP_PORT=6000"] }],
    ["the usual port by name", { ZOCP_PORT: "5670" }, { portChosen: true, environment: ["ZOCP_PORT=5670"] }],
    ["no beacons", { ZOCP_BEACONS: "off" }, { beacons: false, environment: ["ZOCP_BEACONS=off"] }],
    ["beacons", { ZOCP_BEACONS: "on" }, { environment: ["ZOCP_BEACONS=on"] }],
    ["a hub", { ZOCP_GOSSIP: "tcp://a:1" }, { hubs: ["tcp://a:1"], environment: ["ZOCP_GOSSIP=tcp://a:1"] }],
    [
      "hubs and peers, with commas, spaces and line ends",
      { ZOCP_GOSSIP: "tcp://a:1,tcp://b:2", ZOCP_PEER: " tcp://c:3\n\ttcp://d:4 ," },
      {
        hubs: ["tcp://a:1", "tcp://b:2"],
        peers: ["tcp://c:3", "tcp://d:4"],
        environment: ["ZOCP_GOSSIP=tcp://a:1,tcp://b:2", "ZOCP_PEER= tcp://c:3\n\ttcp://d:4 ,"],
      },
    ],
    ["a key file", { ZOCP_KEY: "show.key" }, { keyed: true, port: 5671, environment: ["ZOCP_KEY=show.key"] }],
    [
      "a key as a text, which is not shown",
      { ZOCP_KEY_TEXT: "secret" },
      { keyed: true, port: 5671, environment: ["ZOCP_KEY_TEXT"] },
    ],
    [
      "a key and a port",
      { ZOCP_KEY: "show.key", ZOCP_PORT: "5670" },
      { keyed: true, portChosen: true, environment: ["ZOCP_PORT=5670", "ZOCP_KEY=show.key"] },
    ],
    ["a folder of keys alone", { ZOCP_KEYS: "keys" }, { environment: ["ZOCP_KEYS=keys"] }],
    ["variables that are empty", { ZOCP_PORT: "", ZOCP_KEY: "", ZOCP_INTERFACE: "", ZOCP_GOSSIP: "" }, {}],
    ["a variable of something else", { ZOCP_NOTHING: "1", PATH: "/bin" }, {}],
  ])("are what the environment says: %s", (_what, env, expected) => {
    expect(readSettings({}, env)).toEqual({ ...USUAL, ...expected });
  });

  test("are what options say, whatever the environment says", () => {
    const env = {
      ...{ ZOCP_INTERFACE: "en0", ZOCP_PORT: "6000", ZOCP_BEACONS: "off", ZOCP_KEY: "old.key" },
      ...{ ZOCP_GOSSIP: "tcp://a:1", ZOCP_PEER: "tcp://b:2" },
    };
    const options = { interface: "lo", port: 7000, beacons: true, gossip: ["tcp://c:3"], peer: [], all: true };
    expect(readSettings(options, env)).toMatchObject({
      ...{ interface: "lo", port: 7000, portChosen: true, beacons: true, all: true, keyed: true },
      ...{ hubs: ["tcp://c:3"], peers: [] },
    });
  });

  test("are keyed by the environment where the option is empty, as for a node", () => {
    expect(readSettings({ key: "" }, { ZOCP_KEY: "show.key" })).toMatchObject({ keyed: true, port: 5671 });
    expect(readSettings({ key: "" }, {})).toMatchObject({ keyed: false, port: 5670 });
  });
});

describe("the other ports on which somebody may be", () => {
  test.each([
    [5670, [5671, 5672, 5680, 5669]],
    [5671, [5670, 5672, 5680]],
    [5672, [5670, 5671, 5680, 5673]],
    [5680, [5670, 5671, 5672, 5679, 5681]],
    [1, [5670, 5671, 5672, 5680, 2]],
    [65_535, [5670, 5671, 5672, 5680, 65_534]],
  ])("beside %i are %j", (port, others) => {
    expect(otherPorts(settings({ port }))).toEqual(others);
  });

  test("are never the own one, never twice the same, and always ports", () => {
    for (const port of [1, 2, 5668, 5669, 5670, 5671, 5673, 5679, 5681, 40_000, 65_534, 65_535]) {
      const others = otherPorts(settings({ port }));
      expect(others).not.toContain(port);
      expect(new Set(others).size).toBe(others.length);
      for (const other of others) expect(other > 0 && other < 65_536, `${other}`).toBe(true);
    }
  });
});

test("the host is named by its platform", () => {
  expect(readHost().platform).toBe(process.platform);
});
