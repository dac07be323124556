import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import type { ZocpNode } from "../../src/index.ts";
import { Operators } from "../../src/show.ts";
import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { faults } from "./axe.ts";
import { openChromium } from "./chromium.ts";
import { Theatre } from "./composer-page.ts";

// Operators are made from the page, wired, and taken away.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

/** A page, a desk, and a box on which operators can be made. */
async function opened(options: Parameters<Theatre["page"]>[0] = {}) {
  const theatre = await Theatre.open(browser, await freePort());
  const desk = await theatre.stage.node("desk", (node) => {
    node.float("fader", 0, { access: "re", min: 0, max: 1 });
  });
  const box = await theatre.stage.node("box", offer);
  const page = await theatre.page(options);
  return { theatre, desk, box, page, dialog: page.page.getByRole("dialog", { name: "Add an operator" }) };
}

function offer(node: ZocpNode): void {
  const operators = new Operators(node, { offer: {} });
  onTestFinished(() => operators.stop());
}

test("an operator is chosen by keys, named, made, wired and taken away; undo brings it back with its wire", async () => {
  const { desk, box, page, dialog } = await opened();
  await page.node("desk").waitFor();
  await page.press("n");
  await dialog.getByLabel("Which operator?").waitFor();
  await page.press("m", "u", "l", "Enter");
  await dialog.getByLabel("Name").waitFor();
  await page.press("Control+a", "d", "i", "m", "Enter");
  await dialog.waitFor({ state: "detached" });
  await until(() => box.parameters.has("dim.out"), "the box has it");
  // Its kind stands beside its name, in the graph and in the panel.
  await page.node("box").getByText("multiply").waitFor();
  const card = page.page.locator('.card[aria-label="box"]');
  await card.getByText("multiply").waitFor();
  await page.pull(page.emitter("desk/fader"), page.sensor("box/dim.in"));
  await page.page.mouse.up();
  await page.wire("desk/fader", "box/dim.in").waitFor({ state: "attached" });
  await box.waitFor("desk", { timeout: PATIENCE });
  desk.set("fader", 0.5);
  await until(() => box.parameters.get("dim.out")?.value === 0.5, "it computes");
  await page.page.locator('.card[aria-label="box"]').or(page.node("box").locator("header")).first().waitFor();
  await page.select("box");
  await page.button("Remove box/dim").click();
  await until(() => box.parameters.size === 0, "it is gone");
  await page.wire("desk/fader", "box/dim.in").waitFor({ state: "detached" });
  await page.button("Undo").click();
  await page.wire("desk/fader", "box/dim.in").waitFor({ state: "attached" });
  desk.set("fader", 0.25);
  await until(() => box.parameters.get("dim.out")?.value === 0.25, "it computes again");
});

test("what cannot be made says why in the form, which keeps what was typed; Escape makes nothing", async () => {
  const { box, page, dialog } = await opened();
  await page.node("desk").waitFor();
  await page.press("n");
  await dialog.getByRole("option", { name: /^sum/ }).click();
  await dialog.getByLabel("inputs").fill("40");
  await dialog.getByRole("button", { name: "Add" }).click();
  expect(await dialog.getByRole("alert").textContent()).toContain("inputs: 40 is not a number from 1 to 16");
  expect(await dialog.getByLabel("inputs").inputValue()).toBe("40");
  await page.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(box.parameters.size).toBe(0);
});

test("a page that may only look offers none, and where no node takes any the page says which do", async () => {
  const { theatre, box, page, dialog } = await opened();
  box.lock("the show is running");
  await page.node("desk").waitFor();
  await page.press("n");
  await dialog.getByText("No node here takes operators.").waitFor();
  const gateway = await theatre.stage.gateway({ composer: "dist/composer", readOnly: true });
  const looking = await theatre.page({ url: gateway.links()[0]?.url ?? "" });
  await looking.node("desk").waitFor();
  await looking.press("n");
  await looking.page.getByText("this link is read-only").first().waitFor();
  expect(await looking.page.getByRole("dialog").count()).toBe(0);
});

test("axe finds no serious fault in the choice of an operator and in its form", async () => {
  const { page, dialog } = await opened({ reducedMotion: "reduce" });
  await page.node("desk").waitFor();
  await page.press("n");
  await dialog.getByRole("option", { name: /^sequence/ }).waitFor();
  expect(await faults(page.page)).toEqual([]);
  await dialog.getByRole("option", { name: /^sequence/ }).click();
  await dialog.getByLabel("values").waitFor();
  expect(await faults(page.page)).toEqual([]);
});
