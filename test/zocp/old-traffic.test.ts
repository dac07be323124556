import { expect, test } from "vitest";
import { ReferenceInhabitant } from "./reference-inhabitant.ts";
import { OurNode, SimulatedTransport } from "./simulated-transport.ts";

/** A program that uses pyZOCP and reads what has come when it gets round to it. */
class SlowProgram extends ReferenceInhabitant {
  readonly #unread: (readonly [from: string, text: string])[] = [];
  most = 0;
  awake = true;

  override receive(from: string, text: string): void {
    this.#unread.push([from, text]);
    this.most = Math.max(this.most, this.#unread.length);
    if (this.awake) this.read();
  }

  read(count: number = Number.POSITIVE_INFINITY): void {
    for (const [from, text] of this.#unread.splice(0, count)) super.receive(from, text);
  }

  get level(): number {
    const entry = this.node.entry("level");
    return Number(entry instanceof Map ? entry.get("value") : undefined);
  }
}

/** A fader drives the level of an old program, which then falls asleep. */
function asleep() {
  const transport = new SimulatedTransport();
  const desk = transport.node("desk");
  desk.float("fader", 0, "rwe");
  desk.float("other", 0, "rwe");
  const old = transport.add(new SlowProgram("old"));
  old.node.register("level", 0, "flt", "rws");
  transport.run(5000);
  desk.link("desk/fader", "old/level");
  transport.run(5000);
  old.awake = false;
  old.most = 0;
  transport.takeTraffic();
  return { transport, desk, old };
}

const MAX_UNREAD = 256;

test("an old node that does not read is sent no more than it can bear, and gets the last value", () => {
  const { transport, desk, old } = asleep();
  for (let value = 1; value <= 10_000; value++) desk.emit("fader", value);
  expect(old.most).toBeLessThanOrEqual(MAX_UNREAD + 1);
  old.awake = true;
  old.read();
  transport.run(1000);
  expect(old.level).toBe(10_000);
  const [recipient] = desk.machine.recipients;
  expect(recipient?.conflated).toBeGreaterThan(9_700);
});

test("one that keeps up gets every value", () => {
  const { transport, desk, old } = asleep();
  old.awake = true;
  old.read();
  for (let value = 1; value <= 10_000; value++) desk.emit("fader", value);
  transport.run(1000);
  expect(old.level).toBe(10_000);
  expect([...desk.machine.recipients].map(({ conflated }) => conflated)).toEqual([0]);
  // One question for every 128 values.
  expect(transport.takeTraffic(desk, old).filter((text) => text.includes("GET")).length).toBeLessThan(100);
});

test("one that reads some now and then never has more to read, whatever is emitted", () => {
  const { transport, desk, old } = asleep();
  for (let value = 1; value <= 20_000; value++) {
    desk.emit("fader", value);
    if (value % 7 === 0) old.read(1);
    transport.settle();
  }
  expect(old.most).toBeLessThanOrEqual(MAX_UNREAD + 2);
});

test("one that stands still for an hour is sent a few values a minute, and is up to date when it goes on", () => {
  const { transport, desk, old } = asleep();
  for (let second = 0; second < 3600; second++) {
    for (let value = 0; value < 10; value++) desk.emit("fader", second + value / 10);
    transport.run(1000);
  }
  expect(old.most).toBeLessThan(MAX_UNREAD + 3600 / 4);
  old.awake = true;
  old.read();
  transport.run(20_000);
  expect(old.level).toBeCloseTo(3599.9);
  desk.emit("fader", 7);
  transport.run(1000);
  expect(old.level).toBe(7);
});

test("a node of ours is asked nothing, and gets every value at once", () => {
  const transport = new SimulatedTransport();
  const [desk, lamp] = [transport.node("desk"), transport.add(new OurNode(transport, "lamp"))];
  desk.float("fader", 0, "rwe");
  lamp.float("level", 0, "rws");
  lamp.link("desk/fader", "lamp/level");
  transport.run(5000);
  transport.takeTraffic();
  for (let value = 1; value <= 1000; value++) desk.emit("fader", value);
  expect(lamp.value("level")).toBe(1000);
  expect(transport.takeTraffic(desk, lamp).length).toBe(1000);
});

test("one whose answers are not known as such is not held back for ever", () => {
  const { transport, desk, old } = asleep();
  old.awake = true;
  old.read();
  // Nobody can tell its answer from a change of one parameter.
  const peer = desk.machine.peers.get(old.id);
  if (peer === undefined) throw new Error("it is not here");
  peer.questions += 3;
  for (let round = 1; round <= 20; round++) {
    for (let value = 1; value <= 200; value++) desk.emit("fader", round + value / 1000);
    transport.run(1000);
  }
  transport.run(20_000);
  expect(old.level).toBeCloseTo(20.2);
  for (let value = 1; value <= 1000; value++) desk.emit("fader", value);
  transport.run(1000);
  expect(old.level).toBe(1000);
});
