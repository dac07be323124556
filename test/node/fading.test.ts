import { afterEach, describe, expect, test, vi } from "vitest";
import { UsageError } from "../../src/errors.ts";
import type { NodeEvents } from "../../src/node/node-events.ts";
import { TransportNode } from "../../src/node/transport-node.ts";
import { Room } from "./memory-transport.ts";

const nodes: TransportNode[] = [];
const PATIENCE = { timeout: 20_000 };

afterEach(async () => {
  for (const node of nodes.splice(0)) await node.stop();
});

async function show() {
  const room = new Room();
  const member = (name: string): TransportNode => {
    const node = new TransportNode(room.transport(name));
    nodes.push(node);
    return node;
  };
  const [desk, lamp] = [member("desk"), member("lamp")];
  const level = lamp.float("level", 0, { access: "rws", min: 0, max: 1 });
  const colour = lamp.vec3f("colour", [0, 0, 0], { access: "rw" });
  await Promise.all([desk.start(), lamp.start()]);
  const remote = await desk.waitFor("lamp");
  return { desk, lamp, level, colour, remote };
}

describe("a fade of another node's parameter", () => {
  test("tells when it has begun, and how it ended", async () => {
    const { remote, level } = await show();
    const fade = remote.fade("level", 1, { over: 0.1, curve: "smooth" });
    await fade.accepted;
    expect(fade.streamed).toBe(false);
    expect(fade.tag).toBe("desk#1");
    expect(await fade.ended).toEqual({ how: "arrived", by: "" });
    expect(level.value).toBe(1);
  });

  test("of several is one, and tells of each", async () => {
    const { remote, level, colour } = await show();
    const fades = remote.fade({ level: 5, colour: [1, 0.5, 0], "no such": 1 }, { over: 0.05, tag: "show/1" });
    expect(await fades.accepted).toEqual({
      level: "lamp/level: 5 is above the maximum 1",
      "no such": 'lamp has no parameter "no such"',
    });
    expect(await fades.ended).toEqual({
      level: { how: "refused", by: "5 is above the maximum 1" },
      colour: { how: "arrived", by: "" },
      "no such": { how: "refused", by: 'lamp has no parameter "no such"' },
    });
    expect([level.value, colour.value]).toEqual([0, [1, 0.5, 0]]);
  });

  test("can be stopped", async () => {
    const { remote, level } = await show();
    const fade = remote.parameter("level")?.fade(1, { over: 60 });
    await fade?.accepted;
    await fade?.stop("finish");
    expect(await fade?.ended).toEqual({ how: "stopped", by: "desk" });
    expect(level.value).toBe(1);
  });

  test("that nobody awaits ends no program when it is refused; the event tells it", async () => {
    const { desk, remote } = await show();
    const refused: NodeEvents["refused"][0][] = [];
    desk.on("refused", (event) => refused.push(event));
    remote.fade("level", 7, { over: 1 });
    await vi.waitFor(() => expect(refused).toMatchObject([{ parameter: "level", outgoing: true }]), PATIENCE);
  });

  test("is gone with its node, and ends when this node stops", async () => {
    const { desk, lamp, remote } = await show();
    const fade = remote.fade("level", 1, { over: 60 });
    await fade.accepted;
    await lamp.stop();
    expect(await fade.ended).toEqual({ how: "gone", by: "" });
    const own = desk.float("own", 0).fade(1, { over: 60 });
    await desk.stop();
    await expect(own.ended).rejects.toMatchObject({ code: "stopped" });
  });
});

describe("a fade of an own parameter", () => {
  test("ends as any other, and is told as one", async () => {
    const { level } = await show();
    const by: string[] = [];
    level.on("changed", (event) => by.push(event.by));
    const fade = level.fade(1, { over: 0.1 });
    expect(await fade.ended).toEqual({ how: "arrived", by: "" });
    expect(new Set(by)).toEqual(new Set(["fade"]));
    expect(level.value).toBe(1);
  });

  test("is stopped where it is, or grabbed by a hand", async () => {
    const { level, remote } = await show();
    const fade = level.fade(1, { over: 60 });
    await fade.stop();
    expect(await fade.ended).toEqual({ how: "stopped", by: "lamp" });
    const other = level.fade(1, { over: 60 });
    await remote.set("level", 0.25);
    expect(await other.ended).toEqual({ how: "grabbed", by: "desk" });
    expect(level.value).toBe(0.25);
  });

  test.each(["the parameter", "the node"])("is corrected by a listener of %s, and goes on", async (who) => {
    const { lamp, level } = await show();
    const round = (): void => level.set(Math.round(level.value * 10) / 10);
    if (who === "the node") lamp.on("changed", round);
    else level.on("changed", round);
    expect(await level.fade(1, { over: 0.1 }).ended).toEqual({ how: "arrived", by: "" });
    expect(level.value).toBe(1);
  });

  test.each([
    [{ over: -1 }, "over of a fade is -1, not a number from 0 to 86400"],
    [{ over: Number.NaN }, "over of a fade is NaN, not a number from 0 to 86400"],
    [{ curve: "bounce" }, 'curve of a fade is "bounce", not a curve'],
    [{ ove: 1 }, 'there is no option "ove" of fade; did you mean "over" or "overlay"?'],
    [{ tag: "" }, 'tag of a fade is "", not a text of 1 to 200 characters'],
  ])("with %o is a mistake", async (options, message) => {
    const { level, remote } = await show();
    expect(() => level.fade(1, options as never)).toThrow(UsageError);
    expect(() => level.fade(1, options as never)).toThrow(message);
    expect(() => remote.fade("level", 1, options as never)).toThrow(message);
    expect(() => level.fade(2, { over: 1 })).toThrow("2 is above the maximum 1");
  });
});

describe("who holds a parameter", () => {
  test("is known on both sides, dated, and asked for", async () => {
    const { desk, remote, level } = await show();
    const told: NodeEvents["owned"][0][] = [];
    desk.on("owned", (event) => told.push(event));
    remote.monitor();
    const before = Date.now();
    const fade = remote.fade("level", 1, { over: 60, tag: "show/1.5#3", priority: 120 });
    await fade.accepted;
    const owner = { kind: "fade", name: "desk", tag: "show/1.5#3", priority: 120 };
    expect(level.owner).toMatchObject(owner);
    await vi.waitFor(() => expect(remote.parameter("level")?.owner).toMatchObject(owner), PATIENCE);
    expect(told).toMatchObject([{ name: "lamp", parameters: ["level"] }]);
    expect(Math.abs(Number(remote.parameter("level")?.owner?.since) - before)).toBeLessThan(60_000);
    const held = (await remote.owners(["level", "colour"])).get("level");
    expect(held).toMatchObject({ by: "fade", name: "desk", fade: { tag: "show/1.5#3", priority: 120, target: 1 } });
    expect(await remote.paceFades("show/*", 0)).toEqual(["level"]);
    expect((await remote.owners()).get("level")?.fade?.left).toBeUndefined();
    await fade.stop();
    await vi.waitFor(() => expect(remote.parameter("level")?.owner).toBeUndefined(), PATIENCE);
    expect((await remote.owners(["level"])).get("level")?.fade).toBeUndefined();
  });

  test("is what lies on top, until it is released", async () => {
    const { remote, level } = await show();
    await remote.fade("level", 0, { overlay: true, tag: "show/blackout", gone: 60 }).accepted;
    expect(level.owner).toMatchObject({ kind: "overlay", name: "desk", tag: "show/blackout" });
    expect((await remote.owners()).get("level")?.overlay).toMatchObject({ name: "desk", below: 0 });
    expect(await remote.releaseOverlays("show/*")).toEqual(["level"]);
    expect(level.owner).toBeUndefined();
  });

  test("is asked for in a way that can be", async () => {
    const { remote } = await show();
    await expect(remote.owners("level" as never)).rejects.toThrow(UsageError);
    await expect(remote.paceFades(1 as never, 1)).rejects.toThrow(UsageError);
    await expect(remote.releaseOverlays("x", -1)).rejects.toMatchObject({ code: "refused-by-peer" });
    expect(() => remote.fade("level", 0, { overlay: true, gone: -1 })).toThrow(UsageError);
  });
});

test("what a program sets in a listener to changed of a parameter corrects its fade and does not end it", async () => {
  const { remote, level } = await show();
  level.on("changed", ({ value }) => {
    if (value > 0.2 && value < 0.9) level.set(0.2);
  });
  const fade = remote.fade("level", 1, { over: 0.2 });
  await fade.accepted;
  expect(await fade.ended).toEqual({ how: "arrived", by: "" });
  expect(level.value).toBe(1);
  const grabbed = remote.fade("level", 0, { over: 60 });
  await grabbed.accepted;
  level.set(0.95);
  expect(await grabbed.ended).toEqual({ how: "grabbed", by: "lamp" });
});
