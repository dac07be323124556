import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { ZocpNode } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, placeIn, settle, Theatre } from "./composer-page.ts";

// Whether what the page shows is so, and whether two people at once lose nothing.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

const unit = { min: 0, max: 1, step: 0.01 };

/** A desk and a lamp that its fader drives, as far as the lamp goes. */
async function stage({ most = 1, wired = true } = {}) {
  const theatre = await Theatre.open(browser, await freePort());
  const desk = await theatre.stage.node("desk", (node) => void node.float("level", 0.5, { ...unit, access: "rwe" }));
  const lamp = await theatre.stage.node("lamp", (node) => {
    node.float("level", 0.25, { ...unit, max: most, access: "rws" });
  });
  const page = await theatre.page();
  for (const name of ["desk", "lamp"]) await page.node(name).waitFor();
  if (wired) {
    await desk.connect("desk/level", "lamp/level", { timeout: PATIENCE, decide: true });
    await page.wire("desk/level", "lamp/level").waitFor({ state: "attached" });
  }
  return { theatre, page, desk, lamp, wires: () => wiresOf(desk) };
}

const wiresOf = (desk: ZocpNode): number =>
  desk.parameter("level").subscribers.filter(([, sensor]) => sensor !== null).length;

const undo = (page: ComposerPage) => page.page.keyboard.press("Control+z");

test("what a wire moves says so and rests; a hand takes it over by an act, and undo gives it back to the wire", async () => {
  const { page, desk, lamp } = await stage();
  await until(() => lamp.parameter("level").value === 0.5, "the lamp follows");
  await page.select("lamp");
  const fader = page.fader("lamp/level");
  await page.page.getByText("driven by desk/level").waitFor();
  expect(await fader.getAttribute("aria-disabled")).toBe("true");
  const got: unknown[] = [];
  lamp.on("changed", ({ value, by }) => by !== "signal" && got.push(value));
  await page.drag(fader, [0.5, 0.5], [0.9, 0.5]);
  await fader.focus();
  await page.press("End", "ArrowUp");
  desk.set("level", 0.4);
  await expect.poll(() => fader.getAttribute("aria-valuenow"), { timeout: PATIENCE }).toBe("0.4");
  expect(got).toEqual([]);
  await page.button("Take over").click();
  await expect.poll(() => fader.getAttribute("aria-disabled"), { timeout: PATIENCE }).toBe("false");
  await page
    .wire("desk/level", "lamp/level")
    .and(page.page.locator('[aria-label$=", muted"]'))
    .waitFor({ state: "attached" });
  await fader.focus();
  await page.press("End");
  await until(() => lamp.parameter("level").value === 1, "the hand");
  desk.set("level", 0.3);
  await until(() => page.page.url() !== "" && desk.parameter("level").value === 0.3, "the desk");
  expect(lamp.parameter("level").value).toBe(1);
  await undo(page);
  await until(() => lamp.parameter("level").value === 0.4, "the hand's step is taken back");
  await undo(page);
  await page.page.getByText("driven by desk/level").waitFor();
  desk.set("level", 0.7);
  await until(() => lamp.parameter("level").value === 0.7, "the lamp follows again");
});

test("undo asks before it overwrites what another hand has set meanwhile, and does nothing when the answer is no", async () => {
  const { page, desk } = await stage({ wired: false });
  await page.select("desk");
  await page.fader("desk/level").focus();
  await page.press("End");
  await until(() => desk.parameter("level").value === 1, "the hand");
  desk.set("level", 0.75);
  await expect.poll(() => page.fader("desk/level").getAttribute("aria-valuenow"), { timeout: PATIENCE }).toBe("0.75");
  await undo(page);
  const dialog = page.page.getByRole("dialog");
  await dialog.getByText("desk/level is 0.75 now, and was left at 1 here").waitFor();
  // Neither the key that asked nor an Enter that slips confirms it.
  await page.press("Enter");
  await dialog.waitFor({ state: "detached" });
  expect(desk.parameter("level").value).toBe(0.75);
  await undo(page);
  await dialog.getByRole("button", { name: "Do it all the same" }).click();
  await until(() => desk.parameter("level").value === 0.5, "a person said so");
});

test("undo of a wire gives its sensor back what it had", async () => {
  const { page, lamp, wires } = await stage({ wired: false });
  await page.pull(page.emitter("desk/level"), page.sensor("lamp/level"));
  await page.page.mouse.up();
  await until(() => lamp.parameter("level").value === 0.5, "the lamp follows");
  await undo(page);
  await until(() => wires() === 0, "the wire is gone");
  await until(() => lamp.parameter("level").value === 0.25, "the lamp is as it was");
});

test("a wire whose values are refused is amber, says how many and why, and fits its ranges on one click", async () => {
  const { page, desk, lamp } = await stage({ most: 0.5 });
  const wire = page.wire("desk/level", "lamp/level");
  await until(() => lamp.parameter("level").value === 0.5, "the first one fits");
  for (const value of [0.55, 0.95]) desk.set("level", value);
  await wire.and(page.page.locator('[aria-label$=", values refused"]')).waitFor({ state: "attached" });
  const colour = await wire.locator(".core").evaluate((element) => {
    const { getComputedStyle, document } = globalThis as unknown as {
      getComputedStyle(of: unknown): { stroke: string; getPropertyValue(name: string): string };
      document: { documentElement: unknown };
    };
    const warn = getComputedStyle(document.documentElement).getPropertyValue("--warn");
    return [getComputedStyle(element).stroke, warn];
  });
  expect(colour).toEqual(["rgb(138, 90, 0)", "#8a5a00"]);
  await settle(page.node("lamp"));
  const middle = await placeIn(wire.locator(".reach"), [0.5, 0.5]);
  await page.page.mouse.move(...middle);
  await page.page.locator(".told em").getByText("2 of 2 values refused: 0.95 is above the maximum 0.5").waitFor();
  await page.page.mouse.click(...middle);
  await page.page.locator(".wire-card .trouble").waitFor();
  await page.button("Fit ranges").click();
  await page.page.locator(".wire-card .trouble").waitFor({ state: "detached" });
  await until(() => lamp.parameter("level").value === 0.475, "it fits");
});

test.each([0, 1500])("a wire that one page cuts and another makes %i ms later is there on both", async (pause) => {
  const { theatre, page, wires } = await stage();
  const other = await theatre.page();
  await other.wire("desk/level", "lamp/level").waitFor({ state: "attached" });
  await page.select("desk");
  await page.button("Cut the wire to lamp/level").click();
  await until(() => wires() === 0, "it is cut");
  await other.wire("desk/level", "lamp/level").waitFor({ state: "detached" });
  await new Promise((resolve) => setTimeout(resolve, pause));
  await other.pull(other.emitter("desk/level"), other.sensor("lamp/level"));
  await other.page.mouse.up();
  await until(() => wires() === 1, "it is made again");
  // Longer than any node remembers what it was asked for, before versions.
  await new Promise((resolve) => setTimeout(resolve, 6000));
  expect(wires()).toBe(1);
  for (const one of [page, other]) await one.wire("desk/level", "lamp/level").waitFor({ state: "attached" });
});
