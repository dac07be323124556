import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { openChromium } from "./chromium.ts";
import { Theatre } from "./composer-page.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

test("a matrix of 150 by 300 has every cell in reach and few of them on the page", async () => {
  const theatre = await Theatre.open(browser, await freePort());
  const desk = await theatre.stage.node("desk", (node) => {
    for (let number = 1; number <= 150; number += 1) node.float(`fader-${number}`, 0.5, { access: "rwe" });
  });
  await theatre.stage.node("wall", (node) => {
    for (let number = 1; number <= 300; number += 1) node.float(`pixel-${number}`, 0, { access: "rws" });
  });
  const page = await theatre.page();
  for (const name of ["desk", "wall"]) await page.node(name).waitFor();
  await page.press("2");
  const cell = (row: number, column: number) => page.page.locator(`[data-cell="${row}-${column}"]`);
  await cell(0, 0).waitFor();
  expect(await page.page.locator(".cell").count()).toBeLessThan(2500);
  await cell(0, 0).focus();
  await page.press("End");
  await expect.poll(() => page.page.evaluate("document.activeElement.dataset.cell")).toBe("0-299");
  const scroll = page.page.locator(".matrix .scroll");
  await scroll.evaluate((element) => {
    const pane = element as unknown as { scrollTop: number; scrollHeight: number };
    pane.scrollTop = pane.scrollHeight;
  });
  const last = cell(149, 299);
  await last.waitFor();
  expect(await last.getAttribute("aria-label")).toBe("desk/fader-150 to wall/pixel-300");
  await last.click();
  await until(
    () => desk.parameter("fader-150").subscribers.some(([, sensor]) => sensor === "pixel-300"),
    "it is wired",
  );
  await expect.poll(() => last.getAttribute("aria-selected"), { timeout: PATIENCE }).toBe("true");
  // Where a node does not begin its name stands at the edge of what is seen.
  await page.page.locator(".matrix .row b").getByText("desk").waitFor();
  await page.press("ArrowUp", "ArrowLeft");
  await expect.poll(() => page.page.evaluate("document.activeElement.dataset.cell")).toBe("148-298");
});

/** Two faders that move by themselves, one of them wired, and a wall. */
async function moving(options: Parameters<Theatre["page"]>[0] = {}) {
  const theatre = await Theatre.open(browser, await freePort());
  const desk = await theatre.stage.node("desk", (node) => {
    for (const path of ["a", "b"]) node.float(path, 0.5, { access: "re", min: 0, max: 1 });
  });
  const wall = await theatre.stage.node("wall", (node) => {
    for (const path of ["x", "y", "z"]) node.float(path, 0, { access: "rws", min: 0, max: 1 });
  });
  await wall.connect("desk/a", "wall/x", { timeout: PATIENCE });
  await wall.connect("desk/b", "wall/y", { timeout: PATIENCE });
  const page = await theatre.page(options);
  await page.page.locator(".count", { hasText: "2 wires" }).waitFor({ state: "attached" });
  await page.press("2");
  const cell = (name: string) => page.page.locator(`.cell[aria-label="${name}"]`);
  await cell("desk/a to wall/x").waitFor();
  return { page, desk, cell };
}

test("a node is folded into one line with all of its wires, by mouse and by keyboard, and unfolded", async () => {
  const { page, cell } = await moving();
  await page.page.getByRole("button", { name: "Fold wall across" }).click();
  await cell("desk/a to wall: 1 wire").waitFor();
  await page.page.getByRole("button", { name: "Fold desk down" }).click();
  const all = cell("desk to wall: 2 wires");
  expect((await all.textContent())?.trim()).toBe("2");
  // A click unfolds both, and cuts nothing.
  await all.click();
  await cell("desk/b to wall/y").waitFor();
  await page.page.locator(".count", { hasText: "2 wires" }).waitFor({ state: "attached" });
  await cell("desk/b to wall/y").focus();
  await page.press("Shift+ArrowUp");
  await cell("desk/b to wall: 1 wire").waitFor();
  await page.press("Shift+ArrowLeft");
  await expect.poll(() => page.page.evaluate("document.activeElement.ariaLabel")).toBe("desk to wall: 2 wires");
  await page.press("Shift+ArrowRight", "Shift+ArrowDown");
  await expect.poll(() => page.page.evaluate("document.activeElement.ariaLabel")).toBe("desk/a to wall/x");
  await page.button("Fold all nodes").click();
  await page.button("Unfold all nodes").click();
  expect(await page.page.locator(".cell").count()).toBe(6);
});

test("a cell lights up when a value passes, shows how high it is, and no other cell does", async () => {
  const { page, desk } = await moving();
  const lights = page.page.locator(".light");
  expect(await lights.count()).toBe(2);
  // However short a light is: who watches sees it.
  await page.page.evaluate(`(globalThis.lit = new Set(), new MutationObserver(() => {
    for (const [index, light] of [...document.querySelectorAll(".light")].entries())
      if (light.classList.contains("lit")) lit.add(index);
  }).observe(document.querySelector(".over"), { subtree: true, attributes: true }))`);
  desk.set("a", 0.75);
  await expect.poll(() => page.page.evaluate("[...lit]")).toEqual([0]);
  const height = (): Promise<unknown> =>
    page.page.evaluate('document.querySelector(".light .level").style.backgroundSize');
  await expect.poll(height).toBe("100% 75%");
  await expect.poll(() => page.page.locator(".light.lit").count()).toBe(0);
});

test("what is said of a cell, however long, moves no cell", async () => {
  const { page, cell } = await moving();
  const place = async () => (await cell("desk/b to wall/z").boundingBox())?.y;
  const before = await place();
  await cell("desk/a to wall/x").hover();
  await page.page.locator("output", { hasText: "values/s" }).waitFor();
  expect(await place()).toBe(before);
});
