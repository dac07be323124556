import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { Json, ZocpNode } from "../../../src/index.ts";
import { Room } from "../in-process.ts";

let room: Room;
let player: ZocpNode;
const calls: (readonly Json[])[] = [];

beforeAll(async () => {
  room = await Room.open();
  player = await room.node("player", { position: { typeHint: "flt", value: 0 } });
  player.handle("goto", (args) => {
    calls.push(args);
    return args.length;
  });
  player.handle("title", () => "Act \u001b[2J two");
  player.handle("nothing", () => null);
  player.handle("odd", () => [Number.NaN, new Map([["a", 1]])]);
  player.handle("fail", () => {
    throw new Error("there is no tape in it");
  });
});
afterAll(() => room[Symbol.asyncDispose]());

describe("a method is called", () => {
  test.each<[words: string[], args: Json[]]>([
    [[], []],
    [["12"], [12]],
    [["dusk"], ["dusk"]],
    [
      ["1", "two", "true", "null"],
      [1, "two", true, null],
    ],
    [
      ["[1, 2]", '{"a": 1}'],
      [[1, 2], new Map([["a", 1]])],
    ],
    [['"12"'], ["12"]],
    [["act two"], ["act two"]],
    [["--", "-5"], [-5]],
  ])("with what stands in its words: %j", async (words, args) => {
    calls.length = 0;
    expect(await room.run("call", "player", "goto", ...words)).toEqual({
      code: 0,
      stdout: `${args.length}\n`,
      stderr: "",
    });
    expect(calls).toEqual([args]);
  });

  test.each([
    ["title", "Act \u001b[2J two", '"Act \\u001b[2J two"'],
    ["nothing", "null", "null"],
    ["odd", '[NaN,{"a":1}]', '[null,{"a":1}]'],
  ])("%s, and what it returns is printed", async (method, text, json) => {
    expect(await room.run("call", "player", method)).toEqual({ code: 0, stdout: `${text}\n`, stderr: "" });
    expect(await room.run("call", "player", method, "--json")).toEqual({ code: 0, stdout: `${json}\n`, stderr: "" });
  });
});

describe("a call that fails", () => {
  test("says what the node says", async () => {
    const { code, stdout, stderr } = await room.run("call", "player", "fail");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^zocp: .*there is no tape in it\n$/);
  });

  test("of a method that is not there names it", async () => {
    const { code, stdout, stderr } = await room.run("call", "player", "rewind");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^zocp: .*player.*"?rewind"?.*\n$/);
  });

  test("with an argument that is broken JSON is not made", async () => {
    calls.length = 0;
    const { code, stdout, stderr } = await room.run("call", "player", "goto", "[1, 2");
    expect({ code, stdout, calls }).toEqual({ code: 2, stdout: "", calls: [] });
    expect(stderr).toMatch(/^zocp: the value \[1, 2: not JSON: .*\n$/);
  });

  test("of a node that is not here says who is", async () => {
    await room.gives(["call", "playr", "goto", "--wait", "0.4", "--json"], ({ code, stdout, stderr }) => {
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(JSON.parse(stderr)).toEqual({
        event: "error",
        message: 'no node "playr" was found within 0.4 s; did you mean "player"?',
        exitCode: 1,
      });
    });
  });

  test("because the node leaves says so", async () => {
    const leaver = await room.node("leaver", {});
    leaver.handle("leave", () => new Promise<Json>(() => void leaver.stop()));
    const { code, stdout, stderr } = await room.run("call", "leaver", "leave");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^zocp: .*leaver.*\n$/);
  });

  test("to a node that never answers ends with the time that was given", async () => {
    player.handle("forever", () => new Promise<Json>(() => {}));
    const { code, stdout, stderr } = await room.run("call", "player", "forever", "--wait", "1");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      "zocp: calling forever of player: no answer came in time, so it is not known whether it was done\n",
    );
  });
});

test("Ctrl-C while the node thinks ends the command in silence", async () => {
  let asked = (): void => {};
  const begun = new Promise<void>((resolve) => {
    asked = resolve;
  });
  player.handle("think", () => {
    asked();
    return new Promise<Json>(() => {});
  });
  const command = room.start("call", "player", "think", "--wait", "60");
  await begun;
  command.interrupt("SIGTERM");
  expect(await command.ended).toEqual({ code: 143, stdout: "", stderr: "" });
});
