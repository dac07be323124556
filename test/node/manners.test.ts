import { afterEach, describe, expect, expectTypeOf, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { formatJson, type NodeEvents, type NodeObject, type Vector2 } from "../../src/index.ts";
import { TransportNode } from "../../src/node/transport-node.ts";
import { settled } from "../patience.ts";
import { type MemoryTransport, Room } from "./memory-transport.ts";

const nodes: TransportNode[] = [];
afterEach(async () => {
  for (const node of nodes.splice(0)) await node.stop();
});

function member(room: Room, name: string): [TransportNode, MemoryTransport] {
  const transport = room.transport(name);
  const node = new TransportNode(transport);
  nodes.push(node);
  return [node, transport];
}

/** A desk and a lamp that know each other, and what the desk says. */
async function show() {
  const room = new Room();
  const [desk, transport] = member(room, "desk");
  const [lamp] = member(room, "lamp");
  const level = lamp.float("level", 0, { access: "rws", min: 0, max: 1 });
  const hue = lamp.object("colour").float("hue", 0, { access: "rw" });
  lamp.float("fixed", 0, { access: "r" });
  const said: string[] = [];
  const whisper = transport.whisper.bind(transport);
  transport.whisper = (peer: string, content: Frames) => {
    said.push(content.text(0));
    whisper(peer, content);
  };
  await Promise.all([desk.start(), lamp.start()]);
  const remote = await desk.waitFor("lamp");
  said.length = 0;
  const refused: NodeEvents["refused"][0][] = [];
  desk.on("refused", (event) => refused.push(event));
  return { room, desk, transport, lamp, remote, level, hue, said, refused };
}

describe("several values at once", () => {
  test("are set with one message, and resolve with what the parameters then have", async () => {
    const { remote, level, hue, said } = await show();
    expect(await remote.set({ level: 0.5, "colour.hue": 0.25 })).toEqual({ level: 0.5, "colour.hue": 0.25 });
    expect([level.value, hue.value]).toEqual([0.5, 0.25]);
    expect(said).toEqual(['{"SET": {"level": {"value": 0.5}, "objects": {"colour": {"hue": {"value": 0.25}}}}}']);
  });

  test("are taken or refused one by one: the promise tells all that was refused", async () => {
    const { remote, level } = await show();
    const setting = remote.set({ level: 0.5, fixed: 1, nope: 2 });
    await expect(setting).rejects.toThrow(
      'lamp/fixed is not writable: its access is "r", without w; lamp has no parameter "nope"',
    );
    expect(level.value).toBe(0.5);
  });
});

describe("a value that is sent and forgotten", () => {
  test("arrives, asks for nothing, and of those that wait for a slow node only the newest leaves", async () => {
    const { transport, lamp, remote, level, said } = await show();
    remote.send("level", 0.1);
    await settled(() => expect(level.value).toBe(0.1));
    transport.slow.add(lamp.id);
    for (const value of [0.2, 0.3, 0.4]) remote.parameter("level")?.send(value);
    transport.slow.delete(lamp.id);
    transport.handlers.drain(lamp.id);
    await settled(() => expect(level.value).toBe(0.4));
    expect(said).toEqual([0.1, 0.4].map((value) => `{"SET": {"level": {"value": ${value}}}}`));
  });

  test("has an answer of its own, which is not that of a set behind it", async () => {
    const { remote, level, refused } = await show();
    remote.send("level", 7);
    remote.send("level", 0.1);
    expect(await Promise.all([remote.set("level", 0.2), remote.set("level", 0.3)])).toEqual([0.2, 0.3]);
    remote.send("level", 8);
    expect([await remote.set("level", 0.4), level.value]).toEqual([0.4, 0.4]);
    expect(refused.map(({ reason }) => reason)).toEqual(["7 is above the maximum 1", "8 is above the maximum 1"]);
  });

  test("that cannot be taken is told", async () => {
    const { remote, refused } = await show();
    remote.send("fixed", 1);
    expect(refused).toMatchObject([{ verb: "SET", parameter: "fixed", outgoing: true, name: "lamp" }]);
  });
});

describe("what nobody awaits", () => {
  test("and the network refuses ends nothing, and is told", async () => {
    const { desk, remote, refused } = await show();
    void remote.set("level", 5);
    void remote.set("fixed", 5);
    void remote.set({ nope: 1 });
    void remote.call("nope");
    void desk.waitFor("nobody", { timeout: 1 });
    void desk.connect("desk/nope", "lamp/level", { timeout: 1 });
    await settled(() => expect(refused.map(({ parameter }) => parameter).sort()).toEqual(["fixed", "level", "nope"]));
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
});

describe("who is there", () => {
  test("is known when `everyone` resolves", async () => {
    const { room, desk } = await show();
    const [wall] = member(room, "wall");
    await wall.start();
    expect((await desk.everyone()).map(({ name, complete }) => [name, complete])).toEqual([
      ["lamp", true],
      ["wall", true],
    ]);
    expect(await wall.everyone({ timeout: 60_000 })).toHaveLength(2);
  });

  test("and has the name of another is told, with both ids", async () => {
    const { room, desk, lamp } = await show();
    const told: unknown[] = [];
    desk.on("namesake", ({ peer, name, other }) => told.push([peer, name, other]));
    const [twin] = member(room, "lamp");
    const [double] = member(room, "desk");
    await Promise.all([twin.start(), double.start()]);
    expect(told).toEqual([
      [twin.id, "lamp", lamp.id],
      [double.id, "desk", desk.id],
    ]);
  });
});

test("`refresh` resolves when the parameters have come again", async () => {
  const { remote, said } = await show();
  await remote.refresh();
  expect(said).toEqual(['{"GET": null}']);
});

test("names are the same on a Mac and on a PC, and what the network hears is spelled as the other node spells it", async () => {
  const { room, desk, said } = await show();
  const [cafe] = member(room, "cafe\u0301");
  const found = cafe.float("de\u0301bit", 0.5, { access: "rw" });
  expect([found.path, cafe.parameter("débit") === found, cafe.parameter("de\u0301bit") === found]).toEqual([
    "débit",
    true,
    true,
  ]);
  await cafe.start();
  const remote = await desk.waitFor("café", { timeout: 60_000 });
  expect([remote.name, await desk.waitFor("cafe\u0301")]).toEqual(["café", remote]);
  said.length = 0;
  expect(await remote.set("de\u0301bit", 0.25)).toBe(0.25);
  expect(said).toEqual([`{"SET": {"d\\u00e9bit": {"value": 0.25}}}`]);
});

test("half a character is no name", () => {
  const [node] = member(new Room(), "node");
  expect(() => node.float("x\ud800", 0)).toThrow(expect.objectContaining({ code: "invalid-name" }));
  expect(() => node.object("x\udc00")).toThrow(expect.objectContaining({ code: "invalid-name" }));
});

describe("values", () => {
  test("carry when they were given or arrived", async () => {
    const { desk, lamp, remote, level } = await show();
    const times: number[] = [];
    lamp.on("changed", ({ at }) => times.push(at));
    level.on("changed", ({ at }) => times.push(at));
    const stop = desk.watch("lamp/level", ({ at }) => times.push(at));
    await remote.set("level", 0.5);
    stop();
    expect(times.length).toBeGreaterThanOrEqual(3);
    for (const at of times) expect(Number.isFinite(at)).toBe(true);
  });

  test("of a sensor are told as such to whoever monitors its node, and not as a signal", async () => {
    const { desk, lamp, remote, level } = await show();
    const told: unknown[] = [];
    desk.on("signal", ({ emitter }) => told.push(["signal", emitter]));
    desk.on("value", ({ name, parameter, value }) => told.push(["value", name, parameter, value]));
    const stop = remote.monitor();
    await settled(() => expect(lamp.deliveries.length).toBeGreaterThan(0));
    told.length = 0;
    level.set(0.75);
    await settled(() => expect(told).toEqual([["value", "lamp", "level", 0.75]]));
    stop();
  });
});

test("another node tells who gets its values, and how they are wanted", async () => {
  const { room, desk, lamp } = await show();
  const [wall] = member(room, "wall");
  wall.float("in", 0, { access: "rs" });
  lamp.float("out", 0, { access: "re" });
  await wall.start();
  await settled(() => expect(desk.peer("lamp")?.parameter("out")).toBeDefined());
  await desk.connect("lamp/out", "wall/in", { rate: 25, timeout: 60_000 });
  const [one] = (await desk.peer("lamp")?.deliveries()) ?? [];
  expect(one).toMatchObject({ emitter: "out", name: "wall", sensors: ["in"], options: { rate: 25 } });
});

describe("parameters", () => {
  test("are live views: the same object shows what there is at each moment", async () => {
    const { lamp, remote } = await show();
    const { parameters } = lamp;
    expect([parameters, remote.parameters]).toEqual([lamp.parameters, remote.parameters]);
    const extra = lamp.int("extra", 1);
    expect([parameters.get("extra"), parameters.has("nope"), parameters.size]).toEqual([extra, false, 4]);
    await settled(() =>
      expect([...remote.parameters.keys()].sort()).toEqual(["colour.hue", "extra", "fixed", "level"]),
    );
    expect(new Map(remote.parameters).get("extra")?.value).toBe(1);
    extra.remove();
    expect([...parameters.keys()]).toEqual(["level", "colour.hue", "fixed"]);
  });

  test("of a type have values and changes of that type", () => {
    const [node] = member(new Room(), "node");
    const object: NodeObject = node.object("o");
    node.float("f", 0).on("changed", ({ value }) => expectTypeOf(value).toEqualTypeOf<number>());
    node.bool("b", false).on("changed", ({ value }) => expectTypeOf(value).toEqualTypeOf<boolean>());
    object.string("s", "").on("changed", ({ value }) => expectTypeOf(value).toEqualTypeOf<string>());
    node.vec2f("v", [0, 0]).on("changed", ({ value }) => expectTypeOf(value).toEqualTypeOf<Vector2>());
    expect(formatJson({ a: [1, true] })).toBe('{"a": [1, true]}');
  });
});

test("a link finds the parameter of an old node that writes the same letters in another way", async () => {
  const { room, desk } = await show();
  desk.float("in", 0.5, { access: "rs" });
  const transport = room.transport("old");
  const spelled = "de\u0301bit";
  const heard: string[] = [];
  transport.open({
    ...{ enter: () => {}, exit: () => {}, suspicion: () => {}, frames: () => {}, drain: () => {}, failed: () => {} },
    message: (peer, text) => {
      heard.push(text);
      const answer = `{"MOD": {"${spelled}": {"value": 0, "typeHint": "flt", "access": "re", "subscribers": []}}, "REP": ["GET", {}]}`;
      if (text.includes("GET")) transport.whisper(peer, Frames.ofText(answer));
    },
  });
  await transport.start();
  await desk.waitFor("old", { timeout: 60_000 });
  void desk.connect("old/débit", "desk/in");
  await settled(() => expect(heard.find((text) => text.includes('"SUB"'))).toContain("de\\u0301bit"));
  expect(desk.links).toMatchObject([{ state: "asked" }]);
});
