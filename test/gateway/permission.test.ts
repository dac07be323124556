import { describe, expect, test } from "vitest";
import { Described } from "../../src/gateway/pages/described.ts";
import { refusalOf, type Sent } from "../../src/gateway/pages/permission.ts";
import { readText } from "../../src/gateway/pages/texts.ts";

const PEER = "a".repeat(32);
const SELF = "b".repeat(32);
const OTHER = "c".repeat(32);

function refused(rights: Sent["rights"], text: string, described?: ReadonlySet<string>): string | undefined {
  return refusalOf(readText(text), { rights, peer: PEER, self: SELF, described });
}

describe("a page that may only look", () => {
  test.each([
    '{"GET": null}',
    '{"MOD": {}, "REP": ["GET", {}]}',
    '{"MOD": {"_location": [1.0, 2.0, 3.0]}}',
    '{"REP": ["SET", {"refused": {"x": "there is no such parameter"}}]}',
    `{"SUB": ["${PEER}", "fader", "${SELF}", null]}`,
    `{"UNSUB": ["${PEER}", null, "${SELF}", null]}`,
    `{"SUB": ["${PEER}", "fader", "${SELF}", null, {"every": true}]}`,
    '{"CALL": ["zocp.links", [], "1"]}',
    '{"CALL": ["zocp.owners", [["level"]], "2"]}',
    '{"CALL": ["operators.list", [], "3"]}',
    '{"CALL": ["show.places", [], "4"]}',
    '{"CALL": ["composer.places", [], "5"]}',
  ])("may say %s", (text) => {
    for (const rights of ["look", "perform"] as const) expect(refused(rights, text)).toBeUndefined();
  });

  test.each([
    '{"SET": {"level": {"value": 1}}}',
    '{"CALL": ["stop", []]}',
    '{"CALL": ["operators.add", ["dim", {"operator": "sum"}], "4"]}',
    '{"CALL": ["operators.remove", ["dim"], "5"]}',
    '{"CALL": ["zocp.stop", []]}',
    '{"CALL": ["zocp.pace", ["*", 0], "3"]}',
    '{"SIG": ["fader", 1]}',
    '{"MOD": {"fader": {"value": 1, "access": "re"}}}',
    '{"MOD": {"_fader": {"value": 1, "access": "re"}}}',
    '{"MOD": {"objects": {"cam": {"type": "Camera"}}}}',
    '{"MOD": null}',
    `{"SUB": ["${PEER}", "fader", "${SELF}", "level"]}`,
    `{"SUB": ["${PEER}", "fader", "${"c".repeat(32)}", null]}`,
    `{"SUB": ["${"c".repeat(32)}", "fader", "${SELF}", null]}`,
    `{"UNSUB": ["${PEER}", "fader", "${"c".repeat(32)}", "level"]}`,
    '{"GET": null, "SET": {"level": {"value": 1}}}',
    '{"STOP": 1}',
    '["GET"]',
    "no JSON",
  ])("may not say %s", (text) => {
    expect(refused("look", text)).toBeTypeOf("string");
  });
});

describe("a page that may perform", () => {
  test.each([
    '{"SET": {"level": {"value": 1}}}',
    '{"SET": {"level": {"value": [0.5, {"a": 1}]}, "cue": {"value": "two"}}}',
    '{"SET": {"objects": {"cam": {"zoom": {"value": 2}}}}}',
    // In an object there are no metadata.
    '{"SET": {"objects": {"cam": {"_zoom": {"value": 2}}}}}',
    '{"SET": {}}',
    '{"CALL": ["show.go", [{"press": "a"}], "1"]}',
    '{"CALL": ["show.goto", ["b"], "2"]}',
    '{"CALL": ["composer.acted", [[]], "3"]}',
    '{"GET": null, "SET": {"level": {"value": 1}}}',
  ])("may say %s, and one that only looks may not", (text) => {
    expect(refused("perform", text)).toBeUndefined();
    expect(refused("look", text)).toBeTypeOf("string");
  });

  test.each([
    // What makes a parameter, changes what it is, or says what is no value.
    '{"SET": {"level": {"value": 1, "typeHint": "float", "access": "rw"}}}',
    '{"SET": {"level": {"value": 1, "access": "rwes"}}}',
    '{"SET": {"level": {"min": 0}}}',
    '{"SET": {"level": 1}}',
    '{"SET": {"_zne_position": [1, 2]}}',
    '{"SET": {"_zne_position": {"value": [1, 2]}}}',
    '{"SET": null}',
    '{"SET": ["level"]}',
    // Hidden among objects, or in an object that is called as a field is.
    '{"SET": {"objects": {"cam": {"zoom": {"value": 2, "typeHint": "float"}}}}}',
    '{"SET": {"objects": {"cam": {"type": "Camera"}}}}',
    '{"SET": {"objects": {"value": {"evil": {"value": 1, "typeHint": "int", "access": "rwes"}}}}}',
    '{"SET": {"objects": {"value": 1}}}',
    '{"SET": {"objects": {"cam": null}}}',
    // In time, or in the name of a show.
    '{"SET": {"level": {"value": 1, "over": 3}}}',
    '{"SET": {"level": {"value": 1, "show": "harbour", "term": 9}}}',
    '{"SET": {"level": {"value": 1, "at": ["x", 1]}}}',
    '{"CALL": ["show.go", [], "1", {"show": "harbour", "term": 9}]}',
    '{"CALL": ["show.goto", ["b"], null, {"show": "harbour", "term": 9}]}',
    // What else a show, a node, or another page could be asked to do.
    '{"CALL": ["show.edit", [0, [{"op": "replace", "text": "{}"}]], "1"]}',
    '{"CALL": ["show.load", [{}], "1"]}',
    '{"CALL": ["show.save", [{}], "1"]}',
    '{"CALL": ["show.takeover", [], "1"]}',
    '{"CALL": ["show.record", ["1", ["*"]], "1"]}',
    '{"CALL": ["zocp.records", [[]], "1"]}',
    '{"CALL": ["zocp.panic", [], "1"]}',
    '{"CALL": ["zocp.release", ["*"], "1"]}',
    '{"CALL": ["zocp.merge", ["level", "max"], "1"]}',
    '{"CALL": ["operators.add", ["dim", {"operator": "sum"}], "1"]}',
    '{"CALL": ["composer.dismissed", ["lamp"], "1"]}',
    '{"CALL": ["stop", []]}',
    '{"CALL": "show.go"}',
    '{"CALL": {"0": "show.go"}}',
    '{"CALL": [["show.go"], []]}',
    // A wire, a node that drives others, and a verb behind one that may be.
    `{"SUB": ["${PEER}", "fader", "${SELF}", "level"]}`,
    `{"SUB": ["${PEER}", "fader", "${OTHER}", "level"]}`,
    `{"UNSUB": ["${PEER}", "fader", "${OTHER}", "level"]}`,
    '{"SIG": ["fader", 1]}',
    '{"MOD": {"fader": {"value": 1, "access": "re"}}}',
    '{"MOD": {"objects": {"cam": {"zoom": {"value": 1}}}}}',
    '{"SET": {"level": {"value": 1}}, "SIG": ["fader", 1]}',
    '{"SET": {"level": {"value": 1}}, "SET": {"_zne_position": [1, 2]}}',
    '{"set": {"level": {"value": 1}}}',
    "no JSON",
  ])("may not say %s", (text) => {
    expect(refused("perform", text)).toBeTypeOf("string");
  });
});

describe("a name with an underscore in front", () => {
  const described = new Described();
  const names = (): readonly string[] => [...described.of(PEER)];

  test("is a parameter once its node has described it, until that takes it back or leaves", () => {
    described.handleText(
      PEER,
      '{"MOD": {"_level": {"value": 0, "typeHint": "float", "access": "rw"}, "_x": [1], "plain": {}}}',
    );
    expect(names()).toEqual(["_level"]);
    for (const said of [
      '{"SIG": ["_level", 1]}',
      '{"MOD": {"_level": {"value": 1}}}',
      '{"MOD": {"_zne": {"value": 1}}}',
      '{"MOD": 1, "_": "',
      '["_"]',
    ])
      described.handleText(PEER, said);
    described.handleText(OTHER, '{"MOD": {"_other": {"value": 0, "typeHint": "float"}}}');
    expect(names()).toEqual(["_level"]);
    described.handleText(PEER, '{"MOD": {"_level": null}}');
    expect(names()).toEqual([]);
    described.forget(OTHER);
    expect([...described.of(OTHER)]).toEqual([]);
  });

  test("may then be set by a page that performs, as a value and as nothing else", () => {
    const known = new Set(["_level"]);
    expect(refused("perform", '{"SET": {"_level": {"value": 1}}}', known)).toBeUndefined();
    for (const text of [
      '{"SET": {"_level": {"value": 1, "access": "rws"}}}',
      '{"SET": {"_level": 1}}',
      '{"SET": {"_other": {"value": 1}}}',
    ])
      expect(refused("perform", text, known)).toBeTypeOf("string");
    expect(refused("look", '{"SET": {"_level": {"value": 1}}}', known)).toBeTypeOf("string");
  });
});
