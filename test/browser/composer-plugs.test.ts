import type { Browser, Locator } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, placeIn, settle, Theatre } from "./composer-page.ts";

// What becomes of a plug: wherever it is taken from, and wherever it is let go.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

const unit = { min: 0, max: 1, step: 0.01 };

/** A desk whose fader drives the first of two lamps. */
async function stage() {
  const theatre = await Theatre.open(browser, await freePort());
  const desk = await theatre.stage.node("desk", (node) => void node.float("level", 0.5, { ...unit, access: "rwe" }));
  for (const name of ["lamp-1", "lamp-2"])
    await theatre.stage.node(name, (node) => {
      node.float("level", 0, { ...unit, access: "rws" });
      node.string("title", "a lamp", { access: "rws" });
    });
  const page = await theatre.page();
  for (const name of ["desk", "lamp-1", "lamp-2"]) await page.node(name).waitFor();
  await desk.connect("desk/level", "lamp-1/level", { timeout: PATIENCE, decide: true });
  await page.wire("desk/level", "lamp-1/level").waitFor({ state: "attached" });
  await settle(page.node("lamp-2"));
  const ends = (): string =>
    desk
      .parameter("level")
      .subscribers.flatMap(([id, sensor]) => (sensor === null ? [] : `${desk.peers.get(id)?.name}/${sensor}`))
      .sort()
      .join();
  await until(() => ends() === "lamp-1/level", "the wire");
  return { page, desk, ends };
}

/** Where nothing is: near a corner of the graph. */
function nowhere(page: ComposerPage): Promise<[number, number]> {
  return placeIn(page.page.locator(".svelte-flow__pane"), [0.5, 0.06]);
}

/** Takes hold of a port and lets go at a place. */
async function pullTo(page: ComposerPage, from: Locator, to: readonly [number, number]): Promise<void> {
  const { mouse } = page.page;
  const [x, y] = await placeIn(from, [0.5, 0.5]);
  await mouse.move(x, y);
  await mouse.down();
  await mouse.move((x + to[0]) / 2, (y + to[1]) / 2, { steps: 4 });
  await mouse.move(...to, { steps: 4 });
}

test("a drag from a sensor with a wire takes that wire off, to another sensor; undo plugs it in again", async () => {
  const { page, ends } = await stage();
  await pullTo(page, page.sensor("lamp-1/level"), await placeIn(page.sensor("lamp-2/level"), [0.5, 0.5]));
  await page.page.mouse.up();
  await until(() => ends() === "lamp-2/level", "it is moved");
  await page.press("Control+z");
  await until(() => ends() === "lamp-1/level", "it is back");
  expect(await page.button("Undo").isDisabled()).toBe(true);
});

test("let go in the void it is cut, and undo makes it again; where it was, or with Escape, nothing happens", async () => {
  const { page, ends } = await stage();
  const { mouse } = page.page;
  const port = page.sensor("lamp-1/level");
  await mouse.click(...(await placeIn(port, [0.5, 0.5])));
  await pullTo(page, port, await nowhere(page));
  await mouse.move(...(await placeIn(port, [0.5, 0.5])), { steps: 4 });
  await mouse.up();
  await pullTo(page, port, await nowhere(page));
  await page.press("Escape");
  await mouse.up();
  await pullTo(page, port, await placeIn(page.node("lamp-2"), [0.5, 0.5]));
  await mouse.up();
  expect(await page.button("Undo").isDisabled()).toBe(true);
  expect(ends()).toBe("lamp-1/level");
  await pullTo(page, port, await nowhere(page));
  await mouse.up();
  await until(() => ends() === "", "it is cut");
  await page.page.getByText("cut: desk/level → lamp-1/level. Undo makes it again").waitFor();
  await page.press("Control+z");
  await until(() => ends() === "lamp-1/level", "it is made again");
});

test("a new plug that is let go in the void, or on a node, is offered what fits", async () => {
  const { page, ends } = await stage();
  await pullTo(page, page.emitter("desk/level"), await nowhere(page));
  await page.page.mouse.up();
  const dialog = page.page.getByRole("dialog", { name: "Connect desk/level to which sensor?" });
  await dialog.waitFor();
  expect(await dialog.getByRole("option").count()).toBe(4);
  await page.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(ends()).toBe("lamp-1/level");
  await pullTo(page, page.emitter("desk/level"), await placeIn(page.node("lamp-2").locator("header"), [0.5, 0.5]));
  await page.page.mouse.up();
  await dialog.waitFor();
  expect(await dialog.getByRole("option").count()).toBe(2);
  await page.press("Enter");
  await until(() => ends() === "lamp-1/level,lamp-2/level", "what fits first");
});
