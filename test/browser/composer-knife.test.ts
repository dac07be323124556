import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, placeIn, settle, Theatre } from "./composer-page.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

/** A desk whose fader drives three lamps. */
async function stage(options: Parameters<Theatre["page"]>[0] = {}) {
  const theatre = await Theatre.open(browser, await freePort());
  const desk = await theatre.stage.node("desk", (node) => void node.float("level", 0.5, { access: "rwe" }));
  for (const name of LAMPS) await theatre.stage.node(name, (node) => void node.float("level", 0, { access: "rws" }));
  for (const name of LAMPS) await desk.connect("desk/level", `${name}/level`, { timeout: PATIENCE, decide: true });
  const page = await theatre.page(options);
  for (const name of LAMPS) await page.wire("desk/level", `${name}/level`).waitFor({ state: "attached" });
  await settle(page.node("lamp-3"));
  const wires = (): number => desk.parameter("level").subscribers.filter(([, sensor]) => sensor !== null).length;
  return { page, wires, how: page.page.getByText("puts the knife away") };
}

/** From above the first wire to below the last one, near the emitter, where all of them are. */
async function across(page: ComposerPage): Promise<[[number, number], [number, number]]> {
  const [x, y] = await placeIn(page.emitter("desk/level"), [1, 0.5]);
  return [
    [x + 12, y - 60],
    [x + 12, y + 60],
  ];
}

const LAMPS = ["lamp-1", "lamp-2", "lamp-3"];

test("X takes the knife: while the line is drawn it says what it cuts; one undo makes all of it again", async () => {
  const { page, wires, how } = await stage();
  const { mouse } = page.page;
  const [from, to] = await across(page);
  await page.press("x");
  await how.waitFor();
  await mouse.move(...from);
  await mouse.down();
  await mouse.move(from[0], from[1] + 10, { steps: 3 });
  await page.page.getByText("cuts no wire").waitFor();
  await mouse.move(...to, { steps: 5 });
  await page.page.getByText("cuts 3 wires").waitFor();
  expect(wires()).toBe(3);
  await mouse.up();
  await until(() => wires() === 0, "all are cut");
  await how.waitFor({ state: "detached" });
  await page.press("Control+z");
  await until(() => wires() === 3, "all are made again");
});

test("Escape gives the line up, and then the knife; the graph pans again", async () => {
  const { page, wires, how } = await stage();
  const { mouse } = page.page;
  const [from, to] = await across(page);
  await page.button("Cut with the knife").click();
  await how.waitFor();
  await mouse.move(...from);
  await mouse.down();
  await mouse.move(...to, { steps: 5 });
  await page.press("Escape");
  await page.page.getByText("cuts 3 wires").waitFor({ state: "detached" });
  await mouse.up();
  await how.waitFor();
  await page.press("Escape");
  await how.waitFor({ state: "detached" });
  expect(wires()).toBe(3);
  expect(await page.button("Undo").isDisabled()).toBe(true);
});

test("a finger cuts as a mouse does", async () => {
  const { page, wires } = await stage({ hasTouch: true });
  const [from, to] = await across(page);
  await page.button("Cut with the knife").click();
  const finger = await page.finger();
  await page.page.getByText("puts the knife away").waitFor();
  await finger("touchStart", from);
  for (const part of [0.3, 0.6, 1]) await finger("touchMove", [from[0], from[1] + (to[1] - from[1]) * part]);
  await page.page.getByText("cuts 3 wires").waitFor();
  await finger("touchEnd");
  await until(() => wires() === 0, "all are cut");
});

test("without a gesture: the wires between the selected nodes are cut by Shift X", async () => {
  const { page, wires } = await stage();
  for (const name of ["desk", "lamp-2"])
    await page
      .node(name)
      .locator("header")
      .click({ modifiers: ["Shift"] });
  await page.press("Shift+X");
  await until(() => wires() === 2, "one is cut");
  await page.press("Control+z");
  await until(() => wires() === 3, "it is back");
});

test("what may not be patched is not cut: the page says why", async () => {
  const { page, how } = await stage();
  await page.press("Shift+L", "x");
  await page.page.locator(".notices, [role=status]").getByText(/lock/i).first().waitFor();
  expect(await how.count()).toBe(0);
});
