import { afterEach, describe, expect, test } from "vitest";
import { type Json, type Net, type TracedMessage, ZocpNode, type ZocpOptions } from "../../../src/index.ts";
import {
  applyPlan,
  diffShow,
  emptyShow,
  isSame,
  type Outcome,
  type Part,
  readShow,
  type ShowFile,
  stageShow,
  takeSnapshot,
  updateShow,
} from "../../../src/show.ts";
import { SimulatedNetwork } from "../../../src/sim.ts";

// Whole shows on a simulated network: nothing waits but the virtual time.
let network = new SimulatedNetwork();
let hosts = 0;
let nodes: ZocpNode[] = [];
const sent: string[] = [];

afterEach(async () => {
  await network.until(Promise.all(nodes.map((node) => node.stop())));
  [network, nodes, hosts] = [new SimulatedNetwork(), [], 0];
});

async function start(
  name: string,
  prepare: (node: ZocpNode) => void = () => {},
  options: ZocpOptions = {},
): Promise<ZocpNode> {
  const node = new ZocpNode(name, { net: network.host(`10.0.0.${++hosts}`).net, ...options });
  nodes.push(node);
  prepare(node);
  await node.start();
  return node;
}

const desk = (): Promise<ZocpNode> => start("desk", (node) => void node.float("fader", 0.1, { access: "rwe" }));
const lamp = (): Promise<ZocpNode> =>
  start("lamp", (node) => {
    node.float("level", 0, { access: "rws", min: 0, max: 1 });
    node.float("size", 0, { access: "rw", max: 5, clamp: true });
    node.vec3f("colour", [0, 0, 0], { access: "rw" });
    node.string("title", "", { access: "rw" });
  });

/** A node that only looks, and has seen everybody. What it sends is written down. */
async function patch(...others: readonly ZocpNode[]): Promise<ZocpNode> {
  const node = await start("patch", undefined, { net: watched(network.host(`10.0.0.${++hosts}`).net) });
  for (const { name } of others) await network.until(node.waitFor(name));
  return node;
}

function watched(net: Net): Net {
  const trace = { hasSubscribers: true, publish: write };
  const get = (_: Net, name: string): unknown => {
    const found: unknown = name === "trace" ? trace : Reflect.get(net, name);
    return typeof found === "function" ? found.bind(net) : found;
  };
  return new Proxy(net, { get: get as NonNullable<ProxyHandler<Net>["get"]> });
}

function write(entry: unknown): void {
  const { direction, message } = entry as TracedMessage;
  if (direction === "out" && message?.type === "WHISPER") sent.push(message.content.text(0));
}

async function load(node: ZocpNode, file: ShowFile): Promise<Outcome> {
  const plan = diffShow(file, await network.until(takeSnapshot(node)));
  return network.until(applyPlan(node, plan));
}

const save = async (node: ZocpNode): Promise<ShowFile> =>
  updateShow(emptyShow(), await network.until(takeSnapshot(node))).file;
const value = (node: ZocpNode | undefined, path: string): Json | undefined => node?.parameters.get(path)?.value;
const SHOW = readShow(`{"zocp": 1,
  "nodes": {"lamp": {"position": [1, 2]}},
  "wires": [["desk/fader", "lamp/level", {"rate": 50}]],
  "values": {"desk/fader": 0.75, "lamp/colour": [1, 0.5, 0], "lamp/title": "Grüße"}}`);

describe("a show that is loaded", () => {
  test("is everything that the file says, and comparing it again finds nothing", async () => {
    const [from, to] = [await desk(), await lamp()];
    const node = await patch(from, to);
    const outcome = await load(node, SHOW);
    expect(outcome.refused).toEqual([]);
    expect(value(from, "fader")).toBe(0.75);
    expect([value(to, "level"), value(to, "colour"), value(to, "title")]).toEqual([0.75, [1, 0.5, 0], "Grüße"]);
    expect(to.metadata.get("_zne_position")).toEqual([1, 2]);
    expect(isSame(diffShow(SHOW, await network.until(takeSnapshot(node))))).toBe(true);
    expect((await save(node)).wires).toEqual(SHOW.wires);
  });

  test("is compared without anything but questions", async () => {
    const node = await patch(await desk(), await lamp());
    sent.length = 0;
    const plan = diffShow(SHOW, await network.until(takeSnapshot(node)));
    expect(plan.changes).toHaveLength(5);
    expect(sent.filter((text) => !/^\{"(?:GET|CALL)": (?:null|\["zocp\.(?:wires|owners)"|\[)/.test(text))).toEqual([]);
  });

  test("tells each node its values in one message, and asks nobody who has nothing to change", async () => {
    const [from, to] = [await desk(), await lamp()];
    const node = await patch(from, to);
    const plan = diffShow({ ...SHOW, nodes: new Map(), wires: [] }, await network.until(takeSnapshot(node)));
    sent.length = 0;
    await network.until(applyPlan(node, plan));
    expect(sent.filter((text) => text.includes('"SET"'))).toHaveLength(2);
  });

  test("goes on where something is refused, says why, and tries it once", async () => {
    const to = await lamp();
    const node = await patch(to);
    const file = readShow('{"zocp": 1, "values": {"lamp/level": 7, "lamp/size": 9, "lamp/title": "on"}}');
    const outcome = await load(node, file);
    expect(outcome.refused.map(({ change, reason }) => [change.kind === "value" && change.address, reason])).toEqual([
      ["lamp/level", expect.stringContaining("above the maximum 1")],
    ]);
    expect(outcome.moved.map(({ value: taken }) => taken)).toEqual([5]);
    expect(value(to, "title")).toBe("on");
  });

  test("changes nothing on a node that is locked, and says so", async () => {
    const to = await lamp();
    to.lock("the show is running");
    const node = await patch(to);
    const { refused, done } = await load(node, readShow('{"zocp": 1, "values": {"lamp/title": "on", "lamp/size": 1}}'));
    expect(done).toEqual([]);
    expect(refused.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("the show is running"),
      expect.stringContaining("the show is running"),
    ]);
  });

  test("takes away an option that the file does not have, and a wire only when that is wanted", async () => {
    const [from, to] = [await desk(), await lamp()];
    const node = await patch(from, to);
    await network.until(node.connect("desk/fader", "lamp/level", { rate: 10 }));
    const bare = readShow('{"zocp": 1, "nodes": {"desk": {}, "lamp": {}}, "wires": [["desk/fader", "lamp/level"]]}');
    await load(node, bare);
    expect((await save(node)).wires[0]?.options.size).toBe(0);
    const none = { ...bare, wires: [] };
    await load(node, none);
    expect((await save(node)).wires).toHaveLength(1);
    const exact = diffShow(none, await network.until(takeSnapshot(node)), { exact: true });
    await network.until(applyPlan(node, exact));
    expect((await save(node)).wires).toEqual([]);
  });
});

describe("a node that is missing while a show is loaded", () => {
  test("finds its wires when it comes, although whoever loaded has gone", async () => {
    const to = await lamp();
    const node = await patch(to);
    const outcome = await load(node, SHOW);
    expect(outcome.waiting.map(({ wire }) => wire.waits)).toEqual(["desk"]);
    await network.until(node.stop());
    const from = await desk();
    await network.run(3000);
    from.emit("fader", 0.6);
    await network.run(500);
    expect(value(to, "level")).toBe(0.6);
  });

  test("gets its part within a second when it comes a minute later, once", async () => {
    const to = await lamp();
    const node = await patch(to);
    const before = await network.until(takeSnapshot(node));
    await network.until(applyPlan(node, diffShow(SHOW, before)));
    const parts: Part[] = [];
    const stop = stageShow(node, SHOW, {
      served: before.nodes.map(({ id }) => id),
      onPart: (part) => parts.push(part),
    });
    await network.run(60_000);
    to.set("title", "by hand");
    let described = Number.POSITIVE_INFINITY;
    node.on("described", () => (described = network.now));
    const from = await desk();
    await network.until(new Promise<void>((resolve) => from.parameter("fader").on("changed", () => resolve())));
    expect(network.now - described).toBeLessThan(1000);
    expect(value(from, "fader")).toBe(0.75);
    await network.run(3000);
    expect(value(to, "level")).toBe(0.75);
    expect(parts.map(({ name }) => name)).toEqual(["desk"]);
    // What a person does then, and what the others are, is not touched again.
    from.set("fader", 0.2);
    await network.run(5000);
    expect([value(from, "fader"), value(to, "title"), parts.length]).toEqual([0.2, "by hand", 1]);
    stop();
  });

  test("that comes back as a new program gets its part again, and a wire that was cut meanwhile stays cut", async () => {
    const [from, to] = [await desk(), await lamp()];
    const node = await patch(from, to);
    await load(node, SHOW);
    const stop = stageShow(node, SHOW);
    await network.until(to.disconnect("desk/fader", "lamp/level"));
    await network.until(from.stop());
    await network.run(1000);
    const again = await desk();
    await network.run(5000);
    expect(value(again, "fader")).toBe(0.75);
    expect(again.parameter("fader").subscribers).toEqual([]);
    stop();
  });
});

test("what did not answer is not fresh", async () => {
  const host = network.host("10.0.0.99");
  const to = new ZocpNode("lamp", { net: host.net });
  to.float("level", 0.5, { access: "rw" });
  nodes.push(to);
  await to.start();
  const node = await patch(to);
  host.unplug();
  const snapshot = await network.until(takeSnapshot(node, { timeout: 300 }));
  expect(snapshot.nodes.map(({ name, fresh }) => [name, fresh])).toEqual([["lamp", false]]);
  expect(snapshot.nodes[0]?.parameters.get("level")?.value).toBe(0.5);
});

describe("a stage that moves while it is saved", () => {
  test("is kept as it was set: the end of a fade, and what lies below an overlay", async () => {
    const to = await lamp();
    to.float("gain", 0.25, { access: "rw" });
    const node = await patch(to);
    const remote = node.peer("lamp");
    if (remote === undefined) throw new Error("the lamp is there");
    await network.until(remote.fade({ level: 1, size: 4 }, { over: 60 }).accepted);
    await network.until(remote.fade({ size: 0, gain: 0 }, { overlay: true, tag: "black" }).accepted);
    await network.run(1000);
    expect(value(to, "gain")).toBe(0);
    const { values } = await save(node);
    expect([values.get("lamp/level"), values.get("lamp/size"), values.get("lamp/gain")]).toEqual([1, 4, 0.25]);
    expect(isSame(diffShow(await save(node), await network.until(takeSnapshot(node))))).toBe(true);
  });

  test("is kept with how its sensors join several sources, which is loaded again", async () => {
    const lost = { do: "hold", after: 2 } as const;
    const begin = () => start("lamp", (node) => void node.float("level", 0, { access: "rws", lost }));
    const first = await begin();
    const node = await patch(first);
    await network.until(node.peer("lamp")?.call("zocp.merge", ["level", "highest"]) ?? Promise.reject());
    const file = await save(node);
    expect([...file.merge]).toEqual([["lamp/level", "highest"]]);
    expect([...file.lost.keys()]).toEqual(["lamp/level"]);
    await network.until(first.stop());
    const again = await begin();
    await network.until(node.waitFor("lamp"));
    expect(node.peer("lamp")?.parameter("level")?.merge).toBe("last");
    const outcome = await load(node, file);
    expect(outcome.refused).toEqual([]);
    expect(node.peer("lamp")?.parameter("level")?.merge).toBe("highest");
    expect(isSame(diffShow(file, await network.until(takeSnapshot(node))))).toBe(true);
    again.lock();
    const other = readShow('{"zocp": 1, "merge": {"lamp/level": "mean"}}');
    expect((await load(node, other)).refused).toMatchObject([{ change: { kind: "merge" } }]);
  });
});
