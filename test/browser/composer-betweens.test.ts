import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { ZreNode } from "../../src/index.ts";
import { Operators } from "../../src/show.ts";
import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { OldNode } from "../show/node/stage.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, placeIn, settle, Theatre } from "./composer-page.ts";

// A wire with a map to an old node goes through an operator, and is one wire for people.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

/** A desk, a box that takes operators, a filter that knows maps, and an old node; the fader moves the filter, with a map. */
async function opened() {
  const theatre = await Theatre.open(browser, await freePort());
  const { stage } = theatre;
  const desk = await stage.node("desk", (node) => node.int("fader", 0, { access: "re", min: 0, max: 127 }));
  const box = await stage.node("box", (node) => {
    const operators = new Operators(node, { offer: {} });
    onTestFinished(() => operators.stop());
  });
  await stage.node("synth", (node) => node.float("cutoff", 0, { access: "rws", min: 0, max: 1 }));
  const zre = new ZreNode("old", { ...stage.network, headers: { "X-ZOCP": "1" } });
  const old = new OldNode(zre);
  old.node.register("sens", 0, "flt", "rws");
  onTestFinished(() => zre.stop());
  await zre.start();
  await desk.waitFor("synth");
  await desk.connect("desk/fader", "synth/cutoff", { map: [{ range: [0, 127, 0, 1] }] });
  const page = await theatre.page();
  await page.node("old").waitFor();
  await page.wire("desk/fader", "synth/cutoff").waitFor({ state: "attached" });
  return { desk, box, old, page };
}

/** Pulls the plug out of the filter and into the old node. */
async function replug(page: ComposerPage): Promise<void> {
  // In its middle; by the focus the picture would move.
  await settle(page.sensor("synth/cutoff"));
  const [from, to] = [page.emitter("desk/fader"), page.sensor("synth/cutoff")];
  const [[left, top], [right, bottom]] = [await placeIn(from, [0.5, 0.5]), await placeIn(to, [0.5, 0.5])];
  await page.page.mouse.click((left + right) / 2, (top + bottom) / 2);
  // The page knows the map of the wire.
  await page.page.locator(".wire-card").getByLabel("Take away range 0 127 0 1").waitFor();
  await page.pull(page.sensor("synth/cutoff"), page.sensor("old/sens"));
  await page.page.mouse.up();
}

test("a wire with a map that is plugged into an old node is offered an operator, and is one wire everywhere", async () => {
  const { desk, box, old, page } = await opened();
  await replug(page);
  const question = page.page.getByRole("dialog", { name: "Put it between" });
  await question.getByText("old is an old node, which knows no maps. Put an operator of box between?").waitFor();
  await question.getByRole("button", { name: "Put it between" }).click();
  const wire = page.wire("desk/fader", "old/sens, via box");
  await wire.waitFor({ state: "attached" });
  await page.wire("desk/fader", "synth/cutoff").waitFor({ state: "detached" });
  await until(() => box.parameters.has("between.in"), "the operator is there");
  expect(await page.node("box").count()).toBe(0);
  desk.parameter("fader").emit(127);
  await until(() => old.value("sens") === 1, "the full range arrives");

  await wire.focus();
  await page.press("Enter");
  const card = page.page.locator(".wire-card");
  await card.getByText("via box").waitFor();
  await card.getByLabel("Take away range 0 127 0 1").waitFor();
  await page.press("2");
  await page.page.getByLabel("desk/fader to old/sens: via box").waitFor();
  expect(await page.page.getByLabel(/between\.(in|out)/).count()).toBe(0);
  await page.press("3");
  await page.page.getByRole("row").getByText("→ old/sens via box").waitFor();
  await page.press("1");
  await wire.focus();
  await page.press("Enter");
  await card.getByRole("button", { name: "Cut" }).click();
  await wire.waitFor({ state: "detached" });
  await until(() => box.parameters.size === 0, "the operator is gone");
  await page.button("Undo").click();
  await wire.waitFor({ state: "attached" });
  await until(() => box.parameters.has("between.in"), "the operator is back");
});

test("who declines keeps the wire as it was", async () => {
  const { box, page } = await opened();
  await replug(page);
  await page.page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await page.page.getByRole("dialog").waitFor({ state: "detached" });
  await page.wire("desk/fader", "synth/cutoff").waitFor({ state: "attached" });
  expect(await page.wire("desk/fader", "old/sens").count()).toBe(0);
  expect(box.parameters.size).toBe(0);
});
