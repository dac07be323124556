import { expect, test } from "vitest";

import { Bench } from "./program.ts";

const DESK = { name: "desk", parameters: { fader: { type: "float", value: 0.25, access: "re" } } };
const LAMP = {
  name: "lamp",
  parameters: {
    level: { type: "float", value: 0, access: "rws" },
    gain: { type: "float", value: 1, access: "rws" },
  },
  connect: [["desk/fader", "level"]],
};

test("a node that runs locked has the wires of its description and no others, and takes no value", async () => {
  await using bench = await Bench.open();
  const lamp = await bench.node(LAMP, "--locked");
  const desk = await bench.node(DESK);
  await lamp.event("linked", { emitter: "desk/fader", sensor: "lamp/level" });
  const [set, connect, disconnect, listing] = await Promise.all([
    bench.run("set", "lamp/gain", "2"),
    bench.run("connect", "desk/fader", "lamp/gain"),
    bench.run("disconnect", "desk/fader", "lamp/level"),
    bench.run("ls", "--json"),
  ]);
  expect([set.code, connect.code, disconnect.code]).toEqual([1, 1, 1]);
  expect(set.stderr).toContain("lamp/gain: lamp is locked");
  expect(connect.stderr).toContain("lamp is locked");
  expect(disconnect.stderr).toContain("lamp is locked");
  const nodes = JSON.parse(listing.stdout) as readonly { name: string; locked?: true }[];
  expect(nodes.map(({ name, locked }) => [name, locked])).toEqual([
    ["desk", undefined],
    ["lamp", true],
  ]);
  await lamp.event("refused", { verb: "SET", parameter: "gain", reason: "lamp is locked" });
  desk.send({ emit: ["fader", 0.75] });
  await lamp.event("signal", { parameter: "level", value: 0.75 });
});

test("a program locks and unlocks its node, and hears who changed what, when", async () => {
  await using bench = await Bench.open();
  const lamp = await bench.node(LAMP);
  lamp.send({ lock: "interval" });
  const refused = await bench.run("set", "lamp/gain", "2");
  expect(refused.stderr).toContain("lamp is locked: interval");
  lamp.send({ unlock: null });
  const before = Date.now();
  await bench.run("set", "lamp/gain", "3");
  const edited = await lamp.event("edited", { action: "set", parameter: "gain", value: 3, times: 1 });
  expect(edited.by).toMatch(/^zocp-set@/);
  expect(Math.abs(Date.parse(String(edited.at)) - before)).toBeLessThan(60_000);
});

test("a person reads who changed what, when", async () => {
  await using bench = await Bench.open();
  await bench.node(DESK);
  const lamp = bench.start("node", bench.file({ name: "lamp", parameters: LAMP.parameters }));
  await lamp.until(() => lamp.stdout.includes("lamp is at"));
  await bench.run("connect", "desk/fader", "lamp/level");
  await bench.run("set", "lamp/gain", "3");
  await lamp.until(() => lamp.stdout.includes("gain was set to 3 by zocp-set@"));
  const wired = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d\d\d {2}desk\/fader → lamp\/level was wired by zocp-connect@.+$/m;
  await lamp.until(() => wired.test(lamp.stdout));
});

test("a node that takes changes only from named keys refuses a command that comes without one", async () => {
  await using bench = await Bench.open();
  await bench.node(LAMP, "--accept", "A".repeat(40), "--accept", "B".repeat(40));
  const { code, stderr } = await bench.run("set", "lamp/gain", "2");
  expect(code).toBe(1);
  expect(stderr).toContain("lamp takes changes only from named keys, and there is none here");
  const wrong = await bench.run("node", bench.file(LAMP), "--accept", "short");
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('accept holds "short", which is no public key: that has 40 characters of Z85');
});

test("a locked node lets those through who are named, and --let alone is a mistake", async () => {
  await using bench = await Bench.open();
  const lamp = await bench.node(LAMP, "--locked", "--let", "show", "--let", "desk");
  const show = await bench.node({ name: "show", parameters: {} });
  show.send({ set: ["lamp/gain", 3] });
  await lamp.event("set", { parameter: "gain", value: 3, from: "show" });
  const set = await bench.run("set", "lamp/gain", "2");
  expect(set.stderr).toContain("lamp/gain: lamp is locked");
  const wrong = await bench.run("node", bench.file(LAMP), "--let", "show");
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("--let")]);
});
