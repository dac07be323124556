import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { freePort } from "../../tools/ports.js";
import { PATIENCE } from "../patience.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, settle, Theatre } from "./composer-page.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

/** A desk that drives ten lamps, and a page that shows them all. */
async function stackOfLamps(prepare: (page: ComposerPage) => Promise<void> = async () => {}) {
  const theatre = await Theatre.open(browser, await freePort());
  const desk = await theatre.stage.node("desk", (node) => void node.float("level", 0.5, { access: "rwe" }));
  const names = Array.from({ length: 10 }, (_, index) => `lamp-${String(index + 1).padStart(2, "0")}`);
  for (const name of names)
    await theatre.stage.node(name, (node) => void node.float("brightness", 0, { access: "rws" }));
  for (const name of names) await desk.connect("desk/level", `${name}/brightness`, { timeout: PATIENCE });
  const page = await theatre.page({ url: "about:blank" });
  await prepare(page);
  await page.page.goto(theatre.gateway.links()[0]?.url ?? "");
  await page.page.locator(".count", { hasText: "10 wires" }).waitFor({ state: "attached" });
  const lefts = async (): Promise<readonly number[]> => {
    const boxes = await Promise.all(names.map((name) => page.node(name).boundingBox()));
    return [...new Set(boxes.map((box) => Math.round(box?.x ?? 0)))];
  };
  return { page, lefts };
}

test("nodes are laid out in a worker, which the page's policy allows: equals stand in one stack, right of what drives them", async () => {
  const { page, lefts } = await stackOfLamps();
  await settle(page.node("desk"));
  // A small show needs none: it is laid out at once.
  expect([page.page.workers().length, (await lefts()).length]).toEqual([0, 1]);
  await page.press("a");
  await expect.poll(() => page.page.workers().length, { timeout: PATIENCE }).toBe(1);
  await expect.poll(async () => (await lefts()).length).toBe(1);
  const desk = await page.node("desk").boundingBox();
  expect((desk?.x ?? 0) + (desk?.width ?? 0)).toBeLessThan((await lefts())[0] ?? 0);
});

test("arranging moves what was put elsewhere back, and undo takes that back", async () => {
  const { page, lefts } = await stackOfLamps();
  await settle(page.node("desk"));
  await page.select("lamp-05");
  await page.press("ArrowRight", "ArrowRight");
  await expect.poll(async () => (await lefts()).length).toBe(2);
  await page.press("a");
  await expect.poll(async () => (await lefts()).length, { timeout: PATIENCE }).toBe(1);
  await page.press("Control+z");
  await expect.poll(async () => (await lefts()).length, { timeout: PATIENCE }).toBe(2);
});

test("where no worker can begin the page lays out by itself", async () => {
  const { page, lefts } = await stackOfLamps(async ({ context }) => {
    await context.route(/worker-/, (route) => route.abort());
  });
  await settle(page.node("desk"));
  await page.press("a");
  await expect.poll(async () => (await lefts()).length, { timeout: PATIENCE }).toBe(1);
});
