import { once } from "node:events";
import { request as ask } from "node:http";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { WebSocket } from "ws";

import type { Gateway } from "../../src/gateway/gateway.ts";
import { encodeBatch } from "../../src/gateway/protocol/batch.ts";
import { encodeJoin, encodeWhisper } from "../../src/gateway/protocol/client-messages.ts";
import { SUBPROTOCOL } from "../../src/gateway/protocol/constants.ts";
import { hostNet, ZreNode } from "../../src/index.ts";
import type { Net, Stream } from "../../src/net/net.ts";
import { PATIENCE } from "../patience.ts";
import { Fragile, Stage, until } from "./stage.ts";

const JOIN = { name: "stranger", headers: new Map<string, string>(), received: undefined };

/** Opens a socket as a stranger would; resolves with how it ended, or with what was said first. */
function knock(
  gateway: Gateway,
  { headers = {}, path = "/mesh", protocol = SUBPROTOCOL, say = [] as readonly (string | Buffer)[] } = {},
): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}${path}`, protocol, { headers });
  onTestFinished(() => socket.terminate());
  return new Promise((resolve) => {
    socket.on("open", () => {
      for (const words of say) socket.send(words);
    });
    socket.on("message", (text) => resolve(String(text)));
    socket.on("close", (code, reason) => resolve(`${code} ${reason}`));
    socket.on("unexpected-response", (_, response) => resolve(`HTTP ${response.statusCode}`));
    socket.on("error", () => {});
  });
}

/** The same for a page that is let in: resolves when its first batch is confirmed, or with how it ended. */
function talk(gateway: Gateway, say: readonly string[]): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/mesh`, SUBPROTOCOL);
  onTestFinished(() => socket.terminate());
  return new Promise((resolve) => {
    socket.on("open", () => {
      for (const words of say) socket.send(words);
    });
    socket.on("message", (text) => {
      if (/^\["(?:ack"|batch",\d+),1[,\]]/.test(String(text))) resolve("confirmed");
    });
    socket.on("close", (code, reason) => resolve(`${code} ${reason}`));
  });
}

/** A page that notes what it hears. */
async function watch(gateway: Gateway, heard: string[]): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/mesh`, SUBPROTOCOL);
  onTestFinished(() => socket.terminate());
  socket.on("message", (words) => heard.push(String(words)));
  await once(socket, "open");
  socket.send(join());
  return socket;
}

/** The network of this machine, where a node can be made to read nothing more. */
function unread(): { readonly net: Net; stopReading(): void } {
  const accepted: Stream[] = [];
  const host = hostNet();
  const listen: Net["listen"] = (address, port, accept) =>
    host.listen(address, port, (stream) => {
      accepted.push(stream);
      accept(stream);
    });
  return {
    net: { ...host, listen },
    stopReading: () => {
      for (const stream of accepted) stream.pause();
    },
  };
}

const secret = (): string =>
  [...crypto.getRandomValues(new Uint8Array(32))].map((b) => b.toString(16).padStart(2, "0")).join("");
const join = (more = {}): string => encodeJoin({ ...JOIN, secret: secret(), ...more });

describe("who may open a socket", () => {
  test.each([
    ["a page of the gateway itself", (p: number) => ({ Host: `127.0.0.1:${p}`, Origin: `http://127.0.0.1:${p}` })],
    [
      "a page that came by the name localhost",
      (p: number) => ({ Host: `localhost:${p}`, Origin: `http://localhost:${p}` }),
    ],
    ["a program that is no browser", () => ({})],
  ])("%s", async (_, headers) => {
    const gateway = await (await Stage.open()).gateway();
    expect(await knock(gateway, { headers: headers(gateway.port), say: [join()] })).toMatch(/^\["welcome"/);
  });

  test.each([
    ["a page of another site", (p: number) => ({ Host: `127.0.0.1:${p}`, Origin: "http://evil.example" })],
    [
      "a page on another port of this machine",
      (p: number) => ({ Host: `127.0.0.1:${p}`, Origin: "http://127.0.0.1:1" }),
    ],
    ["a page without an origin of its own", (p: number) => ({ Host: `127.0.0.1:${p}`, Origin: "null" })],
    [
      "a page whose name was bound to our address",
      (p: number) => ({ Host: `evil.example:${p}`, Origin: `http://evil.example:${p}` }),
    ],
  ])("not %s", async (_, headers) => {
    const gateway = await (await Stage.open()).gateway();
    expect(await knock(gateway, { headers: headers(gateway.port), say: [join()] })).toBe("HTTP 403");
  });

  test("not one on another path, nor with another protocol", async () => {
    const gateway = await (await Stage.open()).gateway();
    expect(await knock(gateway, { path: "/" })).toBe("HTTP 404");
    expect(await knock(gateway, { protocol: "zocp.gateway.0" })).toBe("HTTP 400");
  });
});

describe("the token", () => {
  test("is not needed where only this machine can reach the gateway, and that is how it is unless asked", async () => {
    const gateway = await (await Stage.open()).gateway();
    expect(gateway.links()).toEqual([{ url: `http://127.0.0.1:${gateway.port}/`, readOnly: false }]);
  });

  test("opens the gateway in the link, and nothing else does", async () => {
    const gateway = await (await Stage.open()).gateway({ host: "0.0.0.0" });
    const [full, reader] = gateway.links();
    const token = new URL(full?.url ?? "").searchParams.get("token") ?? "";
    expect(token).toMatch(/^[\w-]{22}$/);
    expect(reader?.readOnly).toBe(true);
    expect(new URL(reader?.url ?? "").searchParams.get("token")).not.toBe(token);
    expect(await knock(gateway, { path: `/mesh?token=${token}`, say: [join()] })).toMatch(/^\["welcome"/);
    for (const wrong of ["", "?token=", "?token=x", `?token=${token}x`, `?token=${token.slice(1)}`, "?token=a&token=b"])
      expect(await knock(gateway, { path: `/mesh${wrong}`, say: [join()] })).toMatch(/^4401 the link has no token/);
    expect(gateway.pages).toBe(1);
  });

  test("that is wrong closes the page for good, with the reason", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway({ host: "0.0.0.0" });
    const url = `http://127.0.0.1:${gateway.port}/?token=wrong`;
    await expect(show.page(gateway, { url })).rejects.toThrow("the gateway refuses: the link has no token");
  });

  test("for everything does not exist when nobody may change anything", async () => {
    const gateway = await (await Stage.open()).gateway({ host: "0.0.0.0", readOnly: true });
    expect(gateway.links().map(({ readOnly }) => readOnly)).not.toContain(false);
  });
});

describe("a page that may only look", () => {
  async function show() {
    const there = await Stage.open();
    const gateway = await there.gateway({ host: "0.0.0.0" });
    const [full, reader] = gateway.links().map(({ url }) => url.replace(/\/\/[^/]+/, `//127.0.0.1:${gateway.port}`));
    const lamp = await there.node("lamp", (node) => node.float("level", 0.25, { access: "rwse" }));
    return { there, gateway, lamp, full: full ?? "", reader: reader ?? "" };
  }

  test("sees values live, and is told what it may not do", async () => {
    const { there, gateway, lamp, reader } = await show();
    const page = await there.page(gateway, { url: reader, name: "viewer" });
    expect(page.gateway.readOnly).toBe(true);
    expect(page.name).toBe("viewer (read-only)");
    let value: unknown;
    page.watch("lamp/level", (update) => (value = update.value));
    await until(() => value === 0.25, "the present value arrives");
    await until(() => lamp.parameter("level").subscribers.length === 1, "the page listens");
    lamp.emit("level", 0.5);
    await until(() => value === 0.5, "the next value arrives");
    const refused: string[] = [];
    page.gateway.on("refused", ({ reason }) => refused.push(reason));
    const seen = await page.waitFor("lamp", { timeout: PATIENCE });
    await expect(seen.set("level", 0.75, { timeout: 500 })).rejects.toThrow();
    await expect(seen.call("stop", [], { timeout: 500 })).rejects.toThrow();
    expect(refused).toEqual([
      "this page may only look: SET changes something",
      "this page may only look: CALL changes something",
    ]);
    expect(lamp.parameter("level").value).toBe(0.5);
  });

  test("can drive nothing and wire nothing, also with a program that ignores what it is told", async () => {
    const { there, gateway, lamp, reader } = await show();
    const desk = await there.node("desk", (node) => node.float("fader", 0.9, { access: "re" }));
    const page = await there.page(gateway, { url: reader, name: "desk" });
    page.float("fader", 1, { access: "re" });
    await page.waitFor("lamp", { timeout: PATIENCE });
    const patch = { timeout: 700 };
    await expect(page.connect({ node: desk.id, parameter: "fader" }, "lamp/level", patch)).rejects.toThrow();
    await expect(page.connect({ node: page.id, parameter: "fader" }, "lamp/level", patch)).rejects.toThrow();
    page.emit("fader", 1);
    // Asked by a node that may: then the others have heard of everything that came before.
    const writer = await there.page(gateway, { url: new URL(gateway.links()[0]?.url ?? "").href });
    const level = await writer.waitFor("lamp", { timeout: PATIENCE });
    expect(await level.set("level", 0.3)).toBe(0.3);
    expect(desk.parameter("fader").subscribers).toEqual([]);
    expect(lamp.peer(page.id)?.parameters.size ?? 0).toBe(0);
  });
});

describe("a page that may perform", () => {
  async function show() {
    const there = await Stage.open();
    const gateway = await there.gateway({ host: "0.0.0.0" });
    const here = (url = ""): string => url.replace(/\/\/[^/]+/, `//127.0.0.1:${gateway.port}`);
    const lamp = await there.node("lamp", (node) => {
      node.float("level", 0.25, { access: "rwse" });
      node.float("_dim", 0, { access: "rw" });
      node.handle("stop", () => null);
    });
    return { there, gateway, lamp, link: here(gateway.performLinks()[0]?.url), full: here(gateway.links()[0]?.url) };
  }

  test("sets values, and is told what it may not do", async () => {
    const { there, gateway, lamp, link, full } = await show();
    expect(link).not.toBe(full);
    const page = await there.page(gateway, { url: link, name: "phone" });
    expect([page.gateway.readOnly, page.gateway.performs, page.name]).toEqual([false, true, "phone (performs)"]);
    const refused: string[] = [];
    page.gateway.on("refused", ({ reason }) => refused.push(reason));
    const seen = await page.waitFor("lamp", { timeout: PATIENCE });
    expect(await seen.set("level", 0.75)).toBe(0.75);
    expect(lamp.parameter("level").value).toBe(0.75);
    expect(await seen.set("_dim", 0.5)).toBe(0.5);
    await expect(seen.call("stop", [], { timeout: 500 })).rejects.toThrow();
    await expect(seen.set("_zne_position", [1, 2], { timeout: 500 })).rejects.toThrow();
    expect(refused).toEqual([
      "this page may set values and play cues: CALL does more",
      "this page may set values and play cues: SET does more",
    ]);
    expect(lamp.metadata.has("_zne_position")).toBe(false);
  });

  test("wires nothing, cuts nothing and drives nothing, also with a program that ignores what it is told", async () => {
    const { there, gateway, lamp, link, full } = await show();
    const desk = await there.node("desk", (node) => node.float("fader", 0.9, { access: "re" }));
    const page = await there.page(gateway, { url: link, name: "desk" });
    page.float("fader", 1, { access: "re" });
    await page.waitFor("lamp", { timeout: PATIENCE });
    const patch = { timeout: 700 };
    await expect(page.connect({ node: desk.id, parameter: "fader" }, "lamp/level", patch)).rejects.toThrow();
    await expect(page.connect({ node: page.id, parameter: "fader" }, "lamp/level", patch)).rejects.toThrow();
    page.emit("fader", 1);
    const writer = await there.page(gateway, { url: full });
    const level = await writer.waitFor("lamp", { timeout: PATIENCE });
    expect(await level.set("level", 0.3)).toBe(0.3);
    expect(desk.parameter("fader").subscribers).toEqual([]);
    expect(lamp.peer(page.id)?.parameters.size ?? 0).toBe(0);
    await writer.connect("desk/fader", "lamp/level", { timeout: PATIENCE });
    await until(() => desk.parameter("fader").subscribers.length === 1, "a wire by one who may");
    await expect(page.disconnect("desk/fader", "lamp/level", patch)).rejects.toThrow();
    expect(desk.parameter("fader").subscribers).toHaveLength(1);
  });

  test("has no link where nobody may change anything, and one that the gateway keeps to on this machine, too", async () => {
    const there = await Stage.open();
    const gateway = await there.gateway();
    expect(gateway.performLinks("/show/")).toEqual([
      { url: `http://127.0.0.1:${gateway.port}/show/?perform`, readOnly: false },
    ]);
    const page = await there.page(gateway, { url: gateway.performLinks()[0]?.url ?? "" });
    expect(page.gateway.performs).toBe(true);
    const closed = await there.gateway({ host: "0.0.0.0", readOnly: true });
    expect(closed.performLinks()).toEqual([]);
  });
});

describe("limits", () => {
  test("no more pages than that, and one more when another has left", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway({ limits: { clients: 2 } });
    const [one] = await Promise.all([show.page(gateway), show.page(gateway)]);
    expect(await knock(gateway, { say: [join()] })).toMatch(/^4429 there are 2 pages already/);
    await one?.stop();
    await until(() => gateway.pages === 1, "one has left");
    expect(await knock(gateway, { say: [join()] })).toMatch(/^\["welcome"/);
  });

  test("no more open sockets than twice as many", async () => {
    const gateway = await (await Stage.open()).gateway({ limits: { clients: 1 } });
    const idle = [knock(gateway), knock(gateway)];
    await until(() => gateway.sockets === 2, "two are open");
    expect(await knock(gateway, { say: [join()] })).toBe("HTTP 503");
    expect(idle).toHaveLength(2);
  });

  test("a page that lost its connection gives way to one that is here", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway({ limits: { clients: 1 } });
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/mesh`, SUBPROTOCOL);
    socket.on("open", () => socket.send(join()));
    await new Promise((resolve) => socket.once("message", resolve));
    socket.terminate();
    await until(() => gateway.sockets === 0, "its connection is gone");
    expect(gateway.pages).toBe(1);
    expect(await knock(gateway, { say: [join()] })).toMatch(/^\["welcome"/);
    expect(gateway.pages).toBe(1);
  });

  test("no more new pages in a second than that: each is told to everybody on the network", async () => {
    const gateway = await (await Stage.open()).gateway({ limits: { joins: 1 } });
    const answers = await Promise.all(Array.from({ length: 12 }, () => knock(gateway, { say: [join()] })));
    expect(answers.filter((answer) => answer.startsWith("4429 more than 1 pages a second")).length).toBeGreaterThan(2);
    expect(answers.filter((answer) => answer.startsWith('["welcome"')).length).toBeGreaterThanOrEqual(4);
  });

  test("a message without records counts too, and so do pings", async () => {
    const gateway = await (await Stage.open()).gateway({ limits: { messages: 100 } });
    for (const flood of ["ack", "ping"] as const) {
      const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/mesh`, SUBPROTOCOL);
      onTestFinished(() => socket.terminate());
      socket.on("open", () => socket.send(join()));
      await new Promise((resolve) => socket.once("message", resolve));
      const begin = performance.now();
      for (let i = 0; i < 700; i++) flood === "ack" ? socket.send('["ack",0]') : socket.ping();
      // The answer tells that all was read. 400 may come at once, the others take three seconds; only then this is read.
      socket.ping("last");
      await new Promise<void>((resolve) => socket.on("pong", (words) => String(words) === "last" && resolve()));
      socket.send("nonsense");
      await new Promise((resolve) => socket.on("close", resolve));
      expect(performance.now() - begin).toBeGreaterThan(1500);
    }
  });

  test("a page that sends too many octets is read more slowly", async () => {
    const gateway = await (await Stage.open()).gateway({ limits: { bytes: 100_000 } });
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/mesh`, SUBPROTOCOL);
    onTestFinished(() => socket.terminate());
    socket.on("open", () => socket.send(join()));
    await new Promise((resolve) => socket.once("message", resolve));
    const begin = performance.now();
    for (let i = 1; i <= 12; i++)
      socket.send(encodeBatch({ number: i, records: encodeWhisper("0".repeat(32), "x".repeat(50_000)) }, 0));
    socket.ping("x");
    await new Promise((resolve) => socket.on("pong", resolve));
    // 400,000 may come at once, the others take two seconds.
    expect(performance.now() - begin).toBeGreaterThan(1000);
  });

  test("a batch with more records than that closes its socket", async () => {
    const gateway = await (await Stage.open()).gateway();
    const records = Array.from({ length: 2001 }, () => encodeWhisper("0".repeat(32), "x")).join(",");
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/mesh`, SUBPROTOCOL);
    onTestFinished(() => socket.terminate());
    socket.on("open", () => socket.send(join()));
    socket.once("message", () => socket.send(encodeBatch({ number: 1, records }, 0)));
    const reason = await new Promise((resolve) => socket.on("close", (_, why) => resolve(String(why))));
    expect(reason).toBe("a batch has 2001 records; the limit is 2000");
  });

  test("while too much waits for all pages together, the one for which most does begins anew", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway({ limits: { waitingTotal: 3_000_000 } });
    const desk = await show.node("desk");
    const other = await show.page(gateway, { name: "other" });
    const slow = await show.page(gateway, { name: "slow", socket: Fragile });
    await Promise.all([desk.waitFor("slow", { timeout: PATIENCE }), slow.waitFor("desk", { timeout: PATIENCE })]);
    Fragile.freeze();
    for (let i = 0; desk.peer("slow") !== undefined && i < 3000; i++) {
      desk.register(`n${i % 5000}`, { typeHint: "string", value: "x".repeat(3000), access: "r" });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(desk.peer("slow")).toBeUndefined();
    expect(other.gateway.state).toBe("open");
  });

  test("what pages send to nodes that take no more counts among what is kept for all pages", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway({ limits: { waitingTotal: 3_000_000 } });
    const desk = await show.node("desk");
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/mesh`, SUBPROTOCOL);
    onTestFinished(() => socket.terminate());
    const heard: string[] = [];
    socket.on("message", (words) => heard.push(String(words)));
    const closed = once(socket, "close");
    await once(socket, "open");
    socket.send(join());
    await until(() => heard.some((words) => words.includes(desk.id)), "the page knows the desk");
    const writable = vi.spyOn(ZreNode.prototype, "writable").mockReturnValue(false);
    onTestFinished(() => writable.mockRestore());
    const text = `{"SET": {"text": {"value": "${"x".repeat(500_000)}"}}}`;
    for (let number = 1; number <= 8; number++)
      socket.send(encodeBatch({ number, records: encodeWhisper(desk.id, text) }, 0));
    const [code, reason] = await closed;
    expect(`${code} ${reason}`).toBe("4410 more waited for all pages than can be kept, and most for this one");
    expect(heard.filter((words) => words.includes('["slow"'))).toHaveLength(1);
  });

  test("a text that is longer than a page may whisper closes its socket, and one that is not does not", async () => {
    const gateway = await (await Stage.open()).gateway();
    const whisper = (length: number): string =>
      encodeBatch({ number: 1, records: encodeWhisper("1".repeat(32), "x".repeat(length)) }, 0);
    expect(await talk(gateway, [join(), whisper(0x10_0000)])).toBe("confirmed");
    expect(await talk(gateway, [join(), whisper(0x10_0001)])).toBe(
      "4400 a page whispers 1048577 characters; the limit is 1048576",
    );
  });

  test("a text that is longer than a page takes is told to it, and not handed on", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway();
    const desk = await show.node("desk");
    const heard: string[] = [];
    await watch(gateway, heard);
    await until(() => desk.zre.peers.size === 1, "the desk knows the page");
    const [page = ""] = desk.zre.peers.keys();
    const signal = (octets: number): string => `{"SIG": ["load", "${"x".repeat(octets - 21)}"]}`;
    desk.zre.whisper(page, signal(0x40_0000));
    desk.zre.whisper(page, signal(0x40_0001));
    await until(() => heard.some((words) => words.includes('["failed"')), "the page is told");
    expect(heard.join()).toContain("a message of 4194305 octets is too long for a page; the limit is 4194304");
    expect(heard.filter((words) => words.length > 0x40_0000)).toHaveLength(1);
  });

  test("a node for which more waits of one page than 8 MiB is given up, and met anew", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway();
    const { net, stopReading } = unread();
    const sloth = new ZreNode("sloth", {
      ...show.network,
      headers: { "X-ZOCP": "1", "X-ZOCP-EXTENSIONS": "call" },
      net,
    });
    onTestFinished(() => sloth.stop());
    await sloth.start();
    const heard: string[] = [];
    const socket = await watch(gateway, heard);
    await until(() => heard.join().includes(`["enter","${sloth.id}"`), "the page knows the node");
    stopReading();
    const text = `{"SET": {"text": {"value": "${"x".repeat(0x10_0000 - 40)}"}}}`;
    for (let number = 1; number <= 40; number++)
      socket.send(encodeBatch({ number, records: encodeWhisper(sloth.id, text) }, 0));
    await until(() => heard.join().includes(`["exit","${sloth.id}"`), "the page lost the node");
  });

  test("a message that is too long closes its socket", async () => {
    const gateway = await (await Stage.open()).gateway({ limits: { message: 1000 } });
    expect(await knock(gateway, { say: ["x".repeat(1001)] })).toMatch(/^1009/);
  });

  test.each([
    [2048, /^\["welcome"/],
    [2049, /^1008 /],
  ])("a message of %i fragments", async (count, answer) => {
    const gateway = await (await Stage.open()).gateway();
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/mesh`, SUBPROTOCOL);
    onTestFinished(() => socket.terminate());
    const heard = new Promise<string>((resolve) => {
      socket.on("message", (text) => resolve(String(text)));
      socket.on("close", (code, reason) => resolve(`${code} ${reason}`));
    });
    await once(socket, "open");
    const words = join();
    // Empty ones count too: they cost as much.
    for (let i = 1; i < count; i++) socket.send(i === 1 ? words : "", { fin: false });
    socket.send("", { fin: true });
    expect(await heard).toMatch(answer);
  });

  test("more octets than a join may have, from one that has not joined, close its socket before the message is whole", async () => {
    const gateway = await (await Stage.open()).gateway();
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/mesh`, SUBPROTOCOL);
    onTestFinished(() => socket.terminate());
    await once(socket, "open");
    for (let i = 0; i < 5; i++) socket.send("x".repeat(0x1_0000), { fin: false });
    const [code, reason] = await once(socket, "close");
    expect(`${code} ${reason}`).toBe("4400 more than 262144 octets came and no join");
  });

  test("a request with headers of more than 8 KiB is refused", async () => {
    const gateway = await (await Stage.open()).gateway();
    await expect(load(gateway, "/zocp/browser.js", { "X-Long": "x".repeat(0x2000) })).rejects.toThrow("socket hang up");
    expect((await load(gateway, "/zocp/browser.js", { "X-Long": "x".repeat(0x1800) })).status).not.toBe(431);
  });

  test("who does not join in time is sent away", async () => {
    const gateway = await (await Stage.open()).gateway({ limits: { join: 100 } });
    expect(await knock(gateway)).toBe("4410 nobody joined within 100 ms");
  });

  test("a page that sends too fast is read more slowly, and loses nothing", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway({ limits: { messages: 100 } });
    const lamp = await show.node("lamp", (node) => node.int("count", 0, { access: "rws" }));
    const page = await show.page(gateway);
    const seen = await page.waitFor("lamp", { timeout: PATIENCE });
    const begin = performance.now();
    for (let round = 0; round < 6; round++) {
      const values = Array.from({ length: 100 }, (_, i) => round * 100 + i);
      await Promise.all(values.map((value) => seen.set("count", value, { timeout: PATIENCE })));
    }
    // 400 may come at once, the others take two seconds, but for the last hundred nobody has to wait.
    expect(performance.now() - begin).toBeGreaterThan(800);
    expect(lamp.parameter("count").value).toBe(599);
  });
});

describe("a page that breaks the protocol", () => {
  const batch = (number: number, received = 0): string =>
    encodeBatch({ number, records: encodeWhisper("0".repeat(32), "x") }, received);

  test.each([
    ["speaks before it joined", [batch(1)], "4400 the first message must be a join"],
    ["speaks nonsense", ["nonsense"], "4400 not JSON: found"],
    ["sends octets", [Buffer.from("[]")], "4400 messages are texts"],
    ["has a name that no node can have", [join({ name: "x".repeat(300) })], "4400 "],
  ])("because it %s is closed with the reason", async (_, say, reason) => {
    const gateway = await (await Stage.open()).gateway();
    expect(await knock(gateway, { say })).toContain(reason);
    expect(gateway.pages).toBe(0);
  });

  test.each([
    ["joins twice", join(), "a page joins once"],
    ["leaves out a number", batch(2), "batch 2 follows batch 0"],
    ["confirms what never left", batch(1, 1000), "batch 1000 was never sent"],
  ])("because it %s is closed, and nobody else notices", async (_, words, reason) => {
    const show = await Stage.open();
    const gateway = await show.gateway();
    const other = await show.page(gateway, { name: "other" });
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/mesh`, SUBPROTOCOL);
    onTestFinished(() => socket.terminate());
    socket.on("open", () => socket.send(join()));
    socket.once("message", () => socket.send(words));
    const [code, why] = await new Promise<[number, string]>((resolve) =>
      socket.on("close", (closed, text) => resolve([closed, String(text)])),
    );
    expect([code, why]).toEqual([4400, reason]);
    expect(other.gateway.state).toBe("open");
  });

  test("cannot become the node of another page", async () => {
    const show = await Stage.open();
    const gateway = await show.gateway({ host: "0.0.0.0" });
    const [full, reader] = gateway.links().map(({ url }) => new URL(url).search);
    const known = secret();
    const first = await knock(gateway, { path: `/mesh${full}`, say: [join({ secret: known })] });
    // With the same secret, but without the right to change anything, it is another node.
    const second = await knock(gateway, { path: `/mesh${reader}`, say: [join({ secret: known, received: 0 })] });
    expect(JSON.parse(second)[1]).not.toBe(JSON.parse(first)[1]);
  });
});

describe("what is served", () => {
  test("is guarded by headers that let in nothing from elsewhere", async () => {
    const gateway = await (await Stage.open()).gateway({ serve: "examples/web" });
    const { headers } = await load(gateway, "/show/");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${gateway.port}`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(/script-src[^;]*/.exec(policy)?.[0]).not.toContain("unsafe");
    expect(headers).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "same-origin",
    });
  });

  test("is served only under a name of this gateway, and only to those who read", async () => {
    const gateway = await (await Stage.open()).gateway({ serve: "examples/web" });
    expect((await load(gateway, "/show/", { Host: "evil.example" })).status).toBe(403);
    expect((await load(gateway, "/show/", { Host: "a b" })).status).toBe(403);
    expect((await load(gateway, "/show/", {}, "POST")).status).toBe(405);
    expect((await load(gateway, "/mesh")).status).toBe(426);
  });
});

function load(gateway: Gateway, path: string, headers: Record<string, string> = {}, method = "GET") {
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]>; body: string }>(
    (resolve, reject) => {
      ask({ host: "127.0.0.1", port: gateway.port, path, headers, method }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (text: string) => (body += text));
        response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body }));
      })
        .on("error", reject)
        .end();
    },
  );
}
