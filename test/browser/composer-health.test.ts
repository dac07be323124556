import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { VERSION } from "../../src/version.ts";
import { PATIENCE } from "../patience.ts";
import { faults } from "./axe.ts";
import { openChromium } from "./chromium.ts";
import { openShow } from "./show-page.ts";

// The drawer Health: what is the matter, the worst first, and what a show would not find.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

test("health names the worst link and why, every node with its version and place, and what the show needs and is not here", async () => {
  const { theatre, page, lamp } = await openShow(browser);
  const desk = await theatre.stage.node("desk", (node) => {
    node.float("hot", 3, { access: "rwe", min: 0, max: 5 });
    node.float("cool", 0.5, { access: "rwe", min: 0, max: 1 });
  });
  for (const [emitter, sensor] of [
    ["desk/cool", "house/level"],
    ["desk/hot", "lamp/level"],
  ] as const)
    await desk.connect(emitter, sensor, { timeout: PATIENCE });
  for (const value of [4, 5]) desk.set("hot", value);
  await page.node("desk").waitFor();
  await page.press("v");
  const drawer = page.page.getByRole("region", { name: "health", exact: true });
  const rows = drawer.locator("tbody tr");
  await expect
    .poll(() => rows.first().textContent(), { timeout: PATIENCE })
    .toMatch(/desk\/hot\s*→\s*lamp\/level.*3 of 3 refused/s);
  await drawer.getByRole("button", { name: /2 links.*1 in trouble/s }).waitFor();
  await drawer.getByRole("button", { name: "last" }).click();
  await drawer.locator('th[aria-sort="descending"]').getByText("last").waitFor();
  await rows.first().getByRole("button").click();
  await page.page.locator(".panel").getByText("desk/hot").first().waitFor();
  expect(await faults(page.page)).toEqual([]);
  await drawer.getByRole("button", { name: /^\d nodes/ }).click();
  const row = rows.filter({ hasText: "lamp" });
  const endpoint = lamp.endpoints[0]?.replace("tcp://", "") ?? "";
  await expect.poll(() => row.textContent(), { timeout: PATIENCE }).toContain(endpoint);
  expect(await row.textContent()).toContain(VERSION);
  await lamp.stop();
  await row.waitFor({ state: "detached" });
  await drawer.getByRole("button", { name: "Preflight" }).click();
  await rows.filter({ hasText: "cam@foyer" }).filter({ hasText: "not here" }).first().waitFor();
  await rows.filter({ hasText: "lamp" }).filter({ hasText: "not here" }).first().waitFor();
  await drawer.getByText(/the cues move \d+ parameters/).waitFor();
  expect(await faults(page.page)).toEqual([]);
});
