import { expect, test } from "vitest";

import { OWN_HEADERS } from "../../src/zocp/codec/headers.ts";
import { decodeMessages } from "../../src/zocp/codec/message.ts";
import { ZocpMachine } from "../../src/zocp/zocp-machine.ts";

const OURS = "1".repeat(32);
const OLD = "2".repeat(32);

/** A node with a peer of ours and an old one, and these parameters. */
function machineWith(values: Readonly<Record<string, string>>): ZocpMachine {
  const machine = new ZocpMachine({ id: "f".repeat(32), name: "asked" });
  for (const [name, value] of Object.entries(values))
    machine.register({ name }, { typeHint: "string", value, access: "rwe" }, 0);
  machine.handleEnter({ id: OURS, name: "ours", headers: OWN_HEADERS }, 0);
  machine.handleEnter({ id: OLD, name: "old", headers: new Map([["X-ZOCP", "1"]]) }, 0);
  return machine;
}

/** What the peer is owed, until that is all. */
function takeAll(machine: ZocpMachine, peer: string): readonly string[] {
  const taken: string[] = [];
  for (let text = machine.takeAnswer(peer, 0); text !== undefined; text = machine.takeAnswer(peer, 0)) taken.push(text);
  return taken;
}

/** The names in the trees of these messages. */
function namesIn(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) =>
    decodeMessages(text).flatMap((message) => (message.verb === "MOD" ? [...message.tree.keys()] : [])),
  );
}

test("a thousand questions of one peer have one answer, with the state at the time when it is taken", () => {
  const machine = machineWith({ text: "before" });
  for (let i = 0; i < 1000; i++) {
    const effects = machine.handleMessage(OURS, i % 2 === 0 ? '{"GET": null}' : '{"GET": ["text"]}', 0);
    expect(effects).toEqual([{ type: "answer", to: OURS }]);
  }
  machine.set("text", "after", 1);
  const [answer, ...more] = takeAll(machine, OURS);
  expect(answer).toContain('"value": "after"');
  expect(answer).toMatch(/"REP": \["GET", {}\]}$/);
  expect(more).toEqual([]);
});

test("names that are asked for one after the other are answered together, those of nothing not at all", () => {
  const machine = machineWith({ a: "1", b: "2", c: "3" });
  for (const name of ["a", "nothing", "c", "a"]) machine.handleMessage(OLD, `{"GET": ["${name}"]}`, 0);
  expect(namesIn(takeAll(machine, OLD))).toEqual(["a", "c"]);
});

test("a question for nothing that exists is answered all the same", () => {
  const machine = machineWith({ a: "1" });
  machine.handleMessage(OLD, '{"GET": ["nothing"]}', 0);
  expect(takeAll(machine, OLD)).toEqual(['{"MOD": {}}']);
});

test("a large tree is told in parts, the last of which says that it was everything", () => {
  const names = Array.from({ length: 1000 }, (_, i) => `text ${i}`);
  const machine = machineWith(Object.fromEntries(names.map((name) => [name, "x".repeat(1000)])));
  machine.handleMessage(OURS, '{"GET": null}', 0);
  const parts = takeAll(machine, OURS);
  expect(parts.length).toBeGreaterThan(10);
  expect(Math.max(...parts.map((part) => part.length))).toBeLessThan(0x2_0000);
  expect(namesIn(parts)).toEqual(names);
  expect(parts.map((part) => part.includes('"REP"'))).toEqual(parts.map((_, i) => i === parts.length - 1));
});

test("what is asked while an answer is told is answered behind it, once", () => {
  const machine = machineWith(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`t${i}`, "x".repeat(1000)])));
  machine.handleMessage(OURS, '{"GET": null}', 0);
  const begun = machine.takeAnswer(OURS, 0) ?? "";
  for (let i = 0; i < 50; i++) machine.handleMessage(OURS, '{"GET": null}', 0);
  const rest = takeAll(machine, OURS);
  expect([begun, ...rest].filter((part) => part.includes('"REP"'))).toHaveLength(2);
});

test("a peer that left is owed nothing", () => {
  const machine = machineWith({ a: "1" });
  machine.handleMessage(OURS, '{"GET": null}', 0);
  machine.handleExit(OURS, "goodbye", 0);
  expect(machine.takeAnswer(OURS, 0)).toBeUndefined();
});

test("a long text is told in the letters that it has, and is no longer than it came", () => {
  const text = "é☃".repeat(2000);
  const machine = machineWith({ text: "" });
  machine.handleMessage(OURS, `{"SET": {"text": {"value": "${text}"}}}`, 0);
  machine.handleMessage(OLD, '{"GET": ["text"]}', 0);
  const [answer = ""] = takeAll(machine, OLD);
  expect(answer.length).toBeLessThan(text.length + 200);
  const [message] = decodeMessages(answer);
  const entry = message?.verb === "MOD" ? message.tree.get("text") : undefined;
  expect(entry instanceof Map && entry.get("value") === text).toBe(true);
});
