import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { ZocpNode } from "../../../src/index.ts";
import { PATIENCE } from "../../patience.ts";
import { Room } from "../in-process.ts";

let room: Room;
let desk: ZocpNode;
let lamp: ZocpNode;

beforeAll(async () => {
  room = await Room.open();
  desk = await room.node("desk", {
    fader: { typeHint: "flt", value: 0, access: "rwe", min: 0, max: 1 },
    title: { typeHint: "string", value: "", access: "rwe" },
    note: { typeHint: "int", value: 0, access: "r" },
  });
  lamp = await room.node("lamp", {
    level: { typeHint: "flt", value: 0, access: "rws", min: 0, max: 1 },
    bright: { typeHint: "flt", value: 0, access: "rws" },
  });
});
afterAll(() => room[Symbol.asyncDispose]());

const done = (stdout: string) => ({ code: 0, stdout: `${stdout}\n`, stderr: "" });
const wired = (emitter: string, sensor: string) =>
  expect.poll(() => [...(desk.parameters.get(emitter)?.subscribers ?? [])].some(([, path]) => path === sensor), {
    timeout: PATIENCE,
  });

describe("a wire", () => {
  test("is made, carries values, and is cut", async () => {
    expect(await room.run("connect", "desk/fader", "lamp/level")).toEqual(done("desk/fader → lamp/level"));
    desk.emit("fader", 0.75);
    await expect.poll(() => lamp.parameters.get("level")?.value, { timeout: PATIENCE }).toBe(0.75);
    expect(await room.run("disconnect", "desk/fader", "lamp/level")).toEqual(done("desk/fader ✗ lamp/level"));
    await wired("fader", "level").toBe(false);
  });

  test("that is there is told of, and stays", async () => {
    await room.run("connect", "desk/fader", "lamp/level");
    await room.gives(["connect", "desk/fader", "lamp/level", "--wait", "5"], (ended) =>
      expect(ended).toEqual({
        code: 0,
        stdout: "desk/fader → lamp/level\n",
        stderr: "zocp: desk/fader and lamp/level were connected already\n",
      }),
    );
    await room.run("disconnect", "desk/fader", "lamp/level");
  });

  test("is an object for programs", async () => {
    const made = await room.run("connect", "desk/fader", "lamp/bright", "--json");
    expect(made).toEqual(done('{"emitter":"desk/fader","sensor":"lamp/bright","connected":true}'));
    const cut = await room.run("disconnect", "desk/fader", "lamp/bright", "--json");
    expect(cut).toEqual(done('{"emitter":"desk/fader","sensor":"lamp/bright","connected":false}'));
  });

  test("is named by ids as well, and told by names", async () => {
    const [from, to] = [desk.id.slice(0, 8), lamp.id.slice(0, 8)];
    expect(await room.run("connect", `${from}/fader`, `${to}/bright`)).toEqual(done("desk/fader → lamp/bright"));
    expect(await room.run("disconnect", `${from}/fader`, `${to}/bright`)).toEqual(done("desk/fader ✗ lamp/bright"));
  });
});

describe("what is said of a wire", () => {
  const optionsOf = async (words: readonly string[]) => {
    const { code, stderr } = await room.run("connect", "desk/fader", "lamp/level", ...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const remote = await desk.waitFor("lamp", { timeout: PATIENCE });
    const kept = await remote.links({ timeout: PATIENCE });
    const link = kept.find(({ sensor }) => sensor.parameter === "level");
    return Object.fromEntries(link?.options ?? []);
  };

  test("is kept by its nodes, and stays when something else is said, until --plain", async () => {
    expect(await optionsOf(["--rate", "30"])).toMatchObject({ rate: 30 });
    expect(await optionsOf(["--priority", "120"])).toMatchObject({ rate: 30, priority: 120 });
    expect(await optionsOf(["--mute"])).toMatchObject({ rate: 30, priority: 120, mute: true });
    expect(await optionsOf(["--no-rate"])).not.toHaveProperty("rate");
    expect(await optionsOf(["--range", "0,127,0,1", "--curve", "square"])).toHaveProperty("map");
    expect(await optionsOf(["--no-map"])).not.toHaveProperty("map");
    expect(await optionsOf(["--plain"])).toEqual({});
    await room.run("disconnect", "desk/fader", "lamp/level");
  });

  test.each<[words: string[], message: string]>([
    [["--range", "0,1"], 'map[0].range: "0 1"'],
    [["--range", "x"], 'map[0].range: "x" is not four numbers: from, to, and what they become'],
    [["--lag", "x"], 'map[0].lag: "x" is not a number of seconds, or {up, down}'],
    [["--expr", ")"], 'map[0].expr: column 1: found ")" where a value should be'],
    [
      ["--clip", "0,1", "--curve", "wobble"],
      'map[1].curve: "wobble" is not one of linear, smooth, in, out, square, exp',
    ],
    [["--map", "frobnicate 3"], 'map[0]: there is no stage "frobnicate"'],
  ])("%j is refused before anything is looked for", async (words, message) => {
    const { code, stdout, stderr } = await room.run("connect", "nobody/x", "nobody/y", ...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message.replace('"0 1"', ""));
    expect(stderr).toMatch(/^zocp: /);
  });

  test("a rate and every value do not go together", async () => {
    const { code, stdout, stderr } = await room.run("connect", "desk/fader", "lamp/level", "--rate", "30", "--every");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("zocp: either every value, or 30 in a second");
  });
});

describe("ends that do not fit", () => {
  test.each<[emitter: string, sensor: string, message: string]>([
    [
      "desk/note",
      "lamp/level",
      'desk/note is no emitter: its access is "r", without e; its emitters are "fader", "title"',
    ],
    ["desk/fader", "desk/note", 'desk/note is no sensor: its access is "r", without s'],
    ["desk/fadr", "lamp/level", 'desk has no parameter "fadr"; did you mean "fader"?'],
    ["desk/fader", "lamp/levl", 'lamp has no parameter "levl"; did you mean "level"?'],
  ])("%s → %s: %s", async (emitter, sensor, message) => {
    expect(await room.run("connect", emitter, sensor)).toEqual({ code: 1, stdout: "", stderr: `zocp: ${message}\n` });
  });

  test.each([
    ["fader", "lamp/level", '"fader" is not an address of the form node/parameter: it has no slash'],
    ["desk/fader", "level", '"level" is not an address of the form node/parameter: it has no slash'],
    ["desk/", "lamp/level", "the parameter after the slash is missing"],
    ["desk/fader", "/level", "the node before the slash is missing"],
  ])("%s → %s is no wire, for connect and for disconnect", async (emitter, sensor, message) => {
    for (const verb of ["connect", "disconnect"]) {
      const { code, stdout, stderr } = await room.run(verb, emitter, sensor);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(message);
    }
  });

  test("a node that is not here is named", async () => {
    await room.gives(["connect", "desk/fader", "lapm/level", "--wait", "0.4"], (ended) =>
      expect(ended).toEqual({
        code: 1,
        stdout: "",
        stderr: 'zocp: no node "lapm" was found within 0.4 s; did you mean "lamp"?\n',
      }),
    );
  });
});

describe("a locked node", () => {
  test("refuses a wire with its reason", async () => {
    lamp.lock("the show runs");
    const { code, stdout, stderr } = await room.run("connect", "desk/fader", "lamp/level");
    lamp.unlock();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("the show runs");
  });
});

describe("a range that is learnt", () => {
  test("is that between which the emitter was moved", async () => {
    desk.emit("fader", 0.2);
    const command = room.start("connect", "desk/fader", "lamp/level", "--learn", "2", "--wait", "30");
    await command.until("move desk/fader from one end to the other: 2 s");
    const moving = setInterval(() => desk.emit("fader", Math.random() < 0.5 ? 0.2 : 0.6), 20);
    const { code, stderr } = await command.ended;
    clearInterval(moving);
    expect(code).toBe(0);
    expect(stderr).toMatch(/\nzocp: desk\/fader went from 0\.2 to 0\.6\n$/);
  });

  test("is none when nothing moved", async () => {
    const { code, stderr } = await room.run("connect", "desk/fader", "lamp/bright", "--learn", "0.2");
    expect(code).toBe(1);
    expect(stderr).toMatch(/zocp: desk\/fader did not move within 0\.2 s: there is nothing to learn\n$/);
  });
});
