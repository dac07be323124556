import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { SimulatedShow } from "../../composer/dev/simulated-show.ts";
import { ZocpNode } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { ROOT } from "../sources.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, settle, Theatre } from "./composer-page.ts";

// The pictures of the documentation. They are always taken, and kept only when ZOCP_PICTURES is set: `npm run pictures`.
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

/** A page on a whole network, with what a person chose for it. */
async function open(theme: "dark" | "light", choices: object, options = {}): Promise<ComposerPage> {
  const theatre = await Theatre.open(browser, await freePort());
  const network = new SimulatedShow((name) => new ZocpNode(name, theatre.stage.network));
  onTestFinished(() => network.stop());
  await network.start();
  const storage = JSON.stringify({ theme, ...choices });
  const page = await theatre.page({
    deviceScaleFactor: 1.5,
    storageState: {
      cookies: [],
      origins: [{ origin: originOf(theatre), localStorage: [{ name: "zocp-composer", value: storage }] }],
    },
    ...options,
  });
  await page.page.locator(".count", { hasText: "10 nodes" }).waitFor({ state: "attached" });
  await page.page.locator(".count", { hasText: "13 wires" }).waitFor({ state: "attached" });
  return page;
}

function originOf({ gateway }: Theatre): string {
  return new URL(gateway.links()[0]?.url ?? "").origin;
}

async function take({ page }: ComposerPage, name: string): Promise<void> {
  // Nothing is under the pointer, and what moves by itself has had time to draw a line.
  await page.mouse.move(700, 2);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  expect(readFileSync(path).length).toBeGreaterThan(20_000);
}

const SIZE = { viewport: { width: 1440, height: 880 } };

test.each(["dark", "light"] as const)("the %s graph", async (theme) => {
  const page = await open(theme, { view: "graph" }, SIZE);
  await settle(page.node("sound"));
  await page.select("sound");
  await take(page, `composer-graph-${theme}`);
});

test.each(["dark", "light"] as const)("the %s matrix", async (theme) => {
  const page = await open(theme, { view: "matrix" }, SIZE);
  await page.page.locator('[aria-label="hand/left.grip to sound/volume"]').focus();
  await take(page, `composer-matrix-${theme}`);
});

test.each(["dark", "light"] as const)("the %s panel, with the scope", async (theme) => {
  const page = await open(theme, { view: "list", drawer: "scope" }, SIZE);
  await page.press("Control+f");
  await page.page.keyboard.type("oscillator");
  await page.press("Enter");
  for (const address of ["oscillator/sine", "oscillator/saw"]) await page.button(`${address} on the scope`).click();
  await page.press("Escape", "Control+f");
  await page.page.keyboard.type("floor");
  await page.press("Enter");
  await page.button("floor/pressure on the scope").click();
  await new Promise((resolve) => setTimeout(resolve, 7000));
  await take(page, `composer-panel-${theme}`);
});

test.each(["dark", "light"] as const)("the %s phone", async (theme) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const page = await open(theme, {}, phone);
  await take(page, `composer-phone-${theme}`);
});
