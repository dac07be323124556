import { expect, test } from "vitest";

import { writePython } from "./python-values.ts";
import { ReferenceDied } from "./reference-death.ts";
import { ReferenceRealm, withIds } from "./reference-realm.ts";

// Each of these ended a real node or, where the notes say "by reading", would (ZOCP 3.1).
test.each<[row: string, message: string | Uint8Array]>([
  ["Q1", "hello there"],
  ["Q1", ""],
  ["Q1", '{"GET": null'],
  ["Q1", '{"SIG": ["level", nan]}'],
  ["Q1", Uint8Array.of(0xff, 0xfe)],
  ["Q1", Uint8Array.of(0x7b, 0x22, 0xc3, 0x22, 0x7d)],
  ["Q2", '{"FOO": 1}'],
  ["Q2", '{"get": null}'],
  ["Q3", "[1, 2]"],
  ["Q3", '"str"'],
  ["Q3", "null"],
  ["Q4", '{"SIG": ["a"]}'],
  ["Q4", '{"SIG": ["a", 1, 2]}'],
  ["Q4", '{"SIG": null}'],
  ["Q4", '{"SUB": ["x"]}'],
  ["Q4", '{"SUB": ["<A>", "emit", "<B>", "sens", "more"]}'],
  ["Q4", '{"SUB": ["nobody", "emit", "<B>", "sens"]}'],
  ["Q4", '{"UNSUB": ["<A>", "emit"]}'],
  ["Q5", '{"SUB": ["<A>", "nope", "<C>", "sens"]}'],
  ["Q5", '{"SUB": ["<A>", "nope", "<B>", "sens"]}'],
  ["Q5", '{"SUB": ["<A>", "objects", "<C>", "sens"]}'],
  ["Q5", '{"SUB": ["<A>", "objects.cam.angle", "<C>", "sens"]}'],
  ["Q5", '{"SUB": ["<A>", "_location", "<C>", "sens"]}'],
  ["Q5", '{"UNSUB": ["<A>", "nope", "<C>", "sens"]}'],
  ["Q6", '{"SUB": ["<A>", null, "<B>", "sens"]}'],
  ["Q6", '{"SUB": ["<A>", null, "<B>", null]}'],
  ["Q6", '{"UNSUB": ["<A>", null, "<B>", "sens"]}'],
  ["Q7", '{"SET": null}'],
  ["Q7", '{"SET": ["emit"]}'],
  ["Q7", '{"MOD": null}'],
  ["Q7", '{"MOD": 0}'],
  ["Q7", '{"SET": {"emit": null}}'],
  ["Q7", '{"SET": {"emit": 5, "other": 5}}'],
  ["Q8", '{"SET": {"scalar": 5}}'],
  ["Q8", '{"SET": {"scalar": true}}'],
  ["Q8", '{"SET": {"scalar": null}}'],
])("dies in row %s of %s", (row, message) => {
  const realm = newRealm();
  const text = typeof message === "string" ? withIds(message) : message;
  expect(deathOf(() => realm.A.handleMessage(realm.C.id, text))).toBe(row);
});

// What looks deadly and is not.
test.each([
  "{}",
  '{"GET": 0}',
  '{"GET": ""}',
  '{"CALL": null}',
  '{"REP": 1}',
  '{"SIG": ["unknown", {"a": [NaN]}]}',
  '{"SIG": "ab"}',
  '{"SET": {}}',
  '{"SET": {"text": "x"}}',
  '{"SET": {"list": [1]}}',
  '{"SET": {"a": 1, "b": 2}}',
  '{"SET": {"emit": {"value": null}}}',
  '{"SET": {"emit": {"unit": "m", "description": "fine"}}}',
  '{"MOD": {"x": null}}',
  '{"MOD": {"x": 1}}',
  '{"SUB": ["<A>", null, "<C>", null]}',
  '{"SUB": ["<B>", "nope", "<C>", "x"]}',
  '{"SUB": ["<A>", "emit", "ffffffffffffffffffffffffffffffff", "x"]}',
  '{"UNSUB": ["<A>", "emit", "<C>", "never"]}',
  '{"UNSUB": ["<A>", null, "<C>", null]}',
  ' \n{"GET"\t: null}',
])("lives through %s", (text) => {
  const realm = newRealm();
  realm.A.handleMessage(realm.C.id, withIds(text));
});

test("does what comes before the deadly verb of a message", () => {
  const realm = newRealm();
  const text = '{"SET": {"emit": {"value": 7}}, "FOO": 1}';
  expect(deathOf(() => realm.A.handleMessage(realm.C.id, text))).toBe("Q2");
  expect(writePython(realm.A.getCapability())).toContain('"emit": {"value": 7,');
});

test("dies in row Q7 when a MOD puts anything in the place of a parameter it knows", () => {
  const realm = newRealm();
  realm.A.handleMessage(realm.C.id, '{"MOD": {"level": {"value": 1}}}');
  expect(deathOf(() => realm.A.handleMessage(realm.C.id, '{"MOD": {"level": null}}'))).toBe("Q7");
});

test.each(["nope", "_location", "bare"])(
  "dies in row Q9 of a signal for the sensor %s, which has no value",
  (receiver) => {
    const realm = newRealm();
    const link = { emit: realm.C.id, emitter: "x", recv: realm.A.id, receiver };
    realm.A.handleMessage(realm.C.id, '{"SET": {"bare": {"subscribers": []}}}');
    realm.A.signalSubscribe(link);
    expect(deathOf(() => realm.A.handleMessage(realm.C.id, '{"SIG": ["x", 1]}'))).toBe("Q9");
  },
);

test("dies in row Q10 by the answer to its own GET with names: a SET that is no object", () => {
  const realm = newRealm();
  realm.C.peerGet(realm.A.id, ["emit"]);
  expect(realm.takeStep().died).toEqual(["C"]);
});

test("dies in row Q11d of a signal that comes after the exit", () => {
  const realm = newRealm();
  realm.A.handleExit(realm.C.id);
  expect(deathOf(() => realm.A.handleMessage(realm.C.id, '{"SIG": ["x", 1]}'))).toBe("Q11d");
});

/** A with an emitter, metadata and an object; nobody linked. */
function newRealm(): ReferenceRealm {
  const realm = new ReferenceRealm();
  realm.A.register("emit", 1, "flt", "rwe");
  realm.A.setMetadata("_location", [0n, 0n, 0n]);
  realm.A.handleMessage(realm.B.id, '{"SET": {"objects": {"cam": {"angle": {"value": 1.5, "subscribers": []}}}}}');
  realm.meet();
  return realm;
}

function deathOf(action: () => void): string {
  try {
    action();
    return "none";
  } catch (error) {
    if (error instanceof ReferenceDied) return error.row;
    throw error;
  }
}
