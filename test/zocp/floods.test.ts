import { expect, test } from "vitest";
import { OWN_HEADERS } from "../../src/zocp/codec/headers.ts";
import type { ZocpEffect } from "../../src/zocp/core/effects.ts";
import { ZocpMachine } from "../../src/zocp/zocp-machine.ts";

const ID = "f".repeat(32);
const ATTACKER = "1".repeat(32);
const OTHER = "2".repeat(32);

function machine(): ZocpMachine {
  const made = new ZocpMachine({ id: ID, name: "attacked" });
  for (const id of [ATTACKER, OTHER]) made.handleEnter({ id, name: `node ${id[0]}`, headers: OWN_HEADERS }, 0);
  return made;
}

/** Characters that these effects send, to all peers together. */
function sentBy(effects: readonly ZocpEffect[]): number {
  return effects.reduce(
    (sum, effect) => (effect.type === "send" ? sum + effect.to.length * effect.text.length : sum),
    0,
  );
}

test("a flood of refused SETs does not have a long value sent each time, and the setter still learns it", () => {
  const node = machine();
  const long = "x".repeat(100_000);
  node.register({ name: "text" }, { typeHint: "string", value: long, access: "r" }, 0);
  node.setMetadata("_note", long, 0);
  let sent = 0;
  for (let i = 0; i < 1000; i++) {
    sent += sentBy(node.handleMessage(ATTACKER, '{"SET": {"text": {"value": "a"}, "_note": 1}}', 0));
  }
  expect(sent).toBeLessThan(500_000);
  expect(node.takeAnswer(ATTACKER, 0)).toContain(long);
});

test("a short value that is refused is told at once", () => {
  const node = machine();
  node.register({ name: "level" }, { typeHint: "flt", value: 0.5, access: "r" }, 0);
  const texts = node
    .handleMessage(ATTACKER, '{"SET": {"level": {"value": 1}}}', 0)
    .flatMap((effect) => (effect.type === "send" ? [effect.text] : []));
  expect(texts).toEqual([expect.stringContaining('{"MOD": {"level": {"value": 0.5}}, "REP": ["SET"')]);
});

test("a list of a thousand subscribers that changes without end is told rarely, and then as it is", () => {
  const node = machine();
  node.register({ name: "out" }, { typeHint: "flt", value: 0, access: "re" }, 0);
  const sub = (verb: string, sensor: string) =>
    node.handleMessage(ATTACKER, `{"${verb}": ["${ID}", "out", "${ATTACKER}", "${sensor}"]}`, 0);
  for (let i = 0; i < 1000; i++) sub("SUB", `sensor ${i}`);
  let sent = 0;
  for (let now = 1; now <= 4000; now++) {
    sub(now % 2 === 0 ? "SUB" : "UNSUB", "sensor 0");
    if (node.deadline <= now) sent += sentBy(node.handleTimeout(now));
  }
  // Two peers, 64 characters a millisecond each, and the first time. Told every 20 ms it would be twenty million.
  expect(sent).toBeGreaterThan(100_000);
  expect(sent).toBeLessThan(1_000_000);
});
