import { spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";

import { BRIDGE_KINDS, BridgeNode, readDescriptions } from "../../../src/bridges.ts";
import { parseJson, ZocpNode, type ZocpOptions } from "../../../src/index.ts";
import { encodePacket, type OscArgument, type OscPacket } from "../../../src/osc.ts";
import { freePort } from "../../../tools/ports.js";
import { settled } from "../../patience.ts";

const hasLiblo = spawnSync("oscsend", []).error === undefined;
if (!hasLiblo) console.warn("oscsend and oscdump are not here (liblo-tools): what others say of our OSC is not tested");

const FADER = { "/1/fader1": { as: "fader1", min: 0, max: 1 } };

describe.runIf(hasLiblo)("beside liblo", () => {
  test("what oscsend sends is a parameter; what sets it is seen by oscdump, and what came in is not sent back", async () => {
    const port = await freePort();
    const dump = dumpOf(port, "osc.udp");
    const { bridge, network, place } = await open({ send: [`udp://127.0.0.1:${port}`], import: FADER });
    await oscsend(place, "/1/fader1", "f", "0.5");
    await settled(() => expect(bridge.node.parameter("fader1").value).toBe(0.5));
    await pause(600);
    expect(dump.lines()).toEqual([]);
    const other = await nodeBeside(network);
    await (await other.waitFor("osc")).set("fader1", 0.75);
    // The final value comes once more: datagrams get lost.
    await settled(() => expect(dump.lines()).toEqual(["/1/fader1 f 0.750000", "/1/fader1 f 0.750000"]));
  });

  test("every type tag that oscsend knows is taken", async () => {
    const { bridge, place } = await open({ import: { auto: true } });
    const given = [
      ["i", "-7"],
      ["h", "123456789012"],
      ["f", "0.25"],
      ["d", "2.5"],
      ["s", "hall"],
      ["S", "sym"],
      ["c", "x"],
      ["T"],
      ["F"],
    ];
    for (const [tag = "", ...value] of given) await oscsend(place, `/${tag}`, tag, ...value);
    const values = () => given.map(([tag = ""]) => bridge.node.parameters.get(tag)?.value);
    await settled(() => expect(values()).toEqual([-7, 123_456_789_012, 0.25, 2.5, "hall", "sym", "x", true, false]));
    await oscsend(place, "/N", "N");
    await oscsend(place, "/I", "I");
    await oscsend(place, "/m", "m", "90407f00");
    await oscsend(place, "/i", "i", "3");
    await settled(() => expect(bridge.node.parameter("i").value).toBe(3));
  });

  test("oscdump takes what is sent over a connection", async () => {
    const port = await freePort();
    const dump = dumpOf(port, "osc.tcp");
    await pause(300);
    const { network } = await open({ send: [`tcp://127.0.0.1:${port}`], import: FADER });
    const other = await nodeBeside(network);
    await (await other.waitFor("osc")).set("fader1", 0.75);
    await settled(() => expect(dump.lines()).toContain("/1/fader1 f 0.750000"));
  });
});

test("5,000 addresses, ten times, end with 5,000 right values", async () => {
  const { bridge, place } = await open({ import: { "/f/{n}": { as: "f{n}" } } });
  const socket = await opened();
  for (let round = 1; round <= 10; round++)
    for (let n = 0; n < 5000; n++) {
      socket.send(
        encodePacket({ address: `/f/${n}`, args: [{ type: "i", value: n * round }] }),
        place.port,
        place.host,
      );
      // A system holds some hundreds of datagrams for one socket, and a turn reads 32: what is more is lost before anybody can read it.
      if (n % 25 === 24) await turn();
    }
  const right = () =>
    [...bridge.node.parameters].filter(([name, { value }]) => value === Number(name.slice(1)) * 10).length;
  await settled(() => expect(right()).toBe(5000));
}, 120_000);

test("whatever a datagram or a connection holds, the bridge lives and takes the next one", async () => {
  const tcp = await freePort();
  const { bridge, place } = await open({ listen: [`tcp://127.0.0.1:${tcp}`], import: { auto: true } });
  const socket = await opened();
  let sent = 0;
  for (const bytes of hostile()) {
    socket.send(bytes, place.port, place.host);
    if (sent++ % 50 === 49) await turn();
    if (sent % 20 > 0) continue;
    const stream = connect(tcp, "127.0.0.1").on("error", () => {});
    stream.end(bytes);
    await once(stream, "close");
  }
  expect(sent).toBeGreaterThan(1000);
  socket.send(encodePacket({ address: "/alive", args: [{ type: "f", value: 1 }] }), place.port, place.host);
  await settled(() => expect(bridge.node.parameter("alive").value).toBe(1));
});

test("two bridges that send to each other are silent after each value, also where a link closes the ring", async () => {
  const [a, b] = [await freePort(), await freePort()];
  const network = { interface: "lo", beaconPort: await freePort() };
  const joined = (from: number, to: number) => ({
    ...{ listen: [`udp://127.0.0.1:${from}`], send: [`udp://127.0.0.1:${to}`] },
    import: { "/x": { as: "x" } },
  });
  const one = await open({ name: "a", ...joined(a, b) }, network);
  const two = await open({ name: "b", ...joined(b, a) }, network);
  const other = await nodeBeside(network);
  const set = async (value: number): Promise<unknown> =>
    (await other.waitFor("a", { timeout: 20_000 })).set("x", value);
  const values = () => [one, two].map(({ bridge }) => bridge.node.parameter("x").value);
  await set(0.25);
  await settled(() => expect(values()).toEqual([0.25, 0.25]));
  await two.bridge.node.connect("b/x", "a/x");
  await one.bridge.node.connect("a/x", "b/x");
  await set(0.5);
  await settled(() => expect(values()).toEqual([0.5, 0.5]));
  await pause(1000);
  const before = [one, two].map(({ bridge }) => bridge.counts.out);
  await pause(1000);
  expect([one, two].map(({ bridge }) => bridge.counts.out)).toEqual(before);
  expect(values()).toEqual([0.5, 0.5]);
});

test("lines of text set and ask", async () => {
  const text = await freePort();
  const { bridge, network } = await open({ text, export: { "lamp/*": { to: "/lamp/{parameter}", write: true } } });
  const lamp = new ZocpNode("lamp", network);
  lamp.float("level", 0.25, { access: "rwes" });
  onTestFinished(() => lamp.stop());
  await lamp.start();
  await settled(() => expect(bridge.machine.pairs[0]?.value).toBe(0.25));
  const stream = connect(text, "127.0.0.1").setEncoding("utf8");
  onTestFinished(() => void stream.destroy());
  let heard = "";
  stream.on("data", (part) => (heard += String(part)));
  stream.write("/lamp/level\nnonsense\n/lamp/level 0.5\n");
  await settled(() => expect(lamp.parameter("level").value).toBe(0.5));
  await settled(() => expect(heard).toBe("/lamp/level 0.25\n? an address and values are wanted: /lamp/level 0.5\n"));
});

test("a port that somebody has is told, and the others go on", async () => {
  const [taken, free] = [await opened(), await freePort()];
  const { bridge, notes } = await open({
    listen: [`udp://127.0.0.1:${taken.address().port}`, `udp://127.0.0.1:${free}`],
  });
  expect(notes).toContainEqual(expect.stringContaining(`another program has udp://127.0.0.1:${taken.address().port}`));
  expect(bridge.protocol.places).toContain(`udp://127.0.0.1:${free}`);
});

test("what comes from networks that are not taken has no effect, and is told", async () => {
  const { bridge, place, notes } = await open({ from: ["10.0.0.0/8"], import: { auto: true } });
  const socket = await opened();
  socket.send(encodePacket({ address: "/x", args: [] }), place.port, place.host);
  await settled(() => expect(notes).toContainEqual(expect.stringContaining("127.0.0.1 is in none of the networks")));
  expect(bridge.node.parameters.has("x")).toBe(false);
});

interface Opened {
  readonly bridge: BridgeNode;
  readonly network: ZocpOptions;
  /** Where it listens by datagrams. */
  readonly place: { readonly host: string; readonly port: number };
  readonly notes: readonly string[];
}

async function open(fields: Record<string, unknown>, given?: ZocpOptions): Promise<Opened> {
  const network = given ?? { interface: "lo", beaconPort: await freePort() };
  const port = await freePort();
  const listen = [
    ...((fields.listen as readonly string[] | undefined) ?? []),
    ...(given === undefined ? [`udp://127.0.0.1:${port}`] : []),
  ];
  const json = parseJson(JSON.stringify({ name: "osc", bridge: "osc", ...fields, listen }));
  const [description] = readDescriptions(json, BRIDGE_KINDS);
  const protocol = description && BRIDGE_KINDS.get("osc")?.open(description, "lo");
  if (description === undefined || protocol === undefined) throw new Error("there is no bridge to OSC");
  const notes: string[] = [];
  const bridge = new BridgeNode(description, protocol, {
    ...{ network, path: "/nonexistent/osc" },
    tell: (event) => {
      if (event.type === "note") notes.push(event.reason);
    },
  });
  onTestFinished(() => bridge.stop());
  await bridge.start();
  return { bridge, network, place: { host: "127.0.0.1", port }, notes };
}

async function nodeBeside(network: ZocpOptions): Promise<ZocpNode> {
  const node = new ZocpNode("beside", network);
  onTestFinished(() => node.stop());
  await node.start();
  return node;
}

async function opened() {
  const socket = createSocket("udp4");
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  onTestFinished(() => void socket.close());
  return socket;
}

function oscsend(
  { host, port }: { readonly host: string; readonly port: number },
  ...words: readonly string[]
): Promise<unknown> {
  return once(spawn("oscsend", [host, String(port), ...words], { stdio: "ignore" }), "exit");
}

function dumpOf(port: number, scheme: "osc.udp" | "osc.tcp") {
  const dump = spawn("oscdump", ["-L", `${scheme}://:${port}`], { stdio: ["ignore", "pipe", "ignore"] });
  onTestFinished(() => void dump.kill());
  let text = "";
  dump.stdout.on("data", (part) => (text += String(part)));
  // Each line begins with the time.
  return {
    lines: () =>
      text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => line.replace(/^\S+ /, "")),
  };
}

/** Every tag, every truncation of it, and what is no OSC at all. */
function* hostile(): Iterable<Uint8Array> {
  const args: readonly OscArgument[] = [
    ...([
      { type: "i", value: 1 },
      { type: "f", value: Number.NaN },
      { type: "d", value: 1e300 },
      { type: "r", value: 5 },
    ] as const),
    ...([
      { type: "h", value: 2n ** 62n },
      { type: "t", value: 1n },
      { type: "s", value: "x".repeat(50) },
    ] as const),
    ...([
      { type: "b", value: new Uint8Array(9) },
      { type: "m", value: new Uint8Array(4) },
      { type: "c", value: "\u20ac" },
    ] as const),
    ...(["T", "F", "N", "I"] as const).map((type) => ({ type })),
    { type: "[", value: [{ type: "[", value: [] }] },
  ];
  const packets: readonly OscPacket[] = [
    { address: "/all", args },
    ...args.map((argument, index) => ({ address: `/one/${index}`, args: [argument] })),
    {
      time: 5n,
      elements: [
        { time: 1n, elements: [{ address: "//*", args }] },
        { address: "/[!a]{b,c}*?", args },
      ],
    },
    { address: "/..%00.alive", args },
    { address: `/${"y".repeat(2000)}`, args },
  ];
  for (const packet of packets) {
    const bytes = encodePacket(packet);
    for (let length = 0; length <= bytes.length; length++) yield bytes.subarray(0, length);
  }
  yield new Uint8Array(60_000).fill(0x2f);
}
