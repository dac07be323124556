import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import type { ZocpNode } from "../../../src/index.ts";
import { Room } from "../in-process.ts";

let room: Room;
let lamp: ZocpNode;

beforeAll(async () => {
  room = await Room.open();
  lamp = await room.node("lamp", {
    level: { typeHint: "flt", value: 0, access: "rws", min: 0, max: 1, clamp: true },
    gain: { typeHint: "flt", value: 0, access: "rw", min: -20, max: 20 },
    count: { typeHint: "int", value: 0, access: "rw", min: 0, max: 200 },
    share: { typeHint: "percent", value: 0, access: "rw", min: 0, max: 100 },
    on: { typeHint: "bool", value: false, access: "rw" },
    title: { typeHint: "string", value: "", access: "rw" },
    place: { typeHint: "vec3f", value: [0, 0, 0], access: "rw", min: -1, max: 1 },
    kelvin: { typeHint: "flt", value: 3200, access: "r" },
  });
  await room.node("spot", { level: { typeHint: "flt", value: 0, access: "rw" } });
});
afterAll(() => room[Symbol.asyncDispose]());
beforeEach(() => {
  lamp.set("level", 0);
  lamp.set("gain", 0);
});

describe("a value is read as the type of the parameter wants it", () => {
  test.each<[words: string[], told: string]>([
    [["lamp/level", "0.5"], "0.5"],
    [["lamp/level", "0,5"], "0.5"],
    [["lamp/level", "50%"], "0.5"],
    [["lamp/level", ".5"], "0.5"],
    [["lamp/gain", "0%"], "-20"],
    [["lamp/gain", "--", "-7.5"], "-7.5"],
    [["lamp/gain", "--", "+7"], "7"],
    [["lamp/count", "007"], "7"],
    [["lamp/count", "50", "%"], "100"],
    [["lamp/count", "0x10"], "16"],
    [["lamp/share", "40%"], "40"],
    [["lamp/on", "Yes"], "true"],
    [["lamp/on", "off"], "false"],
    [["lamp/title", "Act", "two"], "Act two"],
    [["lamp/title", "12"], "12"],
    [["lamp/title", '"a\\tb"'], "a\tb"],
    [["lamp/place", "1", "0.5", "0"], "[1,0.5,0]"],
    [["lamp/place", "1,0.5,0"], "[1,0.5,0]"],
    [["lamp/place", "0,5", "1", "0,25"], "[0.5,1,0.25]"],
    [["lamp/place", "50%", "0", "100%"], "[0,0,1]"],
    [["lamp/place", "[1, 0, 1]"], "[1,0,1]"],
  ])("%j: %s", async (words, told) => {
    expect(await room.run("set", ...words)).toEqual({ code: 0, stdout: `${told}\n`, stderr: "" });
  });

  test("and is printed as JSON for programs", async () => {
    expect(await room.run("set", "lamp/title", "Act", "two", "--json")).toEqual({
      code: 0,
      stdout: '"Act two"\n',
      stderr: "",
    });
    expect(lamp.parameters.get("title")?.value).toBe("Act two");
  });
});

describe("a value that is none", () => {
  test.each<[words: string[], code: number, message: RegExp]>([
    [["lamp/on", "maybe"], 1, /lamp.*on.*"?maybe"?|bool/],
    [["lamp/on", "on", "off"], 2, /bool takes one value, not 2: on off/],
    [["lamp/level", "1", "2"], 2, /float takes one value, not 2: 1 2/],
    [["lamp/place", "1", "2"], 2, /vec3f takes 3 numbers, not 2: 1 2/],
    [["lamp/place", "1", "x", "2"], 2, /"x" is no number/],
    [["lamp/place", "[1, 2"], 2, /the value \[1, 2: not JSON/],
    [["lamp/count", "1e400"], 2, /the value 1e400: a number is larger than 1\.79/],
  ])("%j ends with code %i: %s", async (words, code, message) => {
    const ended = await room.run("set", ...words);
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code, stdout: "" });
    expect(ended.stderr).toMatch(message);
    expect(ended.stderr).toMatch(/^zocp: [^\n]+\n$/);
  });

  test("changes nothing anywhere, when many are meant", async () => {
    const { code } = await room.run("set", "lamp/*", "--wait", "0.5", "1", "2");
    expect(code).toBe(2);
    expect([lamp.parameters.get("level")?.value, lamp.parameters.get("gain")?.value]).toEqual([0, 0]);
  });
});

describe("a node", () => {
  test("that takes another value is told of", async () => {
    expect(await room.run("set", "lamp/level", "3")).toEqual({
      code: 0,
      stdout: "1\n",
      stderr: "zocp: lamp/level took 1, not 3\n",
    });
  });

  test("that does not clamp refuses what is out of its range, and keeps its value", async () => {
    const { code, stdout, stderr } = await room.run("set", "lamp/gain", "21");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^zocp: .*lamp.*21.*20.*\n$/);
    expect(lamp.parameters.get("gain")?.value).toBe(0);
  });

  test("refuses what nobody may write", async () => {
    const { code, stdout, stderr } = await room.run("set", "lamp/kelvin", "5600");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^zocp: .*kelvin.*\n$/);
  });

  test("that is locked says why it refuses", async () => {
    lamp.lock("the show runs");
    const { code, stderr } = await room.run("set", "lamp/level", "1", "--json");
    lamp.unlock();
    expect(code).toBe(1);
    expect(JSON.parse(stderr)).toEqual({
      event: "error",
      message: expect.stringContaining("the show runs"),
      exitCode: 1,
    });
    expect(lamp.parameters.get("level")?.value).toBe(0);
  });
});

describe("many parameters", () => {
  test("are set at once, and each is printed", async () => {
    await room.gives(["set", "*/level", "0.5", "--wait", "0.5"], (ended) =>
      expect(ended).toEqual({ code: 0, stdout: "lamp/level  0.5\nspot/level  0.5\n", stderr: "" }),
    );
  });

  test("some of which refuse: those are told, and the exit code is 1", async () => {
    await room.gives(["set", "lamp/?e*", "1", "--wait", "0.5"], ({ code, stdout, stderr }) => {
      expect({ code, stdout }).toEqual({ code: 1, stdout: "lamp/level  1\n" });
      expect(stderr).toMatch(/^zocp: .*kelvin.*\nzocp: 1 of 2 parameters were not set\n$/);
    });
  });

  test("are one object for programs", async () => {
    await room.gives(["set", "*/level", "1", "--wait", "0.5", "--json"], (ended) =>
      expect(ended).toEqual({ code: 0, stdout: '{"lamp/level":1,"spot/level":1}\n', stderr: "" }),
    );
  });
});
