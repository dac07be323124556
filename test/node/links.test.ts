import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { type NodeEvents, UsageError, ZocpNode, ZreNode } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { ReferenceNode } from "../zocp/reference-node.ts";
import { eventually } from "./loopback.ts";

// What nodes on a network do to links of others: they were cut by one, wanted by another, and kept by a third.
const PATIENCE = { timeout: 20_000 };
let beaconPort = 0;
let stops: (() => unknown)[] = [];

beforeEach(async () => {
  beaconPort = await freePort();
  stops = [];
});

afterEach(async () => {
  await Promise.all(stops.map((stop) => stop()));
});

async function start(name: string, prepare: (node: ZocpNode) => void = () => {}): Promise<ZocpNode> {
  const node = new ZocpNode(name, { interface: "lo", beaconPort });
  prepare(node);
  stops.push(() => node.stop());
  await node.start();
  return node;
}

const desk = (): Promise<ZocpNode> => start("desk", (node) => void node.float("fader", 0.5, { access: "rwe" }));
const lamp = (): Promise<ZocpNode> => start("lamp", (node) => void node.float("level", 0, { access: "rws" }));

/** A node that keeps every wire that it sees, as a page does. */
async function page(name: string): Promise<ZocpNode> {
  const node = await start(name);
  const keep = (): void => {
    for (const from of node.peers.values()) {
      for (const emitter of from.parameters.values()) {
        for (const [id, sensor] of emitter.subscribers) {
          const to = node.peers.get(id);
          if (to === undefined || sensor === null) continue;
          const ends = [`${from.name}/${emitter.path}`, `${to.name}/${sensor}`] as const;
          void node.connect(...ends, { declare: true }).catch(() => {});
        }
      }
    }
  };
  node.on("modified", keep).on("described", keep);
  return node;
}

async function meet(...nodes: readonly ZocpNode[]): Promise<void> {
  for (const node of nodes) for (const other of nodes) if (other !== node) await node.waitFor(other.name, PATIENCE);
}

function drives(node: ZocpNode, emitter = "fader"): boolean {
  return node.parameter(emitter).subscribers.some(([, sensor]) => sensor !== null);
}

const ENDS = ["desk/fader", "lamp/level"] as const;
const OLD_ENDS = ["old/emit", "lamp/level"] as const;

/** An old node on the network. */
async function oldNode(): Promise<{ readonly node: ReferenceNode; readonly act: (deed: () => void) => void }> {
  const zre = new ZreNode("old", { interface: "lo", beaconPort, headers: { "X-ZOCP": "1" } });
  const node = new ReferenceNode(zre.id);
  const act = (deed: () => void): void => {
    deed();
    for (const { to, text } of node.take()) zre.whisper(to, text);
  };
  node.register("emit", 1, "flt", "rwe");
  zre.on("enter", ({ peer }) => act(() => node.handleEnter(peer)));
  zre.on("exit", ({ peer }) => act(() => node.handleExit(peer)));
  zre.on("whisper", ({ peer, content }) => act(() => node.handleMessage(peer, content.text(0))));
  stops.push(() => zre.stop());
  await zre.start();
  return { node, act };
}

// The six situations that led to records of links, each with real nodes on a real network.
describe("what one node cuts", () => {
  test("1: while an end is away stays cut when that returns, although a third node cut it", async () => {
    const [from, to, tool] = await Promise.all([desk(), lamp(), start("tool")]);
    await meet(from, to, tool);
    await from.connect(...ENDS, PATIENCE);
    await to.stop();
    await eventually("the lamp is gone", () => tool.peer("lamp") === undefined && from.peer("lamp") === undefined);
    await tool.disconnect(...ENDS, PATIENCE);
    expect(from.links).toMatchObject([{ state: "cut", by: "tool" }]);
    await meet(from, await lamp(), tool);
    await expect(from.connect(...ENDS, PATIENCE)).rejects.toMatchObject({ code: "link-cut" });
    expect(drives(from)).toBe(false);
  });

  test("2: is not undone by a page that has seen it, when the desk itself cut it", async () => {
    const [from, to, seer] = await Promise.all([desk(), lamp(), page("page")]);
    await meet(from, to, seer);
    await to.connect(...ENDS, PATIENCE);
    await eventually("the page keeps it", () => seer.links[0]?.state === "made");
    await to.stop();
    await eventually("the page misses the lamp", () => seer.links[0]?.state === "waiting");
    await from.disconnect(...ENDS, PATIENCE);
    await eventually("the page knows", () => seer.links[0]?.state === "cut");
    await meet(from, await lamp(), seer);
    expect(drives(from)).toBe(false);
    expect(seer.links).toMatchObject([{ state: "cut", by: "desk" }]);
  });

  test("3: is made again at once by a third node that wants it", async () => {
    const [from, to, tool] = await Promise.all([desk(), lamp(), start("tool")]);
    await meet(from, to, tool);
    await tool.connect(...ENDS, PATIENCE);
    const overruled: NodeEvents["overruled"][0][] = [];
    to.on("overruled", (event) => void overruled.push(event));
    await to.disconnect(...ENDS, PATIENCE);
    await tool.connect(...ENDS, PATIENCE);
    await eventually("it is there", () => drives(from));
    await eventually("the lamp knows", () => overruled.length > 0);
    expect(overruled).toMatchObject([{ on: true, by: "tool" }]);
  });

  test("6: is made again by one of two pages, and the one that cut it is told", async () => {
    const [from, to, one, two] = await Promise.all([desk(), lamp(), page("one"), page("two")]);
    await meet(from, to, one, two);
    await one.connect(...ENDS, PATIENCE);
    const overruled: NodeEvents["overruled"][0][] = [];
    one.on("overruled", (event) => void overruled.push(event));
    await one.disconnect(...ENDS, PATIENCE);
    await two.connect(...ENDS, PATIENCE);
    await eventually("it is there", () => drives(from));
    await eventually("the first page knows", () => overruled.length > 0);
    expect(overruled).toMatchObject([{ on: true, by: "two" }]);
  });

  test("4: is made again by a third node at once, also where the emitter's node is an old one", async () => {
    const { old, to, tool } = await wiredToOld();
    await to.disconnect(...OLD_ENDS, PATIENCE);
    await tool.connect(...OLD_ENDS, PATIENCE);
    await eventually("the lamp follows again", () => to.links[0]?.state === "made");
    old.act(() => old.node.emitSignal("emit", 7));
    await eventually("a value arrives", () => to.parameter("level").value === 7);
  });

  test("5: is cut where the emitter's node is an old one, and others made the wire", async () => {
    const { old, to, tool } = await wiredToOld();
    await tool.disconnect(...OLD_ENDS, PATIENCE);
    await eventually("the lamp has let go", () => to.links[0]?.state === "cut");
    const entry = old.node.entry("emit");
    await eventually("the old node lists nobody", () => {
      const list = entry instanceof Map ? entry.get("subscribers") : undefined;
      return Array.isArray(list) && list.length === 0;
    });
  });

  /** An old node drives the lamp, which asked for it; a tool has nothing to do with that. */
  async function wiredToOld() {
    const old = await oldNode();
    const [to, tool] = await Promise.all([lamp(), start("tool")]);
    await meet(to, tool);
    await Promise.all([to.waitFor("old", PATIENCE), tool.waitFor("old", PATIENCE)]);
    await to.connect(...OLD_ENDS, PATIENCE);
    return { old, to, tool };
  }
});

test("options that this version does not understand are kept with a link, listed and told to both ends", async () => {
  const [from, to] = await Promise.all([desk(), lamp()]);
  await meet(from, to);
  await to.connect(...ENDS, { ...PATIENCE, rate: 30, options: { later: [{ range: [0, 127, 0, 1] }] } });
  await eventually("the desk knows them", () => from.links[0]?.options.has("later") === true);
  const [state] = await (await from.waitFor("lamp")).links();
  expect(state).toMatchObject({ state: "made", rate: 30, by: "lamp" });
  expect(state?.options).toEqual(from.links[0]?.options);
});

describe("a node that has another name now", () => {
  const renamed = (): Promise<ZocpNode> => start("lamp-left", (node) => void node.float("level", 0, { access: "rws" }));

  test("takes over the links, with their options, and what was cut stays cut", async () => {
    const from = await start("desk", (node) => {
      node.float("fader", 0.5, { access: "rwe" });
      node.float("other", 0.5, { access: "rwe" });
    });
    const [to, tool] = await Promise.all([lamp(), start("tool")]);
    await meet(from, to, tool);
    await tool.connect(...ENDS, { ...PATIENCE, rate: 30, options: { later: "square" } });
    await tool.connect("desk/other", "lamp/level", PATIENCE);
    await tool.disconnect("desk/other", "lamp/level", PATIENCE);
    await expect(tool.rename("lamp", "lamp-left")).rejects.toMatchObject({ code: "invalid-name" });
    await to.stop();
    await eventually("the lamp is gone", () => tool.peer("lamp") === undefined && from.peer("lamp") === undefined);
    const other = await start("other-tool");
    await other.waitFor("desk", PATIENCE);
    const moved = await other.rename("lamp", "lamp-left", PATIENCE);
    expect(moved.map(({ to: { emitter }, on, reason }) => [emitter.parameter, on, reason]).sort()).toEqual([
      ["fader", true, ""],
      ["other", false, ""],
    ]);
    await other.stop();
    const now = await renamed();
    now.connect("desk/other", "lamp-left/level").catch(() => {});
    await eventually("the link is made", () => from.links.some(({ state }) => state === "made"));
    await eventually("the other one stays cut", () => now.links.some(({ state }) => state === "cut"));
    expect(from.links).toMatchObject([{ sensor: { node: "lamp-left" }, rate: 30, by: "other-tool", state: "made" }]);
    expect(from.links[0]?.options.get("later")).toBe("square");
    // A lamp of the old name has nothing to do with it.
    await meet(from, await lamp());
    expect(from.parameter("fader").subscribers.map(([id]) => id)).toEqual([now.id]);
  });

  test("gives them back when it was renamed by mistake", async () => {
    const [from, to, tool] = await Promise.all([desk(), lamp(), start("tool")]);
    await meet(from, to, tool);
    await tool.connect(...ENDS, PATIENCE);
    await to.stop();
    await eventually("the lamp is gone", () => tool.peer("lamp") === undefined && from.peer("lamp") === undefined);
    await tool.rename("lamp", "lamp-left", PATIENCE);
    expect(await tool.rename("lamp", "lamp-right", PATIENCE)).toEqual([]);
    expect(await tool.rename("lamp-left", "lamp", PATIENCE)).toMatchObject([{ on: true, reason: "" }]);
    await lamp();
    await eventually("the link is made", () => drives(from) && from.links[0]?.state === "made");
    expect(from.links).toMatchObject([{ sensor: { node: "lamp" }, options: new Map(), state: "made" }]);
  });

  test("moves nothing while a node does not say which links it keeps", async () => {
    const [from, to, tool] = await Promise.all([desk(), lamp(), start("tool")]);
    await meet(from, to, tool);
    await tool.connect(...ENDS, PATIENCE);
    await to.stop();
    const headers = { "X-ZOCP": "1", "X-ZOCP-EXTENSIONS": "call refuse remove pace origin links" };
    const mute = new ZreNode("mute", { interface: "lo", beaconPort, headers });
    stops.push(() => mute.stop());
    await mute.start();
    await eventually("the mute one is here", () => tool.peer("mute") !== undefined && tool.peer("lamp") === undefined);
    await expect(tool.rename("lamp", "lamp-left", { timeout: 500 })).rejects.toMatchObject({
      code: "timed-out",
      message: expect.stringContaining("mute did not say which links it keeps"),
    });
    expect(from.links).toMatchObject([{ sensor: { node: "lamp" }, state: "waiting" }]);
  });

  test("keeps what was decided for the new name, and who asked is told", async () => {
    const [from, to, tool] = await Promise.all([desk(), lamp(), start("tool")]);
    await meet(from, to, tool);
    await tool.connect(...ENDS, PATIENCE);
    await tool.connect("desk/fader", "lamp-left/level", { timeout: 500 }).catch(() => {});
    await tool.disconnect("desk/fader", "lamp-left/level", PATIENCE);
    await to.stop();
    await eventually("the lamp is gone", () => tool.peer("lamp") === undefined && from.peer("lamp") === undefined);
    const [moved, ...others] = await tool.rename("lamp", "lamp-left", PATIENCE);
    expect([moved?.reason, others]).toEqual(["tool decided otherwise for the new name", []]);
  });
});

test("a link has a priority, and is muted and heard again, for whoever asks; others cannot be", async () => {
  const [emitter, sensor, patch] = await Promise.all([desk(), lamp(), start("patch")]);
  await meet(emitter, sensor, patch);
  await patch.connect(...ENDS, { priority: 120, mute: true, timeout: 20_000 });
  expect(patch.links).toMatchObject([{ state: "made", priority: 120, mute: true }]);
  emitter.emit("fader", 0.75);
  await patch.connect(...ENDS, { priority: 120, mute: false, timeout: 20_000 });
  await eventually("the lamp has it", () => sensor.parameter("level").value === 0.75);
  const [told] = (await patch.peer("lamp")?.links()) ?? [];
  expect(told).toMatchObject({ priority: 120, mute: false });
  for (const wrong of [{ priority: 201 }, { priority: -1 }, { priority: "high" as never }, { mute: 1 as never }])
    await expect(patch.connect(...ENDS, wrong)).rejects.toBeInstanceOf(UsageError);
});
