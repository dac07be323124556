import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { readShow, ShowNode, Understudy } from "../../src/show.ts";
import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { PATIENCE } from "../patience.ts";
import { faults } from "./axe.ts";
import { openChromium } from "./chromium.ts";
import { Theatre } from "./composer-page.ts";

// The view of a show presses a real one.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

const HARBOUR = {
  zocp: 1,
  title: "The Harbour",
  cues: [
    { id: "a", cue: "1", name: "House out", values: { "lamp/level": 0.25 } },
    {
      id: "b",
      cue: "2",
      name: "Dusk",
      over: 60,
      values: { "lamp/level": 0.5, "cam@foyer/pan": 1 },
      note: "after the horn",
    },
    { id: "c", cue: "3", name: "Night", values: { "lamp/level": 1 } },
  ],
};

async function opened(options: Parameters<Theatre["page"]>[0] = {}) {
  const theatre = await Theatre.open(browser, await freePort());
  const lamp = await theatre.stage.node("lamp", (node) => {
    node.float("level", 0, { access: "rws", min: 0, max: 1 });
  });
  let played: ShowNode | undefined;
  await theatre.stage.node("show", (node) => {
    played = ShowNode.from(node, readShow(JSON.stringify(HARBOUR)));
  });
  if (played === undefined) throw new Error("there is no show");
  const show = played;
  onTestFinished(() => show.stop());
  await show.start();
  const page = await theatre.page(options);
  return { theatre, lamp, show, page, view: page.page.getByRole("region", { name: "Show show" }) };
}

test("Space and the button GO, BACK and PAUSE press the show; what is next, how far it is and who is missing is seen", async () => {
  const { lamp, show, page, view } = await opened();
  await page.node("lamp").waitFor();
  await page.press("4");
  await view.getByRole("heading", { name: "The Harbour" }).waitFor();
  const row = (name: string) => view.getByRole("row").filter({ hasText: name });
  await row("House out").getByText("next").waitFor();
  await page.press(" ");
  await until(() => lamp.parameter("level").value === 0.25, "the first cue");
  await row("Dusk").getByText("next").waitFor();
  await view.getByText("after the horn").waitFor();
  await view.getByText("not here: cam@foyer").waitFor();
  // Two presses within a quarter of a second are one.
  await page.page.waitForTimeout(300);
  await view.getByRole("button", { name: /^GO/ }).click();
  await row("Dusk").getByRole("progressbar").waitFor();
  await row("Dusk")
    .getByText(/^\d+\.\d left$/)
    .waitFor();
  await view.getByRole("button", { name: "PAUSE" }).click();
  await view.getByText("PAUSED: GO goes on").waitFor();
  expect(show.state.paused).toBe(true);
  await view.getByRole("button", { name: "RESUME" }).click();
  await until(() => !show.state.paused, "it goes on");
  await view.getByRole("button", { name: "BACK" }).click();
  await row("Dusk").getByText("next").waitFor();
  // The button that was clicked has no focus: Space is GO.
  await page.press(" ");
  await until(() => show.state.active === "b", "GO again");
});

test("a panic is held: a click stops nothing, half a second stops everything, and holding again releases it", async () => {
  const { show, page, view } = await opened();
  await page.node("lamp").waitFor();
  await page.press("4");
  const panic = view.getByRole("button", { name: "Hold to PANIC" });
  await panic.click();
  await page.page.waitForTimeout(900);
  expect(show.state.panicked).toBe(false);
  await panic.click({ delay: 900 });
  await until(() => show.state.panicked, "everything stands");
  await view.getByText("PANIC: everything stands").waitFor();
  await view.getByRole("button", { name: "Hold to release" }).click({ delay: 900 });
  await until(() => !show.state.panicked, "released");
});

test("in performance Escape twice is panic; once, slowly, or while somebody edits it is none", async () => {
  const { show, page, view } = await opened();
  await page.node("lamp").waitFor();
  await page.press("4");
  await view.getByRole("heading", { name: "The Harbour" }).waitFor();
  const again = view.getByText("Escape again: PANIC");
  await page.press("Escape", "Escape", "Shift+P");
  await page.page.evaluate(NOTE_WARNING);
  await page.press("Escape");
  await expect.poll(() => page.page.evaluate("globalThis.warned"), { timeout: PATIENCE }).toBe(true);
  await again.waitFor({ state: "detached" });
  expect(show.state.panicked).toBe(false);
  await page.press("Escape", "Escape");
  await until(() => show.state.panicked, "the panic");
  await page.press("Escape", "Escape");
  expect(show.state.panicked).toBe(true);
});

test("a phone shows GO, what is next, its note and panic, and nothing else", async () => {
  const { show, page, view } = await opened({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await page.page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Show" }).click();
  const go = view.getByRole("button", { name: /^GO/ });
  await go.getByText("1  House out").waitFor();
  expect(await view.getByRole("button").filter({ visible: true }).count()).toBe(2);
  expect(await view.getByRole("row").filter({ visible: true }).count()).toBe(0);
  const box = await go.boundingBox();
  expect(box?.height).toBeGreaterThan(300);
  await go.tap();
  await until(() => show.state.active === "a", "the first cue");
  await view.getByText("after the horn").waitFor();
});

test.each([
  ["large", {}],
  ["on a phone", { viewport: { width: 390, height: 844 }, hasTouch: true }],
])("an understudy is named and takes over: held, and then asked, %s", async (_, options) => {
  const { theatre, show, page, view } = await opened(options);
  const understudy = new Understudy("show", theatre.stage.network);
  onTestFinished(() => understudy.stop());
  await understudy.start();
  const tab = page.page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Show" });
  await page.page.getByText("live", { exact: true }).first().waitFor({ state: "attached" });
  if ("viewport" in options) await tab.click();
  else await page.press("4");
  const row = view.getByRole("listitem").filter({ hasText: "understudy: show (understudy)" });
  await row.waitFor();
  await row.getByText("does not follow yet").waitFor({ state: "detached" });
  const held = row.getByRole("button", { name: "Hold to take over" });
  const question = page.page.getByRole("dialog", { name: "Take over" });
  await held.click({ delay: 900 });
  await question.getByText(/goes on as show; whoever plays show now becomes its understudy/).waitFor();
  await question.getByRole("button", { name: "Cancel" }).click();
  expect(understudy.show).toBeUndefined();
  // A click alone asks nothing: the row beside it would have been meant.
  await held.click();
  expect(await question.count()).toBe(0);
  await held.click({ delay: 900 });
  await question.getByRole("button", { name: "Take over" }).click();
  await until(() => understudy.show !== undefined, "it plays");
  expect(show.state.active).toBeUndefined();
});

test("where no show is here the view says how to start one, and who may only look presses nothing", async () => {
  const theatre = await Theatre.open(browser, await freePort());
  await theatre.stage.node("lamp", (node) => {
    node.float("level", 0, { access: "rws" });
  });
  const page = await theatre.page();
  await page.node("lamp").waitFor();
  await page.press("4");
  await page.page.getByText("npx zocp show show.json").waitFor();
  const { theatre: other, show } = await opened();
  const gateway = await other.stage.gateway({ composer: "dist/composer", readOnly: true });
  const looking = await other.page({ url: gateway.links()[0]?.url ?? "" });
  await looking.node("lamp").waitFor();
  await looking.press("4");
  const view = looking.page.getByRole("region", { name: "Show show" });
  await view.getByText("House out").first().waitFor();
  await looking.press(" ");
  await view.getByText("GO was not sent: this link is read-only").waitFor();
  expect(show.state.active).toBeUndefined();
});

test.each([
  ["large", {}],
  ["on a phone", { viewport: { width: 390, height: 844 } }],
])("axe finds no serious fault in the view of a show, %s", async (_, options) => {
  const { show, page, view } = await opened({ ...options, reducedMotion: "reduce" });
  await page.page.evaluate('localStorage.setItem("zocp-composer", JSON.stringify({ view: "show" }))');
  await page.page.reload();
  const tabs = page.page.getByRole("navigation", { name: "Views" }).getByRole("button", { name: "Show" });
  // Where they are is the viewport's affair: right after a load nothing is visible yet.
  if ("viewport" in options) await tabs.click();
  await view.getByRole("button", { name: /^GO.*House out/ }).waitFor();
  await show.goto("2");
  await view.getByRole("button", { name: /^GO.*Night/ }).waitFor();
  for (const theme of ["dark", "light", "contrast"]) {
    await page.page.evaluate(`document.documentElement.dataset.theme = ${JSON.stringify(theme)}`);
    expect(await faults(page.page), theme).toEqual([]);
  }
});

/** Runs in the page: a warning that stands for a moment is not overlooked. */
const NOTE_WARNING = `new MutationObserver(() => {
  globalThis.warned ||= document.body.textContent.includes("Escape again: PANIC");
}).observe(document.body, { childList: true, subtree: true })`;
