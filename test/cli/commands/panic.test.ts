import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { PATIENCE } from "../../patience.ts";
import { Room } from "../in-process.ts";
import { startShow } from "./show-stage.ts";

let room: Room;
beforeAll(async () => {
  room = await Room.open();
});
afterAll(() => room[Symbol.asyncDispose]());

const panic = (...words: string[]) => room.start("panic", "--wait", "1", ...words).ended;

test("where nobody is, nobody is stopped", async () => {
  expect(await room.apart(["panic", "--wait", "0.1"])).toEqual({ code: 0, stdout: "stopped 0 nodes\n", stderr: "" });
});

describe("one node", () => {
  test("is told as one, and what fades stands still", async () => {
    const lamp = await room.node("lamp\u001b[2J", {
      level: { typeHint: "flt", value: 0, access: "rws", panic: { to: 0 } },
    });
    await room.gives(["panic", "--wait", "1"], (ended) =>
      expect(ended).toEqual({ code: 0, stdout: "stopped 1 node: lamp\\u001b[2J\n", stderr: "" }),
    );
    expect(await panic("--release")).toEqual({ code: 0, stdout: "released 1 node: lamp\\u001b[2J\n", stderr: "" });
    expect(JSON.parse((await panic("--release", "--json")).stdout)).toEqual({
      released: ["lamp\u001b[2J"],
      failed: [],
      old: [],
    });
    await lamp.stop();
  });
});

describe("several nodes and a show", () => {
  test("are all told, and other commands are not", async () => {
    await room.node("bar", { level: { typeHint: "flt", value: 0, access: "rws" } });
    await room.node("foo", { level: { typeHint: "flt", value: 0, access: "rws" } });
    const show = await startShow(room, "harbour");
    const watching = room.start("watch", "--json");
    await room.heard("zocp-watch@");
    await room.gives(["panic", "--wait", "1"], ({ code, stdout }) => {
      const [nodes = "", shows] = stdout.trimEnd().split("\n");
      const names = nodes.replace(/^stopped \d nodes: /, "").split(", ");
      expect({ code, names: names.sort(), shows }).toEqual({
        code: 0,
        names: ["bar", "foo", "harbour"],
        shows: "stopped 1 show: harbour",
      });
    });
    watching.interrupt();
    await watching.ended;
    const { code, stderr } = await room.run("go");
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/^zocp: .*panic.*\n$/i) });
    expect((await panic("--release", "--json")).stdout).toContain('"shows":["harbour"]');
    await show.stop();
  });
});

test("Ctrl-C ends it at once", async () => {
  const command = room.start("panic", "--wait", "60");
  await room.heard("zocp-panic@");
  command.interrupt();
  const { code } = await command.ended;
  expect(code).toBe(130);
  await expect.poll(() => command.processEnds, { timeout: PATIENCE }).toEqual([]);
});
