import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { faults } from "./axe.ts";
import { openChromium } from "./chromium.ts";
import { type ComposerPage, placeIn, settle, Theatre } from "./composer-page.ts";
import { openShow } from "./show-page.ts";

// Frames and notes on the graph.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

/** Two lamps, and no show. */
async function stage(options: Parameters<Theatre["page"]>[0] = {}) {
  const theatre = await Theatre.open(browser, await freePort());
  const lamps = [];
  for (const name of ["lamp-1", "lamp-2"])
    lamps.push(await theatre.stage.node(name, (node) => void node.float("level", 0, { access: "rws" })));
  const page = await theatre.page(options);
  await settle(page.node("lamp-2"));
  return { theatre, page, lamps };
}

const frame = ({ page }: ComposerPage, title: string) => page.getByRole("group", { name: `frame ${title}` });
const grip = (page: ComposerPage, title: string) => frame(page, title).getByRole("button");

/** Puts a frame around the selected nodes, with a title. */
async function addFrame(page: ComposerPage, title: string): Promise<void> {
  await page.press("b");
  await page.page.getByRole("textbox", { name: "Title of the frame" }).waitFor();
  await page.page.keyboard.type(title);
  await page.press("Enter");
  await frame(page, title).waitFor();
}

test("a frame lies around the selected nodes, moves them with it, and one undo puts all back", async () => {
  const { page, lamps } = await stage();
  const position = (index: number): string => String(lamps[index]?.metadata.get("_zne_position"));
  await page.select("lamp-1");
  await addFrame(page, "Front");
  await page.page.getByText("kept in this browser: no show is here").waitFor();
  await page.page.getByText("only here").waitFor();
  const [before, node] = [await frame(page, "Front").boundingBox(), await page.node("lamp-1").boundingBox()];
  if (before === null || node === null) throw new Error("it cannot be seen");
  expect(node.x > before.x && node.x + node.width < before.x + before.width).toBe(true);
  expect(node.y > before.y && node.y + node.height < before.y + before.height).toBe(true);
  expect(await faults(page.page)).toEqual([]);
  const [x, y] = await placeIn(grip(page, "Front"), [0.5, 0.5]);
  await page.page.mouse.move(x, y);
  await page.page.mouse.down();
  await page.page.mouse.move(x + 60, y - 90, { steps: 5 });
  // Under the hand its node moves with it.
  await expect.poll(async () => ((await page.node("lamp-1").boundingBox())?.y ?? 0) - node.y).toBeCloseTo(-90, -1);
  await page.page.mouse.up();
  await until(() => position(0) !== "undefined", "the node keeps it");
  expect(position(1)).toBe("undefined");
  // Places are whole numbers where nodes are counted, which the zoom makes parts of pixels.
  await expect.poll(async () => ((await frame(page, "Front").boundingBox())?.x ?? 0) - before.x).toBeCloseTo(60, -1);
  await page.press("Control+z");
  await expect.poll(async () => (await frame(page, "Front").boundingBox())?.x).toBeCloseTo(before.x, -1);
  await expect.poll(async () => (await page.node("lamp-1").boundingBox())?.y).toBeCloseTo(node.y, -1);
});

test("a drag that Escape ends moves nothing; arrows, Enter and Delete do the same without a mouse", async () => {
  const { page, lamps } = await stage();
  await page.select("lamp-1");
  await addFrame(page, "Front");
  const before = await frame(page, "Front").boundingBox();
  const [x, y] = await placeIn(grip(page, "Front"), [0.5, 0.5]);
  await page.page.mouse.move(x, y);
  await page.page.mouse.down();
  await page.page.mouse.move(x + 60, y - 90, { steps: 5 });
  await page.press("Escape");
  await page.page.mouse.up();
  await expect.poll(() => frame(page, "Front").boundingBox()).toEqual(before);
  expect(lamps[0]?.metadata.has("_zne_position")).toBe(false);
  await grip(page, "Front").focus();
  await page.press("ArrowRight", "ArrowRight");
  await until(() => lamps[0]?.metadata.has("_zne_position") === true, "its node moves with it");
  await page.press("Enter");
  await page.press("Control+a");
  await page.page.keyboard.type("Back");
  await page.press("Enter");
  await grip(page, "Back").waitFor();
  await page.press("Delete");
  await frame(page, "Back").waitFor({ state: "detached" });
  await page.press("Control+z");
  await frame(page, "Back").waitFor();
});

test("the menu of a frame gives it a colour, and says where it is kept", async () => {
  const { page } = await stage();
  await page.select("lamp-1");
  await addFrame(page, "Front");
  await grip(page, "Front").click({ button: "right" });
  await page.page.getByRole("menu", { name: "Frame, kept in this browser" }).waitFor();
  await page.page.getByRole("menuitem", { name: "Red" }).click();
  await expect.poll(() => frame(page, "Front").getAttribute("style")).toContain("crimson");
  await page.page.reload();
  await frame(page, "Front").waitFor();
});

test("with a show, frames and notes are in its file, and every page shows them", async () => {
  const { page, show } = await openShow(browser);
  await settle(page.node("lamp"));
  // The show has to have told of it, so that it is the home of what is new.
  await expect
    .poll(async () => {
      await page.press("t");
      const field = page.page.getByRole("textbox", { name: "Text of the note" });
      await field.waitFor();
      await page.page.keyboard.type("mind the step");
      await page.press("Control+Enter");
      return show.show.canvas.size;
    })
    .toBeGreaterThan(0);
  await page.page.getByText("kept in the show show: every page shows it").waitFor();
  const other = await page.context.newPage();
  await other.goto(page.page.url());
  await other.getByRole("group", { name: "note mind the step" }).first().waitFor();
  expect([...show.show.canvas.values()].map(({ kind, text }) => [kind, text])).toContainEqual([
    "note",
    "mind the step",
  ]);
});

test("a finger moves a frame only when it was touched before; else it pans", async () => {
  const { page } = await stage({ hasTouch: true, isMobile: true });
  await page.page.getByRole("button", { name: "Graph" }).first().click();
  await page.press("b");
  await page.page.getByRole("textbox", { name: "Title of the frame" }).waitFor();
  await page.page.keyboard.type("Front");
  await page.press("Enter");
  const button = frame(page, "Front").getByRole("button");
  const undo = page.button("Undo");
  await expect.poll(() => undo.getAttribute("title")).toContain("change a frame");
  await page.swipe(button, [0.3, 0.5], [0.6, 1.5]);
  await settle(button);
  expect(await undo.getAttribute("title")).toContain("change a frame");
  await button.tap();
  await page.swipe(button, [0.3, 0.5], [0.6, 1.5]);
  await expect.poll(() => undo.getAttribute("title")).toContain("move the frame Front");
});

test("F shows frames and notes, too", async () => {
  const { page } = await stage();
  await page.press("t");
  await page.page.getByRole("textbox", { name: "Text of the note" }).waitFor();
  await page.page.keyboard.type("mind the step");
  await page.press("Control+Enter");
  const note = page.page.getByRole("group", { name: "note mind the step" });
  await note.getByRole("button").focus();
  for (let step = 0; step < 20; step += 1) await page.press("Shift+ArrowDown");
  const pane = await page.page.locator(".svelte-flow__pane").boundingBox();
  if (pane === null) throw new Error("there is no graph");
  await expect.poll(async () => (await note.boundingBox())?.y).toBeGreaterThan(pane.y + pane.height);
  await page.press("f");
  await expect
    .poll(async () => ((await note.boundingBox())?.y ?? 0) + ((await note.boundingBox())?.height ?? 0))
    .toBeLessThan(pane.y + pane.height);
  expect(await page.node("lamp-1").boundingBox()).not.toBeNull();
});

test("A arranges what lies in no frame, and leaves the others where they were put together", async () => {
  const { page, lamps } = await stage();
  await page.select("lamp-1");
  await addFrame(page, "Front");
  await page.press("a");
  await until(() => lamps[1]?.metadata.has("_zne_position") === true, "the other one is laid out");
  await settle(page.node("lamp-2"));
  expect(lamps[0]?.metadata.has("_zne_position")).toBe(false);
  const [front, other] = [await frame(page, "Front").boundingBox(), await page.node("lamp-2").boundingBox()];
  if (front === null || other === null) throw new Error("it cannot be seen");
  expect(other.y).toBeGreaterThan(front.y + front.height);
});

test("a page that may not patch shows frames, and moves none", async () => {
  const { page } = await stage();
  await page.select("lamp-1");
  await addFrame(page, "Front");
  await page.press("Shift+P");
  const before = await frame(page, "Front").boundingBox();
  const [x, y] = await placeIn(grip(page, "Front"), [0.5, 0.5]);
  await page.page.mouse.move(x, y);
  await page.page.mouse.down();
  await page.page.mouse.move(x + 60, y + 40, { steps: 5 });
  await page.page.mouse.up();
  await page.press("b");
  await page.page.locator(".notices, [role=status]").getByText(/lock/i).first().waitFor();
  expect(await frame(page, "Front").boundingBox()).toEqual(before);
});
