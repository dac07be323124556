import { InvalidArgumentError } from "commander";
import { describe, expect, test } from "vitest";

import { COMMANDS } from "../../../src/cli/table/commands.ts";
import { COMMON_OPTIONS, commandIn, optionOf, readCommonOptions } from "../../../src/cli/table/common-options.ts";
import {
  parseCount,
  parseCurve,
  parseEndpoint,
  parseFadeTime,
  parseFresh,
  parseKey,
  parseLead,
  parseListeningPort,
  parseMinutes,
  parseMoment,
  parseName,
  parsePlaces,
  parsePort,
  parsePriority,
  parseRate,
  parseReplayAs,
  parseSeconds,
  parseSpeed,
  parseSwitch,
  parseTtl,
  waitOf,
} from "../../../src/cli/table/options.ts";

type Parse = (text: string) => unknown;

/** Each reader with what it takes, and what becomes of that. */
const GOOD: readonly (readonly [what: string, parse: Parse, values: Readonly<Record<string, unknown>>])[] = [
  ["a port", parsePort, { "1": 1, "5670": 5670, "65535": 65_535 }],
  ["a port to listen on", parseListeningPort, { "0": 0, "8470": 8470, "65535": 65_535 }],
  ["a switch", parseSwitch, { on: true, off: false }],
  ["how far multicast goes", parseTtl, { "1": 1, "255": 255 }],
  ["a count", parseCount, { "1": 1, "1000000000": 1_000_000_000 }],
  ["a rate", parseRate, { "1": 1, "30": 30, "1000": 1000 }],
  ["a priority", parsePriority, { "0": 0, "100": 100, "200": 200 }],
  ["an age", parseFresh, { "0.01": 0.01, "2": 2, "3600": 3600 }],
  ["seconds", parseSeconds, { "0": 0, "0.5": 0.5, ".5": 0.5, "86400": 86_400 }],
  ["seconds of a fade", parseFadeTime, { "0": 0, "3": 3, ".25": 0.25, "86400": 86_400 }],
  ["seconds from now", parseLead, { "+0": 0, "+0.5": 0.5, "0.5": 0.5, "+.5": 0.5, "+600": 600 }],
  ["a speed", parseSpeed, { "0.1": 0.1, "1": 1, ".5": 0.5, "100": 100 }],
  [
    "a moment",
    parseMoment,
    { "0": 0, "80": 80, "80.25": 80.25, "1:20": 80, "0:05": 5, "1:02:03.5": 3723.5, "90:00": 5400 },
  ],
  ["how a recording is played", parseReplayAs, { ghosts: "ghosts", sets: "sets", print: "print" }],
  [
    "how much a black box holds",
    parseMinutes,
    { "10m": 600, "10": 600, "2h": 7200, "300s": 300, "1.5h": 5400, "2 m": 120, "24h": 86_400 },
  ],
  [
    "a curve",
    parseCurve,
    { linear: "linear", exp: "exp", "0.42,0,0.58,1": [0.42, 0, 0.58, 1], "0,-1,1,2": [0, -1, 1, 2] },
  ],
  ["an endpoint", parseEndpoint, { "tcp://203.0.113.7:7000": "tcp://203.0.113.7:7000" }],
];

test.each(GOOD)("%s is read", (_, parse, values) => {
  const read = Object.fromEntries(Object.keys(values).map((text) => [text, parse(text)]));
  expect(read).toEqual(values);
});

const WHOLE = ["-1", "1.5", "0x10", "1e3", " 5", "", "ten", "٣"];

/** Each reader with what it refuses, and the limit that it names. */
const BAD: readonly (readonly [what: string, parse: Parse, values: readonly string[], limit: string])[] = [
  ["a port", parsePort, [...WHOLE, "0", "65536"], "It must be a whole number from 1 to 65535."],
  ["a port to listen on", parseListeningPort, [...WHOLE, "65536"], "It must be a whole number from 0 to 65535."],
  ["a switch", parseSwitch, ["On", "yes", "1", ""], "It must be on or off."],
  ["how far multicast goes", parseTtl, [...WHOLE, "0", "256"], "It must be a whole number from 1 to 255."],
  ["a count", parseCount, [...WHOLE, "0", "1000000001"], "It must be a whole number from 1 to 1000000000."],
  ["a rate", parseRate, [...WHOLE, "0", "1001"], "It must be a whole number from 1 to 1000."],
  ["a priority", parsePriority, [...WHOLE, "201"], "It must be a whole number from 0 to 200."],
  [
    "an age",
    parseFresh,
    ["0", "0.001", "3601", "", " ", "x", "-1", "Infinity"],
    "It must be a number of seconds from 0.01 to 3600.",
  ],
  [
    "seconds",
    parseSeconds,
    ["-1", "", ".", "5.", "1e3", "86401", "2s", "Infinity"],
    "It must be a number of seconds from 0 to 86400.",
  ],
  ["seconds of a fade", parseFadeTime, ["-1", "", "3s", "86400.5"], "It must be a number of seconds from 0 to 86400."],
  [
    "seconds from now",
    parseLead,
    ["-1", "", "+", "601", "++1", "12:00"],
    "It must be seconds from now, from +0 to +600, for instance +0.5.",
  ],
  ["a speed", parseSpeed, ["0", "0.05", "101", "2x", "", "-1"], "It must be a number from 0.1 to 100."],
  [
    "a moment",
    parseMoment,
    ["", "1:60", "1:60:00", ":20", "1:", "-5", "1:2:3:4", "x"],
    "It must be a moment of the recording in seconds, or as 1:20 or 1:02:03.5.",
  ],
  ["how a recording is played", parseReplayAs, ["ghost", "", "Print"], "It must be ghosts, sets or print."],
  [
    "how much a black box holds",
    parseMinutes,
    ["1", "119s", "25h", "", "m", "10d", "-10m"],
    "It must be a time from 2m to 24h, for instance 10m.",
  ],
  [
    "a curve",
    parseCurve,
    ["", "wobble", "Linear", "1,2,3", "1,2,3,4,5", "0,,1,1", ",,,", "0,0,1,x", "0,0,1,Infinity"],
    "It must be one of linear, smooth, in, out, square, exp, or x1,y1,x2,y2.",
  ],
  [
    "an endpoint",
    parseEndpoint,
    ["", "203.0.113.7:7000", "tcp://stage:7000", "tcp://203.0.113.7", "tcp://203.0.113.7:0", "tcp://203.0.113.7:65536"],
    "It must be of the form tcp://address:port with an IPv4 address, for instance tcp://203.0.113.7:7000.",
  ],
];

test.each(BAD)("%s that is none is refused with its limit", (_, parse, values, limit) => {
  for (const value of values) {
    expect(() => parse(value), JSON.stringify(value)).toThrow(InvalidArgumentError);
    expect(() => parse(value), JSON.stringify(value)).toThrow(limit);
  }
});

describe("an option that may be given again", () => {
  test("adds to what was given before", () => {
    expect(parsePlaces("tcp://b:2", parsePlaces("tcp://a:1", undefined))).toEqual(["tcp://a:1", "tcp://b:2"]);
    expect(parseName("b", parseName("a", undefined))).toEqual(["a", "b"]);
    expect(parseKey("b", parseKey("a", undefined))).toEqual(["a", "b"]);
  });

  test("does not add to a value that was no list", () => {
    expect([parseName("b", "a"), parseKey("b", true), parsePlaces("tcp://b:2", 5)]).toEqual([
      ["b"],
      ["b"],
      ["tcp://b:2"],
    ]);
  });
});

describe("a place", () => {
  const key = "a".repeat(40);

  test.each([
    `tcp://hub.example.org:5670`,
    `tcp://10.0.0.7:1`,
    `tcp://hub:5670@${key}`,
    `tcp://hub:5670|${key}`,
    "tcp://hub:5670@package.json",
  ])("%s is one", (place) => {
    expect(parsePlaces(place, undefined)).toEqual([place]);
  });

  test.each([
    "",
    "hub:5670",
    "tcp://hub",
    "tcp://hub:0",
    "tcp://hub:70000",
    "udp://hub:1",
    "tcp://-hub:1",
    "tcp://hub:5670@",
    `tcp://hub:5670@${key}b`,
    "tcp://hub:5670@nowhere.pub",
  ])("%s is none", (place) => {
    expect(() => parsePlaces(place, undefined)).toThrow("It must be of the form tcp://host:port");
  });
});

describe("the time to discover", () => {
  test("is 2 seconds, or what a command wants, or what a person says", () => {
    expect([waitOf({}), waitOf({}, 500), waitOf({ wait: 0.25 }, 500), waitOf({ wait: 0 })]).toEqual([
      2000, 500, 250, 0,
    ]);
  });
});

describe("the command in a line", () => {
  test.each([
    [["ls"], "ls"],
    [["--json", "ls"], "ls"],
    [["--port", "5670", "ls"], "ls"],
    [["--interface", "lo", "--wait", "1", "get", "a/b"], "get"],
    [["--port=5670", "ls"], "ls"],
    [["--port"], undefined],
    [["--json", "--all"], undefined],
    [[], undefined],
  ])("%j: %s", (words, command) => {
    expect(commandIn(words)).toBe(command);
  });

  test("what stands for every command is read from among anything else", () => {
    const words = ["set", "--over", "3", "--port", "5671", "lamp/level", "--json", "--key", "show.key"];
    expect(readCommonOptions(words)).toEqual({ port: 5671, json: true, key: "show.key" });
    expect(() => readCommonOptions(["ls", "--port", "x"])).toThrow("from 1 to 65535");
  });
});

describe("the table", () => {
  const all = COMMANDS.flatMap(({ name, options = [] }) =>
    options.map((option) => [name, option.flags, option] as const),
  );

  test.each(all)("%s %s says what it is, and hides no option of every command", (_, flags, option) => {
    expect(option.help).toMatch(/^\S.*[^.]$/);
    expect(option.help.length).toBeLessThan(160);
    const common = COMMON_OPTIONS.map((one) => optionOf(one).long);
    expect(common).not.toContain(optionOf({ ...option, flags }).long);
  });

  test("no command has an option twice", () => {
    for (const { name, options = [] } of COMMANDS) {
      const flags = options.map((option) => option.flags);
      expect(new Set(flags).size, name).toBe(flags.length);
    }
  });

  test("every command that is loaded runs", async () => {
    const modules = await Promise.all(COMMANDS.map(({ load }) => load()));
    expect(modules.map((module) => typeof (module as { run: unknown }).run)).toEqual(COMMANDS.map(() => "function"));
  });
});
