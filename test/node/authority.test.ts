import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { createKeyFile, type NodeEvents, TransportNode, ZocpNode } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { PATIENCE, settled } from "../patience.ts";
import { Room } from "./memory-transport.ts";

const nodes: TransportNode[] = [];
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zocp-authority-"));
});

afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.stop()));
  rmSync(folder, { recursive: true });
});

describe("over sockets, with a key for each machine", () => {
  /** A key file, and its public half in the folder of those who may enter. */
  function makeKey(name: string): { readonly key: string; readonly publicKey: string } {
    const key = join(folder, `${name}.key`);
    const publicKey = createKeyFile(key);
    mkdirSync(join(folder, "allowed"), { recursive: true });
    writeFileSync(join(folder, "allowed", name), `${publicKey}\n`);
    return { key, publicKey };
  }

  test("a node obeys the owner of a named key, and its wires go on for all", async () => {
    const keys = { desk: makeKey("desk"), lamp: makeKey("lamp"), tool: makeKey("tool") };
    const common = { interface: "lo", beaconPort: await freePort(), keys: join(folder, "allowed") };
    const accept = [keys.tool.publicKey];
    const desk = new ZocpNode("desk", { ...common, key: keys.desk.key, accept });
    const lamp = new ZocpNode("lamp", { ...common, key: keys.lamp.key, accept });
    const tool = new ZocpNode("tool", { ...common, key: keys.tool.key });
    nodes.push(desk, lamp, tool);
    const fader = desk.float("fader", 0.25, { access: "re" });
    const level = lamp.float("level", 0, { access: "rws" });
    const edits: NodeEvents["edited"][0][] = [];
    lamp.on("edited", (event) => void edits.push(event));
    await Promise.all(nodes.map((node) => node.start()));
    const patience = { timeout: PATIENCE };
    const [seenByDesk, seenByTool] = await Promise.all([
      desk.waitFor("lamp", patience),
      tool.waitFor("lamp", patience),
      tool.waitFor("desk", patience),
    ]);
    await expect(seenByDesk.set("level", 1)).rejects.toThrow(
      "lamp takes changes only from named keys, not from this one",
    );
    expect(await seenByTool.set("level", 0.5)).toBe(0.5);
    await tool.connect("desk/fader", "lamp/level", patience);
    fader.emit(0.75);
    await settled(() => expect(level.value).toBe(0.75));
    await expect(desk.connect("desk/fader", "lamp/other", { timeout: 500 })).rejects.toThrow("not connected");
    expect(edits).toMatchObject([
      { action: "set", name: "tool", key: keys.tool.publicKey, parameter: "level", value: 0.5, times: 1 },
      { action: "connect", name: "tool", key: keys.tool.publicKey, parameter: "level" },
    ]);
    expect(Math.abs((edits[0]?.at ?? 0) - Date.now())).toBeLessThan(60_000);
    await tool.disconnect("desk/fader", "lamp/level", patience);
    expect(fader.subscribers).toEqual([]);
  });
});

describe("a node", () => {
  async function show(options: ConstructorParameters<typeof TransportNode>[1] = {}) {
    const room = new Room();
    const lamp = new TransportNode(room.transport("lamp"), options);
    const desk = new TransportNode(room.transport("desk"));
    nodes.push(lamp, desk);
    const level = lamp.float("level", 0, { access: "rws" });
    const fader = desk.float("fader", 0.25, { access: "re" });
    await Promise.all([lamp.start(), desk.start()]);
    return { room, lamp, desk, level, fader, remote: await desk.waitFor("lamp") };
  }

  test("is locked and unlocked by its program, and others see that and why", async () => {
    const { lamp, remote } = await show({ locked: "rented" });
    expect([lamp.locked, remote.locked, remote.lockReason]).toEqual([true, true, "rented"]);
    await expect(remote.set("level", 1)).rejects.toMatchObject({
      code: "refused-by-peer",
      message: "lamp/level: lamp is locked: rented",
    });
    lamp.unlock();
    expect(await remote.set("level", 1)).toBe(1);
    expect([lamp.locked, remote.locked, remote.lockReason]).toEqual([false, false, ""]);
    lamp.lock();
    lamp.set("level", 0.5);
    await settled(() => expect(remote.locked).toBe(true));
    expect(() => lamp.lock("x".repeat(300))).toThrow("the reason of the lock has 300 characters; it may have 200");
  });

  test("a wire that is refused, or cannot be cut, is told at once and with the reason", async () => {
    const { room, lamp, desk, fader } = await show();
    lamp.lock("no");
    await expect(desk.connect(fader, "lamp/level")).rejects.toMatchObject({
      code: "refused-by-peer",
      message: "not connected: lamp is locked: no",
    });
    // The request stays, and is carried out.
    lamp.unlock();
    await settled(() => expect(desk.links).toMatchObject([{ state: "made" }]));
    lamp.lock("still no");
    const tool = new TransportNode(room.transport("tool"));
    nodes.push(tool);
    await tool.start();
    await Promise.all([tool.waitFor("lamp"), tool.waitFor("desk")]);
    await expect(tool.disconnect("desk/fader", "lamp/level")).rejects.toMatchObject({
      code: "refused-by-peer",
      message: "still connected: lamp is locked: still no",
    });
  });

  test("whose rule throws refuses, and the error is its program's to see", async () => {
    const errors: unknown[] = [];
    const caught = (error: unknown): void => void errors.push(error);
    const others = process.listeners("uncaughtException");
    for (const one of others) process.off("uncaughtException", one);
    process.on("uncaughtException", caught);
    const { remote, level } = await show({
      permit: () => {
        throw new Error("mine");
      },
    });
    await expect(remote.set("level", 1)).rejects.toThrow("lamp/level: its program failed to decide");
    await settled(() => expect(errors).toMatchObject([{ message: "mine" }]));
    process.off("uncaughtException", caught);
    for (const one of others) process.on("uncaughtException", one);
    expect(level.value).toBe(0);
  });
});
