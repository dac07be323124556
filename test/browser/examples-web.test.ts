import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";

import type { Gateway } from "../../src/gateway/gateway.ts";
import { Stage, until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { filesIn, ROOT } from "../sources.ts";
import { openChromium } from "./chromium.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

/** Opens an example in a browser of its own; what goes wrong in the page fails the test. */
async function show(gateway: Gateway, example: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (message) => {
    // A browser asks for an icon by itself.
    if (message.type() === "error" && !message.location().url.endsWith("/favicon.ico")) wrong.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(wrong).toEqual([]);
  });
  const url = new URL(gateway.links(`/show/${example}`)[0]?.url ?? "");
  url.hostname = "127.0.0.1";
  await page.goto(url.href);
  return page;
}

async function open(options = {}) {
  if (!existsSync(`${ROOT}dist/web/zocp.js`)) throw new Error("the pages need a built copy: npm run build");
  const stage = await Stage.open();
  const gateway = await stage.gateway({ serve: `${ROOT}examples/web`, library: `${ROOT}dist/web/zocp.js`, ...options });
  return { stage, gateway };
}

test("a phone is a fader, and a page is the lamp that follows it", async () => {
  const { stage, gateway } = await open();
  const desk = await stage.node("desk");
  const fader = await show(gateway, "fader.html");
  const lamp = await show(gateway, "lamp.html");
  await Promise.all([desk.waitFor("phone", { timeout: PATIENCE }), desk.waitFor("window", { timeout: PATIENCE })]);
  await desk.connect("phone/fader", "window/light", { timeout: PATIENCE });
  await fader.locator("input").fill("0.5");
  // Asked again and again from outside: the page's policy lets nobody evaluate a text within it.
  const shown = (page: Page, what: string) => expect.poll(() => page.evaluate(what), { timeout: PATIENCE });
  await shown(lamp, "document.documentElement.style.getPropertyValue('--light')").toBe("0.5");
  expect(await desk.peer("phone")?.set("fader", 0.25)).toBe(0.25);
  await shown(fader, "document.querySelector('input').value").toBe("0.25");
  await fader.close();
  await until(() => desk.peer("phone") === undefined, "the phone has left when its page is closed");
});

test("the token of a link goes along from page to page", async () => {
  const { stage, gateway } = await open({ host: "0.0.0.0" });
  const desk = await stage.node("desk");
  const page = await show(gateway, "");
  await page.getByText("A fader").click();
  await desk.waitFor("phone", { timeout: PATIENCE });
  // This one has no token in its link: the tab remembers it.
  await page.goto(`http://127.0.0.1:${gateway.port}/show/lamp.html`);
  await desk.waitFor("window", { timeout: PATIENCE });
  expect(gateway.pages).toBe(1);
});

test("a page that comes from elsewhere cannot open a socket", async () => {
  const { gateway } = await open();
  const elsewhere = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<p>hello"));
  onTestFinished(() => void elsewhere.close());
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
  const knock = (port: number) =>
    page.evaluate(
      `new Promise((resolve) => {
        const socket = new WebSocket("ws://127.0.0.1:${port}/mesh", "zocp.gateway.1");
        socket.onopen = () => resolve("open");
        socket.onclose = () => resolve("closed");
      })`,
    );
  expect(await knock(gateway.port)).toBe("closed");
  // So that it is our answer and not the browser that closed it: a server that lets everyone in.
  const careless = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  onTestFinished(() => void careless.close());
  await new Promise((resolve) => careless.once("listening", resolve));
  expect(await knock((careless.address() as AddressInfo).port)).toBe("open");
});

test("every page of the examples is opened here", () => {
  expect(filesIn("examples/web", ".html")).toEqual(
    ["fader.html", "index.html", "lamp.html"].map((name) => `examples/web/${name}`),
  );
});
