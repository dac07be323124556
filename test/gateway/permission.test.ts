import { describe, expect, test } from "vitest";
import { refusalOf } from "../../src/gateway/pages/permission.ts";
import { readText } from "../../src/gateway/pages/texts.ts";

const PEER = "a".repeat(32);
const SELF = "b".repeat(32);

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
    expect(refusalOf(readText(text), PEER, SELF)).toBeUndefined();
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
    expect(refusalOf(readText(text), PEER, SELF)).toBeTypeOf("string");
  });
});
