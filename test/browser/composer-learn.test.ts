import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { until } from "../gateway/stage.ts";
import { openChromium } from "./chromium.ts";
import type { ComposerPage } from "./composer-page.ts";
import { openDashboard } from "./dashboard-page.ts";

// MIDI, keys and gamepads move the controls of a dashboard. The devices are fakes of what the browser offers.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

const LARGE = { viewport: { width: 1280, height: 800 }, hasTouch: false, isMobile: false };

/** A MIDI controller and a gamepad. */
const DEVICES = `(() => {
  const input = { id: "1", name: "nano", onmidimessage: null };
  const access = { inputs: new Map([["1", input]]), onstatechange: null };
  const pad = { index: 0, id: "Pad (STANDARD)", buttons: [{ value: 0 }], axes: [0, 0] };
  Object.defineProperty(navigator, "requestMIDIAccess", { configurable: true, value: async () => access });
  navigator.permissions.query = async () => ({ state: "granted" });
  Object.defineProperty(navigator, "getGamepads", { configurable: true, value: () => [pad, null] });
  Object.assign(window, { pad, midi: (...bytes) => input.onmidimessage?.({ data: Uint8Array.from(bytes) }) });
})()`;

/** Puts the devices into the page, and into what it becomes when it is loaded again. */
async function plugIn({ page }: ComposerPage): Promise<void> {
  await page.addInitScript({ content: DEVICES });
  await page.evaluate(DEVICES);
}

const midi = ({ page }: ComposerPage, ...bytes: readonly number[]) => page.evaluate(`midi(${bytes.join(", ")})`);

async function learn(page: ComposerPage, name: string, move: () => Promise<unknown>, says: string): Promise<void> {
  await page.page.getByRole("button", { name: `Learn ${name}`, exact: true }).click();
  await page.page
    .getByRole("button", { name: "Move something …" })
    .or(page.page.getByText("Move something …"))
    .first()
    .waitFor();
  await move();
  await page.page.getByText(says).first().waitFor();
}

test("a knob, a key and a button are learned, move what they were taught without a jump, and are known after a reload", async () => {
  const { page, lamp, show, sets } = await openDashboard(browser, LARGE);
  await page.page.locator("[data-cue=go]").getByText("House out").waitFor();
  await plugIn(page);
  await page.page.getByRole("button", { name: "Learn", exact: true }).click();
  await page.page.getByText("This browser keeps it").waitFor();
  const knob = async (...values: readonly number[]): Promise<void> => {
    for (const value of values) await midi(page, 0xb0, 7, value);
  };
  await learn(page, "Front", () => knob(10, 30), "CC 7, channel 1 of nano");
  await learn(page, "GO", () => page.press("q"), "key Q");
  const push = (value: number) => page.page.evaluate(`pad.buttons[0].value = ${value}`);
  await learn(page, "lamp/flash", () => push(1), "button 0 of Pad");
  await push(0);
  await page.page.getByRole("button", { name: "Done" }).click();
  // What taught it has moved nothing.
  expect(sets).toEqual([]);
  await knob(40, 50);
  await page.page.waitForTimeout(300);
  expect(lamp.parameter("level").value).toBe(0.5);
  await knob(60, 70, 90);
  await until(() => Math.abs(Number(lamp.parameter("level").value) - 90 / 127) < 0.01, "it was picked up");
  await push(1);
  await until(() => lamp.parameter("flash").value === true, "it is held");
  await push(0);
  await until(() => lamp.parameter("flash").value === false, "it is let go");
  await page.press("q");
  await until(() => show.state.active === "a", "GO");
  await page.page.reload();
  await page.page.locator("[data-cue=go]").getByText("Dusk").waitFor();
  await page.page.waitForTimeout(400);
  await page.press("q");
  await until(() => show.state.active === "b", "GO after a reload");
  await until(() => lamp.parameter("level").value === 0.75, "the cue");
  // A knob takes hold where the page knows the parameter to be.
  const front = page.page.getByRole("slider", { name: "Front" });
  await expect.poll(() => front.getAttribute("aria-valuenow"), { timeout: 5_000 }).toBe("0.75");
  await knob(95, 100);
  await until(() => Math.abs(Number(lamp.parameter("level").value) - 100 / 127) < 0.01, "the knob is known, too");
});

test("where a browser has no MIDI that is said, nothing fails, and keys are learned all the same", async () => {
  const { page, lamp } = await openDashboard(browser, LARGE);
  await page.page.getByRole("slider", { name: "Front" }).waitFor();
  await page.page.evaluate(
    `Object.defineProperty(navigator, "requestMIDIAccess", { configurable: true, value: undefined })`,
  );
  await page.page.getByRole("button", { name: "Learn", exact: true }).click();
  await page.page.getByText("No MIDI: this browser has no Web MIDI").waitFor();
  await learn(page, "Front", () => page.press("w"), "key W");
  await page.page.getByRole("button", { name: "Done" }).click();
  await page.press("w");
  await until(() => lamp.parameter("level").value === 0.55, "a step up");
  await page.press("Shift+W", "Shift+W");
  await until(() => lamp.parameter("level").value === 0.45, "two steps down");
  await page.page.getByRole("button", { name: "Learn", exact: true }).click();
  await page.page.getByRole("button", { name: /key W/ }).click();
  await page.page.getByRole("button", { name: "Done" }).click();
  await page.press("w");
  await page.page.waitForTimeout(300);
  expect(lamp.parameter("level").value).toBe(0.45);
});
