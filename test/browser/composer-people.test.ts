import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { ZocpNode } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { faults } from "./axe.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, placeIn, settle, Theatre } from "./composer-page.ts";

// Who else is here, and whose hand is on what: on every page, at the control itself.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

/** A desk and a lamp behind a gateway. */
async function stage(options = {}) {
  const theatre = await Theatre.open(browser, await freePort(), options);
  const level = (access: string) => (node: ZocpNode) =>
    void node.float("level", 0.5, { min: 0, max: 1, step: 0.01, access });
  const desk = await theatre.stage.node("desk", level("rwe"));
  const lamp = await theatre.stage.node("lamp", level("rws"));
  const open = async (given = {}): Promise<ComposerPage> => {
    const page = await theatre.page(given);
    for (const name of ["desk", "lamp"]) await page.node(name).waitFor();
    return page;
  };
  return { theatre, desk, lamp, open };
}

/** Says who is in front of a page. */
async function call(page: ComposerPage, name: string): Promise<void> {
  await page.button(/^Who is here/).click();
  await page.page.getByRole("textbox", { name: "You are" }).fill(name);
  expect(await faults(page.page)).toEqual([]);
  await page.page.getByRole("dialog").getByRole("button", { name: "Done" }).click();
}

test("people have names, and a hand on a fader is seen at that control on every other page while it moves", async () => {
  const { theatre, desk, open } = await stage();
  const [ada, bo] = [await open(), await open()];
  const look = await open({ url: `${theatre.gateway.links()[0]?.url}?look` });
  await call(ada, "Ada Lovelace");
  await call(look, "Guest");
  for (const page of [bo, look]) await page.page.locator('.top [aria-label="Ada Lovelace"]').waitFor();
  await bo.page.locator('.top [aria-label="Guest"]').waitFor();
  await ada.select("desk");
  await bo.select("desk");
  await bo.node("desk").locator('[aria-label="Ada Lovelace has selected it"]').waitFor();
  const matrix = await open();
  await matrix.page.keyboard.press("2");
  await matrix.page.getByRole("grid").waitFor();
  const fader = ada.fader("desk/level");
  await settle(fader);
  const { mouse } = ada.page;
  await mouse.move(...(await placeIn(fader, [0.5, 0.5])));
  await mouse.down();
  const moves = '[aria-label="Ada Lovelace moves it"]';
  // A hand that goes on moving, until every page has seen it.
  let step = 0;
  for (const place of [
    bo.node("desk"),
    bo.page.locator(".panel"),
    look.node("desk"),
    matrix.page.getByRole("rowheader"),
  ]) {
    await expect
      .poll(
        async () => {
          step = (step + 1) % 10;
          await mouse.move(...(await placeIn(fader, [0.6 + step / 40, 0.5])));
          return place.locator(moves).count();
        },
        { timeout: PATIENCE },
      )
      .toBe(1);
  }
  await mouse.move(...(await placeIn(fader, [0.9, 0.5])));
  await until(() => desk.parameter("level").value !== 0.5, "it moves");
  await mouse.up();
  for (const { page } of [bo, look]) await page.locator(moves).first().waitFor({ state: "detached" });
  await ada.page.close();
  await bo.page.locator('[aria-label^="Ada Lovelace"]').first().waitFor({ state: "detached" });
});

test("a parameter that fades, or is covered, says who holds it in the graph, in the list and at its control", async () => {
  const { desk, lamp, open } = await stage();
  const page = await open();
  await until(() => desk.peers.get(lamp.id)?.complete === true, "the desk knows the lamp");
  const remote = desk.peers.get(lamp.id);
  const fade = remote?.fade("level", 1, { over: 600, tag: "desk/dusk" });
  await fade?.accepted;
  const held = page.node("lamp").getByRole("img", { name: "fades: desk/dusk of desk" });
  await held.waitFor();
  await page.select("lamp");
  await page.page.locator(".panel").getByText("fades: desk/dusk of desk").waitFor();
  await page.button("List").click();
  const row = page.page.getByRole("row", { name: "lamp level" });
  await row.getByRole("img", { name: "fades: desk/dusk of desk" }).waitFor();
  await remote?.fade("level", 0, { over: 0, overlay: true, tag: "desk/dark" }).accepted;
  await row.getByRole("img", { name: /^covered by desk\/dark of desk/ }).waitFor();
  await remote?.call("zocp.release", ["desk/dark"]);
  await row.getByRole("img", { name: "fades: desk/dusk of desk" }).waitFor();
  await remote?.call("zocp.stop", ["desk/dusk"]);
  await row.getByRole("img", { name: /desk/ }).waitFor({ state: "detached" });
});
