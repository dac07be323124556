import { describe, expect, test } from "vitest";

import { BRIDGE_KINDS, DescriptionError, readDescriptions } from "../../../src/bridges.ts";
import { parseJson } from "../../../src/index.ts";

const read = (fields: object) => readDescriptions(parseJson(JSON.stringify(fields)), BRIDGE_KINDS);
/** Also what only the kind knows. */
const open = (fields: object) => read(fields).map((one) => BRIDGE_KINDS.get(one.kind)?.open(one, "lo"));
const osc = (fields: object): object => ({ bridge: "osc", listen: ["9000"], ...fields });

describe("a description", () => {
  test("says everything that a bridge does", () => {
    const [desk] = read({
      name: "desk-osc",
      bridge: "osc",
      listen: ["udp://:9000", "tcp://:9001"],
      send: ["udp://10.0.0.5:8000", "reply"],
      rate: 30,
      safe: { after: 5, do: "value" },
      import: {
        auto: true,
        "/fader/{n}": { type: "float", min: 0, max: 1, as: "fader{n}" },
        "/1/xy": { type: "vec2f", as: "xy" },
        "/go": { type: "bool", event: true },
      },
      export: { "lamp*/*": "/{node}/{parameter}", "desk/level": { to: "/level", range: [0, 127], round: true } },
      connect: [["desk-osc/fader1", "lamp/level"]],
    });
    expect(desk).toMatchObject({
      name: "desk-osc",
      kind: "osc",
      connect: [["desk-osc/fader1", "lamp/level"]],
      keep: false,
    });
    expect(desk?.rules).toMatchObject({ rate: 30, auto: true, safe: { after: 5, do: "value" } });
    expect(desk?.rules.imports.map(({ as, registration }) => [as, registration.typeHint])).toEqual([
      ["fader{n}", "flt"],
      ["xy", "vec2f"],
      [undefined, "bool"],
    ]);
    expect(desk?.rules.exports).toMatchObject([
      { to: "/{node}/{parameter}" },
      { to: "/level", range: [0, 127], round: true },
    ]);
  });

  test("may be a list, for several bridges in one process", () => {
    expect(read([osc({ name: "a" }), osc({ name: "b" })]).map(({ name }) => name)).toEqual(["a", "b"]);
  });
});

describe("what is wrong in a description is named with its field and the reason", () => {
  test.each<readonly [string, object, string]>([
    ["no object", [3], "[0]: it must be an object, not 3"],
    ["no bridges", [], "the list of bridges is empty"],
    ["no kind", {}, 'bridge: it is missing; there are "dmx", "osc", "mqtt", '],
    ["a kind that there is not", { bridge: "ocs" }, 'bridge: there is no bridge "ocs"; did you mean "osc"?'],
    ["a misspelt field", osc({ lisen: [] }), 'lisen: there is no such field; did you mean "listen"?'],
    ["a name twice", [osc({ name: "a" }), osc({ name: "a" })], '[1].name: there is another bridge "a" in this file'],
    ["a rate of nothing", osc({ rate: 0 }), "rate: it must be a number from 0.1 to 1000, not 0"],
    ["a rate as text", osc({ rate: "60" }), 'rate: it must be a number from 0.1 to 1000, not the text "60"'],
    [
      "an address without a slash",
      osc({ import: { fader: {} } }),
      'import.fader: an address of OSC begins with a slash: "/fader"',
    ],
    ["an address with a space", osc({ import: { "/a b": {} } }), 'import["/a b"]: "/a b" cannot be an address of OSC'],
    [
      "a misspelt field of a rule",
      osc({ import: { "/a": { tpye: "int" } } }),
      'import["/a"].tpye: there is no such field; did you mean "type"?',
    ],
    [
      "a type that is none",
      osc({ import: { "/a": { type: "flot" } } }),
      'import["/a"].type: "flot" is no type; did you mean "float"?',
    ],
    [
      "a name that nothing fills",
      osc({ import: { "/f{n}": { as: "f{m}" } } }),
      'import["/f{n}"].as: nothing is called {m}; there are {n}',
    ],
    [
      "a capture that is lost",
      osc({ import: { "/f{n}": { as: "f" } } }),
      'import["/f{n}"].as: every name in braces of the address must stand in it: {n}',
    ],
    [
      "a range without bounds",
      osc({ import: { "/a": { range: [0, 127] } } }),
      'import["/a"].range: min and max are missing',
    ],
    [
      "a range of nothing",
      osc({ export: { "a/b": { to: "/a", range: [1, 1] } } }),
      'export["a/b"].range: it must be a pair of different numbers',
    ],
    [
      "an export without a slash",
      osc({ export: { lamp: "/a" } }),
      'export.lamp: it must be a pattern of "node/parameter"',
    ],
    ["an export to nowhere", osc({ export: { "a/b": {} } }), 'export["a/b"].to: it is missing'],
    [
      "an export to what is no address",
      osc({ export: { "a/b": "{node}" } }),
      'export["a/b"].to: an address of OSC begins with a slash',
    ],
    [
      "an export with another place",
      osc({ export: { "a/b": "/{name}" } }),
      'export["a/b"].to: nothing is called {name}; there are {node} {parameter}',
    ],
    [
      "a safe value that is none",
      osc({ safe: { do: "blink" } }),
      'safe.do: it must be one of hold, value, release, not "blink"',
    ],
    ["links that are no pairs", osc({ connect: [["a/b"]] }), "connect: entry 0 must be a pair"],
    [
      "a port that is none",
      osc({ listen: ["udp://:99999"] }),
      "listen: the port 99999 is not a number from 1 to 65535",
    ],
    ["a place that is none", osc({ send: ["10.0.0.5"] }), 'send: "10.0.0.5" is not of the form udp://host:port'],
    ["a target without a machine", osc({ send: ["udp://:8000"] }), "send: udp://:8000 names no machine"],
    ["a place twice", osc({ listen: ["9000", "udp://:9000"] }), "listen: udp://:9000 stands there twice"],
    ["nothing to hear and nothing to say", { bridge: "osc" }, 'listen: it is missing, and so is "send"'],
    ["a network that is none", osc({ from: ["10.0.0.0/33"] }), 'from: "10.0.0.0/33" is no network'],
    ["a time that is none", osc({ time: "later" }), 'time: it must be one of now, honour, not "later"'],
  ])("%s", (_, fields, says) => {
    expect(() => open(fields)).toThrow(DescriptionError);
    expect(() => open(fields)).toThrow(says);
  });
});
