import { describe, expect, test } from "vitest";

import { DescriptionError, readConnection, readDescription, readPair } from "../../../src/cli/stdio/description.ts";
import { parseJson } from "../../../src/index.ts";

const read = (description: object | string) =>
  readDescription(parseJson(typeof description === "string" ? description : JSON.stringify(description)));
const parameters = (fields: object) => ({ name: "lamp", parameters: { level: { type: "float", ...fields } } });

describe("a description", () => {
  test("needs a name only", () => {
    expect(read({ name: "lamp" })).toEqual({ name: "lamp", parameters: new Map(), operators: new Map(), connect: [] });
  });

  test("keeps every field of a parameter", () => {
    const fields = { value: 0.5, access: "rws", min: 0, max: 1, step: 0.1, description: "brightness", unit: "%" };
    const more = { clamp: true, event: false, recall: false, merge: "highest", panic: { to: 0 } };
    const lost = { after: 2, do: "fade", to: 0, over: 3, back: 1 };
    const { parameters: read_ } = read(parameters({ ...fields, ...more, lost }));
    expect(read_.get("level")).toEqual({ typeHint: "flt", ...fields, ...more, lost });
  });

  test.each([
    ["float", undefined, 0],
    ["int", undefined, 0],
    ["percent", undefined, 0],
    ["bool", undefined, false],
    ["string", undefined, ""],
    ["vec3f", undefined, [0, 0, 0]],
    ["vec12f", undefined, Array(12).fill(0)],
    ["float", 2, 2],
    ["float", -2, 0],
    ["vec2f", 5, [5, 5]],
  ])("begins at rest: %s from %s is %j", (type, min, value) => {
    const { parameters: read_ } = read({ name: "n", parameters: { x: { type, ...(min !== undefined && { min }) } } });
    expect(read_.get("x")?.value).toEqual(value);
  });

  test("takes what is null as not said", () => {
    expect(
      read(parameters({ access: null, min: null, unit: null, merge: null, lost: null, panic: null })).parameters.get(
        "level",
      ),
    ).toEqual(read(parameters({})).parameters.get("level"));
  });

  test("takes a parameter that holds its value in a panic, and bounds for each component", () => {
    const { parameters: read_ } = read({
      name: "n",
      parameters: { x: { type: "vec2f", min: [0, -1], max: [1, 1], panic: "hold" } },
    });
    expect(read_.get("x")).toMatchObject({ min: [0, -1], max: [1, 1], panic: "hold" });
  });

  test("keeps the order of its parameters, also of those whose names are numbers", () => {
    const text = '{"name":"n","parameters":{"b":{"type":"int"},"7":{"type":"int"},"a":{"type":"int"}}}';
    expect([...read(text).parameters.keys()]).toEqual(["b", "7", "a"]);
  });

  test("takes operators, whose parameters may be wired", () => {
    const { operators, connect } = read({
      name: "n",
      operators: { dim: { operator: "multiply", factor: 0.5 } },
      connect: [
        ["dim.out", "lamp/level"],
        ["desk/fader", "dim.in"],
      ],
    });
    expect([...operators.keys()]).toEqual(["dim"]);
    expect(connect).toEqual([
      ["dim.out", "lamp/level"],
      ["desk/fader", "dim.in"],
    ]);
  });

  test("takes wires with options", () => {
    const options = { rate: 30, priority: 120, fresh: 2, mute: true, map: [{ scale: 2 }], options: { later: 1 } };
    const { connect } = read({
      ...parameters({ access: "rws" }),
      connect: [
        ["desk/fader", "level", options],
        ["desk/b", "lamp/level", { every: true }],
      ],
    });
    expect(connect[0]?.[2]).toMatchObject({ rate: 30, priority: 120, fresh: 2, mute: true });
    expect(connect[1]?.[2]).toMatchObject({ every: true });
  });
});

describe("what is wrong is told with its place", () => {
  test.each<[description: object | string, message: string]>([
    ["[]", "it must be an object, not a list"],
    ["5", "it must be an object, not 5"],
    ['"lamp"', 'it must be an object, not the text "lamp"'],
    [{}, "name: it is missing"],
    [{ name: "" }, "name: it is empty"],
    [{ name: 5 }, "name: it must be a text, not 5"],
    [{ name: "n", paramters: {} }, 'paramters: there is no such field; did you mean "parameters"?'],
    [
      { name: "n", "my field": 1 },
      '"my field": there is no such field; there are "name", "parameters", "operators", "connect"',
    ],
    [{ name: "n", parameters: [] }, "parameters: it must be an object, not a list"],
    [{ name: "n", parameters: { x: 5 } }, "parameters.x: it must be an object, not 5"],
    [{ name: "n", parameters: { "a b": null } }, 'parameters["a b"]: it must be an object, not null'],
    [{ name: "n", parameters: { x: {} } }, "parameters.x.type: it is missing"],
    [
      { name: "n", parameters: { x: { type: "vec0f" } } },
      'parameters.x.type: "vec0f" is no type; did you mean "vec2f" or "vec3f" or "vec4f"?',
    ],
    [
      { name: "n", parameters: { x: { type: "number" } } },
      'parameters.x.type: "number" is no type; there are "int", "float", "percent"',
    ],
    [{ name: "n", parameters: { x: { type: true } } }, "parameters.x.type: it must be a text, not true"],
    [
      parameters({ access: "rx" }),
      'parameters.level.access: "rx" is wrong: each of the letters r, w, e and s may stand in it once',
    ],
    [parameters({ access: "rr" }), 'parameters.level.access: "rr" is wrong'],
    [parameters({ access: 7 }), "parameters.level.access: it must be a text, not 7"],
    [
      parameters({ min: "0" }),
      'parameters.level.min: it must be a number, or a list of them for a vector, not the text "0"',
    ],
    [
      parameters({ max: [0, "1"] }),
      "parameters.level.max: it must be a number, or a list of them for a vector, not a list",
    ],
    [parameters({ clamp: 1 }), "parameters.level.clamp: it must be true or false, not 1"],
    [parameters({ unit: {} }), "parameters.level.unit: it must be a text, not an object"],
    [
      parameters({ merge: "higest" }),
      'parameters.level.merge: it must be one of last, highest, lowest, sum, mean, priority, not "higest"',
    ],
    [parameters({ panic: "stop" }), 'parameters.level.panic: it must be an object, not the text "stop"'],
    [parameters({ panic: { too: 1 } }), 'parameters.level.panic.too: there is no such field; did you mean "to"?'],
    [parameters({ lost: 5 }), "parameters.level.lost: it must be an object, not 5"],
    [parameters({ lost: { after: "2" } }), 'parameters.level.lost.after: it must be a number, not the text "2"'],
    [
      parameters({ lost: { do: "hide" } }),
      'parameters.level.lost.do: it must be one of hold, default, fade, not "hide"',
    ],
    [{ name: "n", operators: { dim: { operator: "multipli" } } }, "operators.dim: "],
    [{ name: "n", operators: { dim: 5 } }, "operators.dim: it must be an object, not 5"],
    [
      {
        name: "n",
        parameters: { "dim.in": { type: "float" } },
        operators: { dim: { operator: "multiply", factor: 1 } },
      },
      'operators.dim: there is a parameter "dim.in" already',
    ],
    [{ name: "n", connect: {} }, "connect: it must be a list of pairs"],
    [{ name: "n", connect: ["a/x"] }, 'connect[0]: it must be a pair ["node/emitter", "node/sensor"]'],
    [
      { ...parameters({ access: "rws" }), connect: [["a/x", "levl"]] },
      'connect[0][1]: this node has no parameter "levl"; did you mean "level"?',
    ],
    [
      { ...parameters({ access: "rws" }), connect: [["a/x", "lamp/levl"]] },
      'connect[0][1]: this node has no parameter "levl"',
    ],
    [
      { ...parameters({ access: "rws" }), connect: [["level", "b/x"]] },
      'connect[0][0]: "level" is no emitter: its access is "rws", without e',
    ],
    [
      { ...parameters({ access: "re" }), connect: [["a/x", "lamp/level"]] },
      'connect[0][1]: "level" is no sensor: its access is "re", without s',
    ],
    [
      { ...parameters({}), connect: [["level", "b/x"]] },
      'connect[0][0]: "level" is no emitter: its access is "r", without e',
    ],
    [{ name: "n", connect: [["/x", "b/x"]] }, "connect[0][0]: "],
    [{ name: "n", connect: [["a/x", 5]] }, "connect[0][1]: it must be a text, not 5"],
    [
      { name: "n", connect: [["a/x", "b/y", { priority: true }]] },
      "connect[0][2].priority: it must be a number, not true",
    ],
    [{ name: "n", connect: [["a/x", "b/y", { every: 1 }]] }, "connect[0][2].every: it must be true or false, not 1"],
    [
      { name: "n", connect: [["a/x", "b/y", { options: [] }]] },
      "connect[0][2].options: it must be an object, not a list",
    ],
    [{ name: "n", connect: [["a/x", "b/y", null]] }, "connect[0][2]: it must be an object, not null"],
  ])("%j: %s", (description, message) => {
    expect(() => read(description)).toThrow(DescriptionError);
    expect(() => read(description)).toThrow(message);
  });

  test("a long text is told by its beginning", () => {
    const message = (() => {
      try {
        read(parameters({ min: "x".repeat(10_000) }));
      } catch (error) {
        return error instanceof Error ? error.message : "";
      }
      return "";
    })();
    expect(message.length).toBeLessThan(160);
  });
});

describe("a pair", () => {
  test("is two texts, and a connection may have options besides", () => {
    expect(readPair(["a/x", "b/y"], "disconnect")).toEqual(["a/x", "b/y"]);
    expect(readConnection(["a/x", "b/y"], "connect")).toEqual(["a/x", "b/y"]);
    expect(readConnection(["a/x", "b/y", new Map([["rate", 5]])], "connect")[2]).toMatchObject({ rate: 5 });
    expect(() => readConnection(["a/x", "b/y", new Map(), 1], "connect")).toThrow("connect: it must be a pair");
  });
});
