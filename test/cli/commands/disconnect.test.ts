import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { ZocpNode } from "../../../src/index.ts";
import { PATIENCE } from "../../patience.ts";
import { Room } from "../in-process.ts";

let room: Room;
let desk: ZocpNode;

beforeAll(async () => {
  room = await Room.open();
  desk = await room.node("desk", {
    fader: { typeHint: "flt", value: 0, access: "rwe" },
    wheel: { typeHint: "flt", value: 0, access: "rwe" },
    note: { typeHint: "flt", value: 0, access: "r" },
  });
  await room.node("lamp", {
    level: { typeHint: "flt", value: 0, access: "rws" },
    gain: { typeHint: "flt", value: 0, access: "rws" },
  });
});
afterAll(() => room[Symbol.asyncDispose]());

const failed = (message: string) => ({ code: 1, stdout: "", stderr: `zocp: ${message}\n` });

describe("a wire that is not there", () => {
  test("is told with what the emitter drives", async () => {
    expect(await room.run("disconnect", "desk/fader", "lamp/level")).toEqual(
      failed("desk/fader is not connected to lamp/level; it drives nothing"),
    );
    await room.run("connect", "desk/fader", "lamp/gain");
    await room.gives(["disconnect", "desk/fader", "lamp/level", "--wait", "10"], (ended) =>
      expect(ended).toEqual(
        failed('desk/fader is not connected to lamp/level; it drives 1 other sensor: see "zocp ls"'),
      ),
    );
    await room.run("disconnect", "desk/fader", "lamp/gain");
  });

  test("is told as JSON to programs", async () => {
    const { code, stdout, stderr } = await room.run("disconnect", "desk/wheel", "lamp/level", "--json");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(JSON.parse(stderr)).toEqual({
      event: "error",
      message: "desk/wheel is not connected to lamp/level; it drives nothing",
      exitCode: 1,
    });
  });
});

describe("an end that is not there", () => {
  test.each([
    ["desk/fadr", "lamp/level", 'desk has no parameter "fadr"; did you mean "fader"?'],
    ["desk/fader", "lamp/levle", 'lamp has no parameter "levle"; did you mean "level"?'],
    ["desk/fader", "lamp/x9", 'lamp has no parameter "x9"; it has "level", "gain"'],
  ])("%s %s: %s", async (emitter, sensor, message) => {
    expect(await room.run("disconnect", emitter, sensor)).toEqual(failed(message));
  });

  test("with its node: neither is here", async () => {
    await room.gives(["disconnect", "dsk/fader", "lmp/level", "--wait", "0.5"], (ended) =>
      expect(ended).toEqual(failed('no node "dsk" was found within 0.5 s; did you mean "desk"?')),
    );
  });

  test("with its node, and the other one keeps no such wire", async () => {
    await room.gives(["disconnect", "desk/fader", "lost/level", "--wait", "0.5"], (ended) =>
      expect(ended).toEqual(failed("lost is not here, and desk keeps no wire from desk/fader to lost/level")),
    );
    await room.gives(["disconnect", "lost/fader", "desk/fader", "--wait", "0.5"], (ended) =>
      expect(ended).toEqual(failed("lost is not here, and desk keeps no wire from lost/fader to desk/fader")),
    );
  });

  test("on a network where nobody is", async () => {
    const { code, stderr } = await room.apart(["disconnect", "desk/fader", "lamp/level", "--wait", "0.2"]);
    expect(code).toBe(1);
    expect(stderr).toBe('zocp: no node "desk" was found within 0.2 s, nor any other; "zocp doctor" may tell why\n');
  });
});

describe("an address that is none", () => {
  test.each([
    ["desk", "lamp/level", '"desk" is not an address of the form node/parameter: it has no slash'],
    ["lost/fader", "level", '"level" is not an address of the form node/parameter: it has no slash'],
    ["desk/fader", "lamp/", "the parameter after the slash is missing"],
  ])("%s %s is said at once, before anything is looked for", async (emitter, sensor, message) => {
    const { code, stdout, stderr } = await room.run("disconnect", emitter, sensor, "--json");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(JSON.parse(stderr)).toEqual({ event: "error", message: expect.stringContaining(message), exitCode: 2 });
  });
});

describe("a node that left", () => {
  test("is told of the cut by the other one when it comes back", async () => {
    const wall = await room.node("wall", { bar: { typeHint: "flt", value: 0, access: "rws" } });
    expect((await room.run("connect", "desk/fader", "wall/bar")).code).toBe(0);
    await wall.stop();
    await expect.poll(() => desk.peer("wall"), { timeout: PATIENCE }).toBeUndefined();
    await room.gives(["disconnect", "desk/fader", "wall/bar", "--wait", "0.5"], ({ code, stdout, stderr }) =>
      expect({ code, stdout, stderr }).toEqual({
        code: 0,
        stdout: "desk/fader ✗ wall/bar\n",
        stderr: "zocp: wall is not here: desk keeps in mind that it was cut, and tells it when wall comes back\n",
      }),
    );
    await room.gives(["disconnect", "desk/fader", "wall/bar", "--wait", "0.5"], ({ code, stderr }) => {
      expect(code).toBe(1);
      expect(stderr).toMatch(/^zocp: the wire from desk\/fader to wall\/bar was cut already: .+, \d\d:\d\d\n$/);
    });
  });
});

test("Ctrl-C while it looks ends it in silence", async () => {
  const command = room.start("disconnect", "desk/fader", "nobody/x", "--wait", "60");
  await room.heard("zocp-disconnect");
  command.interrupt();
  expect(await command.ended).toEqual({ code: 130, stdout: "", stderr: "" });
});

test("a locked node refuses to be cut, with its reason", async () => {
  await room.run("connect", "desk/wheel", "lamp/level");
  desk.lock("the show runs");
  const { code, stderr } = await room.run("disconnect", "desk/wheel", "lamp/level");
  desk.unlock();
  expect(code).toBe(1);
  expect(stderr).toContain("the show runs");
});
