import { describe, expect, test } from "vitest";

import { DescriptionError, readDescription } from "../../src/cli/stdio/description.ts";
import { parseJson } from "../../src/index.ts";

const read = (text: string) => readDescription(parseJson(text));

test("reads types by their friendly names, in the order of the file", () => {
  const { name, parameters } = read(`{"name": "lamp", "parameters": {
    "z": {"type": "float", "value": 0.5, "access": "rws", "min": 0, "max": 1, "step": 0.1, "unit": "%", "description": "d"},
    "7": {"type": "flt"}, "constructor": {"type": "int", "min": 2}, "v": {"type": "vec5f"}, "b": {"type": "bool"}, "s": {"type": "string"}
  }}`);
  expect(name).toBe("lamp");
  expect([...parameters].map(([path, { typeHint, value }]) => [path, typeHint, value])).toEqual([
    ["z", "flt", 0.5],
    ["7", "flt", 0],
    ["constructor", "int", 2],
    ["v", "vec5f", [0, 0, 0, 0, 0]],
    ["b", "bool", false],
    ["s", "string", ""],
  ]);
  expect(parameters.get("z")).toMatchObject({ access: "rws", min: 0, max: 1, step: 0.1, unit: "%", description: "d" });
});

test("either end of a link may be a parameter of this node", () => {
  const { connect } =
    read(`{"name": "a", "parameters": {"in": {"type": "int", "access": "s"}, "out": {"type": "int", "access": "e"}},
    "connect": [["b/x", "in"], ["out", "b/y"], ["a/out", "a/in"]]}`);
  expect(connect).toEqual([
    ["b/x", "in"],
    ["out", "b/y"],
    ["a/out", "a/in"],
  ]);
});

test.each([
  ["[]", "it must be an object, not a list"],
  ['{"parameters": {}}', "name: it is missing"],
  ['{"name": 5}', "name: it must be a text, not 5"],
  ['{"name": ""}', "name: it is empty"],
  ['{"name": "a", "parametres": {}}', 'parametres: there is no such field; did you mean "parameters"?'],
  ['{"name": "a", "parameters": []}', "parameters: it must be an object, not a list"],
  ['{"name": "a", "parameters": {"x y": 1}}', 'parameters["x y"]: it must be an object, not 1'],
  ['{"name": "a", "parameters": {"x": {}}}', "parameters.x.type: it is missing"],
  [
    '{"name": "a", "parameters": {"x": {"type": "flaot"}}}',
    'parameters.x.type: "flaot" is no type; did you mean "float"',
  ],
  ['{"name": "a", "parameters": {"x": {"type": "vec0f"}}}', 'parameters.x.type: "vec0f" is no type'],
  [
    '{"name": "a", "parameters": {"x": {"type": "int", "min": "1"}}}',
    "parameters.x.min: it must be a number, or a list",
  ],
  [
    '{"name": "a", "parameters": {"x": {"type": "int", "acces": "r"}}}',
    'parameters.x.acces: there is no such field; did you mean "access"',
  ],
  ['{"name": "a", "parameters": {"x": {"type": "int", "access": "rr"}}}', 'parameters.x.access: "rr" is wrong'],
  ['{"name": "a", "parameters": {"x": {"type": "int", "unit": 1}}}', "parameters.x.unit: it must be a text, not 1"],
  ['{"name": "a", "connect": {}}', "connect: it must be a list of pairs"],
  ['{"name": "a", "connect": [["b/x"]]}', "connect[0]: it must be a pair"],
  ['{"name": "a", "connect": [["b/x", 1]]}', "connect[0][1]: it must be a text"],
  ['{"name": "a", "connect": [["b/x", "/y"]]}', "connect[0][1]: "],
  [
    '{"name": "a", "parameters": {"level": {"type": "int"}}, "connect": [["b/x", "levle"]]}',
    'no parameter "levle"; did you mean "level"?',
  ],
  [
    '{"name": "a", "parameters": {"x": {"type": "int"}}, "connect": [["b/x", "x"]]}',
    'connect[0][1]: "x" is no sensor: its access is "r", without s',
  ],
])("%s: %s", (text, reason) => {
  expect(() => read(text)).toThrow(DescriptionError);
  expect(() => read(text)).toThrow(reason);
});

describe("how the values of a link are wanted", () => {
  const read = (sampling: string) =>
    readDescription(
      parseJson(`{"name": "a", "parameters": {"in": {"type": "int", "access": "s"}},
      "connect": [["b/x", "in", ${sampling}]]}`),
    );

  test("stands behind its ends", () => {
    expect(read('{"rate": 30}').connect).toEqual([["b/x", "in", { rate: 30, every: undefined }]]);
    expect(read('{"every": true}').connect).toEqual([["b/x", "in", { rate: undefined, every: true }]]);
    expect(read('{"priority": 120, "mute": true}').connect).toMatchObject([
      ["b/x", "in", { priority: 120, mute: true }],
    ]);
  });

  test.each([
    ['{"rate": "30"}', "connect[0][2].rate: it must be a number, not the text"],
    ['{"every": 1}', "connect[0][2].every: it must be true or false, not 1"],
    ['{"often": true}', "connect[0][2].often: there is no such field"],
    ["30", "connect[0][2]: it must be an object, not 30"],
  ])("%s is refused", (sampling, message) => {
    expect(() => read(sampling)).toThrow(message);
  });
});

describe("the safe state of a parameter", () => {
  const read = (field: string) =>
    readDescription(parseJson(`{"name": "a", "parameters": {"in": {"type": "float", "access": "rs", ${field}}}}`));

  test("is what its library takes", () => {
    expect(read('"merge": "priority", "panic": {"to": 0}').parameters.get("in")).toMatchObject({
      ...{ merge: "priority", panic: { to: 0 } },
    });
    expect(read('"lost": {"do": "fade", "to": 0, "over": 3}, "panic": "hold"').parameters.get("in")).toMatchObject({
      ...{ lost: { do: "fade", to: 0, over: 3 }, panic: "hold" },
    });
  });

  test.each([
    ['"merge": "loudest"', "parameters.in.merge: it must be one of last, highest, lowest, sum, mean, priority"],
    ['"lost": "hold"', "parameters.in.lost: it must be an object"],
    ['"lost": {"do": "dark"}', "parameters.in.lost.do: it must be one of hold, default, fade"],
    ['"lost": {"when": 1}', "parameters.in.lost.when: there is no such field"],
    ['"panic": {"at": 1}', "parameters.in.panic.at: there is no such field"],
  ])("%s is refused", (field, message) => {
    expect(() => read(field)).toThrow(message);
  });
});
