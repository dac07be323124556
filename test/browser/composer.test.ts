import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { MESH_PATH, SUBPROTOCOL } from "../../src/gateway/protocol/constants.ts";
import type { ZocpNode } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { Bench } from "../cli/program.ts";
import { until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { faults } from "./axe.ts";
import { openChromium } from "./chromium.ts";
import { COMPOSER, type ComposerPage, settle, Theatre } from "./composer-page.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

const unit = { min: 0, max: 1, step: 0.01 };
const desk = (node: ZocpNode): void => {
  node.float("level", 0.5, { ...unit, access: "rwe" });
  node.string("cue", "one", { access: "rwe" });
};
const lamp = (node: ZocpNode): void => {
  node.float("brightness", 0, { ...unit, access: "rws" });
  node.vec3f("colour", [1, 1, 1], { access: "rws", ...{ min: 0, max: 1 } });
};

/** A desk, a lamp and a page that shows both. */
async function deskAndLamp(options = {}) {
  const theatre = await Theatre.open(browser, await freePort(), options);
  const nodes = { desk: await theatre.stage.node("desk", desk), lamp: await theatre.stage.node("lamp", lamp) };
  const page = await theatre.page();
  await settle(page.node("lamp"));
  await page.node("desk").waitFor();
  return { theatre, page, ...nodes };
}

test("nodes appear and leave by themselves; one that left stays as a ghost until it is dismissed", async () => {
  const { theatre, page, lamp: leaving } = await deskAndLamp();
  const fan = await theatre.stage.node("fan", (node) => void node.float("speed", 0, { access: "rws" }));
  await page.node("fan").waitFor();
  // A value of the past must look like one in every view.
  await page.button("List").click();
  const row = page.page.getByRole("row", { name: "lamp brightness" });
  await row.and(page.page.locator(":not(.ghost)")).waitFor();
  await leaving.stop();
  await row.and(page.page.locator(".ghost")).waitFor();
  await page.page.getByRole("button", { name: "Graph", exact: true }).click();
  await page.node("lamp").locator(".ghost").waitFor();
  await page.button("Dismiss lamp").click();
  await page.page.getByText("Forget lamp and the wires that wait for it?").waitFor();
  await page.page.getByRole("dialog").getByRole("button", { name: "Dismiss" }).click();
  await page.node("lamp").waitFor({ state: "detached" });
  expect(fan.peers.size).toBeGreaterThan(1);
});

test("what one page dismisses no other page brings back", async () => {
  const { theatre, page, desk: from, lamp: leaving } = await deskAndLamp();
  const other = await theatre.page();
  await other.node("desk").waitFor();
  await page.pull(page.emitter("desk/level"), page.sensor("lamp/brightness"));
  await page.page.mouse.up();
  for (const one of [page, other]) await one.wire("desk/level", "lamp/brightness").waitFor({ state: "attached" });
  await leaving.stop();
  for (const one of [page, other]) await one.page.getByText("lamp is gone: 1 wire waits").waitFor();
  await page.button("Dismiss lamp").click();
  await page.page.getByRole("dialog").getByRole("button", { name: "Dismiss" }).click();
  for (const one of [page, other]) await one.node("lamp").waitFor({ state: "detached" });
  await theatre.stage.node("lamp", lamp);
  for (const one of [page, other]) await one.node("lamp").waitFor();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(from.parameter("level").subscribers.filter(([, sensor]) => sensor !== null)).toEqual([]);
});

test("a wire tells its rate, its age and what was conflated when the pointer is on it", async () => {
  const { page, desk: from } = await deskAndLamp();
  await from.connect("desk/level", "lamp/brightness", { timeout: PATIENCE });
  const wire = page.wire("desk/level", "lamp/brightness");
  await wire.waitFor({ state: "attached" });
  await settle(page.node("lamp"));
  const moving = setInterval(() => from.set("level", Math.random()), 100);
  onTestFinished(() => clearInterval(moving));
  await wire.locator(".reach").hover({ force: true });
  await expect
    .poll(() => page.page.locator(".told span").textContent(), { timeout: PATIENCE })
    .toMatch(/^\d.* values\/s · last one now · 0 conflated/);
});

test("the value of a node is on the screen, and moves", async () => {
  const { page, desk: node } = await deskAndLamp();
  const value = page.node("desk").locator(".value").first();
  await expect.poll(() => value.textContent()).toBe("0.500");
  node.set("level", 0.25);
  await expect.poll(() => value.textContent()).toBe("0.250");
});

test("the controls of a locked node cannot be moved and say why, until it is unlocked", async () => {
  const { page, lamp: node } = await deskAndLamp();
  await page.select("lamp");
  const fader = page.fader("lamp/brightness");
  await expect.poll(() => fader.getAttribute("aria-disabled")).not.toBe("true");
  node.lock("the show is running");
  await page.page.getByText("lamp is locked: the show is running").first().waitFor();
  await expect.poll(() => fader.getAttribute("aria-disabled")).toBe("true");
  await page.pull(page.emitter("desk/level"), page.sensor("lamp/brightness"));
  await page.page.mouse.up();
  await page.wire("desk/level", "lamp/brightness").waitFor({ state: "detached" });
  expect(node.parameter("brightness").value).toBe(0);
  node.unlock();
  await expect.poll(() => fader.getAttribute("aria-disabled")).not.toBe("true");
});

test("a drag makes a wire, the sensor follows, and undo takes it back on every page", async () => {
  const { theatre, page, desk: from, lamp: to } = await deskAndLamp();
  const other = await theatre.page();
  await other.node("desk").waitFor();
  await page.pull(page.emitter("desk/level"), page.sensor("lamp/brightness"));
  await page.page.mouse.up();
  await page.wire("desk/level", "lamp/brightness").waitFor();
  await other.wire("desk/level", "lamp/brightness").waitFor();
  from.set("level", 0.75);
  await until(() => to.parameter("brightness").value === 0.75, "the lamp follows");
  await page.press("Control+z");
  await page.wire("desk/level", "lamp/brightness").waitFor({ state: "detached" });
  await other.wire("desk/level", "lamp/brightness").waitFor({ state: "detached" });
  expect(from.parameter("level").subscribers.filter(([, sensor]) => sensor !== null)).toEqual([]);
  await page.press("Control+Shift+z");
  await other.wire("desk/level", "lamp/brightness").waitFor();
});

test("while a wire is pulled, what it does not fit is dimmed and says why; Escape lets go", async () => {
  const { page } = await deskAndLamp();
  await page.pull(page.emitter("desk/level"), page.sensor("lamp/colour"));
  await page.page.getByText("it takes 3 numbers, and this sends a number").waitFor();
  expect(await page.sensor("lamp/colour").getAttribute("class")).toContain("unfit");
  expect(await page.sensor("lamp/brightness").getAttribute("class")).toContain("fits");
  await page.page.mouse.move(...(await centre(page, "lamp/brightness")));
  await page.press("Escape");
  await page.page.mouse.up();
  await page.page.locator(".pulling").waitFor({ state: "detached" });
  expect(await page.wire("desk/level", "lamp/brightness").count()).toBe(0);
});

async function centre(page: ComposerPage, sensor: string): Promise<[number, number]> {
  const box = await page.sensor(sensor).boundingBox();
  return [(box?.x ?? 0) + 7, (box?.y ?? 0) + 7];
}

test("from afar a node is its name, with its wires; nearer its rows and ports are there again", async () => {
  const { page, desk: from } = await deskAndLamp();
  await from.connect("desk/level", "lamp/brightness", { timeout: PATIENCE });
  const wire = page.wire("desk/level", "lamp/brightness");
  await wire.waitFor({ state: "attached" });
  await expect.poll(() => page.node("desk").locator(".row").count()).toBe(2);
  for (let times = 0; times < 10; times += 1) {
    await page.press("-");
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  await expect.poll(() => page.node("desk").locator(".row").count(), { timeout: PATIENCE }).toBe(0);
  expect(await wire.locator(".core").getAttribute("d")).toMatch(/^M/);
  await page.press("f");
  await expect.poll(() => page.node("desk").locator(".row").count(), { timeout: PATIENCE }).toBe(2);
  await page.pull(page.emitter("desk/level"), page.sensor("lamp/colour"));
  await page.page.getByText("it takes 3 numbers, and this sends a number").waitFor();
  await page.page.mouse.up();
});

test("a selected wire is cut by Delete", async () => {
  const { page, desk: from } = await deskAndLamp();
  await from.connect("desk/level", "lamp/brightness", { timeout: PATIENCE });
  const wire = page.wire("desk/level", "lamp/brightness");
  await wire.waitFor();
  await wire.focus();
  await page.press("Enter", "Delete");
  await wire.waitFor({ state: "detached" });
  await until(() => from.parameter("level").subscribers.every(([, sensor]) => sensor === null), "it is cut");
});

test("the end of a wire can be plugged in elsewhere", async () => {
  const { theatre, page, desk: from } = await deskAndLamp();
  const fan = await theatre.stage.node("fan", (node) => void node.float("speed", 0, { access: "rws" }));
  await page.node("fan").waitFor();
  await from.connect("desk/level", "lamp/brightness", { timeout: PATIENCE });
  await page.wire("desk/level", "lamp/brightness").focus();
  await page.press("Enter");
  await page.pull(page.page.locator(".svelte-flow__edgeupdater-target"), page.sensor("fan/speed"));
  await page.page.mouse.up();
  await page.wire("desk/level", "fan/speed").waitFor();
  await page.wire("desk/level", "lamp/brightness").waitFor({ state: "detached" });
  await until(() => fan.parameter("speed").value === 0.5, "the fan follows");
});

test("wires of a node that left come back with it", async () => {
  const { theatre, page, desk: from, lamp: to } = await deskAndLamp();
  await page.pull(page.emitter("desk/level"), page.sensor("lamp/brightness"));
  await page.page.mouse.up();
  await page.wire("desk/level", "lamp/brightness").waitFor();
  await to.stop();
  await page.page.locator('[aria-label*="waiting: lamp is not here"]').waitFor({ state: "attached" });
  const again = await theatre.stage.node("lamp", lamp);
  await until(() => again.parameter("brightness").value === 0.5, "the new lamp follows");
  expect(from.parameter("level").subscribers.map(([, sensor]) => sensor)).toContain("brightness");
});

test("a slider sets a value in another process, and keys step it", async () => {
  await using bench = await Bench.open();
  const theatre = await Theatre.open(browser, bench.port);
  const node = await bench.node({
    name: "desk",
    parameters: { level: { type: "flt", value: 0.5, access: "rwe", ...unit } },
  });
  const page = await theatre.page();
  await page.node("desk").waitFor();
  await page.select("desk");
  const fader = page.fader("desk/level");
  await page.drag(fader, [0.8, 0.5], [1, 0.5]);
  await node.event("set", { parameter: "level", value: 1 });
  await page.press("ArrowDown", "Shift+ArrowDown");
  await node.event("set", { parameter: "level", value: 0.89 });
  expect(await fader.getAttribute("aria-valuenow")).toBe("0.89");
});

test("a value that is typed and refused snaps back, with the reason", async () => {
  const { page, desk: node } = await deskAndLamp();
  await page.select("desk");
  await page.button(/type a value for desk\/level/).click();
  await page.page.getByLabel("desk/level, value").fill("7");
  await page.press("Enter");
  await page.page.locator(".refusal").waitFor();
  expect(await page.page.locator(".refusal").textContent()).toContain("7");
  await expect.poll(() => page.fader("desk/level").getAttribute("aria-valuenow")).toBe("0.5");
  expect(node.parameter("level").value).toBe(0.5);
});

test("the matrix connects and cuts, by mouse and by keyboard", async () => {
  const { page, desk: from } = await deskAndLamp();
  const wired = (): boolean => from.parameter("level").subscribers.some(([, sensor]) => sensor === "brightness");
  await page.press("2");
  const cell = page.page.locator('[aria-label="desk/level to lamp/brightness"]');
  await cell.click();
  await until(wired, "it is wired");
  await expect.poll(() => cell.getAttribute("aria-selected")).toBe("true");
  await cell.focus();
  await page.press("Enter");
  await until(() => !wired(), "it is cut");
  await page.press("ArrowRight");
  expect(await page.page.evaluate("document.activeElement.ariaLabel")).toContain("desk/level to lamp/colour");
});

test("search finds a parameter and selects it; the list narrows down", async () => {
  const { page } = await deskAndLamp();
  await page.press("Control+f");
  await page.page.getByRole("combobox").waitFor();
  await page.page.keyboard.type("bright");
  await page.press("Enter");
  await page.page.getByRole("heading", { name: "1 parameter" }).waitFor();
  await page.fader("lamp/brightness").first().waitFor();
  await page.press("3");
  await page.page.getByLabel("Filter Name, type, description").fill("vec3");
  await page.page.getByText("1 of 4").waitFor();
  await page.page.getByRole("row", { name: "lamp colour" }).waitFor();
});

test("a wire can be made by keyboard alone", async () => {
  const { page, lamp: to } = await deskAndLamp();
  await page.press("c");
  await page.page.getByRole("combobox").waitFor();
  await page.page.keyboard.type("desk level");
  await page.press("Enter");
  await page.page.keyboard.type("bright");
  await page.press("Enter");
  await page.wire("desk/level", "lamp/brightness").waitFor();
  await until(() => to.parameter("brightness").value === 0.5, "the lamp follows");
});

test("a port under the focus opens the list of what it fits", async () => {
  const { page, lamp: to } = await deskAndLamp();
  await page.node("desk").focus();
  await page.press("Enter");
  await page.emitter("desk/level").focus();
  await page.press("Enter");
  await page.page.getByRole("option", { name: "lamp/brightness" }).click();
  await until(() => to.parameter("brightness").value === 0.5, "the lamp follows");
});

test("performance mode moves values and keeps wires; the lock does neither", async () => {
  const { page, desk: node } = await deskAndLamp();
  await page.select("desk");
  await page.button("Perform").click();
  await page.pull(page.emitter("desk/level"), page.sensor("lamp/brightness"));
  await page.page.mouse.up();
  await page.fader("desk/level").focus();
  await page.press("End");
  await until(() => node.parameter("level").value === 1, "the value");
  expect(await page.wire("desk/level", "lamp/brightness").count()).toBe(0);
  await page.button("Lock").click();
  await page.fader("desk/level").focus();
  await page.press("Home");
  expect(await page.fader("desk/level").getAttribute("aria-disabled")).toBe("true");
  expect(node.parameter("level").value).toBe(1);
});

test("the page says that the gateway is gone, and goes on when it is back", async () => {
  const { theatre, page, desk: node } = await deskAndLamp();
  const httpPort = theatre.gateway.port;
  await theatre.gateway.stop();
  await page.page.getByText("The gateway is gone").waitFor();
  await theatre.stage.gateway({ httpPort, composer: COMPOSER });
  await page.page.getByText("The gateway is gone").waitFor({ state: "detached", timeout: PATIENCE });
  await expect.poll(() => page.node("desk").locator(".ghost").count(), { timeout: PATIENCE }).toBe(0);
  node.set("level", 0.125);
  await expect.poll(() => page.node("desk").locator(".value").first().textContent()).toBe("0.125");
});

test("a reload changes nothing, and what a person moved stays where it was put, on every page", async () => {
  const { theatre, page, desk: node } = await deskAndLamp();
  await settle(page.node("desk"));
  const header = page.node("desk").locator("header");
  const box = await header.boundingBox();
  if (box === null) throw new Error("no node");
  await page.page.mouse.move(box.x + 40, box.y + 10);
  await page.page.mouse.down();
  await page.page.mouse.move(box.x + 100, box.y + 130, { steps: 5 });
  await page.page.mouse.up();
  await until(() => node.metadata.get("_zne_position") !== undefined, "the node keeps its place");
  const [x, y] = node.metadata.get("_zne_position") as readonly number[];
  const other = await theatre.page();
  await other.node("desk").waitFor();
  await expect
    .poll(() =>
      other
        .node("desk")
        .evaluate((element) => (element as unknown as { style: { transform: string } }).style.transform),
    )
    .toBe(`translate(${x}px, ${y}px)`);
});

test("the link for those who only look shows everything and changes nothing", async () => {
  const theatre = await Theatre.open(browser, await freePort(), { host: "0.0.0.0", readOnly: true });
  const node = await theatre.stage.node("desk", desk);
  await theatre.stage.node("lamp", lamp);
  const url = new URL(theatre.gateway.links()[0]?.url ?? "");
  url.hostname = "127.0.0.1";
  const page = await theatre.page({ url: url.href });
  await page.node("desk").waitFor();
  await page.page.getByText("Read only").waitFor();
  await page.select("desk");
  await page.fader("desk/level").focus();
  await page.press("End");
  await page.press("c");
  expect(await page.page.locator("dialog").count()).toBe(0);
  node.set("level", 0.25);
  await expect.poll(() => page.fader("desk/level").getAttribute("aria-valuenow")).toBe("0.25");
  expect(node.parameter("level").subscribers.every(([, sensor]) => sensor === null)).toBe(true);
});

test("a page of a foreign origin is not let in", async () => {
  const theatre = await Theatre.open(browser, await freePort());
  const elsewhere = createServer((_, response) => response.end("<!doctype html>")).listen(0, "127.0.0.1");
  onTestFinished(() => void elsewhere.close());
  await new Promise((resolve) => elsewhere.once("listening", resolve));
  const page = await browser.newPage();
  onTestFinished(() => page.close());
  await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
  const answers = await page.evaluate(
    `Promise.all(["${theatre.gateway.port}${MESH_PATH}"].map((path) => new Promise((resolve) => {
      const socket = new WebSocket("ws://127.0.0.1:" + path, "${SUBPROTOCOL}");
      socket.onopen = () => resolve("open");
      socket.onerror = () => resolve("refused");
    })))`,
  );
  expect(answers).toEqual(["refused"]);
  expect(theatre.gateway.pages).toBe(0);
});

test("with nothing on the network the page says what to run, and starts demo nodes", async () => {
  const theatre = await Theatre.open(browser, await freePort());
  const page = await theatre.page();
  await page.page.addInitScript({ content: NOTE_HEADINGS });
  await page.page.reload();
  await page.page.getByText("Nobody is here yet").waitFor();
  // Nodes need a moment to be found: until then nobody can say that there are none.
  expect(await page.page.evaluate("headings")).toEqual(["Joining the show", "Looking for nodes", "Nobody is here yet"]);
  await page.page.getByText("npx zocp demo").waitFor();
  await page.button("Start three demo nodes in this page").click();
  await page.wire("demo-oscillator/sine", "demo-lamp/brightness").waitFor();
});

test("copy and paste carry wires and values through the clipboard", async () => {
  const { page, desk: node } = await deskAndLamp();
  await page.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.select("desk");
  await page.press("Control+c");
  node.set("level", 0.1);
  await page.page.getByText("copied").waitFor();
  await page.press("Control+v");
  await until(() => node.parameter("level").value === 0.5, "what was copied");
});

test("events and messages can be read", async () => {
  const { theatre, page } = await deskAndLamp();
  await page.press("l");
  await theatre.stage.node("fan", (node) => void node.float("speed", 0, { access: "rws" }));
  await page.page.getByText("fan is here").waitFor();
  await page.press("i");
  await page.select("desk");
  await page.fader("desk/level").focus();
  await page.press("End");
  await page.page.locator(".drawer code").filter({ hasText: '"SET"' }).first().waitFor();
});

test.each(["graph", "matrix", "list"] as const)("axe finds no serious fault in the %s", async (view) => {
  const { page, desk: from } = await deskAndLamp();
  // A colour that is on its way to another one would be judged as it is in between.
  await page.page.emulateMedia({ reducedMotion: "reduce" });
  await from.connect("desk/level", "lamp/brightness", { timeout: PATIENCE });
  await page.press(view === "graph" ? "1" : view === "matrix" ? "2" : "3");
  await page.press("Escape");
  for (const theme of ["dark", "light", "contrast"]) {
    await page.page.evaluate(`document.documentElement.dataset.theme = ${JSON.stringify(theme)}`);
    expect(await faults(page.page), theme).toEqual([]);
  }
});

test.each([
  ["", {}],
  ["on a phone ", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
])("the page of a demo %ssays that it keeps to this machine, until that is put away", async (_, options) => {
  await using bench = await Bench.open();
  const theatre = await Theatre.open(browser, bench.port);
  bench.start("demo", "--json");
  const { page } = await theatre.page(options);
  const said = page.getByText("It keeps to this machine");
  await said.waitFor();
  // The sentence runs on into its command, which stands in one line.
  for (const command of await said.locator("code").all())
    expect(await command.evaluate((code) => code.getClientRects().length)).toBe(1);
  expect((await said.textContent())?.replaceAll(/\s+/g, " ").trim()).toMatch(
    /^Demo It .* with ZOCP_INTERFACE=loopback appears here; your network is in the page of npx zocp composer$/,
  );
  await page.getByLabel("Hide this").click();
  await said.waitFor({ state: "detached" });
});

/** Runs in the page before its own scripts. */
const NOTE_HEADINGS = `
  globalThis.headings = [];
  new MutationObserver(() => {
    const heading = document.querySelector(".empty h2")?.textContent;
    if (heading && headings.at(-1) !== heading) headings.push(heading);
  }).observe(document, { subtree: true, childList: true, characterData: true });
`;
