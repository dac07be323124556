import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { Demo } from "../../src/cli/demo/demo.ts";
import { move } from "../../src/cli/demo/motion.ts";
import { freePort } from "../../tools/ports.js";
import { ROOT } from "../sources.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, settle, Theatre } from "./composer-page.ts";
import { joinPictures } from "./moving-picture.ts";

// The pictures of the documentation: what `npm start` shows. They are always taken, and kept only when ZOCP_PICTURES is set:
// `npm run pictures`.
const keep = process.env.ZOCP_PICTURES !== undefined;
const folder = keep ? `${ROOT}docs/images` : mkdtempSync(join(tmpdir(), "zocp-pictures-"));

let browser: Browser;

beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  browser = await openChromium();
});

afterAll(async () => {
  await browser?.close();
  if (!keep) rmSync(folder, { recursive: true });
});

/** A page on the stage of the demo, with what a person chose for it. `moves`: by itself; else the test moves it. */
async function open(
  theme: "dark" | "light",
  { choices = {}, moves = true, ...options }: { choices?: object; moves?: boolean } & Parameters<Theatre["page"]>[0],
): Promise<{ page: ComposerPage; demo: Demo }> {
  const theatre = await Theatre.open(browser, await freePort());
  const demo = new Demo(theatre.stage.network, { whole: true });
  const ends = new AbortController();
  onTestFinished(async () => {
    ends.abort();
    await demo.stop();
  });
  await demo.start();
  if (moves) void move(demo, ends.signal);
  const storage = JSON.stringify({ theme, ...choices });
  const page = await theatre.page({
    deviceScaleFactor: 1.5,
    storageState: {
      cookies: [],
      origins: [{ origin: originOf(theatre), localStorage: [{ name: "zocp-composer", value: storage }] }],
    },
    ...options,
  });
  await page.page.locator(".count", { hasText: "11 nodes" }).waitFor({ state: "attached" });
  await page.page.locator(".count", { hasText: "8 wires" }).waitFor({ state: "attached" });
  return { page, demo };
}

function originOf({ gateway }: Theatre): string {
  return new URL(gateway.links()[0]?.url ?? "").origin;
}

async function take({ page }: ComposerPage, name: string): Promise<void> {
  // Nothing is under the pointer, and what moves by itself has had time to draw a line.
  await page.mouse.move(700, 2);
  await rest(3000);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  expect(readFileSync(path).length).toBeGreaterThan(20_000);
}

const rest = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));
const SIZE = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

test.each(["dark", "light"] as const)("the %s graph", async (theme) => {
  const { page } = await open(theme, { ...SIZE, choices: { view: "graph" } });
  await settle(page.node("sound"));
  await take(page, `composer-graph-${theme}`);
});

test.each(["dark", "light"] as const)("the %s matrix", async (theme) => {
  const { page } = await open(theme, { ...SIZE, choices: { view: "matrix" } });
  await page.page.locator('[aria-label="hand/grip to lamp-back/brightness"]').focus();
  await take(page, `composer-matrix-${theme}`);
});

test.each(["dark", "light"] as const)("the %s panel, with the scope", async (theme) => {
  const { page } = await open(theme, { ...SIZE, choices: { view: "list", drawer: "scope" } });
  for (const [name, address] of [
    ["oscillator", "oscillator/wave"],
    ["hand", "hand/grip"],
    ["floor", "floor/weight"],
  ] as const) {
    await page.press("Escape", "Control+f");
    await page.page.getByRole("dialog").getByRole("combobox").waitFor();
    await page.page.keyboard.type(name);
    await page.press("Enter");
    await page.button(`${address} on the scope`).click();
  }
  await rest(7000);
  await take(page, `composer-panel-${theme}`);
});

test.each(["dark", "light"] as const)("the %s show, between two cues", async (theme) => {
  const { page, demo } = await open(theme, { ...SIZE, choices: { view: "show", panel: false } });
  await page.page.getByRole("heading", { name: "The Harbour" }).waitFor();
  demo.go();
  await page.button("GO 2 Dusk").waitFor();
  await rest(2500);
  demo.go();
  await page.button("GO 3 Storm").waitFor();
  await take(page, `composer-show-${theme}`);
});

test.each(["dark", "light"] as const)("the %s dashboard", async (theme) => {
  const { page, demo } = await open(theme, { ...SIZE, choices: { view: "dashboards", panel: false } });
  await page.page.getByRole("button", { name: "harbour" }).waitFor();
  demo.go();
  await take(page, `composer-dashboard-${theme}`);
});

test.each(["dark", "light"] as const)("the %s phone", async (theme) => {
  const { page } = await open(theme, PHONE);
  await take(page, `composer-phone-${theme}`);
});

test("the stage as it moves", async () => {
  const size = { width: 1200, height: 800 };
  const { page, demo } = await open("dark", {
    viewport: size,
    deviceScaleFactor: 1,
    choices: { view: "graph", panel: false },
    moves: false,
  });
  await page.button("Hide this").click();
  await settle(page.node("sound"));
  await page.page.mouse.move(600, 2);
  const pictures: Buffer[] = [];
  for (let at = 0; at < FRAMES; at += 1) {
    // However long a picture takes, from one to the next the same time passes on the stage, and for what travels along the wires.
    for (let step = 0; step < STEPS; step += 1) demo.advance(DELAY / 1000 / STEPS);
    if (at % CUE === 0) demo.go();
    await rest(60);
    await page.page.evaluate(STEP);
    pictures.push(await page.page.screenshot());
  }
  const moving = await joinPictures(browser, pictures, { ...size, delay: DELAY });
  writeFileSync(join(folder, "composer.webp"), moving);
  expect(new Set(pictures.map(String)).size).toBeGreaterThan(FRAMES / 2);
  expect(moving.length).toBeLessThan(1_500_000);
  const read = await page.page.evaluate(`(async () => {
    const data = Uint8Array.from(atob("${moving.toString("base64")}"), (letter) => letter.charCodeAt(0));
    const decoder = new ImageDecoder({ type: "image/webp", data });
    await decoder.completed;
    const { image } = await decoder.decode({ frameIndex: ${FRAMES - 1} });
    return [decoder.tracks.selectedTrack.frameCount, image.displayWidth, image.displayHeight];
  })()`);
  expect(read).toEqual([FRAMES, size.width, size.height]);
});

/** So many pictures, each of which is seen for so many milliseconds; after how many of them there is a GO. */
const [FRAMES, DELAY, CUE] = [48, 100, 16];
const STEPS = 3;
/** What travels along the wires goes on by the time of one picture. */
const STEP = `for (const run of document.getAnimations()) if (run.effect?.target?.matches(".dot")) {
  run.pause();
  run.currentTime = Number(run.currentTime) + ${DELAY};
  if (run.currentTime >= 700) run.finish();
}`;
