import { request as ask } from "node:http";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";

import type { Gateway } from "../../src/gateway/gateway.ts";
import { encodeBatch } from "../../src/gateway/protocol/batch.ts";
import { encodeJoin, encodeWhisper } from "../../src/gateway/protocol/client-messages.ts";
import { SUBPROTOCOL } from "../../src/gateway/protocol/constants.ts";
import { Stage, until } from "./stage.ts";

let port = 17_640;
const stage = (): Stage => new Stage(++port);
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
    const gateway = await stage().gateway();
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
    const gateway = await stage().gateway();
    expect(await knock(gateway, { headers: headers(gateway.port), say: [join()] })).toBe("HTTP 403");
  });

  test("not one on another path, nor with another protocol", async () => {
    const gateway = await stage().gateway();
    expect(await knock(gateway, { path: "/" })).toBe("HTTP 404");
    expect(await knock(gateway, { protocol: "zocp.gateway.0" })).toBe("HTTP 400");
  });
});

describe("the token", () => {
  test("is not needed where only this machine can reach the gateway, and that is how it is unless asked", async () => {
    const gateway = await stage().gateway();
    expect(gateway.links()).toEqual([{ url: `http://127.0.0.1:${gateway.port}/`, readOnly: false }]);
  });

  test("opens the gateway in the link, and nothing else does", async () => {
    const gateway = await stage().gateway({ host: "0.0.0.0" });
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
    const show = stage();
    const gateway = await show.gateway({ host: "0.0.0.0" });
    const url = `http://127.0.0.1:${gateway.port}/?token=wrong`;
    await expect(show.page(gateway, { url })).rejects.toThrow("the gateway refuses: the link has no token");
  });

  test("for everything does not exist when nobody may change anything", async () => {
    const gateway = await stage().gateway({ host: "0.0.0.0", readOnly: true });
    expect(gateway.links().map(({ readOnly }) => readOnly)).not.toContain(false);
  });
});

describe("a page that may only look", () => {
  async function show() {
    const there = stage();
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
    const seen = await page.waitFor("lamp", { timeout: 5000 });
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
    await page.waitFor("lamp", { timeout: 5000 });
    const patch = { timeout: 700 };
    await expect(page.connect({ node: desk.id, parameter: "fader" }, "lamp/level", patch)).rejects.toThrow();
    await expect(page.connect({ node: page.id, parameter: "fader" }, "lamp/level", patch)).rejects.toThrow();
    page.emit("fader", 1);
    // Asked by a node that may: then the others have heard of everything that came before.
    const writer = await there.page(gateway, { url: new URL(gateway.links()[0]?.url ?? "").href });
    const level = await writer.waitFor("lamp", { timeout: 5000 });
    expect(await level.set("level", 0.3)).toBe(0.3);
    expect(desk.parameter("fader").subscribers).toEqual([]);
    expect(lamp.peer(page.id)?.parameters.size ?? 0).toBe(0);
  });
});

describe("limits", () => {
  test("no more pages than that, and one more when another has left", async () => {
    const show = stage();
    const gateway = await show.gateway({ limits: { clients: 2 } });
    const [one] = await Promise.all([show.page(gateway), show.page(gateway)]);
    expect(await knock(gateway, { say: [join()] })).toMatch(/^4429 there are 2 pages already/);
    await one?.stop();
    await until(() => gateway.pages === 1, "one has left");
    expect(await knock(gateway, { say: [join()] })).toMatch(/^\["welcome"/);
  });

  test("no more open sockets than twice as many", async () => {
    const gateway = await stage().gateway({ limits: { clients: 1 } });
    const idle = [knock(gateway), knock(gateway)];
    await until(() => gateway.sockets === 2, "two are open");
    expect(await knock(gateway, { say: [join()] })).toBe("HTTP 503");
    expect(idle).toHaveLength(2);
  });

  test("a message that is too long closes its socket", async () => {
    const gateway = await stage().gateway({ limits: { message: 1000 } });
    expect(await knock(gateway, { say: ["x".repeat(1001)] })).toMatch(/^1009/);
  });

  test("a request with headers of more than 8 KiB is refused", async () => {
    const gateway = await stage().gateway();
    await expect(load(gateway, "/zocp/browser.js", { "X-Long": "x".repeat(0x2000) })).rejects.toThrow("socket hang up");
    expect((await load(gateway, "/zocp/browser.js", { "X-Long": "x".repeat(0x1800) })).status).not.toBe(431);
  });

  test("who does not join in time is sent away", async () => {
    const gateway = await stage().gateway({ limits: { join: 100 } });
    expect(await knock(gateway)).toBe("4400 nobody joined within 100 ms");
  });

  test("a page that sends too fast is read more slowly, and loses nothing", async () => {
    const show = stage();
    const gateway = await show.gateway({ limits: { messages: 100 } });
    const lamp = await show.node("lamp", (node) => node.int("count", 0, { access: "rws" }));
    const page = await show.page(gateway);
    const seen = await page.waitFor("lamp", { timeout: 5000 });
    const begin = performance.now();
    for (let round = 0; round < 6; round++) {
      const values = Array.from({ length: 100 }, (_, i) => round * 100 + i);
      await Promise.all(values.map((value) => seen.set("count", value, { timeout: 15_000 })));
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
    ["speaks nonsense", ["nonsense"], "4400 the text is no JSON: nonsense"],
    ["sends octets", [Buffer.from("[]")], "4400 messages are texts"],
    ["has a name that no node can have", [join({ name: "x".repeat(300) })], "4400 "],
  ])("because it %s is closed with the reason", async (_, say, reason) => {
    const gateway = await stage().gateway();
    expect(await knock(gateway, { say })).toContain(reason);
    expect(gateway.pages).toBe(0);
  });

  test.each([
    ["joins twice", join(), "a page joins once"],
    ["leaves out a number", batch(2), "batch 2 follows batch 0"],
    ["confirms what never left", batch(1, 1000), "batch 1000 was never sent"],
  ])("because it %s is closed, and nobody else notices", async (_, words, reason) => {
    const show = stage();
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
    const show = stage();
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
    const gateway = await stage().gateway({ serve: "examples/web" });
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
    const gateway = await stage().gateway({ serve: "examples/web" });
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
