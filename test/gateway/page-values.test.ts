import { expect, test } from "vitest";
import { PageValues } from "../../src/gateway/pages/page-values.ts";
import { readText } from "../../src/gateway/pages/texts.ts";

const PEER = "a".repeat(32);
const SELF = "f".repeat(32);
const signal = (emitter: string, value = 1): string => `{"SIG": [${JSON.stringify(emitter)}, ${value}]}`;
const handle = (values: PageValues, peer: string, text: string): void => values.handleMessage(peer, readText(text));
const sub = (verb: string, ...fields: unknown[]): string => JSON.stringify({ [verb]: fields });

test("a value may be replaced by a newer one of its emitter, and of no other", () => {
  const values = new PageValues(SELF);
  expect(values.keyOf(PEER, signal("level", 1), true)).toBe(values.keyOf(PEER, signal("level", 2), true));
  expect(values.keyOf(PEER, signal("level"), true)).not.toBe(values.keyOf(PEER, signal("other"), true));
  expect(values.keyOf(PEER, `{"MOD": {"level": {"value": 1}}}`, true)).toBeUndefined();
});

test("a happening may not be replaced, until too much waits", () => {
  const values = new PageValues(SELF);
  values.handleHappenings(PEER, ["clack"]);
  expect(values.keyOf(PEER, signal("clack"), true)).toBeUndefined();
  expect(values.keyOf(PEER, String.raw`{"SIG": ["cl\u0061ck", 1]}`, true)).toBeUndefined();
  expect(values.keyOf(PEER, signal("level"), true)).toBeDefined();
  expect(values.keyOf(PEER, signal("clack"), false)).toBeDefined();
  values.handleHappenings(PEER, []);
  expect(values.keyOf(PEER, signal("clack"), true)).toBeDefined();
});

test("of 5,000 happenings of a node, with names that can be, every value is kept, and of no more", () => {
  const values = new PageValues(SELF);
  values.handleHappenings(PEER, ["x".repeat(512), ...Array.from({ length: 5001 }, (_, i) => `clack${i}`)]);
  const kept = ["x".repeat(512), "clack0", "clack4999", "clack5000"].map(
    (emitter) => values.keyOf(PEER, signal(emitter), true) === undefined,
  );
  expect(kept).toEqual([false, true, true, false]);
});

test("a value of which the page wants every one may not be replaced, for as long as one of its sensors wants so", () => {
  const values = new PageValues(SELF);
  const replaceable = (): boolean => values.keyOf(PEER, signal("level"), true) !== undefined;
  handle(values, PEER, sub("SUB", PEER, "level", SELF, "one", { every: true }));
  handle(values, PEER, sub("SUB", PEER, "level", SELF, "two", { every: true }));
  expect(replaceable()).toBe(false);
  handle(values, PEER, sub("UNSUB", PEER, "level", SELF, "one"));
  expect(replaceable()).toBe(false);
  handle(values, PEER, sub("SUB", PEER, "level", SELF, "two"));
  expect(replaceable()).toBe(true);
});

test("link options for somebody else, and a text that is none, change nothing", () => {
  const values = new PageValues(SELF);
  handle(values, PEER, sub("SUB", PEER, "level", "b".repeat(32), "one", { every: true }));
  handle(values, PEER, sub("SUB", "b".repeat(32), "level", SELF, "one", { every: true }));
  handle(values, PEER, `{"SUB": [`);
  handle(values, PEER, `["SUB"]`);
  expect(values.keyOf(PEER, signal("level"), true)).toBeDefined();
});

test("tells how many values were replaced when there were more since it told last", () => {
  const values = new PageValues(SELF);
  const key = values.keyOf(PEER, signal("level"), true) ?? "";
  values.count(PEER, key);
  values.count(PEER, key);
  const news = { type: "replaced", peer: PEER, emitter: "level" };
  expect([...values.takeNews()]).toEqual([{ ...news, count: 2 }]);
  expect([...values.takeNews()]).toEqual([]);
  values.count(PEER, key);
  expect([...values.takeNews()]).toEqual([{ ...news, count: 3 }]);
  values.count(PEER, key);
  values.forget(PEER);
  expect([...values.takeNews()]).toEqual([]);
});
