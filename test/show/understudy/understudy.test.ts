import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import type { ZocpNode } from "../../../src/index.ts";
import { readShow } from "../../../src/show.ts";
import { hang, show, valueAt } from "../node/stage.ts";
import { Company, type Machine, playedOn, written } from "./machines.ts";

const HARBOUR = show({
  scenes: { blackout: { values: { "lamp/level": 0 } } },
  cues: [
    { id: "a", cue: "1", over: 4, values: { "lamp/level": 1, "par/level": 1 } },
    { id: "b", cue: "2", wait: 2, values: { "lamp/level": 0.5 }, follow: { start: 2 } },
    { id: "c", cue: "3", values: { "lamp/level": 0.25 } },
  ],
});

let [company, folder] = [new Company(), ""];
beforeEach(() => {
  company = new Company();
  folder = mkdtempSync(join(tmpdir(), "understudy-"));
});
afterEach(async () => {
  await company.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The largest step of a lamp from now on. */
function jumps(lamp: ZocpNode): () => number {
  let [last, largest] = [Number(valueAt(lamp)), 0];
  lamp.parameter("level").on("changed", ({ value }) => {
    largest = Math.max(largest, Math.abs(Number(value) - last));
    last = Number(value);
  });
  return () => largest;
}

async function pair(options: { readonly auto?: boolean } = { auto: true }): Promise<readonly [Machine, Machine]> {
  return company.pair(await written(folder, HARBOUR), options);
}

test("an understudy follows the show, which tells who stands ready", async () => {
  const [main, ready] = await pair();
  expect(ready.told).toEqual(["follows"]);
  expect(ready.understudy.follows).toBe(playedOn(main).node.id);
  expect(playedOn(main).state).toMatchObject({
    term: 0,
    understudies: [{ name: "show (understudy)", auto: true, follows: true }],
  });
});

test("a show that is killed in mid-cue is taken over within 1.5 s, nothing jumps, and the next GO plays the right cue", async () => {
  const lamp = await company.lamp("lamp");
  const desk = await company.node("desk", (node) => node.bool("press", false, { access: "re", event: true }));
  const [main, ready] = await pair();
  await company.network.until(desk.connect("desk/press", "show/go", { decide: true }));
  desk.emit("press", true);
  await company.wait(1);
  expect(playedOn(main).state.active).toBe("a");
  const largest = jumps(lamp);
  company.cut(main);
  await company.wait(1.5);
  const taken = playedOn(ready);
  expect(taken.state).toMatchObject({ active: "a", next: "b", term: 1 });
  expect(desk.links.map(({ state }) => state)).toEqual(["made"]);
  desk.emit("press", true);
  await company.wait(0.1);
  expect(taken.state.cues.map(({ state }) => state)).toEqual(["running", "waiting", "standby"]);
  await company.wait(1.3);
  expect(largest()).toBeLessThan(0.02);
  await company.wait(5);
  expect(taken.state).toMatchObject({ active: "c" });
  expect(valueAt(lamp)).toBe(0.25);
});

test("what a node sets itself in its first moments does not keep it from the show, also when the show is taken over meanwhile", async () => {
  const [main, ready] = await pair();
  await playedOn(main).go();
  await company.wait(5);
  const lamp = await company.lamp("lamp");
  await company.wait(2);
  expect(valueAt(lamp)).toBe(1);
  company.cut(main);
  lamp.parameter("level").set(0.3);
  await company.wait(1.5);
  expect(playedOn(ready).state.term).toBe(1);
  expect(valueAt(lamp)).toBe(0.3);
  await company.wait(4);
  expect(valueAt(lamp)).toBe(1);
  lamp.parameter("level").set(0.4);
  await company.wait(12);
  expect(valueAt(lamp)).toBe(0.4);
});

test("taking over while an old node settles sends it nothing that it has already", async () => {
  const [main, ready] = await pair();
  await playedOn(main).go();
  await company.wait(5);
  const old = await company.oldNode("par", (node) => node.register("level", 0, "flt", "rwe"));
  await company.wait(3);
  expect(old.value("level")).toBe(1);
  let sets = 0;
  const { handleMessage } = old.node;
  old.node.handleMessage = (peer: string, text: string) => {
    if (text.includes('"SET"')) sets++;
    handleMessage.call(old.node, peer, text);
  };
  company.cut(main);
  await company.wait(9);
  expect(playedOn(ready).state.term).toBe(1);
  expect([old.value("level"), sets]).toEqual([1, 0]);
});

test("without --auto it asks, and takes over when it is called", async () => {
  const lamp = await company.lamp("lamp");
  const [main, ready] = await pair({});
  const desk = await company.node("desk");
  await playedOn(main).go();
  await company.wait(1);
  company.cut(main);
  await company.wait(5);
  expect(ready.told).toEqual(["follows", "gone, asks"]);
  const remote = await company.network.until(desk.waitFor("show (understudy)"));
  const answer = await company.network.until(remote.call("show.takeover"));
  expect(answer).toEqual(
    new Map<string, unknown>([
      ["accepted", true],
      ["text", "show goes on here"],
    ]),
  );
  await company.wait(1);
  expect(playedOn(ready).state).toMatchObject({ active: "a", next: "b" });
  expect(valueAt(lamp)).toBe(1);
});

test("one that is to take over as soon as it has met the show goes on at where that stands", async () => {
  const main = await company.machine({ file: await written(folder, HARBOUR), plays: true });
  await playedOn(main).go();
  await company.wait(5);
  const ready = await company.machine();
  while (ready.understudy.follows === undefined) await company.wait(0.001);
  await company.network.until(ready.understudy.takeOver());
  await company.wait(2);
  expect(company.playing).toEqual([ready]);
  expect(playedOn(ready).state.active).toBe("a");
});

test("it takes over without that when the show does not say it in a second", async () => {
  const main = await company.machine({ file: await written(folder, HARBOUR), plays: true });
  await company.wait(5);
  const ready = await company.machine();
  while (ready.understudy.follows === undefined) await company.wait(0.001);
  company.cut(main);
  const done = ready.understudy.takeOver();
  await company.wait(1.1);
  await company.network.until(done);
  expect(company.playing).toEqual([ready]);
});

test("a show that somebody ended is not taken over by itself", async () => {
  const [main, ready] = await pair();
  await company.network.until(main.understudy.stop());
  await company.wait(5);
  expect(ready.told).toEqual(["follows", "gone, asks"]);
  expect(company.playing).toEqual([]);
});

test("a show that begins where one of its name plays becomes its understudy", async () => {
  const [main] = await pair();
  await playedOn(main).go();
  const second = await company.machine({ file: await written(folder, HARBOUR, "second.json"), plays: true });
  await company.wait(2);
  expect(second.told).toEqual(["plays", "yields", "follows"]);
  expect(company.playing).toEqual([main]);
});

test("a machine that comes back is the understudy of the one that took its place, until a person says otherwise", async () => {
  const file = await written(folder, HARBOUR);
  const [main, ready] = await company.pair(file, { auto: true });
  company.cut(main);
  await company.wait(2);
  const back = await company.machine({ file, plays: true });
  await company.wait(2);
  expect(company.playing).toEqual([ready]);
  await company.network.until(back.understudy.takeOver());
  await company.wait(2);
  expect(company.playing).toEqual([back]);
  expect(playedOn(back).state.term).toBe(2);
  expect(ready.told.slice(-2)).toEqual(["yields", "follows"]);
});

test("of two that people have played apart nobody is deposed, nothing follows, and a person says which goes on", async () => {
  await company.lamp("lamp");
  const [main, ready] = await pair();
  company.network.partition([main.host]);
  await company.wait(20);
  expect(company.playing).toEqual([main, ready]);
  await playedOn(main).goto("2");
  await playedOn(ready).go();
  await company.wait(5);
  company.network.heal();
  await company.wait(15);
  expect(company.playing).toEqual([main, ready]);
  const ids = company.playing.map((machine) => playedOn(machine).node.id);
  expect(company.playing.map((machine) => playedOn(machine).state.disputed)).toEqual([ids[1], ids[0]]);
  await playedOn(ready).goto("2");
  await company.wait(5);
  expect(playedOn(ready).state.active).toBe("b");
  await company.network.until(main.understudy.takeOver());
  await company.wait(3);
  expect(company.playing).toEqual([main]);
  expect(playedOn(main).state).toMatchObject({ disputed: undefined, active: "b" });
});

test("a show that was only out of reach, and that nobody played, ends without a word to anybody", async () => {
  const lamp = await company.lamp("lamp");
  const [main, ready] = await pair();
  await playedOn(main).go();
  await company.wait(5);
  company.network.partition([main.host]);
  await company.wait(20);
  await playedOn(ready).goto("3");
  await company.wait(1);
  const heard: string[] = [];
  lamp.on("edited", ({ name, parameter }) => heard.push(`${name} ${parameter}`));
  company.network.heal();
  await company.wait(15);
  expect(company.playing).toEqual([ready]);
  expect(main.told).toEqual(["plays", "yields", "follows"]);
  expect([heard, valueAt(lamp)]).toEqual([[], 0.25]);
});

test("values that are streamed to an old node go on from where they are", async () => {
  const par = await company.oldNode("par", (node) => node.register("level", 0, "flt", "rwe"));
  const [main, ready] = await pair();
  await company.wait(10);
  await playedOn(main).go();
  await company.wait(1);
  company.cut(main);
  const before = Number(par.value("level"));
  let [last, largest] = [before, 0];
  for (let i = 0; i < 500; i++) {
    await company.wait(0.01);
    const value = Number(par.value("level"));
    largest = Math.max(largest, Math.abs(value - last));
    last = value;
  }
  expect(before).toBeGreaterThan(0.2);
  expect(largest).toBeLessThan(0.06);
  expect(playedOn(ready).state.active).toBe("a");
  expect(par.value("level")).toBe(1);
});

test("a cue that waits begins in its time, whoever plays it", async () => {
  const lamp = await company.lamp("lamp");
  const [main, ready] = await pair({});
  await playedOn(main).standby("2");
  await playedOn(main).go();
  await company.wait(0.5);
  company.cut(main);
  await company.wait(0.5);
  await company.network.until(ready.understudy.takeOver());
  await company.wait(0.5);
  expect([playedOn(ready).state.active, valueAt(lamp)]).toEqual([undefined, 0]);
  await company.wait(0.6);
  expect([playedOn(ready).state.active, valueAt(lamp)]).toEqual(["b", 0.5]);
});

test.each([
  [true, "c", 0.25],
  [false, "b", 0.5],
])("a cue that was to follow by itself does so where it is taken over by itself: %j", async (auto, active, level) => {
  const lamp = await company.lamp("lamp");
  const [main, ready] = await pair({ auto });
  await playedOn(main).standby("2");
  await playedOn(main).go();
  await company.wait(3);
  company.cut(main);
  await company.wait(0.8);
  if (!auto) await company.network.until(ready.understudy.takeOver());
  expect(playedOn(ready).state.active).toBe("b");
  await company.wait(3);
  expect([playedOn(ready).state.active, valueAt(lamp)]).toEqual([active, level]);
});

test("the node of a show that plays no more, and stays, is no reason to take over", async () => {
  await company.lamp("lamp");
  const stays = await company.show(HARBOUR);
  const ready = await company.machine({ auto: true });
  await company.wait(2);
  await company.network.until(stays.stop());
  await company.wait(5);
  expect(ready.told).toEqual(["follows", "gone, asks"]);
});

test("a blackout, a pause and the way back are taken over", async () => {
  const lamp = await company.lamp("lamp");
  const [main, ready] = await pair();
  await playedOn(main).go();
  await company.wait(5);
  await playedOn(main).blackout();
  await playedOn(main).pause();
  await playedOn(main).pace(2);
  await company.wait(0.5);
  company.cut(main);
  await company.wait(2);
  const taken = playedOn(ready);
  expect(taken.state).toMatchObject({ blackout: true, paused: true, rate: 2, active: "a" });
  expect(valueAt(lamp)).toBe(0);
  await taken.blackout(false);
  await company.wait(3);
  expect(valueAt(lamp)).toBe(1);
  expect(await taken.back()).toEqual({ accepted: true, text: "back before the first cue" });
});

test("a press that is repeated after a take-over gets its first answer, and plays nothing more", async () => {
  const [main, ready] = await pair();
  const first = await playedOn(main).go({ press: "p1" });
  await company.wait(0.5);
  company.cut(main);
  await company.wait(2);
  expect(await playedOn(ready).go({ press: "p1" })).toEqual(first);
  expect(playedOn(ready).state).toMatchObject({ active: "a", next: "b" });
  await playedOn(ready).go({ press: "p2" });
  await company.wait(3);
  expect(playedOn(ready).state.active).toBe("b");
});

test("a panic stands until it is released", async () => {
  const [main, ready] = await pair();
  await playedOn(main).go();
  await playedOn(main).panic();
  await company.wait(0.5);
  company.cut(main);
  await company.wait(2);
  expect(await playedOn(ready).go()).toEqual({ accepted: false, text: "panic: release first" });
  await playedOn(ready).release();
  expect(playedOn(ready).state.panicked).toBe(false);
});

test("edits reach the understudy, and the file of its machine", async () => {
  const own = await written(folder, show({ title: "old" }), "own.json");
  const [main] = await company.pair(await written(folder, HARBOUR), { auto: true, file: own });
  const { revision } = playedOn(main).state;
  await playedOn(main).edit(revision, [{ op: "remove-cue", id: "c" }]);
  await company.wait(1);
  await expect
    .poll(() => readShow(readFileSync(own, "utf8")).cues.map(({ cue }) => cue), { timeout: 5000 })
    .toEqual(["1", "2"]);
  expect(readShow(readFileSync(`${own}~2`, "utf8")).title).toBe("old");
});

test("where only some keys are accepted, nobody else deposes the show, or follows it", async () => {
  const main = await company.machine({ file: await written(folder, HARBOUR), plays: true, accept: [KEY] });
  const stranger = await company.node("show", (node) => {
    const role = { of: "show", plays: true, term: 9, presses: 9, since: 0, auto: false, claim: 9 };
    node.setMetadata("_role", role);
  });
  await company.wait(2);
  expect(company.playing).toEqual([main]);
  const remote = stranger.peers.get(playedOn(main).node.id);
  for (const method of ["show.follow", "show.takeover"])
    await expect(company.network.until(remote?.call(method) ?? Promise.resolve(null))).rejects.toThrow("only");
});

test("nobody but the node itself says what it is among shows", async () => {
  const [lamp, stranger] = [await company.node("lamp", hang), await company.node("stranger")];
  const remote = await company.network.until(stranger.waitFor("lamp"));
  await expect(company.network.until(remote.set("_role", ["x"]))).rejects.toThrow("only the node itself says that");
  expect(lamp.metadata.has("_role")).toBe(false);
});

const KEY = "k".repeat(40);
