import { afterEach, describe, expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import type { Json } from "../../src/bytes/json.ts";
import { encodeText } from "../../src/bytes/text.ts";
import { NetworkError, UsageError } from "../../src/errors.ts";
import type { NodeEvent } from "../../src/node/node-events.ts";
import { TransportNode, type TransportNodeOptions } from "../../src/node/transport-node.ts";
import { PACKING_HEADERS } from "../../src/zocp/codec/headers.ts";
import { settled } from "../patience.ts";
import { type MemoryTransport, Room } from "./memory-transport.ts";
import { OldGuest } from "./old-guest.ts";

const nodes: TransportNode[] = [];

afterEach(async () => {
  for (const node of nodes.splice(0)) await node.stop();
});

function member(room: Room, name: string, options: TransportNodeOptions = {}): [TransportNode, MemoryTransport] {
  const transport = room.transport(name);
  const node = new TransportNode(transport, options);
  nodes.push(node);
  return [node, transport];
}

/** A desk with a fader and a lamp with a level, both started and acquainted. */
async function show() {
  const room = new Room();
  const [desk, deskTransport] = member(room, "desk");
  const [lamp] = member(room, "lamp");
  const fader = desk.float("fader", 0.25, { access: "re" });
  const level = lamp.float("level", 0, { access: "rws", min: 0, max: 1 });
  await Promise.all([desk.start(), lamp.start()]);
  await Promise.all([desk.waitFor("lamp"), lamp.waitFor("desk")]);
  return { room, desk, deskTransport, lamp, fader, level };
}

describe("a node", () => {
  test("does not look at several messages of more than 256 KiB together in one whisper", async () => {
    const { desk, deskTransport } = await show();
    const packer = "9".repeat(32);
    deskTransport.handlers.enter(packer, "packer", PACKING_HEADERS);
    const events: NodeEvent[] = [];
    desk.on("ignored", (event) => events.push(event));
    const text = encodeText(`{"SET": {"fader": {"value": "${"x".repeat(10_000)}"}}}`);
    deskTransport.handlers.frames(packer, Frames.of(...Array(30).fill(text)));
    expect(events).toMatchObject([{ reason: expect.stringContaining("30 messages of 300990 octets in one whisper") }]);
  });

  test("tells its transport whom values go to and come from, while they do", async () => {
    const { room, desk, deskTransport, lamp, fader } = await show();
    const lampTransport = room.present.get(lamp.id);
    const needs = (): unknown[] => [deskTransport.handlers.needs?.(lamp.id), lampTransport?.handlers.needs?.(desk.id)];
    expect(needs()).toEqual([false, false]);
    await desk.connect(fader, "lamp/level");
    expect(needs()).toEqual([true, true]);
    await desk.disconnect("desk/fader", "lamp/level");
    expect(needs()).toEqual([false, false]);
  });

  test("wires an emitter to a sensor and carries its values", async () => {
    const { desk, fader, level } = await show();
    await desk.connect(fader, "lamp/level");
    expect(level.value).toBe(0.25);
    const next = new Promise((resolve) => level.once("signal", (event) => resolve(event.value)));
    fader.emit(0.5);
    expect(await next).toBe(0.5);
    await desk.disconnect("desk/fader", "lamp/level");
    expect(desk.links).toEqual([]);
  });

  test("sets, registers and calls at another node", async () => {
    const { desk, lamp, level } = await show();
    const remote = await desk.waitFor("lamp");
    expect(await remote.set("level", 0.75)).toBe(0.75);
    expect(level.value).toBe(0.75);
    await expect(remote.set("level", 3)).rejects.toThrow("lamp/level: 3 is above the maximum 1");
    const added = await remote.register("extra", { typeHint: "int", value: 5, access: "rw" });
    expect(added.value).toBe(5);
    expect(lamp.parameter("extra").typeHint).toBe("int");
    lamp.handle("sum", async (args) => args.reduce<number>((sum, one) => sum + Number(one), 0));
    expect(await remote.call("sum", [1, 2, 3])).toBe(6);
    await expect(remote.call("nope")).rejects.toThrow('there is no method "nope"; this node has "sum"');
    lamp.handle("fail", () => {
      throw new Error("out of order");
    });
    await expect(remote.call("fail")).rejects.toThrow("out of order");
  });

  test("watches a parameter of a node, the present value first, also when it comes again", async () => {
    const { room, desk, lamp, level } = await show();
    const seen: unknown[] = [];
    const stop = desk.watch("lamp/level", ({ value, name }) => seen.push([name, value]));
    await settled(() => expect(seen).toEqual([["lamp", 0]]));
    level.set(0.5);
    await settled(() => expect(seen.at(-1)).toEqual(["lamp", 0.5]));
    await lamp.stop();
    const [again] = member(room, "lamp");
    again.float("level", 0.9, { access: "r" });
    await again.start();
    await settled(() => expect(seen.at(-1)).toEqual(["lamp", 0.9]));
    stop();
    again.set("level", 0.1);
    await desk
      .peer("lamp")
      ?.set("level", 0)
      .catch(() => {});
    expect(seen.at(-1)).toEqual(["lamp", 0.9]);
  });

  test("gives the present value to a second watcher at once", async () => {
    const { desk } = await show();
    const seen: unknown[] = [];
    desk.watch("lamp/level", ({ value }) => seen.push(value));
    await settled(() => expect(seen).toEqual([0]));
    desk.watch("lamp/level", ({ value }) => seen.push(value));
    expect(seen).toEqual([0, 0]);
  });

  test("tells its events in a loop that a signal ends", async () => {
    const { desk, fader } = await show();
    const stop = new AbortController();
    const events: NodeEvent[] = [];
    const loop = (async () => {
      for await (const event of desk.events({ signal: stop.signal })) events.push(event);
    })();
    fader.emit(0.5);
    await settled(() => expect(events).toHaveLength(1));
    stop.abort();
    await loop;
    expect(events).toMatchObject([{ type: "changed", parameter: "fader", value: 0.5, by: "self" }]);
  });

  test("survives a listener that throws, and shows the error to the program", async () => {
    const { desk, fader } = await show();
    const errors: unknown[] = [];
    const caught = (error: unknown): void => void errors.push(error);
    process.on("uncaughtException", caught);
    const others = process.listeners("uncaughtException").filter((one) => one !== caught);
    for (const one of others) process.off("uncaughtException", one);
    const seen: unknown[] = [];
    desk.on("changed", () => {
      throw new Error("mine");
    });
    desk.on("changed", ({ value }) => seen.push(value));
    fader.emit(0.5);
    await settled(() => expect(errors).toMatchObject([{ message: "mine" }]));
    process.off("uncaughtException", caught);
    for (const one of others) process.on("uncaughtException", one);
    expect(seen).toEqual([0.5]);
  });

  test("keeps of each emitter the newest value for a peer that is slow", async () => {
    const { desk, deskTransport, lamp, fader, level } = await show();
    await desk.connect(fader, "lamp/level");
    deskTransport.slow.add(lamp.id);
    const seen: unknown[] = [];
    level.on("signal", ({ value }) => seen.push(value));
    for (let i = 1; i <= 100; i++) fader.emit(i / 100);
    deskTransport.slow.delete(lamp.id);
    deskTransport.handlers.drain(lamp.id);
    await settled(() => expect(seen).toEqual([1]));
  });
});

describe("link options", () => {
  test("for every value loses none while the peer is slow", async () => {
    const { desk, deskTransport, lamp, fader, level } = await show();
    await desk.connect(fader, "lamp/level", { every: true });
    expect(desk.links).toMatchObject([{ every: true }]);
    deskTransport.slow.add(lamp.id);
    const seen: unknown[] = [];
    level.on("signal", ({ value }) => seen.push(value));
    for (let i = 1; i <= 100; i++) fader.emit(i / 100);
    deskTransport.slow.delete(lamp.id);
    deskTransport.handlers.drain(lamp.id);
    await settled(() => expect(seen).toHaveLength(100));
    expect(desk.deliveries).toMatchObject([{ emitter: "fader", peer: lamp.id, name: "lamp", sent: 101, conflated: 0 }]);
  });

  test("for a rate spares a listener, who still gets the last value", async () => {
    const { desk, lamp, fader } = await show();
    const seen: unknown[] = [];
    const stop = lamp.watch("desk/fader", ({ value }) => seen.push(value), { rate: 20 });
    await settled(() => expect(desk.deliveries).toMatchObject([{ name: "lamp" }]));
    for (let i = 1; i <= 1000; i++) fader.emit(i);
    await settled(() => expect(seen.at(-1)).toBe(1000));
    expect(seen.length).toBeLessThan(5);
    expect(desk.deliveries[0]?.conflated).toBeGreaterThan(990);
    stop();
    await settled(() => expect(desk.deliveries).toEqual([]));
  });

  test("of one listener leaves another one alone", async () => {
    const { desk, lamp, fader } = await show();
    const [few, all]: [unknown[], unknown[]] = [[], []];
    lamp.watch("desk/fader", ({ value }) => few.push(value), { rate: 20 });
    const stop = lamp.watch("desk/fader", ({ value }) => all.push(value));
    await settled(() => expect(desk.deliveries).toMatchObject([{ sent: 1 }]));
    for (let i = 1; i <= 100; i++) fader.emit(i);
    await settled(() => expect([few.at(-1), all.at(-1)]).toEqual([100, 100]));
    expect(all.filter((value) => Number(value) >= 1)).toHaveLength(100);
    expect(few.length).toBeLessThan(5);
    stop();
    // Now the emitter keeps the rate itself.
    await settled(() => {
      for (let i = 0; i < 3; i++) fader.emit(0.5);
      expect(desk.deliveries[0]?.conflated).toBeGreaterThan(0);
    });
  });

  test.each([[{ rate: 0 }], [{ rate: Number.NaN }], [{ rate: 1001 }], [{ rate: 5, every: true }]])(
    "for %j is refused",
    async (options) => {
      const { desk, fader } = await show();
      await expect(desk.connect(fader, "lamp/level", options)).rejects.toThrow(UsageError);
      expect(() => desk.watch("lamp/level", () => {}, options)).toThrow(UsageError);
    },
  );
});

describe("the figures of links", () => {
  test("are told to whoever asks, under a name that nobody else may take", async () => {
    const { desk, lamp, fader } = await show();
    await desk.connect(fader, "lamp/level");
    fader.emit(0.5);
    const remote = await lamp.waitFor("desk");
    const [link] = (await remote.call("zocp.links")) as Map<string, Json>[];
    expect(Object.fromEntries(link ?? [])).toMatchObject({ emitter: "fader", peer: lamp.id, name: "lamp", sent: 2 });
    expect(() => desk.handle("zocp.mine", () => 1)).toThrow('the method "zocp.mine" is not yours');
  });
});

describe("waiting", () => {
  test("for a node ends with an error that names it, after the time-out", async () => {
    const { desk } = await show();
    await expect(desk.waitFor("ghost", { timeout: 10 })).rejects.toThrow('no node "ghost" appeared within 10 ms');
    await expect(desk.waitFor("ghost", { timeout: 10 })).rejects.toBeInstanceOf(NetworkError);
  });

  test("can be aborted", async () => {
    const { desk } = await show();
    const stop = new AbortController();
    const wait = desk.waitFor("ghost", { signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(wait).rejects.toThrow("enough");
    await expect(desk.waitFor("ghost", { signal: stop.signal })).rejects.toThrow("enough");
  });

  test("for a link tells why it is not there", async () => {
    const { desk } = await show();
    const late = desk.connect("desk/nope", "lamp/level", { timeout: 10 });
    await expect(late).rejects.toThrow('not connected: desk has no emitter "nope" within 10 ms');
  });

  test("for an answer ends when the node stops", async () => {
    const { desk } = await show();
    const remote = await desk.waitFor("lamp");
    const answer = remote.set("level", 1);
    await Promise.all([expect(answer).rejects.toThrow(NetworkError), desk.stop()]);
  });
});

describe("a mistake of the program", () => {
  test.each<[string, (node: TransportNode) => unknown, string]>([
    ["an address without a slash", (node) => node.connect("desk", "lamp/level"), "it has no slash"],
    ["a parameter that is not there", (node) => node.set("nope", 1), 'this node has no parameter "nope"'],
    ["a value of the wrong type", (node) => node.set("fader", "x"), '"x" is not a number'],
    ["a function as a value", (node) => node.setMetadata("_x", (() => {}) as never), "cannot be sent"],
    ["a sensor that emits", (node) => node.float("s", 0, { access: "s" }).emit(1), "without e"],
    ["a wrong access letter", (node) => node.float("s", 0, { access: "rx" }), 'its access is "rx"'],
    ["a minimum above the maximum", (node) => node.float("s", 0, { min: 2, max: 1 }), "above its maximum"],
    ["a value out of range", (node) => node.int("s", 5, { max: 4 }), "5 is above the maximum 4"],
    ["a listener that is none", (node) => node.on("enter", 5 as never), "not a function"],
  ])("%s is a UsageError that names it", async (_, mistake, message) => {
    const { desk } = await show();
    const attempt = async (): Promise<unknown> => mistake(desk);
    await expect(attempt()).rejects.toThrow(message);
    await expect(attempt()).rejects.toBeInstanceOf(UsageError);
  });
});

describe("a node that stops", () => {
  test("can start again, and keeps its parameters and links", async () => {
    const { desk, lamp, fader, level } = await show();
    await lamp.connect("desk/fader", "lamp/level");
    await desk.stop();
    expect(lamp.peers.size).toBe(0);
    await desk.start();
    await settled(() => expect(lamp.links).toMatchObject([{ state: "made" }]));
    fader.emit(0.125);
    await settled(() => expect(level.value).toBe(0.125));
  });

  test("is disposed of at the end of its block", async () => {
    const room = new Room();
    {
      await using node = new TransportNode(room.transport("short"));
      await node.start();
      expect(room.present.size).toBe(1);
    }
    expect(room.present.size).toBe(0);
  });
});

describe("an old node", () => {
  async function oldShow() {
    const room = new Room();
    const [desk] = member(room, "desk");
    desk.float("fader", 0.25, { access: "rwes" });
    desk.object("cam").float("zoom", 1, { access: "re" });
    const old = new OldGuest(room, "old");
    old.node.register("sens", 0, "flt", "rws");
    old.node.register("emit", 0, "flt", "rwe");
    old.node.setObject("cam");
    old.node.register("loc", 0, "flt", "rwes");
    await Promise.all([desk.start(), old.start()]);
    await desk.waitFor("old");
    return { room, desk, old };
  }

  test.each([
    ["old/cam.loc", "desk/fader", "old/cam.loc is a parameter of an object: old is an old node"],
    ["desk/fader", "old/cam.loc", "old/cam.loc is a parameter of an object: old is an old node"],
    ["desk/cam.zoom", "old/sens", "desk/cam.zoom is a parameter of an object: its values drive nothing on old"],
    ["old/emit", "old/sens", "old cannot wire its own parameters"],
  ])("is not connected from %s to %s, and the reason is told at once", async (emitter, sensor, reason) => {
    const { desk, old } = await oldShow();
    await expect(desk.connect(emitter, sensor, { timeout: 60_000 })).rejects.toThrow(reason);
    expect(old.deaths).toEqual([]);
  });

  test("of which a parameter in an object is watched lives on, and a refusal is told", async () => {
    const { desk, old } = await oldShow();
    const refused: string[] = [];
    desk.on("refused", ({ reason }) => refused.push(reason));
    desk.watch("old/cam.loc", () => {});
    await settled(() => expect(refused).toHaveLength(1));
    await expect(desk.peer("old")?.set("cam.loc", 2)).resolves.toBe(2);
    expect(old.deaths).toEqual([]);
  });

  test("that registers a parameter late is watched from its first value on", async () => {
    const { desk, room } = await oldShow();
    const late = new OldGuest(room, "late");
    await late.start();
    const values: Json[] = [];
    desk.watch("late/level", ({ value }) => values.push(value));
    await desk.waitFor("late");
    late.act((node) => node.register("level", 0.5, "flt", "re"));
    await settled(() => expect(values).toEqual([0.5]));
    await settled(() => {
      late.act((node) => node.emitSignal("level", 0.75));
      expect(values).toContain(0.75);
    });
    expect(late.deaths).toEqual([]);
  });
});
