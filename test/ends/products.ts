import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { BrowserNode, joinMesh } from "../../src/browser.ts";
import { Gateway } from "../../src/gateway/gateway.ts";
import { GossipHub, NodeObject, Parameter, RemoteNode, RemoteParameter, ZocpNode, ZreNode } from "../../src/index.ts";
import { MeshBridge } from "../../src/mesh-bridge/mesh-bridge.ts";
import { hostNet } from "../../src/net/host/host-net.ts";
import { RecorderNode, ReplayNode, readRecording, TimelineBuilder } from "../../src/recording.ts";
import { readShow, ShowNode, Understudy } from "../../src/show.ts";
import { SimulatedNetwork } from "../../src/sim.ts";
import { GatewayStatus } from "../../src/transport/websocket/gateway-state.ts";
import { freePort } from "../../tools/ports.js";
import { ModelBroker } from "../transport/broker/model-broker.ts";
import type { Product } from "./product.ts";

/** Time-outs are long: whoever waited for one would be seen. */
const LONG = { timeout: 600_000 };
const ANY = { typeHint: "any", value: 0, access: "rwes" };
const network = { interface: "lo", beaconPort: await freePort() };

/** A peer of our own kind that tells one parameter and then says nothing any more: whatever it is asked stays unanswered. */
async function silentPeer(name: string): Promise<ZreNode> {
  const headers = { "X-ZOCP": "1", "X-ZOCP-EXTENSIONS": "call refuse remove pace origin" };
  const zre = new ZreNode(name, { ...network, headers, groups: ["ZOCP"] });
  const tree = { level: { value: 0, typeHint: "flt", access: "rwes", subscribers: [] } };
  zre.on("whisper", ({ peer, content }) => {
    if (content.text(0).includes("GET")) zre.whisper(peer, JSON.stringify({ MOD: tree, REP: ["GET", {}] }));
  });
  await zre.start();
  return zre;
}

async function openNodes() {
  const silent = await silentPeer("silent");
  const node = new ZocpNode("node", network);
  node.float("x", 0, { access: "rwes" });
  node.float("gone", 0);
  await node.start();
  const remote = await node.waitFor("silent", { timeout: 60_000 });
  const object = node.object("cam");
  const parameter = object.float("zoom", 0, { access: "rwes" });
  const far = remote.parameter("level");
  if (far === undefined) throw new Error("the silent peer has told nothing");
  return { silent, node, remote, object, parameter, far };
}

type Nodes = Awaited<ReturnType<typeof openNodes>>;

async function read(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

const nothing = (): void => {};

/** What every class with events has. */
function emitterRows<Stage>(name: string, of: (stage: Stage) => Emitting, event = "failed"): Product<Stage>["rows"] {
  return {
    [`${name}.on`]: (stage) => of(stage).on(event, nothing),
    [`${name}.off`]: (stage) => of(stage).off(event, nothing),
    [`${name}.once`]: (stage) => of(stage).once(event, nothing),
    [`${name}.events`]: (stage) => read(of(stage).events({ signal: AbortSignal.any([]) })),
    [`${name}.emitEvent`]: nothing,
    [`${name}.endStreams`]: nothing,
    [`${name}.listens`]: nothing,
  };
}

interface Emitting {
  on(type: string, listener: () => void): unknown;
  off(type: string, listener: () => void): unknown;
  once(type: string, listener: () => void): unknown;
  events(options?: { signal: AbortSignal }): AsyncIterable<unknown>;
}

function registrarRows<Stage>(
  name: string,
  of: (stage: Stage) => ZocpNode | NodeObject | BrowserNode,
): Product<Stage>["rows"] {
  return {
    [`${name}.register`]: (stage) => of(stage).register("r", ANY),
    [`${name}.int`]: (stage) => of(stage).int("i", 0),
    [`${name}.float`]: (stage) => of(stage).float("f", 0),
    [`${name}.percent`]: (stage) => of(stage).percent("p", 0),
    [`${name}.bool`]: (stage) => of(stage).bool("b", false),
    [`${name}.string`]: (stage) => of(stage).string("s", ""),
    [`${name}.vec2f`]: (stage) => of(stage).vec2f("v2", [0, 0]),
    [`${name}.vec3f`]: (stage) => of(stage).vec3f("v3", [0, 0, 0]),
    [`${name}.vec4f`]: (stage) => of(stage).vec4f("v4", [0, 0, 0, 0]),
  };
}

function nodeRows<Stage>(name: string, of: (stage: Stage) => ZocpNode | BrowserNode): Product<Stage>["rows"] {
  return {
    ...registrarRows(name, of),
    ...emitterRows(name, of as (stage: Stage) => never),
    [`${name}.start`]: (stage) => of(stage).start(),
    [`${name}.stop`]: nothing,
    [`${name}.object`]: (stage) => of(stage).object("lens", "Lens"),
    [`${name}.parameter`]: (stage) => of(stage).parameter("x"),
    [`${name}.remove`]: (stage) => of(stage).remove("gone"),
    [`${name}.set`]: (stage) => of(stage).set("x", 0.5),
    [`${name}.emit`]: (stage) => of(stage).emit("x", 0.5),
    [`${name}.setMetadata`]: (stage) => of(stage).setMetadata("_note", "here"),
    [`${name}.setLocation`]: (stage) => of(stage).setLocation([0, 0, 0]),
    [`${name}.setOrientation`]: (stage) => of(stage).setOrientation([0, 0, 0]),
    [`${name}.setScale`]: (stage) => of(stage).setScale([1, 1, 1]),
    [`${name}.setMatrix`]: (stage) => of(stage).setMatrix([ROW, ROW, ROW, ROW]),
    [`${name}.lock`]: (stage) => of(stage).lock("show"),
    [`${name}.unlock`]: (stage) => of(stage).unlock(),
    [`${name}.peer`]: (stage) => of(stage).peer("silent"),
    [`${name}.waitFor`]: (stage) => of(stage).waitFor("nobody", LONG),
    [`${name}.everyone`]: (stage) => of(stage).everyone(LONG),
    [`${name}.connect`]: (stage) => of(stage).connect(`${of(stage).id}/x`, "silent/level", LONG),
    [`${name}.disconnect`]: (stage) => of(stage).disconnect("silent/level", `${of(stage).id}/x`, LONG),
    [`${name}.rename`]: (stage) => of(stage).rename("nobody", "somebody", LONG),
    [`${name}.panic`]: (stage) => of(stage).panic(LONG),
    [`${name}.watch`]: (stage) => void of(stage).watch("silent/level", nothing, { rate: 1 }),
    [`${name}.handle`]: (stage) => of(stage).handle("park", () => new Promise<never>(nothing)),
  };
}

const ROW = [0, 0, 0, 0] as const;

const node: Product<Nodes> = {
  name: "a ZOCP node, and what it hands out",
  classes: [ZocpNode, RemoteNode, RemoteParameter, Parameter, NodeObject],
  open: openNodes,
  stop: ({ node, silent }) => Promise.all([node.stop(), silent.stop()]),
  rows: {
    ...nodeRows("ZocpNode", ({ node }) => node),
    "RemoteNode.parameter": ({ remote }) => remote.parameter("level"),
    "RemoteNode.value": ({ remote }) => remote.value("level"),
    "RemoteNode.set": ({ remote }) => remote.set("level", 1, LONG),
    "RemoteNode.register": ({ remote }) => remote.register("note", ANY, LONG),
    "RemoteNode.fade": ({ remote }) => remote.fade("level", 1, { over: 600 }).ended,
    "RemoteNode.stopFades": ({ remote }) => remote.stopFades("show/*", "hold", LONG),
    "RemoteNode.paceFades": ({ remote }) => remote.paceFades("show/*", 0, LONG),
    "RemoteNode.call": ({ remote }) => remote.call("park", [], LONG),
    "RemoteNode.send": ({ remote }) => remote.send("level", 0.5),
    "RemoteNode.refresh": ({ remote }) => remote.refresh(LONG),
    "RemoteNode.deliveries": ({ remote }) => remote.deliveries(LONG),
    "RemoteNode.links": ({ remote }) => remote.links(LONG),
    "RemoteNode.monitor": ({ remote }) => void remote.monitor(),
    "RemoteNode.about": ({ remote }) => remote.about(LONG),
    "RemoteNode.clock": ({ remote }) => remote.clock(LONG),
    "RemoteNode.owners": ({ remote }) => remote.owners(undefined, LONG),
    "RemoteNode.releaseOverlays": ({ remote }) => remote.releaseOverlays("show/*", 0, LONG),
    "RemoteParameter.send": ({ far }) => far.send(0.5),
    "RemoteParameter.whyNotTo": ({ far }) => far.whyNotTo(far),
    "RemoteParameter.fade": ({ far }) => far.fade(1, { over: 600 }).ended,
    "RemoteParameter.set": ({ far }) => far.set(0.5, LONG),
    ...emitterRows("Parameter", ({ parameter }) => parameter as never, "changed"),
    "Parameter.set": ({ parameter }) => parameter.set(0.5),
    "Parameter.emit": ({ parameter }) => parameter.emit(0.5),
    "Parameter.fade": ({ parameter }) => parameter.fade(1, { over: 600 }).ended,
    "Parameter.remove": ({ parameter }) => parameter.remove(),
    "Parameter.describe": nothing,
    "Parameter.tell": nothing,
    "Parameter.end": nothing,
    ...registrarRows("NodeObject", ({ object }) => object),
    ...emitterRows("NodeObject", ({ object }) => object as never),
    "NodeObject.tell": nothing,
    "NodeObject.end": nothing,
  },
};

const zre: Product<{ readonly node: ZreNode; readonly other: ZreNode }> = {
  name: "a ZRE node",
  classes: [ZreNode],
  open: async () => {
    // A place where nobody is, a hub that is none, and a name that nobody knows.
    const node = new ZreNode("node", {
      ...network,
      peers: ["tcp://127.0.0.1:9", "tcp://nobody.invalid:9"],
      gossip: ["tcp://127.0.0.1:9"],
    });
    const other = new ZreNode("other", network);
    const met = new Promise((resolve) => node.once("enter", resolve));
    await Promise.all([node.start(), other.start()]);
    await met;
    return { node, other };
  },
  stop: ({ node, other }) => Promise.all([node.stop(), other.stop()]),
  rows: {
    ...emitterRows("ZreNode", ({ node }) => node as never),
    "ZreNode.start": ({ node }) => node.start(),
    "ZreNode.stop": nothing,
    "ZreNode.peersOf": ({ node }) => node.peersOf("CREW"),
    "ZreNode.needsWhom": nothing,
    "ZreNode.whisper": ({ node, other }) => node.whisper(other.id, "x".repeat(1_000_000)),
    "ZreNode.whisperFrames": nothing,
    "ZreNode.handleNonsense": nothing,
    "ZreNode.hold": nothing,
    "ZreNode.renew": ({ node, other }) => node.renew(other.id),
    "ZreNode.account": nothing,
    "ZreNode.channel": nothing,
    "ZreNode.shout": ({ node }) => node.shout("CREW", "ready"),
    "ZreNode.join": ({ node }) => node.join("CREW"),
    "ZreNode.leave": ({ node }) => node.leave("CREW"),
    "ZreNode.writable": ({ node, other }) => node.writable(other.id),
    "ZreNode.roundTrip": ({ node, other }) => node.roundTrip(other.id),
    "ZreNode.keyOf": ({ node, other }) => node.keyOf(other.id),
    "ZreNode.onDrain": ({ node }) => node.onDrain(nothing),
  },
};

const hub: Product<{ readonly hub: GossipHub; readonly client: ZreNode }> = {
  name: "a gossip hub",
  classes: [GossipHub],
  open: async () => {
    const hub = new GossipHub({ interface: "lo", port: 0, gossip: ["tcp://127.0.0.1:9"] });
    await hub.start();
    const client = new ZreNode("client", { ...network, beacons: false, gossip: [hub.endpoint ?? ""] });
    const published = new Promise((resolve) => hub.once("published", resolve));
    await client.start();
    await published;
    return { hub, client };
  },
  stop: ({ hub, client }) => Promise.all([hub.stop(), client.stop()]),
  rows: {
    ...emitterRows("GossipHub", ({ hub }) => hub as never),
    "GossipHub.start": ({ hub }) => hub.start(),
    "GossipHub.stop": nothing,
  },
};

async function openPage() {
  const gateway = new Gateway({ httpPort: 0, network });
  await gateway.start();
  const silent = await silentPeer("silent");
  const page = await joinMesh({ name: "page", url: gateway.links()[0]?.url, socket: WebSocket, timeout: 60_000 });
  page.float("x", 0, { access: "rwes" });
  page.float("gone", 0);
  await page.waitFor("silent", { timeout: 60_000 });
  return { gateway, page, silent };
}

const page: Product<Awaited<ReturnType<typeof openPage>>> = {
  name: "a gateway, and a page behind it",
  classes: [Gateway, BrowserNode, GatewayStatus],
  open: openPage,
  stop: async ({ gateway, page, silent }) => {
    await page.stop();
    await Promise.all([gateway.stop(), silent.stop()]);
  },
  rows: {
    "Gateway.start": ({ gateway }) => gateway.start(),
    "Gateway.stop": nothing,
    "Gateway.links": ({ gateway }) => gateway.links(),
    "Gateway.performLinks": ({ gateway }) => gateway.performLinks(),
    ...nodeRows("BrowserNode", ({ page }) => page),
    ...emitterRows("GatewayStatus", ({ page }) => page.gateway as never, "state"),
    "GatewayStatus.opened": nothing,
    "GatewayStatus.lost": nothing,
    "GatewayStatus.refused": nothing,
    "GatewayStatus.replaced": nothing,
    "GatewayStatus.forgotten": nothing,
    "GatewayStatus.end": nothing,
  },
};

const sim: Product<{ readonly network: SimulatedNetwork; readonly nodes: readonly ZocpNode[] }> = {
  name: "nodes on a simulated network",
  classes: [SimulatedNetwork],
  open: async () => {
    const network = new SimulatedNetwork();
    const nodes = ["a", "b"].map((name) => new ZocpNode(name, { net: network.host().net }));
    await Promise.all(nodes.map((one) => one.start()));
    for (const one of nodes) one.float("x", 0, { access: "rwes" });
    await network.until(() => nodes[0]?.peer("b")?.complete === true);
    return { network, nodes };
  },
  stop: ({ network, nodes }) => network.until(Promise.all(nodes.map((one) => one.stop()))),
  rows: {
    "SimulatedNetwork.host": ({ network }) => network.host(),
    "SimulatedNetwork.change": ({ network }) => network.change({ loss: 0.1 }),
    "SimulatedNetwork.run": ({ network }) => network.run(10),
    "SimulatedNetwork.until": ({ network, nodes }) => network.until(Promise.resolve(nodes[0]?.peer("b")?.set("x", 1))),
    "SimulatedNetwork.partition": ({ network }) => network.partition(),
    "SimulatedNetwork.heal": ({ network }) => network.heal(),
  },
};

const CUES = readShow(
  '{"zocp": 1, "scenes": {"dusk": {"values": {"silent/level": 0.5}, "over": 600}}, "cues": [{"cue": "1", "scene": "dusk"}]}',
);

const played: Product<{ readonly show: ShowNode; readonly node: ZocpNode; readonly silent: ZreNode }> = {
  name: "a show node",
  classes: [ShowNode],
  open: async () => {
    const silent = await silentPeer("silent");
    const node = new ZocpNode("show", network);
    const show = ShowNode.from(node, CUES);
    await node.start();
    await show.start();
    await node.waitFor("silent", { timeout: 60_000 });
    return { show, node, silent };
  },
  stop: ({ show, node, silent }) => Promise.all([show.stop(), node.stop(), silent.stop()]),
  rows: {
    ...emitterRows("ShowNode", ({ show }) => show as never, "cue"),
    "ShowNode.start": ({ show }) => show.start(),
    "ShowNode.stop": nothing,
    "ShowNode.go": ({ show }) => show.go(),
    "ShowNode.goFrom": ({ show }) =>
      show.goFrom("nobody", { timeline: undefined, press: "1", standby: undefined, sent: undefined }),
    "ShowNode.back": ({ show }) => show.back(),
    "ShowNode.goto": ({ show }) => show.goto("1"),
    "ShowNode.standby": ({ show }) => show.standby("1"),
    "ShowNode.pause": ({ show }) => show.pause(),
    "ShowNode.resume": ({ show }) => show.resume(),
    "ShowNode.pace": ({ show }) => show.pace(2),
    "ShowNode.reassert": ({ show }) => show.reassert(),
    "ShowNode.blackout": ({ show }) => show.blackout(),
    "ShowNode.recall": ({ show }) => show.recall("dusk"),
    "ShowNode.takeOver": ({ show }) => show.takeOver(),
    "ShowNode.edit": ({ show }) => show.edit(0, [{ op: "title", title: "Tea" }]),
    "ShowNode.store": ({ show }) => show.store("noon"),
    "ShowNode.record": ({ show }) => show.record("2"),
    "ShowNode.remove": ({ show }) => show.remove("noon"),
    "ShowNode.load": ({ show }) => show.load(LONG),
    "ShowNode.compare": ({ show }) => show.compare(LONG),
    "ShowNode.loadChosen": ({ show }) => show.loadChosen({ ...LONG, choose: new Set() }),
    "ShowNode.save": ({ show }) => show.save(LONG),
    "ShowNode.preflight": ({ show }) => show.preflight(),
    "ShowNode.preview": ({ show }) => show.preview("1"),
    "ShowNode.panic": ({ show }) => show.panic(),
    "ShowNode.release": ({ show }) => show.release(),
  },
};

const ready: Product<{ readonly understudy: Understudy; readonly silent: ZreNode }> = {
  name: "an understudy",
  classes: [Understudy],
  open: async () => {
    const silent = await silentPeer("silent");
    const understudy = new Understudy("show", network);
    await understudy.start();
    return { understudy, silent };
  },
  stop: ({ understudy, silent }) => Promise.all([understudy.stop(), silent.stop()]),
  rows: {
    ...emitterRows("Understudy", ({ understudy }) => understudy as never, "note"),
    "Understudy.start": ({ understudy }) => understudy.start(),
    "Understudy.stop": nothing,
    "Understudy.takeOver": ({ understudy }) => understudy.takeOver(),
  },
};

const bridged: Product<{ readonly bridge: MeshBridge; readonly silent: ZreNode }> = {
  name: "a bridge to a broker",
  classes: [MeshBridge],
  open: async () => {
    const silent = await silentPeer("silent");
    const broker = new ModelBroker({ kind: "nats", clock: hostNet().clock });
    const bridge = new MeshBridge({ network, share: ["*"], import: ["*"] }, () => broker.carrier());
    const carried = new Promise((resolve) => bridge.once("carried", resolve));
    await bridge.start();
    await carried;
    return { bridge, silent };
  },
  stop: ({ bridge, silent }) => Promise.all([bridge.stop(), silent.stop()]),
  rows: {
    ...emitterRows("MeshBridge", ({ bridge }) => bridge as never),
    "MeshBridge.start": ({ bridge }) => bridge.start(),
    "MeshBridge.stop": nothing,
    "MeshBridge.carried": ({ bridge }) => bridge.carried("lan"),
  },
};

const NIGHT =
  '{"zocp":"recording/1","began":"2026-11-24"}\n{"c":1,"node":"lamp","parameter":"x"}\n[0,1,1]\n[600,1,2]\n';

const recorded: Product<{ readonly recorder: RecorderNode; readonly silent: ZreNode; readonly folder: string }> = {
  name: "a recorder",
  classes: [RecorderNode],
  open: async () => {
    const silent = await silentPeer("silent");
    const folder = mkdtempSync(join(tmpdir(), "zocp-"));
    const recorder = new RecorderNode("recorder", { ...network, output: join(folder, "one.zrec.gz"), every: true });
    await recorder.start();
    await recorder.node.waitFor("silent", { timeout: 60_000 });
    return { recorder, silent, folder };
  },
  stop: async ({ recorder, silent, folder }) => {
    await Promise.all([recorder.stop(), silent.stop()]);
    rmSync(folder, { recursive: true, force: true });
  },
  rows: {
    ...emitterRows("RecorderNode", ({ recorder }) => recorder as never, "kept"),
    "RecorderNode.start": nothing,
    "RecorderNode.stop": nothing,
    "RecorderNode.keep": ({ recorder }) => recorder.keep(),
  },
};

const replayed: Product<{ readonly replay: ReplayNode; readonly silent: ZreNode }> = {
  name: "a replay",
  classes: [ReplayNode],
  open: async () => {
    const silent = await silentPeer("silent");
    const builder = new TimelineBuilder();
    for (const entry of readRecording(NIGHT)) builder.add(entry);
    const replay = new ReplayNode("replay", { ...network, timeline: builder.build(), loop: true, wait: 100 });
    await replay.start();
    return { replay, silent };
  },
  stop: ({ replay, silent }) => Promise.all([replay.stop(), silent.stop()]),
  rows: {
    ...emitterRows("ReplayNode", ({ replay }) => replay as never, "note"),
    "ReplayNode.start": nothing,
    "ReplayNode.stop": nothing,
  },
};

export const PRODUCTS = [node, zre, hub, page, sim, played, ready, bridged, recorded, replayed] as const;
