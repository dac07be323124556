import { expect, test } from "vitest";

import { writePython } from "./python-values.ts";
import { type Exception, ReferenceDied } from "./reference-death.ts";
import { ReferenceTown, withIds } from "./reference-town.ts";

// Each of these ended a real node or, where the notes say "by reading", would (ZOCP 3.1).
test.each<[row: string, message: string | Uint8Array, exception: Exception]>([
  ["Q1", "hello there", "TypeError"],
  ["Q1", "", "TypeError"],
  ["Q1", '{"GET": null', "TypeError"],
  ["Q1", '{"SIG": ["level", nan]}', "TypeError"],
  ["Q1", Uint8Array.of(0xff, 0xfe), "TypeError"],
  ["Q1", Uint8Array.of(0x7b, 0x22, 0xc3, 0x22, 0x7d), "TypeError"],
  ["Q2", '{"FOO": 1}', "TypeError"],
  ["Q2", '{"get": null}', "TypeError"],
  ["Q3", "[1, 2]", "AttributeError"],
  ["Q3", '"str"', "AttributeError"],
  ["Q3", "null", "AttributeError"],
  ["Q4", '{"SIG": ["a"]}', "ValueError"],
  ["Q4", '{"SIG": ["a", 1, 2]}', "ValueError"],
  ["Q4", '{"SIG": null}', "TypeError"],
  ["Q4", '{"SUB": ["x"]}', "ValueError"],
  ["Q4", '{"SUB": ["<A>", "emit", "<B>", "sens", "more"]}', "ValueError"],
  ["Q4", '{"SUB": ["nobody", "emit", "<B>", "sens"]}', "ValueError"],
  ["Q4", '{"UNSUB": ["<A>", "emit"]}', "ValueError"],
  ["Q5", '{"SUB": ["<A>", "nope", "<C>", "sens"]}', "KeyError"],
  ["Q5", '{"SUB": ["<A>", "nope", "<B>", "sens"]}', "KeyError"],
  ["Q5", '{"SUB": ["<A>", "objects", "<C>", "sens"]}', "KeyError"],
  ["Q5", '{"SUB": ["<A>", "objects.cam.angle", "<C>", "sens"]}', "KeyError"],
  ["Q5", '{"SUB": ["<A>", "_location", "<C>", "sens"]}', "TypeError"],
  ["Q5", '{"UNSUB": ["<A>", "nope", "<C>", "sens"]}', "KeyError"],
  ["Q6", '{"SUB": ["<A>", null, "<B>", "sens"]}', "KeyError"],
  ["Q6", '{"SUB": ["<A>", null, "<B>", null]}', "KeyError"],
  ["Q6", '{"UNSUB": ["<A>", null, "<B>", "sens"]}', "KeyError"],
  ["Q7", '{"SET": null}', "AttributeError"],
  ["Q7", '{"SET": ["emit"]}', "AttributeError"],
  ["Q7", '{"MOD": null}', "AttributeError"],
  ["Q7", '{"MOD": 0}', "AttributeError"],
  ["Q8", '{"SET": {"emit": null}}', "TypeError"],
  ["Q8", '{"SET": {"scalar": 5}}', "TypeError"],
  ["Q8", '{"SET": {"scalar": true}}', "TypeError"],
  ["Q8", '{"SET": {"scalar": null}}', "TypeError"],
  ["Q8", '{"SET": {"_list": ["value"]}}', "TypeError"],
  ["Q4", '{"SIG": [["a"], 1]}', "TypeError"],
  ["Q4", '{"SUB": [null, "emit", "<C>", "sens"]}', "TypeError"],
  ["Q4", '{"SUB": ["<A>", "emit", null, "sens"]}', "TypeError"],
  ["Q4", '{"SUB": ["<A>", "emit", 1, "sens"]}', "AttributeError"],
  ["Q4", '{"GET": 5}', "TypeError"],
  ["Q4", '{"GET": [[]]}', "TypeError"],
  ["Q1", `{"SIG": ["emit", ${"1".repeat(4301)}]}`, "TypeError"],
  ["Q1", `{"SIG": ["emit", ${"[".repeat(2000)}${"]".repeat(2000)}]}`, "TypeError"],
])("dies in row %s of %s", (row, message, exception) => {
  const transport = newTransport();
  const text = typeof message === "string" ? withIds(message) : message;
  expect(deathOf(() => transport.A.handleMessage(transport.C.id, text))).toBe(`${row} ${exception}`);
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
  '{"SET": {"emit": 5, "other": 5}}',
  '{"SIG": [5, 1]}',
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
  const transport = newTransport();
  transport.A.handleMessage(transport.C.id, withIds(text));
});

test("does what comes before the deadly verb of a message", () => {
  const transport = newTransport();
  const text = '{"SET": {"emit": {"value": 7}}, "FOO": 1}';
  expect(deathOf(() => transport.A.handleMessage(transport.C.id, text))).toBe("Q2 TypeError");
  expect(writePython(transport.A.getCapability())).toContain('"emit": {"value": 7,');
});

test("dies in row Q7 of a signal whose emitter was told to be no parameter any more", () => {
  const transport = newTransport();
  transport.A.handleMessage(transport.C.id, '{"MOD": {"level": {"value": 1}}}');
  transport.A.handleMessage(transport.C.id, '{"MOD": {"level": null}}');
  expect(deathOf(() => transport.A.handleMessage(transport.C.id, '{"SIG": ["level", 1]}'))).toBe("Q7 AttributeError");
});

test.each<[receiver: string, exception: Exception]>([
  ["nope", "KeyError"],
  ["cam.angle", "KeyError"],
  ["_location", "TypeError"],
  ["bare", "KeyError"],
])("dies in row Q9 of a signal for the sensor %s, which has no value", (receiver, exception) => {
  const transport = newTransport();
  const link = { emit: transport.C.id, emitter: "x", recv: transport.A.id, receiver };
  transport.A.handleMessage(transport.C.id, '{"SET": {"bare": {"subscribers": []}}}');
  transport.A.signalSubscribe(link);
  expect(deathOf(() => transport.A.handleMessage(transport.C.id, '{"SIG": ["x", 1]}'))).toBe(`Q9 ${exception}`);
});

test("dies in row Q10 by the answer to its own GET with names: a SET that is no object", () => {
  const transport = newTransport();
  transport.C.peerGet(transport.A.id, ["emit"]);
  expect(transport.takeStep().died).toEqual(["C"]);
});

test("dies in row Q11d of a signal that comes after the exit", () => {
  const transport = newTransport();
  transport.A.handleExit(transport.C.id);
  expect(deathOf(() => transport.A.handleMessage(transport.C.id, '{"SIG": ["x", 1]}'))).toBe("Q11d KeyError");
});

/** A with an emitter, metadata and an object; nobody linked. */
function newTransport(): ReferenceTown {
  const transport = new ReferenceTown();
  transport.A.register("emit", 1, "flt", "rwe");
  transport.A.setMetadata("_location", [0n, 0n, 0n]);
  transport.A.handleMessage(
    transport.B.id,
    '{"SET": {"objects": {"cam": {"angle": {"value": 1.5, "subscribers": []}}}}}',
  );
  transport.meet();
  return transport;
}

function deathOf(action: () => void): string {
  try {
    action();
    return "none";
  } catch (error) {
    if (error instanceof ReferenceDied) return `${error.row} ${error.exception}`;
    throw error;
  }
}
