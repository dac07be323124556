import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { faults } from "./axe.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, placeIn, settle, Theatre } from "./composer-page.ts";

// What is done to several things at once: one emitter to many.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

/** A desk, three lamps and a screen without a level. */
async function stage() {
  const theatre = await Theatre.open(browser, await freePort());
  const desk = await theatre.stage.node("desk", (node) => void node.float("level", 0.5, { access: "rwe" }));
  for (const name of ["lamp-1", "lamp-2", "lamp-3"])
    await theatre.stage.node(name, (node) => void node.float("level", 0, { access: "rws" }));
  await theatre.stage.node("screen", (node) => void node.float("gain", 0, { access: "rws" }));
  const page = await theatre.page();
  await settle(page.node("screen"));
  const ends = (): string =>
    desk
      .parameter("level")
      .subscribers.flatMap(([id, sensor]) => (sensor === null ? [] : `${desk.peers.get(id)?.name}/${sensor}`))
      .sort()
      .join();
  const item = (name: string) => page.page.getByRole("menuitem", { name });
  return { page, ends, item };
}

async function choose({ page, node }: ComposerPage, ...names: readonly string[]): Promise<void> {
  for (const name of names)
    await node
      .call({ page }, name)
      .locator("header")
      .click({ modifiers: ["Shift"] });
}

const ALL = "lamp-1/level,lamp-2/level,lamp-3/level";

test("a plug that is let go on one of several selected asks: all that fit are one entry", async () => {
  const { page, ends, item } = await stage();
  await choose(page, "lamp-1", "lamp-2", "lamp-3", "screen");
  await page.pull(page.emitter("desk/level"), page.sensor("lamp-2/level"));
  await page.page.mouse.up();
  await item("To level of 3 of 4 that are selected").waitFor();
  expect(await item("Not screen: it has no sensor level").getAttribute("aria-disabled")).toBe("true");
  expect(await faults(page.page)).toEqual([]);
  expect(ends()).toBe("");
  await page.press("Escape");
  await item("Only lamp-2/level").waitFor({ state: "detached" });
  expect(await page.button("Undo").isDisabled()).toBe(true);
  await page.pull(page.emitter("desk/level"), page.sensor("lamp-2/level"));
  await page.page.mouse.up();
  await item("To level of 3 of 4 that are selected").click();
  await until(() => ends() === ALL, "all three");
  await page.press("Control+z");
  await until(() => ends() === "", "one undo takes all of them back");
});

test("from a sensor to an emitter, and on the body of a node, it is the same; one alone can be had", async () => {
  const { page, ends, item } = await stage();
  await choose(page, "lamp-1", "lamp-2", "lamp-3");
  await page.pull(page.sensor("lamp-3/level"), page.emitter("desk/level"));
  await page.page.mouse.up();
  await item("Only lamp-3/level").click();
  await until(() => ends() === "lamp-3/level", "this one alone");
  await page.pull(page.emitter("desk/level"), page.node("lamp-1").locator("header"));
  await page.page.mouse.up();
  await item("To level of 2 of 3 that are selected").click();
  await until(() => ends() === ALL, "the others, too");
});

test("by keys: the question for a sensor begins with all that are selected", async () => {
  const { page, ends } = await stage();
  await choose(page, "lamp-1", "lamp-2", "screen");
  await page.press("c");
  await page.page.getByRole("dialog", { name: "Connect from which emitter?" }).waitFor();
  await page.page.keyboard.type("desk");
  await page.press("Enter");
  const first = page.page.getByRole("option", { name: "level of 2 of 3 that are selected" });
  await first.waitFor();
  expect(await first.textContent()).toContain("not screen: it has no sensor level");
  await page.press("Enter");
  await until(() => ends() === "lamp-1/level,lamp-2/level", "both");
});

test("where nothing is selected a plug is plugged in at once", async () => {
  const { page, ends } = await stage();
  const [x, y] = await placeIn(page.sensor("lamp-1/level"), [0.5, 0.5]);
  await page.pull(page.emitter("desk/level"), page.sensor("lamp-1/level"));
  await page.page.mouse.move(x, y);
  await page.page.mouse.up();
  await until(() => ends() === "lamp-1/level", "it is there");
});
