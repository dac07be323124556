import { once } from "node:events";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";

import { Names, nameIn } from "../../../src/gateway/access/names.ts";
import type { Gateway } from "../../../src/gateway/gateway.ts";
import { load } from "../ask.ts";
import { Stage } from "../stage.ts";

const IPV6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));

describe("the name in a Host header", () => {
  test.each([
    ["desk.lan", "desk.lan"],
    ["DESK.lan:8470", "desk.lan"],
    ["desk.lan.:8470", "desk.lan"],
    ["my_desk-2.lan", "my_desk-2.lan"],
    ["127.0.0.1:0", "127.0.0.1"],
    ["127.0.0.1:65535", "127.0.0.1"],
    ["[::1]", "::1"],
    ["[::1]:8470", "::1"],
    ["[FE80::A]:1", "fe80::a"],
    ["[::ffff:10.0.0.1]:1", "::ffff:10.0.0.1"],
  ])("%s is %s", (host, name) => {
    expect(nameIn(host)).toBe(name);
  });

  test.each([
    undefined,
    "",
    ":8470",
    "desk:",
    "desk:lan",
    "desk:123456",
    "desk:-1",
    "desk:8470:8470",
    "::1",
    "::1:8470",
    "[::1",
    "::1]",
    "[]",
    "[::1]8470",
    "[::1]:",
    "[fe80::1%25eth0]",
    "[fe80::1%eth0]",
    "[::1].lan",
    "user@desk.lan",
    "http://desk.lan",
    "desk.lan/",
    "desk.lan?x",
    "desk lan",
    " desk.lan",
    "desk.lan ",
    "desk.lan,evil.example",
    "desk.lan, evil.example",
    "desk.lan;x",
    "desk'lan",
    'desk"lan',
    "desk\nlan",
    "desk\0lan",
    "bühne.lan",
    "<script>",
  ])("there is none in %j: nothing of it is repeated to anybody", (host) => {
    expect(nameIn(host)).toBeUndefined();
    expect(new Names({ host: "0.0.0.0", own: "desk", search: [] }).has(host)).toBe(false);
  });
});

describe("what only looks like an address belongs to whoever owns the name", () => {
  const names = new Names({ host: "0.0.0.0", own: "desk", search: [] });

  test.each([
    ...["127.0.0.1", "10.0.0.255", "0.0.0.0", "255.255.255.255", "[::]", "[1:2:3:4:5:6:7:8]"],
    // No browser writes these, and nobody else can own them.
    ...["127.0.0.1.", "[127.0.0.1]"],
  ])("%s is one", (host) => {
    expect(names.has(host)).toBe(true);
  });

  test.each([
    "127.0.0.256",
    "127.0.0",
    "127.1",
    "2130706433",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "127.0.0.01",
    "127.0.0.1.1",
    "1.2.3.4.example",
    "[1:2:3:4:5:6:7:8:9]",
    "[1::2::3]",
    "[::1.2.3]",
    "[12345::]",
    "localhost.localhost",
    "localhosts",
    "desk.localhost",
    "-desk",
    ".desk",
  ])("%s is none", (host) => {
    expect(names.has(host)).toBe(false);
  });
});

describe("a gateway", () => {
  const knocking = (host: string): string =>
    `GET /mesh HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: zocp.gateway.1\r\n\r\n";

  /** The status of the first answer to these words. */
  async function say(gateway: Gateway, words: string): Promise<string> {
    const socket = connect({ host: "127.0.0.1", port: gateway.port });
    socket.on("error", () => {});
    socket.write(words);
    const [answer] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    return /^HTTP\/1\.1 (\d+)/.exec(answer.toString("latin1"))?.[1] ?? "";
  }

  test.each([
    ["127.0.0.1", "200", "101"],
    ["127.0.0.1:1", "200", "101"],
    ["LOCALHOST", "200", "101"],
    ["localhost.", "200", "101"],
    ["[::1]:8470", "200", "101"],
    ["evil.example", "403", "403"],
    ["127.0.0.1.evil.example", "403", "403"],
    ["localhost, evil.example", "403", "403"],
    ["localhost@evil.example", "403", "403"],
    ["", "403", "403"],
  ])("asked as %j answers to a request with %s and to a page's socket with %s", async (host, request, socket) => {
    const gateway = await (await Stage.open()).gateway({ serve: "examples/web" });
    expect(await say(gateway, `GET /show/fader.html HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).toBe(request);
    expect(await say(gateway, knocking(host))).toBe(socket);
  });

  test.each([
    ["without a name", "GET / HTTP/1.0\r\n\r\n", "403"],
    ["without a name, in HTTP/1.1", "GET / HTTP/1.1\r\n\r\n", "400"],
    ["whose URL names another host", "GET http://evil.example/show/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "404"],
    ["whose URL names this host", "GET http://127.0.0.1/show/ HTTP/1.1\r\nHost: evil.example\r\n\r\n", "403"],
  ])("refuses a request %s", async (_, words, status) => {
    const gateway = await (await Stage.open()).gateway({ serve: "examples/web" });
    expect(await say(gateway, words)).toBe(status);
  });

  test("says under which names it answers, and repeats nothing but a name", async () => {
    const gateway = await (await Stage.open()).gateway();
    const { body } = await load(gateway, "/", { Host: "evil.example:99" });
    expect(body).toContain("does not answer to the name evil.example. Open http://127.0.0.1:");
    expect(body).toContain("--allow-name evil.example");
    const odd = await load(gateway, "/", { Host: "<script>alert(1)</script>" });
    expect(odd.body).not.toContain("script");
    expect(odd.headers["content-type"]).toBe("text/plain; charset=utf-8");
  });

  test("believes no forwarded name, address or scheme, whether a proxy is trusted or not", async () => {
    for (const trustProxy of [false, true]) {
      const gateway = await (await Stage.open()).gateway({ trustProxy });
      for (const header of ["X-Forwarded-Host", "X-Original-Host", "X-Host", "Forwarded"]) {
        const said = { Host: "evil.example", [header]: header === "Forwarded" ? "host=localhost" : "localhost" };
        expect((await load(gateway, "/", said)).status).toBe(403);
      }
      // And none of them spoils a good name.
      const said = { Host: "localhost", "X-Forwarded-Host": "evil.example", "X-Forwarded-For": "127.0.0.1" };
      expect((await load(gateway, "/", said)).status).toBe(trustProxy ? 403 : 404);
    }
  });

  test.skipIf(!IPV6)("that is told to listen on an IPv6 address links to it in brackets", async () => {
    const gateway = await (await Stage.open()).gateway({ host: "::1" });
    expect(gateway.links("/show/")).toEqual([{ url: `http://[::1]:${gateway.port}/show/`, readOnly: false }]);
  });
});

describe("who needs a token", () => {
  test.for([
    ["127.0.0.1", {}, 0],
    ["127.0.0.2", {}, 0],
    ["localhost", {}, 0],
    ["::1", {}, 0],
    ["0.0.0.0", {}, 2],
    ["::", {}, 2],
    ["127.0.0.1", { trustProxy: true }, 2],
    ["127.0.0.1", { allowNames: ["desk.example.org"] }, 2],
    ["127.0.0.1", { allowNames: [] }, 0],
    ["0.0.0.0", { readOnly: true }, 1],
  ] as const)("listening on %s with %o has %i tokens", async ([host, options, count], { skip }) => {
    if (host.includes(":") && !IPV6) skip();
    const gateway = await (await Stage.open()).gateway({ host, ...options });
    const tokens = new Set(gateway.links().map(({ url }) => new URL(url).searchParams.get("token")));
    expect(count === 0 ? [...tokens] : [...tokens].filter((token) => token !== null)).toHaveLength(count || 1);
    expect(tokens.has(null)).toBe(count === 0);
    expect(gateway.links().some(({ readOnly }) => !readOnly)).toBe(!("readOnly" in options));
  });
});
