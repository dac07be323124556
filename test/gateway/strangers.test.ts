import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";

import type { Gateway } from "../../src/gateway/gateway.ts";
import { SUBPROTOCOL } from "../../src/gateway/protocol/constants.ts";
import { load } from "./ask.ts";
import { Stage, until } from "./stage.ts";

/** Connects, and says something. */
function say(gateway: Gateway, words: string, allowHalfOpen = false): Socket {
  const socket = connect({ host: "127.0.0.1", port: gateway.port, allowHalfOpen });
  socket.on("error", () => {});
  socket.on("connect", () => socket.write(words));
  socket.resume();
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** A request whose headers never end. */
const SLOW = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ";
const knocking = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
  `Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n\r\n`;

async function open(options = {}) {
  const show = await Stage.open();
  const gateway = await show.gateway({ host: "0.0.0.0", serve: "examples/web", ...options });
  const [full = ""] = gateway.links().map(({ url }) => url.replace(/\/\/[^/]+/, `//127.0.0.1:${gateway.port}`));
  return { show, gateway, full };
}

describe("keep no page out", () => {
  test("that hold 400 connections and send their headers one letter at a time", async () => {
    const { show, gateway, full } = await open();
    const slow = Array.from({ length: 400 }, () => say(gateway, SLOW));
    const trickle = setInterval(() => {
      for (const socket of slow) if (socket.writable) socket.write("x");
    }, 200);
    onTestFinished(() => clearInterval(trickle));
    await Promise.all(slow.map((socket) => once(socket, "connect")));
    const page = await show.page(gateway, { url: full });
    expect((await load(gateway, `/show/fader.html${new URL(full).search}`)).status).toBe(200);
    expect(page.gateway.state).toBe("open");
  });

  test("that open 100 sockets without a token and never close them, also when the page is reloaded", async () => {
    const { show, gateway, full } = await open({ limits: { clients: 2 } });
    const idle = Array.from({ length: 100 }, () => say(gateway, knocking("/mesh")));
    await Promise.all(idle.map((socket) => once(socket, "connect")));
    for (let i = 0; i < 3; i++) {
      const page = await show.page(gateway, { url: full });
      await page.stop();
    }
    expect(gateway.sockets).toBeLessThanOrEqual(1);
  });

  test("that come anew as fast as they are closed", async () => {
    const { show, gateway, full } = await open();
    let flooding = true;
    let made = 0;
    const again = (): void => {
      if (flooding && made++ < 5000) say(gateway, SLOW).once("close", again);
    };
    for (let i = 0; i < 200; i++) again();
    await until(() => made > 200, "the flood is on");
    await show.page(gateway, { url: full });
    flooding = false;
  });
});

describe("are closed", () => {
  test("soon when their headers do not end", async () => {
    const { gateway } = await open();
    const socket = say(gateway, SLOW);
    const trickle = setInterval(() => socket.writable && socket.write("x"), 300);
    onTestFinished(() => clearInterval(trickle));
    const begin = performance.now();
    await new Promise((resolve) => socket.on("close", resolve));
    expect(performance.now() - begin).toBeLessThan(20_000);
  });

  test("when they ask a thousand things in one packet", async () => {
    const { gateway } = await open({ host: "127.0.0.1" });
    const socket = say(gateway, "GET /show/fader.html HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(1000));
    await new Promise((resolve) => socket.on("close", resolve));
    expect((await load(gateway, "/show/fader.html")).status).toBe(200);
  });

  test("when they were refused a socket, also if they never close their own side", async () => {
    const { gateway } = await open();
    const socket = say(gateway, knocking("/elsewhere"), true);
    const closed = new Promise((resolve) => socket.on("close", resolve));
    await once(socket, "end");
    // Nobody is there any more who would take this.
    const poke = setInterval(() => socket.write("x"), 20);
    onTestFinished(() => clearInterval(poke));
    await closed;
  });

  test.each([
    ["a body", "GET /show/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nhello", 400],
    ["a body in pieces", "GET /show/ HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400],
    ["POST", "POST /show/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\r\nhello", 405],
    ["TRACE", "TRACE / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 405],
    ["OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 405],
    ["another site's name", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 403],
  ])("after a request with %s, and what follows in the same packet is not read", async (_, words, status) => {
    const { gateway } = await open({ host: "127.0.0.1" });
    const socket = say(gateway, `${words}GET /show/fader.html HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    let heard = "";
    socket.on("data", (text) => (heard += String(text)));
    await once(socket, "end");
    expect(heard).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(heard.match(/HTTP\/1\.1/g)).toHaveLength(1);
  });

  test.each([
    ["CONNECT", "CONNECT evil.example:80 HTTP/1.1\r\nHost: evil.example:80\r\n\r\n"],
    [
      "two lengths",
      "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["a folded header", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n X: y\r\n\r\n"],
    ["an endless URL", `GET /${"x".repeat(20_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`],
    ["endless headers", `GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n${"X: y\r\n".repeat(3000)}\r\n`],
    ["nonsense", "\0\x01\x02\r\n\r\n"],
  ])("after %s", async (_, words) => {
    const { gateway } = await open({ host: "127.0.0.1" });
    await once(say(gateway, words), "end");
    expect((await load(gateway, "/show/fader.html")).status).toBe(200);
  });
});

test("a stranger's socket is told why, and nothing that it says is read", async () => {
  const { gateway } = await open();
  const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/mesh`, SUBPROTOCOL);
  socket.on("open", () => socket.send("[".repeat(100_000)));
  const [code, reason] = await once(socket, "close");
  expect([code, String(reason)]).toEqual([4401, "the link has no token, or one that is no longer valid"]);
});

test("sixteen strangers' sockets are told at a time why they may not come in, and the next are refused at once", async () => {
  const { show, gateway, full } = await open();
  // They never answer that they have heard it, so each takes its place until it is cut.
  const heard = Array.from({ length: 40 }, () => {
    const socket = say(gateway, knocking("/mesh"));
    let words = "";
    socket.on("data", (octets) => (words += octets.toString("latin1")));
    return () => words;
  });
  await until(() => heard.every((words) => words().includes("\r\n\r\n")), "everybody is answered");
  const answers = heard.map((words) => words().slice(9, 12));
  expect(answers.filter((status) => status === "101").length).toBeGreaterThanOrEqual(16);
  const told = heard.filter((words) => words().includes("the link has no token"));
  expect(told).toHaveLength(answers.filter((status) => status === "101").length);
  expect(answers.filter((status) => status === "503").length).toBe(40 - told.length);
  // A page gets in all the same, and when those are cut the next stranger is told again.
  await show.page(gateway, { url: full });
  await until(() => gateway.refused === 0, "they are cut");
});
