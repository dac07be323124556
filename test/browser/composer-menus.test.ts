import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { faults } from "./axe.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, placeIn, settle, Theatre } from "./composer-page.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

/** A desk whose fader drives the first of three lamps. */
async function stage(options: Parameters<Theatre["page"]>[0] = {}, choices: object = {}) {
  const theatre = await Theatre.open(browser, await freePort());
  const desk = await theatre.stage.node("desk", (node) => void node.float("level", 0.5, { access: "rwe" }));
  for (const name of ["lamp-1", "lamp-2", "lamp-3"])
    await theatre.stage.node(name, (node) => void node.float("level", 0, { access: "rws" }));
  await desk.connect("desk/level", "lamp-1/level", { timeout: PATIENCE });
  const { origin } = new URL(theatre.gateway.links()[0]?.url ?? "");
  const localStorage = [{ name: "zocp-composer", value: JSON.stringify(choices) }];
  const page = await theatre.page({ storageState: { cookies: [], origins: [{ origin, localStorage }] }, ...options });
  const ends = (): string =>
    desk
      .parameter("level")
      .subscribers.flatMap(([id, sensor]) => (sensor === null ? [] : `${desk.peers.get(id)?.name}/${sensor}`))
      .sort()
      .join();
  await page.wire("desk/level", "lamp-1/level").waitFor({ state: "attached" });
  await settle(page.node("lamp-3"));
  const menu = (name: string) => page.page.getByRole("menu", { name });
  const item = (name: string) => page.page.getByRole("menuitem", { name });
  return { page, ends, menu, item };
}

const focused = ({ page }: ComposerPage): Promise<unknown> =>
  page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");

test("the right button opens a menu on a node, a parameter, a wire and the graph; Escape closes it and sends nothing", async () => {
  const { page, ends, menu, item } = await stage();
  const row = page.node("desk").locator('[data-port$="level"]').first();
  for (const [on, name, first] of [
    [page.node("desk").locator("header"), "desk", "Show its controls"],
    [row, "desk/level", "Connect it to …"],
    [page.wire("desk/level", "lamp-1/level").locator(".reach"), "desk/level → lamp-1/level", "Show its card"],
    [page.page.locator(".svelte-flow__pane"), "Graph", "Connect an emitter to a sensor …"],
  ] as const) {
    const at = name === "Graph" ? { position: { x: 30, y: 30 } } : {};
    await on.click({ button: "right", force: true, ...at });
    await menu(name).waitFor();
    await item(first).waitFor();
    await expect.poll(() => focused(page)).toContain(first);
    await page.press("Escape");
    await menu(name).waitFor({ state: "detached" });
  }
  expect(ends()).toBe("lamp-1/level");
  expect(await page.button("Undo").isDisabled()).toBe(true);
});

test("by keys: the menu key on a wire, arrows to a line, Enter cuts it; undo makes it again", async () => {
  const { page, ends, menu, item } = await stage();
  await page.wire("desk/level", "lamp-1/level").focus();
  await page.press("ContextMenu");
  await menu("desk/level → lamp-1/level").waitFor();
  await expect.poll(() => focused(page)).toContain("Show its card");
  expect(await faults(page.page)).toEqual([]);
  await page.press("End");
  await expect.poll(() => focused(page)).toContain("Cut this wire");
  await page.press("Enter");
  await until(() => ends() === "", "it is cut");
  await item("Cut this wire").waitFor({ state: "detached" });
  await page.press("Control+z");
  await until(() => ends() === "lamp-1/level", "it is back");
});

test("what cannot be done says why, and does nothing", async () => {
  const { page, ends, item } = await stage();
  await page.press("Shift+L");
  await page.wire("desk/level", "lamp-1/level").locator(".reach").click({ button: "right", force: true });
  const cut = item("Cut this wire");
  await cut.waitFor();
  expect(await cut.getAttribute("aria-disabled")).toBe("true");
  await cut.click({ force: true });
  await page.page.locator(".notices, [role=status]").getByText(/lock/i).first().waitFor();
  expect(ends()).toBe("lamp-1/level");
});

test("one emitter goes to many: Shift Enter connects and asks on", async () => {
  const { page, ends, item } = await stage();
  await page.node("desk").locator('[data-port$="level"]').first().click({ button: "right" });
  await item("Connect it to …").click();
  const question = page.page.getByRole("dialog", { name: "Connect desk/level to which sensor?" });
  await question.waitFor();
  await page.page.keyboard.type("lamp-2");
  await page.press("Shift+Enter");
  await until(() => ends() === "lamp-1/level,lamp-2/level", "the second");
  await question.waitFor();
  await page.press("Control+a");
  await page.page.keyboard.type("lamp-3");
  await page.press("Enter");
  await until(() => ends() === "lamp-1/level,lamp-2/level,lamp-3/level", "the third");
  await question.waitFor({ state: "detached" });
});

test("a finger that rests opens a menu; one that moves does not", async () => {
  const { page, menu } = await stage({ hasTouch: true }, { view: "graph" });
  const finger = await page.finger();
  const at = await placeIn(page.node("desk").locator("header"), [0.4, 0.5]);
  await finger("touchStart", at);
  await menu("desk").waitFor();
  await finger("touchEnd");
  await page.page.touchscreen.tap(20, 780);
  await menu("desk").waitFor({ state: "detached" });
  await finger("touchStart", at);
  await finger("touchMove", [at[0] + 30, at[1] + 30]);
  await new Promise((resolve) => setTimeout(resolve, 900));
  await finger("touchEnd");
  expect(await menu("desk").count()).toBe(0);
});

test("a part that does not come says so, and comes when the page is loaded anew", async () => {
  const { page } = await stage();
  const body = "throw new Error('not this one')";
  await page.context.route(/matrix-.*js/, (route) => route.fulfill({ contentType: "text/javascript", body }));
  await page.press("2");
  await page.page.getByText("This part of the page did not come").waitFor();
  await page.context.unrouteAll();
  // A browser does not fetch a module again that did not come.
  await page.button("Load the page anew").click();
  await page.page.getByRole("grid", { name: "Emitters down, sensors across" }).waitFor();
});
