import { describe, expect, test } from "vitest";

import { type JsonObject, parseJson } from "../../src/bytes/json.ts";
import { RemoteTree } from "../../src/zocp/tree/remote-tree.ts";

const reference = { whole: false, removes: false };
const whole = { whole: true, removes: false };
const ours = { whole: false, removes: true };

function json(text: string): JsonObject {
  return parseJson(text) as JsonObject;
}

const full = '{"a": {"value": 1, "typeHint": "int", "access": "rw", "subscribers": []}}';

describe("a tree", () => {
  test("takes a parameter, then parts of it", () => {
    const tree = new RemoteTree(10);
    expect([...tree.mergeAll(json(full), reference).changed]).toEqual(["a"]);
    const merged = tree.mergeAll(json('{"a": {"value": 2}}'), reference);
    expect([...merged.values]).toEqual(["a"]);
    expect(merged.structure).toBe(false);
    expect(tree.parameters.get("a")).toMatchObject({ value: 2, typeHint: "int", access: "rw", subscribers: [] });
  });

  test("tells nothing of what is the same", () => {
    const tree = new RemoteTree(10);
    tree.mergeAll(json(full), reference);
    const merged = tree.mergeAll(json(full), reference);
    expect([merged.changed.size, merged.values.size, merged.structure]).toEqual([0, 0, false]);
  });

  test("waits for the whole where a part speaks of something unknown", () => {
    const tree = new RemoteTree(10);
    tree.mergeAll(json(full), reference);
    // The reference wraps a change of a root parameter into the object that it works on.
    const merged = tree.mergeAll(json('{"objects": {"cam": {"a": {"value": 6}}}}'), reference);
    expect(merged.incomplete).toBe(true);
    expect([...tree.parameters.keys()]).toEqual(["a"]);
  });

  test("takes in the whole what was never described fully", () => {
    const tree = new RemoteTree(10);
    tree.mergeAll(json('{"x": {"value": 1}}'), whole);
    expect(tree.parameters.get("x")).toMatchObject({ value: 1, typeHint: "", access: "", subscribers: undefined });
  });

  test("ignores the nulls of the reference, and follows ours", () => {
    const tree = new RemoteTree(10);
    tree.mergeAll(json(full), reference);
    expect(tree.mergeAll(json('{"a": null, "nope": null}'), reference).removed.size).toBe(0);
    expect([...tree.mergeAll(json('{"a": null, "nope": null}'), ours).removed]).toEqual(["a"]);
    expect(tree.parameters.size).toBe(0);
  });

  test("knows `scale` of the reference as `_scale`", () => {
    const tree = new RemoteTree(10);
    tree.mergeAll(json('{"scale": [1, 2, 3], "_location": [0, 0, 0], "_note": "x"}'), reference);
    expect([...tree.metadata.keys()]).toEqual(["_scale", "_location", "_note"]);
  });

  test("merges nested fields as the reference does", () => {
    const tree = new RemoteTree(10);
    tree.mergeAll(json('{"a": {"value": 1, "typeHint": "int", "ui": {"x": 1, "y": 2}}}'), reference);
    tree.mergeAll(json('{"a": {"ui": {"y": 3}}}'), reference);
    expect(tree.parameters.get("a")?.extra.get("ui")).toEqual(
      new Map([
        ["x", 1],
        ["y", 3],
      ]),
    );
  });

  test("reads subscribers in any spelling of a UUID, and passes over what is none", () => {
    const tree = new RemoteTree(10);
    const dashed = "AAAAAAAA-AAAA-AAAA-AAAA-AAAAAAAAAAAA";
    tree.mergeAll(
      json(`{"a": {"typeHint": "x", "subscribers": [["${dashed}", "s"], ["${dashed}", null], 5, ["x", "y"]]}}`),
      whole,
    );
    const id = "a".repeat(32);
    expect(tree.parameters.get("a")?.subscribers).toEqual([
      [id, "s"],
      [id, null],
    ]);
  });

  test.each(["5", "[]", "{}", '"x"', "null", "true"])(
    "is not disturbed by %s where something else should be",
    (thing) => {
      const tree = new RemoteTree(10);
      tree.mergeAll(json(`{"objects": ${thing}, "_x": ${thing}, "p": ${thing}}`), reference);
      tree.mergeAll(json(`{"objects": {"o": ${thing}, "q": {"r": ${thing}, "type": ${thing}}}}`), reference);
      const fields = ["value", "typeHint", "access", "subscribers", "min", "unit"].map((name) => `"${name}": ${thing}`);
      tree.mergeAll(json(`{"a": {${fields.join(", ")}}}`), whole);
      expect([typeof tree.parameters.get("a")?.access, typeof tree.parameters.get("a")?.typeHint]).toEqual([
        "string",
        "string",
      ]);
    },
  );

  test("keeps no more than its limit, and says so", () => {
    const tree = new RemoteTree(1);
    const merged = tree.mergeAll(json(full.replace("}}", '}, "b": {"value": 1, "typeHint": "int"}}')), whole);
    expect(merged.ignored).toBe("it has more than 1 entries, which is the limit");
    expect(tree.parameters.size).toBe(1);
  });

  test("lets no parameter of an object take the place of one of the root", () => {
    const tree = new RemoteTree(10);
    tree.mergeAll(json('{"cam.x": {"value": 1, "typeHint": "int"}}'), whole);
    tree.mergeAll(json('{"objects": {"cam": {"x": {"value": 2, "typeHint": "int"}}}}'), reference);
    expect(tree.parameters.get("cam.x")?.value).toBe(1);
  });
});
