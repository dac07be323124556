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
  await expect.poll(() => last.getAttribute("aria-pressed"), { timeout: PATIENCE }).toBe("true");
  // Where a node does not begin its name stands at the edge of what is seen.
  await page.page.locator("tbody th b").getByText("desk").waitFor();
  await page.press("ArrowUp", "ArrowLeft");
  await expect.poll(() => page.page.evaluate("document.activeElement.dataset.cell")).toBe("148-298");
});
