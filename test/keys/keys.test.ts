import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { decodeZ85, encodeZ85 } from "../../src/bytes/z85.ts";
import {
  createKeyFile,
  hostNet,
  type Net,
  readPublicKeyFile,
  ZocpNode,
  ZreNode,
  type ZreOptions,
} from "../../src/index.ts";
import { AllowList } from "../../src/keys/allow-list.ts";
import { Bindings } from "../../src/keys/bindings.ts";
import { readKeyFile } from "../../src/keys/key-file.ts";
import { KeyStore } from "../../src/keys/key-store.ts";
import { hostAgreement } from "../../src/net/host/agreement.ts";
import { defaultKeyFile } from "../../src/net/host/defaults.ts";
import { KeyPolicy, type KeyPolicyOptions } from "../../src/transport/zre/key-policy.ts";
import { Connection } from "../../src/zmtp/connection.ts";
import { curveClient } from "../../src/zmtp/curve/client.ts";
import type { CurveKeys } from "../../src/zmtp/curve/primitives.ts";
import { curveServer } from "../../src/zmtp/curve/server.ts";
import { decodeBeacon, encodeBeacon } from "../../src/zre/discovery/beacon.ts";
import { Mesh } from "../../src/zre/mesh/mesh.ts";
import { freePort } from "../../tools/ports.js";
import { eventually, greeting, pause, portOf, RawSocket, record } from "../node/loopback.ts";

const open: { stop(): Promise<void> }[] = [];
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zocp-keys-"));
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((node) => node.stop()));
  rmSync(folder, { recursive: true });
});

const file = (name: string): string => join(folder, name);

function makeKey(name: string): string {
  createKeyFile(file(name));
  return file(name);
}

async function startNode(name: string, options: ZreOptions): Promise<ZreNode> {
  const node = new ZreNode(name, { interface: "lo", ...options });
  open.push(node);
  await node.start();
  return node;
}

const knows = (one: ZreNode, other: ZreNode): boolean => one.peers.has(other.id) && other.peers.has(one.id);

describe("a key file", () => {
  test("can be read by its owner only, and holds the key whose public half was told", () => {
    const publicKey = createKeyFile(file("show.key"));
    expect(statSync(file("show.key")).mode & 0o777).toBe(0o600);
    const keys = readKeyFile(file("show.key"));
    expect(encodeZ85(keys.publicKey)).toBe(publicKey);
    expect(hostAgreement.publicKey(keys.secretKey)).toEqual(keys.publicKey);
  });

  test("is not written over another", () => {
    makeKey("show.key");
    const before = readFileSync(file("show.key"), "utf8");
    expect(() => createKeyFile(file("show.key"))).toThrow(/is there already/);
    expect(readFileSync(file("show.key"), "utf8")).toBe(before);
  });

  test.each([0o644, 0o640, 0o604, 0o620, 0o610])(
    "that others may use (mode %o) is refused, and told what to do",
    (mode) => {
      chmodSync(makeKey("show.key"), mode);
      expect(() => new ZreNode("node", { key: file("show.key") })).toThrow(/chmod 600 .*show\.key/);
    },
  );

  test.runIf(process.getuid?.() === 0)("that the system handed over is taken, unless others can change it", () => {
    const key = makeKey("show.key");
    vi.stubEnv("CREDENTIALS_DIRECTORY", realpathSync(folder));
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const mode of [0o400, 0o440, 0o444, 0o644]) {
      chmodSync(key, mode);
      expect(readKeyFile(key).secretKey).toHaveLength(32);
    }
    chmodSync(key, 0o664);
    expect(() => readKeyFile(key)).toThrow(/chmod 600/);
    vi.stubEnv("CREDENTIALS_DIRECTORY", "/elsewhere");
    chmodSync(key, 0o444);
    expect(() => readKeyFile(key)).toThrow(/chmod 600 .*copy it to your home folder/);
  });

  test("stands in the environment instead of a file, whole or as the secret key alone", () => {
    const path = makeKey("show.key");
    const text = readFileSync(path, "utf8");
    onTestFinished(() => void vi.unstubAllEnvs());
    for (const given of [text, /secret-key = "(.*)"/.exec(text)?.[1] ?? ""]) {
      vi.stubEnv("ZOCP_KEY_TEXT", given);
      expect(readKeyFile(defaultKeyFile() ?? "")).toEqual(readKeyFile(path));
    }
    vi.stubEnv("ZOCP_KEY", path);
    expect(defaultKeyFile()).toBe(path);
    vi.stubEnv("ZOCP_KEY_TEXT", "short");
    expect(() => readKeyFile("env:ZOCP_KEY_TEXT")).toThrow(/env:ZOCP_KEY_TEXT holds no secret-key/);
  });

  test("is read where PowerShell 5.1 has written it, which is UTF-16", () => {
    const path = makeKey("show.key");
    const text = readFileSync(path, "utf8");
    writeFileSync(file("utf16.key"), `\ufeff${text}`, { encoding: "utf16le", mode: 0o600 });
    expect(readKeyFile(file("utf16.key"))).toEqual(readKeyFile(path));
    writeFileSync(file("utf16.pub"), `\ufeff${readPublicKeyFile(path)}\r\n`, "utf16le");
    expect(readPublicKeyFile(file("utf16.pub"))).toBe(readPublicKeyFile(path));
    writeFileSync(file("no.pub"), "no key");
    expect(() => readPublicKeyFile(file("no.pub"))).toThrow(/no\.pub holds no public key/);
  });

  test.each([
    ["", /no secret-key/],
    ["garbage", /no secret-key/],
    ['secret-key = "short"', /no secret-key/],
    [`secret-key = "${'"'.repeat(40)}"`, /no secret-key/],
  ])("that holds %j is refused", (text, message) => {
    writeFileSync(file("show.key"), text, { mode: 0o600 });
    expect(() => new ZreNode("node", { key: file("show.key") })).toThrow(message);
  });

  test("whose halves do not belong together is refused", () => {
    const secret = readFileSync(makeKey("one.key"), "utf8").match(/secret-key.*/)?.[0];
    const other = readFileSync(makeKey("two.key"), "utf8").match(/public-key.*/)?.[0];
    writeFileSync(file("both.key"), `${other}\n${secret}\n`, { mode: 0o600 });
    expect(() => readKeyFile(file("both.key"))).toThrow(/is not that of its secret-key/);
  });

  test("that is not there is told", () => {
    expect(() => new ZreNode("node", { key: file("none.key") })).toThrow(/none\.key cannot be read: it is not there/);
  });

  test("that is a folder, or far too large, is refused as what it is", () => {
    expect(() => new ZreNode("node", { key: folder })).toThrow(/is not a key file: it is a folder/);
    writeFileSync(file("film.mov"), new Uint8Array(100_000), { mode: 0o600 });
    expect(() => new ZreNode("node", { key: file("film.mov") })).toThrow(/is not a key file: it has 100000 bytes/);
  });

  test("that is a pipe or a device is refused at once", () => {
    execFileSync("mkfifo", ["-m", "600", file("pipe")]);
    expect(() => new ZreNode("node", { key: file("pipe") })).toThrow(/pipe is not a key file: it is a pipe/);
    expect(() => new ZreNode("node", { key: "/dev/zero" })).toThrow(/is not a key file: it is a folder or a device/);
  });

  test("is not made in a folder that is not there", () => {
    expect(() => createKeyFile(file("none/show.key"))).toThrow(/was not written: there is no such folder/);
  });

  test("and the beacon port of plain nodes do not go together", () => {
    const key = makeKey("show.key");
    expect(() => new ZreNode("node", { key, beaconPort: 5670 })).toThrow(/5671/);
  });

  test("is needed where there is a folder of keys", () => {
    expect(() => new ZreNode("node", { keys: folder })).toThrow(/no key of this node's own/);
  });
});

describe("one key for the show", () => {
  test("a node that leaves is gone at once, though its goodbye alone would not be believed", async () => {
    const options = { beaconPort: await freePort(), key: makeKey("show.key") };
    const [one, two] = [await startNode("one", options), await startNode("two", options)];
    await eventually("they know each other", () => knows(one, two));
    await two.stop();
    await eventually("it is gone", () => one.peers.size === 0, 3000);
  });

  test("a beacon of theirs is of version 3 and tells the public key", async () => {
    const port = await freePort();
    const heard: Buffer[] = [];
    const socket = createSocket({ type: "udp4", reuseAddr: true }).on("message", (datagram) => heard.push(datagram));
    await new Promise<void>((resolve) => socket.bind(port, "127.255.255.255", resolve));
    const key = makeKey("show.key");
    const node = await startNode("one", { beaconPort: port, key });
    await eventually("a beacon", () => heard.length > 0);
    await node.stop();
    await eventually("a goodbye", () => heard.some((datagram) => datagram.readUInt16BE(20) === 0));
    socket.close();
    for (const datagram of heard) {
      expect(datagram).toHaveLength(54);
      expect(decodeBeacon(datagram)).toMatchObject({ peer: node.id, key: readKeyFile(key).publicKey });
    }
  });

  test("who dials without a key is refused, and the node tells why", async () => {
    const node = await startNode("one", { beaconPort: await freePort(), key: makeKey("show.key") });
    const events = record(node);
    const visitor = await RawSocket.open(portOf(node));
    visitor.say(greeting());
    await eventually("refused", () => visitor.closed);
    const message = expect.stringContaining("the other side has no key");
    expect(events).toMatchObject([{ type: "ignored", error: { code: "key-mismatch", message } }]);
  });

  test("who dials with another key is refused, and the node tells why", async () => {
    const key = makeKey("show.key");
    const node = await startNode("one", { beaconPort: await freePort(), key });
    const events = record(node);
    const visitor = dial(node, readKeyFile(key).publicKey, readKeyFile(makeKey("other.key")));
    await eventually("refused", () => visitor.closed);
    expect(events).toMatchObject([{ type: "ignored", error: { message: expect.stringContaining("may come in") } }]);
  });
});

interface Owner {
  readonly key: string;
  readonly publicKey: Uint8Array;
}

/** A DEALER of ours that dials a node with any key and calls itself what it likes. */
function dial(
  node: ZreNode,
  serverKey: Uint8Array,
  keys: { publicKey: Uint8Array; secretKey: Uint8Array },
  id = "a".repeat(32),
) {
  const primitives = { ...hostAgreement, random: hostNet().random.bytes };
  const identity = Buffer.from(`01${id}`, "hex");
  const mechanism = curveClient({ primitives, keys, serverKey });
  const connection = new Connection({ socketType: "DEALER", identity, mechanism });
  const visitor = { connection, closed: false };
  const socket = connect({ port: portOf(node), host: "127.0.0.1", noDelay: true });
  const perform = (effects: ReturnType<Connection["start"]>) => {
    for (const effect of effects) {
      if (effect.type === "write") socket.write(effect.bytes);
      else if (effect.type === "seal") socket.write(connection.seal(effect.body));
    }
  };
  socket.on("connect", () => perform(connection.start(0)));
  socket.on("data", (chunk) => perform(connection.handleBytes(chunk, 0)));
  socket.on("error", () => {});
  socket.on("close", () => {
    visitor.closed = true;
  });
  open.push({ stop: async () => void socket.destroy() });
  return visitor;
}

/** Listens with a key, and takes down what it is told. */
async function lieInWait(keys: CurveKeys): Promise<{ port: number; heard: string[] }> {
  const primitives = { ...hostAgreement, random: hostNet().random.bytes };
  const heard: string[] = [];
  const server = createServer((socket) => {
    const mechanism = curveServer({ primitives, keys, authorize: () => true });
    const connection = new Connection({ socketType: "ROUTER", mechanism });
    const perform = (effects: ReturnType<Connection["start"]>) => {
      for (const effect of effects) {
        if (effect.type === "write") socket.write(effect.bytes);
        else if (effect.type === "seal") socket.write(connection.seal(effect.body));
        else if (effect.type === "message")
          heard.push(Array.from({ length: effect.content.count }, (_, i) => effect.content.text(i)).join(" "));
      }
    };
    perform(connection.start(0));
    socket.on("data", (chunk) => perform(connection.handleBytes(chunk, 0)));
    socket.on("error", () => {});
    open.push({ stop: async () => void socket.destroy() });
  });
  open.push({ stop: async () => void server.close() });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { port: typeof address === "object" ? (address?.port ?? 0) : 0, heard };
}

/** The network of this machine, of which everything that goes over a stream is written down. */
function overheard(): { net: Net; octets(): Buffer } {
  const net = hostNet();
  const parts: Uint8Array[] = [];
  const connect: Net["connect"] = (address, port) => {
    const stream = net.connect(address, port);
    const write = stream.write.bind(stream);
    stream.write = (bytes) => {
      parts.push(Uint8Array.from(bytes));
      return write(bytes);
    };
    return stream;
  };
  return { net: { ...net, connect }, octets: () => Buffer.concat(parts) };
}

describe("what goes over the wire", () => {
  async function talk(options: ZreOptions): Promise<string> {
    const { net, octets } = overheard();
    const common = { interface: "lo", beaconPort: await freePort(), net, ...options };
    const one = new ZocpNode("fog-machine", { ...common, headers: { "X-VENUE": "opera-house" } });
    const two = new ZocpNode("light-desk", common);
    open.push(one, two);
    one.float("smoke-density", 0.5, { access: "rw", description: "thick-as-soup" });
    await Promise.all([one.start(), two.start()]);
    await eventually("described", () => two.peer(one.id)?.parameter("smoke-density") !== undefined);
    two.zre.whisper(one.id, '{"MOD": {"_note": "break-a-leg"}}');
    await pause(100);
    return octets().toString("latin1");
  }

  const WORDS = [
    "fog-machine",
    "light-desk",
    "opera-house",
    "smoke-density",
    "thick-as-soup",
    "break-a-leg",
    "DEALER",
    "ZOCP",
  ];

  test("can be read by anybody without a key", async () => {
    const octets = await talk({});
    expect(WORDS.filter((word) => !octets.includes(word))).toEqual([]);
  });

  test("cannot be read with one", async () => {
    const octets = await talk({ key: makeKey("show.key") });
    expect(octets.length).toBeGreaterThan(1000);
    expect(WORDS.filter((word) => octets.includes(word))).toEqual([]);
  });
});

describe("a key for each machine", () => {
  function allow(name: string): { key: string; publicKey: string } {
    mkdirSync(file("allowed"), { recursive: true });
    const publicKey = createKeyFile(file(`${name}.key`));
    writeFileSync(join(file("allowed"), `${name}.pub`), `${publicKey}\n`);
    return { key: file(`${name}.key`), publicKey };
  }

  test("one whose key is taken out has to leave", async () => {
    const common = { beaconPort: await freePort(), keys: file("allowed") };
    const [first, second] = [allow("one"), allow("two")];
    const one = await startNode("one", { ...common, key: first.key });
    const two = await startNode("two", { ...common, key: second.key });
    await eventually("they know each other", () => knows(one, two));
    const events = record(one);
    rmSync(join(file("allowed"), "two.pub"));
    await eventually("it had to leave", () => one.peers.size === 0);
    expect(events[0]).toMatchObject({ type: "exit", peer: two.id, reason: "expelled" });
    // It may have dialled before its beacon was heard, and then that is told first.
    const why = /not in the folder .*allowed \(.{40}\)/;
    await eventually("and it is told why", () =>
      events.some((event) => event.type === "ignored" && why.test(event.error.message)),
    );
  });

  /** A list whose time is moved by hand, and which says what it holds. */
  function listOf(...names: readonly string[]) {
    const keys = new Map(names.map((name) => [name, allow(name).publicKey]));
    let now = 0;
    const list = new AllowList(file("allowed"), { ...hostNet().clock, now: () => now });
    const holds = (name: string): boolean => list.has(decodeZ85(keys.get(name) ?? "") as Uint8Array);
    const pass = (duration: number): void => {
      for (const end = now + duration; now < end; list.trouble()) now += 500;
    };
    return { list, keys, holds, pass, path: (name: string) => join(file("allowed"), name) };
  }

  test("what cannot be read in the folder neither hangs nor keeps a key that was taken out", () => {
    const { holds, pass, path } = listOf("one", "two", "three");
    symlinkSync(path("nowhere"), path("link.pub"));
    execFileSync("mkfifo", [path("pipe.pub")]);
    symlinkSync("/dev/zero", path("device.pub"));
    mkdirSync(path("folder.pub"));
    writeFileSync(path("film.pub"), new Uint8Array(5_000_000));
    symlinkSync(path("loop.pub"), path("loop.pub"));
    pass(1000);
    rmSync(path("two.pub"));
    pass(2000);
    expect([holds("one"), holds("two"), holds("three")]).toEqual([true, false, true]);
  });

  test("each of these is told by its name, once", () => {
    const { list, pass, path } = listOf("one");
    execFileSync("mkfifo", [path("pipe.pub")]);
    writeFileSync(path("film.pub"), new Uint8Array(5000));
    const told: string[] = [];
    const trouble = list.trouble.bind(list);
    list.trouble = () => {
      const news = trouble();
      if (news !== undefined) told.push(news.message);
      return news;
    };
    pass(3000);
    expect(told).toEqual([
      `${path("film.pub")} is not read: it has 5000 bytes, over 4096; ${path("pipe.pub")} is not read: it is a pipe`,
    ]);
  });

  test("a file that is written anew expels nobody meanwhile; one that stays empty does", () => {
    const { keys, holds, pass, path } = listOf("one", "two");
    const key = keys.get("two") ?? "";
    for (const text of ["", key.slice(0, 20)]) {
      writeFileSync(path("two.pub"), text);
      pass(500);
      expect(holds("two")).toBe(true);
      writeFileSync(path("two.pub"), key);
      pass(2000);
      expect(holds("two")).toBe(true);
    }
    rmSync(path("two.pub"));
    pass(500);
    writeFileSync(path("two.pub"), key);
    pass(2000);
    expect(holds("two")).toBe(true);
    writeFileSync(path("two.pub"), "");
    pass(2000);
    expect([holds("one"), holds("two")]).toEqual([true, false]);
  });

  test("what an editor leaves beside a file lets nobody in", () => {
    const { holds, pass, path } = listOf("one", "two");
    renameSync(path("two.pub"), path("two.pub~"));
    for (const name of [".two.pub.swp", "#two.pub#", "two.pub.bak", "two.tmp", "two.pub.orig", "two.part"])
      copyFileSync(path("two.pub~"), path(name));
    pass(2000);
    expect([holds("one"), holds("two")]).toEqual([true, false]);
  });

  test("a file that holds no public key, or a secret one, is told with its name; hidden ones are passed over", () => {
    const { key, publicKey } = allow("one");
    let now = 0;
    const list = new AllowList(file("allowed"), { ...hostNet().clock, now: () => now });
    expect(list.trouble()).toBeUndefined();
    writeFileSync(join(file("allowed"), ".DS_Store"), "what a Mac leaves");
    writeFileSync(join(file("allowed"), "a.pub"), publicKey.slice(0, 39));
    writeFileSync(join(file("allowed"), "b.pub"), readFileSync(key));
    now = 1000;
    expect(list.trouble()?.message).toBe(
      `${file("allowed")}/a.pub holds no public key; ${file("allowed")}/b.pub holds a secret key: put only its public half there, and make the owner a new one`,
    );
    now = 2000;
    expect(list.trouble()).toBeUndefined();
    rmSync(join(file("allowed"), "a.pub"));
    now = 3000;
    expect(list.trouble()?.message).toContain("b.pub holds a secret key");
  });

  test("a beacon in another's name, from one who may come in, takes nothing away from it", async () => {
    const common = { beaconPort: await freePort(), keys: file("allowed") };
    const [first, second, third] = [allow("one"), allow("two"), allow("three")];
    const one = await startNode("one", { ...common, key: first.key });
    const thief = await lieInWait(readKeyFile(third.key));
    const id = "0123456789abcdef".repeat(2);
    const forged = encodeBeacon({ peer: id, port: thief.port, key: readKeyFile(third.key).publicKey });
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1", () => {
      socket.setBroadcast(true);
      socket.send(forged, common.beaconPort, "127.255.255.255");
    });
    await eventually("one has greeted the thief under the other's name", () => thief.heard.length > 0);
    socket.close();
    // At the first moment at which it can be written to.
    one.on("enter", ({ peer }) => one.whisper(peer, "for your ears only"));
    const two = new ZreNode("two", { interface: "lo", ...common, key: second.key, id });
    open.push(two);
    const heard: string[] = [];
    two.on("whisper", ({ content }) => heard.push(content.text(0)));
    await two.start();
    await eventually("it hears what is meant for it", () => heard.length > 0);
    expect(one.keyOf(id)).toBe(second.publicKey);
    expect(thief.heard.filter((message) => message.includes("for your ears only"))).toEqual([]);
  });

  test("nobody enters under the id of another", async () => {
    const common = { beaconPort: await freePort(), keys: file("allowed") };
    const [first, second, third] = [allow("one"), allow("two"), allow("three")];
    const one = await startNode("one", { ...common, key: first.key });
    const two = await startNode("two", { ...common, key: second.key });
    await eventually("they know each other", () => knows(one, two));
    const events = record(one);
    const thief = dial(one, readKeyFile(first.key).publicKey, readKeyFile(third.key), two.id);
    await eventually("refused", () => thief.closed);
    expect(events).toMatchObject([{ type: "ignored", peer: two.id, error: { code: "bad-identity" } }]);
    expect(knows(one, two)).toBe(true);
  });

  test("a header that tells another key than the handshake is objected to", () => {
    const ring = new KeyStore({ net: hostNet(), key: allow("one").key, keys: undefined });
    const [own, other] = [decodeZ85(allow("two").publicKey), allow("three").publicKey];
    ring.bind("peer", own ?? new Uint8Array());
    expect(ring.objects("peer", new Map([["X-PUBLICKEY", other]]))).toMatch(/X-PUBLICKEY/);
    expect(ring.objects("peer", new Map([["X-PUBLICKEY", encodeZ85(own ?? new Uint8Array())]]))).toBeUndefined();
    expect(ring.objects("peer", new Map())).toBeUndefined();
  });

  test("each tells the layers above which key a peer has proved to own", async () => {
    const common = { interface: "lo", beaconPort: await freePort(), keys: file("allowed") };
    const [first, second] = [allow("one"), allow("two")];
    const one = new ZocpNode("one", { ...common, key: first.key });
    const two = new ZocpNode("two", { ...common, key: second.key });
    open.push(one, two);
    const atEnter: (string | undefined)[] = [];
    one.zre.on("enter", ({ peer }) => atEnter.push(one.zre.keyOf(peer)));
    await Promise.all([one.start(), two.start()]);
    await eventually("they know each other", () => one.peers.has(two.id) && two.peers.has(one.id));
    expect(atEnter).toEqual([second.publicKey]);
    expect(one.peer(two.id)?.key).toBe(second.publicKey);
    expect(two.peer(one.id)?.key).toBe(first.publicKey);
    expect(two.zre.publicKey).toBe(second.publicKey);
  });

  test("one who calls himself by ever new names loses none of another's", () => {
    const bindings = new Bindings();
    const [mine, theirs] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    bindings.bind("mine", mine);
    for (let i = 0; i < 5000; i++) bindings.bind(`theirs ${i}`, theirs);
    expect(bindings.bind("mine", theirs)).toBe(false);
    expect(bindings.keyOf("theirs 0")).toBeUndefined();
    expect(bindings.keyOf("theirs 4999")).toBe(theirs);
  });

  test("whom we dialled at a place that somebody told cannot call itself by another's id", () => {
    const [own, two, three] = ["one", "two", "three"].map((name) => {
      const { key } = allow(name);
      return { key, publicKey: readKeyFile(key).publicKey };
    }) as [Owner, Owner, Owner];
    const net = hostNet();
    const ring = new KeyStore({ net, key: own.key, keys: file("allowed") });
    const refused: string[] = [];
    const mesh = new Mesh({ peer: "0".repeat(32), name: "one" });
    const perform: KeyPolicyOptions["perform"] = (effects) => {
      for (const effect of effects)
        if (effect.type === "emit" && effect.event.type === "ignored") refused.push(effect.event.error.message);
    };
    const gate = new KeyPolicy({ net, mesh, ring, perform, failed: () => {} });
    gate.binds("two's id", two.publicKey);
    ring.hear("a place", three.publicKey);
    gate.client("a place");
    expect(gate.believes("a place", "an id that nobody has")).toBe(true);
    expect(gate.believes("a place", "two's id")).toBe(false);
    expect(refused).toEqual(["whom we dialled as a place calls itself two's id, whose key is another"]);
    ring.hear("two's place", two.publicKey);
    gate.client("two's place");
    expect(gate.believes("two's place", "two's id")).toBe(true);
  });

  test("an id that a beacon tells is not bound by it, one that a handshake proves is", () => {
    allow("one");
    const [two, three] = ["two", "three"].map((name) => decodeZ85(allow(name).publicKey) ?? new Uint8Array());
    const ring = new KeyStore({ net: hostNet(), key: file("one.key"), keys: file("allowed") });
    expect(ring.hear("peer", two as Uint8Array)).toBe(true);
    expect(ring.bind("peer", three as Uint8Array)).toBe(true);
    expect(ring.hear("peer", two as Uint8Array)).toBe(false);
    expect(ring.bind("peer", two as Uint8Array)).toBe(false);
  });
});
