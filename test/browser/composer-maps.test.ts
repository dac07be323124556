import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { openChromium } from "./chromium.ts";
import { Theatre } from "./composer-page.ts";

// What the card of a wire does with the values on it.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

/** A page on a fader of MIDI and a filter, with the card of the wire between them. */
async function wired() {
  const theatre = await Theatre.open(browser, await freePort());
  const desk = await theatre.stage.node("desk", (node) => {
    node.int("fader", 0, { access: "re", min: 0, max: 127 });
  });
  const synth = await theatre.stage.node("synth", (node) => {
    node.float("cutoff", 20, { access: "rws", min: 20, max: 20_000, unit: "Hz" });
  });
  await desk.connect("desk/fader", "synth/cutoff", { timeout: PATIENCE });
  const page = await theatre.page();
  const wire = page.wire("desk/fader", "synth/cutoff");
  await wire.waitFor({ state: "attached" });
  await page.node("synth").waitFor();
  await wire.focus();
  await page.press("Enter");
  const card = page.page.locator(".wire-card");
  await card.waitFor();
  const mapped = (): unknown => synth.links[0]?.options.get("map");
  const send = (value: number): void => desk.parameter("fader").emit(value);
  return { theatre, desk, synth, page, card, mapped, send };
}

test("ranges are fitted with one click, drawn as a line, and taken back by undo", async () => {
  const { synth, page, card, mapped, send } = await wired();
  await card.getByRole("button", { name: "Fit ranges" }).click();
  await until(() => mapped() !== undefined, "the synth has the map");
  await card.getByText("range 0 127 20 20000 clip=true").waitFor();
  await card.locator("figure path").waitFor();
  send(127);
  await until(() => synth.parameter("cutoff").value === 20_000, "mapped");
  await page.button("Undo").click();
  await until(() => mapped() === undefined, "without the map");
});

test("a map is typed: a wrong one says why and goes nowhere, a right one is used, a stage is taken away", async () => {
  const { synth, page, card, mapped, send } = await wired();
  const field = card.getByLabel("Map of this wire");
  await field.fill("range 0 127 0 1 | curv square");
  expect(await card.getByRole("alert").textContent()).toMatch(/map\[1\].*curve/);
  await page.press("Enter");
  expect(mapped()).toBeUndefined();
  await field.fill("range 0 127 0 100 | expr x * 2");
  await page.press("Enter");
  await until(() => mapped() !== undefined, "the synth has the map");
  send(127);
  await until(() => synth.parameter("cutoff").value === 200, "mapped");
  await card.getByLabel("Take away expr x * 2").click();
  await until(() => (mapped() as unknown[] | undefined)?.length === 1, "one stage is left");
  send(0);
  send(127);
  await until(() => synth.parameter("cutoff").value === 100, "with one stage");
});

test("a wire is muted and heard again", async () => {
  const { synth, card, send } = await wired();
  const mute = card.getByRole("button", { name: "Mute" });
  await mute.click();
  await until(() => synth.links[0]?.options.get("mute") === true, "muted");
  expect(await mute.getAttribute("aria-pressed")).toBe("true");
  send(64);
  await mute.click();
  await until(() => synth.links[0]?.options.has("mute") === false, "heard again");
  send(65);
  await until(() => synth.parameter("cutoff").value === 65, "it follows again");
});

test("a map learns between which numbers its emitter goes, and keeps these as its range", async () => {
  const { synth, card, mapped, send } = await wired();
  /** A value, until it was seen on the card. */
  const show = async (number: number): Promise<void> => {
    send(number);
    await card.locator(".value").getByText(String(number), { exact: true }).waitFor();
  };
  await show(60);
  const learn = card.getByRole("button", { name: "Learn", exact: true });
  await learn.click();
  const learned = card.getByRole("button", { name: "Learned" });
  for (const number of [12, 96]) await show(number);
  await learned.click();
  await until(() => mapped() !== undefined, "the synth has the map");
  await card.getByText("range 12 96 20 20000").waitFor();
  await learn.waitFor();
  send(12);
  await until(() => synth.parameter("cutoff").value === 20, "the least that was seen");
  send(96);
  await until(() => synth.parameter("cutoff").value === 20_000, "the most that was seen");
});

test("a map learns nothing of an emitter that nobody moves", async () => {
  const { card, mapped } = await wired();
  await card.getByRole("button", { name: "Learn", exact: true }).click();
  await card.getByRole("button", { name: "Learned" }).click();
  await card.getByRole("button", { name: "Learn", exact: true }).waitFor();
  expect(mapped()).toBeUndefined();
});
