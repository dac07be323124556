import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, settle, Theatre } from "./composer-page.ts";

// Folding, aligning, and stored views.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

/** A desk of three emitters, the first of which drives one of two lamps. */
async function stage() {
  const theatre = await Theatre.open(browser, await freePort());
  const desk = await theatre.stage.node("desk", (node) => {
    for (const name of ["one", "two", "three"]) node.float(name, 0, { access: "rwe" });
  });
  const lamps = [];
  for (const name of ["lamp-1", "lamp-2"])
    lamps.push(await theatre.stage.node(name, (node) => void node.float("level", 0, { access: "rws" })));
  await desk.connect("desk/one", "lamp-1/level", { timeout: PATIENCE, decide: true });
  const page = await theatre.page();
  await page.wire("desk/one", "lamp-1/level").waitFor({ state: "attached" });
  await settle(page.node("lamp-2"));
  const item = (name: string | RegExp) => page.page.getByRole("menuitem", { name });
  return { page, lamps, item };
}

const heightOf = async (page: ComposerPage, name: string): Promise<number> =>
  (await page.node(name).boundingBox())?.height ?? 0;
const leftOf = async (page: ComposerPage, name: string): Promise<number> =>
  Math.round((await page.node(name).boundingBox())?.x ?? 0);

test("H folds a node to what has a wire, then to its name, then not at all; its wire stays on it", async () => {
  const { page } = await stage();
  await page.select("desk");
  const whole = await heightOf(page, "desk");
  await page.press("h");
  await page.node("desk").getByText("+2 more").waitFor();
  await page.press("h");
  await page.emitter("desk/two").waitFor({ state: "detached" });
  await expect.poll(() => heightOf(page, "desk")).toBeLessThan(whole / 2);
  await page.emitter("desk/one").waitFor();
  await page.wire("desk/one", "lamp-1/level").waitFor({ state: "attached" });
  await page.press("h");
  await page.emitter("desk/three").waitFor();
  await expect.poll(() => heightOf(page, "desk")).toBeCloseTo(whole, 0);
  expect(await page.button("Undo").isDisabled()).toBe(true);
});

test("Shift A puts the selected nodes on one edge, for every page; the menu has the same, and one undo takes it back", async () => {
  const { page, lamps, item } = await stage();
  for (const name of ["lamp-1", "lamp-2"])
    await page
      .node(name)
      .locator("header")
      .click({ modifiers: ["Shift"] });
  const before = await Promise.all(["lamp-1", "lamp-2"].map((name) => leftOf(page, name)));
  await page.node("lamp-1").locator("header").click({ button: "right" });
  await item("Put the selected nodes in order").click();
  await item("Align right edges").waitFor();
  await page.press("Escape");
  await page.press("Shift+V");
  await page.press("Shift+A");
  await expect.poll(() => leftOf(page, "lamp-1")).toBe(Math.min(...before));
  await expect.poll(() => leftOf(page, "lamp-2")).toBe(Math.min(...before));
  await until(() => lamps.some(({ metadata }) => metadata.has("_zne_position")), "a node keeps it");
});

test("a view is stored by the menu, and Shift with its number goes there, from any view, folded as it was", async () => {
  const { page, item } = await stage();
  const pane = page.page.locator(".svelte-flow__pane");
  await page.select("desk");
  await page.press("h");
  await page.node("desk").getByText("+2 more").waitFor();
  for (let step = 0; step < 3; step += 1) await page.press("+");
  await settle(page.node("desk"));
  const stored = await page.node("desk").boundingBox();
  await pane.click({ button: "right", position: { x: 30, y: 30 } });
  await item("Store this view").click();
  await item("2: empty").click();
  await page.page.getByText("View 2 is kept in this browser: Shift 2 goes there").waitFor();
  await page.press("Escape");
  await page.select("desk");
  await page.press("h", "h", "f");
  await page.emitter("desk/three").waitFor();
  await page.press("3");
  await page.page.locator(".list").waitFor();
  await page.press("Shift+Digit2");
  await page.node("desk").getByText("+2 more").waitFor();
  await expect.poll(async () => (await page.node("desk").boundingBox())?.width).toBeCloseTo(stored?.width ?? 0, -1);
  await expect.poll(async () => (await page.node("desk").boundingBox())?.x).toBeCloseTo(stored?.x ?? 0, -1);
  await page.press("Shift+Digit5");
  await page.page.getByText("No view is stored under 5").waitFor();
});
