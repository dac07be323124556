import { spawn } from "node:child_process";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ZocpNode } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { eventually, pause, RawSocket, throwDatagram } from "../node/loopback.ts";
import { settled } from "../patience.ts";
import { ROOT } from "../sources.ts";
import { Client, type Command, cClient, pythonClient } from "./client.ts";
import { Stranger } from "./stranger.ts";

// The clients in other languages are written from docs/protocol/ alone. Here they meet a node of ours, and each other.
const CLIENTS = { python: pythonClient(), c: cClient() };
const here = Object.entries(CLIENTS).filter(([, command]) => typeof command !== "string");
for (const command of Object.values(CLIENTS)) if (typeof command === "string") console.warn(command);

let port = 0;
let ours: ZocpNode;
let clients: Client[] = [];

beforeEach(async () => {
  port = await freePort();
  ours = new ZocpNode("ours", { interface: "lo", beaconPort: port });
  clients = [];
});

afterEach(async () => {
  await ours.stop();
  await Promise.all(clients.map((client) => client.stop()));
  expect(clients.map((client) => client.complaints).join("")).toBe("");
});

async function start(name: string, command: Command): Promise<Client> {
  const client = await Client.start(name, command, port);
  clients.push(client);
  return client;
}

/** A client with parameters of every type, which has met ours. */
async function lamp(command: Command): Promise<Client> {
  const client = await start("lamp", command);
  await client.does("register", {
    level: { type: "float", value: 0, access: "rwes", min: 0, max: 1 },
    count: { type: "int", value: 3, access: "rwes" },
    share: { type: "percent", value: 50, access: "rw" },
    on: { type: "bool", value: false, access: "rwes" },
    text: { type: "string", value: "Grüße \u{1f525}", access: "rwes" },
    colour: { type: "vec3f", value: [0, 0.5, 1], access: "rwes" },
    place: { type: "vec2f", value: [1, 2], access: "r" },
    look: { type: "vec4f", value: [0, 0, 0, 1], access: "rws" },
  });
  ours.float("fader", 0.25, { access: "rwe", min: 0, max: 1 });
  ours.float("height", 2, { access: "rws", min: 0, max: 4 });
  ours.int("steps", 7, { access: "rw" });
  ours.string("secret", "x", { access: "r" });
  await ours.start();
  await ours.waitFor("lamp");
  await client.says("described", { node: "ours" });
  return client;
}

interface Wiring {
  connect(emitter: string, sensor: string): Promise<unknown>;
  disconnect(emitter: string, sensor: string): Promise<unknown>;
}

const remote = () => ours.waitFor("lamp");

describe.each(here)("the client in %s", (_language, command) => {
  test("meets a node of ours: each knows the other's whole tree", async () => {
    const client = await lamp(command);
    const tree = (await remote()).parameters;
    expect(
      Object.fromEntries([...tree].map(([name, { typeHint, access, value }]) => [name, [typeHint, access, value]])),
    ).toEqual({
      level: ["flt", "rwes", 0],
      count: ["int", "rwes", 3],
      share: ["percent", "rw", 50],
      on: ["bool", "rwes", false],
      text: ["string", "rwes", "Grüße \u{1f525}"],
      colour: ["vec3f", "rwes", [0, 0.5, 1]],
      place: ["vec2f", "r", [1, 2]],
      look: ["vec4f", "rws", [0, 0, 0, 1]],
    });
    expect(tree.get("level")).toMatchObject({ min: 0, max: 1 });
    const { parameters } = await client.says("described", { node: "ours" });
    expect((parameters as { name: string }[]).map(({ name }) => name).sort()).toEqual(
      expect.arrayContaining(["fader", "height", "secret", "steps"]),
    );
    expect(parameters).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: "height", value: 2, typeHint: "flt", access: "rws" })]),
    );
  });

  test("is set by ours, and refuses what does not fit", async () => {
    const client = await lamp(command);
    const peer = await remote();
    await peer.set("level", 0.5);
    await client.says("set", { parameter: "level", value: 0.5, from: "ours" });
    await peer.set("colour", [1, 0, 0.25]);
    await peer.set("text", 'a "b" \\ \n é');
    await client.says("set", { parameter: "text", value: 'a "b" \\ \n é' });
    await peer.set("on", true);
    await peer.set("count", 4);
    await expect(peer.set("level", 1.5)).rejects.toThrow();
    await expect(peer.set("place", [3, 4])).rejects.toThrow();
    await pause(200);
    expect(client.all("set", { parameter: "place" })).toEqual([]);
    expect(client.all("set", { parameter: "level" })).toHaveLength(1);
  });

  test("sets ours, and is told the value that there is then", async () => {
    const client = await lamp(command);
    expect(await client.does("set", ["ours/height", 3])).toMatchObject({ event: "done", value: 3 });
    expect(ours.parameter("height")?.value).toBe(3);
    expect(await client.does("set", ["ours/steps", 9])).toMatchObject({ event: "done", value: 9 });
    for (const [address, value, reason] of [
      ["ours/height", 9, "9 is above the maximum 4"],
      ["ours/steps", 1.5, ""],
      ["ours/secret", "y", "secret"],
      ["ours/none", 1, "none"],
      ["nobody/x", 1, "nobody"],
    ] as const) {
      const answer = await client.does("set", [address, value]);
      expect(answer).toMatchObject({ event: "error", message: expect.stringContaining(reason) });
    }
  });

  test("is linked from every side, in both directions, and unlinked", async () => {
    const client = await lamp(command);
    const third = new ZocpNode("third", { interface: "lo", beaconPort: port });
    await third.start();
    try {
      await Promise.all([third.waitFor("lamp"), third.waitFor("ours")]);
      const sides: readonly (readonly [string, Wiring["connect"], Wiring["disconnect"]])[] = [
        ["ours", (a, b) => ours.connect(a, b), (a, b) => ours.disconnect(a, b)],
        ["theirs", (a, b) => client.does("connect", [a, b]), (a, b) => client.does("disconnect", [a, b])],
        ["third", (a, b) => third.connect(a, b), (a, b) => third.disconnect(a, b)],
      ];
      for (const [side, connect, disconnect] of sides) {
        const [x, y] = [ours.float(`${side}-x`, 1, { access: "rwe" }), ours.float(`${side}-y`, 2, { access: "rws" })];
        const number = { type: "float", value: 0 };
        await client.does("register", {
          [`${side}-a`]: { ...number, access: "rwe" },
          [`${side}-b`]: { ...number, access: "rws" },
        });
        for (const node of [ours, third]) {
          const peer = await node.waitFor("lamp");
          await eventually(`${side}: everybody knows them`, () => peer.parameters.has(`${side}-b`));
        }

        await connect(`lamp/${side}-a`, `ours/${side}-y`);
        await client.says("subscribed", { parameter: `${side}-a`, by: "ours" });
        await eventually(`${side}: the value that it has`, () => y.value === 0);
        await client.does("emit", [`${side}-a`, 0.5]);
        await eventually(`${side}: lamp → ours`, () => y.value === 0.5);
        await disconnect(`lamp/${side}-a`, `ours/${side}-y`);
        await client.says("unsubscribed", { parameter: `${side}-a`, by: "ours" });

        await connect(`ours/${side}-x`, `lamp/${side}-b`);
        await client.says("signal", { parameter: `${side}-b`, value: 1, from: `ours/${side}-x` });
        x.emit(3);
        await client.says("signal", { parameter: `${side}-b`, value: 3 });
        await disconnect(`ours/${side}-x`, `lamp/${side}-b`);
        await eventually(`${side}: cut`, () => x.subscribers.length === 0);
      }
    } finally {
      await third.stop();
    }
  });

  test("goes together with a node of the reference: trees, values, links in both directions", async () => {
    const client = await lamp(command);
    const old = spawn(process.execPath, ["--import", "./tools/typescript.js", "test/show/old-node.ts", "old"], {
      cwd: ROOT,
      env: { ...process.env, ZOCP_INTERFACE: "lo", ZOCP_PORT: String(port) },
      stdio: "ignore",
    });
    try {
      const { parameters } = await client.says("described", { node: "old" });
      expect((parameters as { name: string }[]).map(({ name }) => name)).toEqual(["emit", "sens", "knob"]);
      expect(await client.does("set", ["old/knob", 5])).toMatchObject({ event: "done", value: 5 });
      await client.does("connect", ["lamp/level", "old/sens"]);
      await client.says("subscribed", { parameter: "level", by: "old" });
      await client.does("emit", ["level", 0.5]);
      const peer = await ours.waitFor("old");
      await settled(async () => {
        await peer.refresh();
        expect(peer.value("sens")).toBe(0.5);
      });
      await client.does("connect", ["old/emit", "lamp/level"]);
      await settled(async () => {
        await peer.refresh();
        expect(peer.parameter("emit")?.subscribers).toHaveLength(1);
      });
      await peer.set("emit", 0.25);
      await client.says("signal", { parameter: "level", value: 0.25, from: "old/emit" });
      expect(await client.does("set", ["old/knob", 6])).toMatchObject({ event: "done", value: 6 });
    } finally {
      old.kill();
    }
  });

  test("links come again when the other node returns", async () => {
    const client = await lamp(command);
    await client.does("connect", ["ours/fader", "lamp/level"]);
    await client.says("signal", { parameter: "level", value: 0.25, from: "ours/fader" });
    await ours.stop();
    await client.says("exit", { node: "ours", reason: "goodbye" });
    ours = new ZocpNode("ours", { interface: "lo", beaconPort: port });
    ours.float("fader", 0.875, { access: "rwe", min: 0, max: 1 });
    await ours.start();
    await client.says("signal", { parameter: "level", value: 0.875, from: "ours/fader" });
  });

  test("leaves with a goodbye, and with 0", async () => {
    const client = await lamp(command);
    const reasons: string[] = [];
    ours.on("exit", ({ reason }) => reasons.push(reason));
    expect(await client.stop()).toBe(0);
    await eventually("it is gone", () => reasons.length > 0);
    expect(reasons).toEqual(["goodbye"]);
  });

  test("is noticed when it is killed, and notices who is killed", async () => {
    const client = await lamp(command);
    const other = await start("other", command);
    await other.says("enter", { node: "lamp" });
    await other.says("enter", { node: "ours" });
    const reasons: string[] = [];
    ours.on("exit", ({ name, reason }) => name === "lamp" && reasons.push(reason));
    client.signal("SIGKILL");
    await other.says("exit", { node: "lamp", reason: "disconnected" });
    await eventually("ours knows it, too", () => reasons.length > 0);
    expect(reasons).toEqual(["disconnected"]);
  });

  test("goes on when peers whisper what makes no sense", async () => {
    const client = await lamp(command);
    const stranger = await Stranger.open(client);
    for (const text of NONSENSE) stranger.whisper(text);
    stranger.whisper(Uint8Array.of(0xff, 0xfe, 0, 1));
    stranger.whisper(NONSENSE[0] ?? "", ...Array.from({ length: 200 }, () => "{}"));
    await (await remote()).set("level", 0.75);
    await client.says("set", { parameter: "level", value: 0.75 });
    expect(await client.does("set", ["ours/height", 3])).toMatchObject({ event: "done" });
    expect(client.all("exit", { node: "ours" })).toEqual([]);
    stranger.close();
  });

  test("goes on when messages of ZRE, octets of ZMTP and beacons make no sense", async () => {
    const client = await lamp(command);
    for (const octets of HEADERS) {
      const stranger = await Stranger.open(client);
      stranger.say(Buffer.from(octets, "hex"));
      stranger.whisper('{"GET": null}');
      stranger.close();
    }
    for (const octets of ["GET / HTTP/1.1\r\n\r\n", "\0".repeat(100), "\xff".repeat(1000)]) {
      const socket = await RawSocket.open(client.port);
      socket.say(octets);
      socket.end();
    }
    for (const size of [0, 4, 21, 23, 54, 1500])
      await throwDatagram(port, Buffer.concat([Buffer.from("ZRE\x01"), Buffer.alloc(Math.max(size - 4, 0), 7)]));
    await (await remote()).set("level", 0.75);
    await client.says("set", { parameter: "level", value: 0.75 });
    expect(client.all("exit", { node: "ours" })).toEqual([]);
  });

  test("answers to a refused line with an error, and goes on", async () => {
    const client = await lamp(command);
    for (const [verb, data] of [
      ["register", { bad: { type: "flt", value: "text" } }],
      ["register", { bad: { type: "flt", value: 0, access: "xyz" } }],
      ["emit", ["none", 1]],
      ["emit", ["level", 7]],
      ["emit", ["level", "text"]],
      ["set", 5],
      ["connect", ["nobody/x", "lamp2/y"]],
      ["fly", {}],
    ] as const)
      expect(await client.does(verb, data), JSON.stringify(data)).toMatchObject({ event: "error" });
    expect(await client.does("emit", ["level", 0.5])).toMatchObject({ event: "done" });
  });
});

const pairs = here.flatMap(([one, a]) => here.map(([other, b]) => [one, other, a, b] as const));

describe.each(pairs)("%s and %s", (_one, _other, a, b) => {
  test("meet, set, link from all sides, and part", async () => {
    const [desk, lamp] = [await start("desk", a), await start("lamp", b)];
    const third = await start("third", a);
    await desk.does("register", { fader: { type: "float", value: 0, access: "rwe" } });
    await lamp.does("register", { level: { type: "float", value: 0, access: "rws", min: 0, max: 1 } });
    await Promise.all([desk.says("described", { node: "lamp" }), lamp.says("described", { node: "desk" })]);
    await Promise.all([third.says("described", { node: "lamp" }), third.says("described", { node: "desk" })]);
    await pause(300);
    expect(await desk.does("set", ["lamp/level", 0.5])).toMatchObject({ value: 0.5 });
    expect(await desk.does("set", ["lamp/level", 5])).toMatchObject({ event: "error" });
    let value = 0;
    for (const side of [desk, lamp, third]) {
      await side.does("connect", ["desk/fader", "lamp/level"]);
      await eventually("a subscription", () => desk.all("subscribed").length > desk.all("unsubscribed").length);
      value += 0.125;
      await desk.does("emit", ["fader", value]);
      await lamp.says("signal", { parameter: "level", value, from: "desk/fader" });
      await side.does("disconnect", ["desk/fader", "lamp/level"]);
      await eventually("it is cut", () => desk.all("subscribed").length === desk.all("unsubscribed").length);
    }
    await desk.stop();
    await lamp.says("exit", { node: "desk", reason: "goodbye" });
  });
});

const NONSENSE = [
  "",
  "null",
  "7",
  "[]",
  '"GET"',
  '{"GET": 7}',
  '{"GET": [null, 5, "none", {}]}',
  '{"SET": null}',
  '{"SET": [1]}',
  '{"SET": {"level": 1}}',
  '{"SET": {"level": {"value": null}}}',
  '{"SET": {"level": {"value": {"a": [1]}}}}',
  '{"SET": {"level": {"value": NaN}}}',
  '{"SET": {"level": {"value": 1e999}}}',
  '{"SET": {"count": {"value": 1e400}}}',
  '{"SET": {"count": {"value": NaN}}}',
  `{"SET": {"count": {"value": ${"9".repeat(100_000)}}}}`,
  '{"SET": {"colour": {"value": [1, 2]}}}',
  '{"SET": {"colour": {"value": [1, 2, "x"]}}}',
  '{"SET": {"text": {"value": "\\ud800"}}}',
  '{"MOD": 5}',
  '{"MOD": {"x": null, "fader": 3}}',
  '{"MOD": {"fader": {"subscribers": 5}}}',
  '{"MOD": {"fader": {"subscribers": [5, [], [1, 2], ["x"], null]}}}',
  '{"MOD": {"objects": 5}}',
  '{"MOD": {"objects": {"a": 5, "b": {"objects": {"c": null}}}}}',
  '{"MOD": {"_location": {"value": 1}}}',
  '{"SIG": null}',
  '{"SIG": []}',
  '{"SIG": [1, 2]}',
  '{"SIG": ["fader"]}',
  '{"SIG": ["none", {"deep": {}}]}',
  '{"SUB": []}',
  '{"SUB": [1, 2, 3, 4]}',
  '{"SUB": [null, null, null, null]}',
  '{"SUB": ["x", "y", "z", "w"]}',
  '{"UNSUB": ["x", "y", "z", "w"]}',
  '{"UNSUB": {}}',
  '{"CALL": ["x"]}',
  '{"REP": 5}',
  '{"constructor": {}, "__proto__": 1}',
  "[".repeat(100_000),
  '{"MOD": '.repeat(10_000),
  `{"MOD": {"deep": ${"[".repeat(3000)}${"]".repeat(3000)}}}`,
  '{"MOD": {"a": ',
  "{\u0000}",
];

/** Header frames, from the signature on: cut off, with ids and versions that nobody knows, with counts that lie. */
const HEADERS = [
  "",
  "aa",
  "aaa1",
  "aaa10102",
  "bbbb01020002",
  "aaa102030002",
  "aaa1ff020002",
  "aaa103020002",
  "aaa103020002ff",
  "aaa10402000204414243",
  "aaa104020002044142434407",
  "aaa105020002044142434401",
  "aaa1060209ff",
  "aaa10102000100",
  "aaa101020001ff7463703a2f2f",
  `aaa10102000113${Buffer.from("tcp://127.0.0.1:9999").toString("hex")}ffffffff`,
  `aaa10102000103${Buffer.from("tcp").toString("hex")}00000000000178000000000`,
  `aaa1010200010e${Buffer.from("tcp://0.0.0.0:").toString("hex")}00000000000000000000`,
  `aaa10102000114${Buffer.from("tcp://127.0.0.1:99999").toString("hex")}00000000000000000000`,
];
