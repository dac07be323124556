import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { until } from "../gateway/stage.ts";
import { faults } from "./axe.ts";
import { openChromium } from "./chromium.ts";
import { openShow } from "./show-page.ts";

// The tracking sheet: what every cue does with every parameter, edited while the stage stays as it is.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

async function openSheet(file?: object) {
  const opened = await openShow(browser, file === undefined ? {} : { file });
  await opened.open();
  await opened.view.getByRole("button", { name: "Sheet" }).click();
  const sheet = opened.view.getByRole("region", { name: "Tracking sheet" });
  const cell = (name: string) => sheet.getByRole("gridcell", { name });
  return { ...opened, sheet, cell };
}

test("a cell says what a cue does with a parameter, and the keyboard edits it while the stage stays as it is", async () => {
  const { page, view, cell, show, lamp } = await openSheet();
  await cell("lamp/level at 1: 0.250, moved").waitFor();
  await cell("lamp/level at 1.5: 0.200, moved by its scene").waitFor();
  await cell("house/level at 1.5: 0, tracked").waitFor();
  expect(await faults(page.page)).toEqual([]);
  await show.goto("1", { instant: true });
  await until(() => lamp.parameter("level").value === 0.25, "cue 1 is on stage");
  await cell("house/level at 1: 0, moved").click();
  await page.press("ArrowDown", "ArrowDown");
  // A key that is a digit opens the field with it; Enter gives it to the cue.
  await page.page.keyboard.type("0.75");
  expect(show.state.revision).toBe(0);
  await page.press("Enter");
  await cell("lamp/level at 1: 0.750, moved").waitFor();
  expect(show.show.cues[0]?.values.get("lamp/level")).toBe(0.75);
  expect(lamp.parameter("level").value).toBe(0.25);
  // Escape gives up what was typed, and what was not typed is not sent.
  await page.press("Enter");
  await page.page.keyboard.type("9");
  await page.press("Escape", "Enter", "Enter");
  expect(show.state.revision).toBe(1);
  await page.press("Delete");
  await cell("lamp/level at 1: not said").waitFor();
  await page.press("Control+z");
  await cell("lamp/level at 1: 0.750, moved").waitFor();
  expect(await view.getByText("EDIT refused").count()).toBe(0);
});

test("what another page has edited meanwhile is not lost: the edit is refused, and the cell shows theirs", async () => {
  const { page, view, cell, show } = await openSheet();
  await cell("lamp/level at 3: 0.100, moved").dblclick();
  await page.page.keyboard.type("0.6");
  const theirs = { op: "set-value", cue: "d", address: "lamp/level", was: 0.1, to: 0.9 } as const;
  expect(await show.edit(undefined, [theirs])).toMatchObject({ accepted: true });
  await cell("lamp/level at 3: 0.900, moved").waitFor();
  await page.press("Enter");
  // The page knew of it by then, so this edit is one of what it saw.
  await cell("lamp/level at 3: 0.600, moved").waitFor();
  await page.press("Control+z");
  await cell("lamp/level at 3: 0.900, moved").waitFor();
  expect(await view.getByText("EDIT refused").count()).toBe(0);
});

test("a sheet of thousands of parameters and hundreds of cues draws what is in sight, and its end is reached by keys", async () => {
  const cues = Array.from({ length: 150 }, (_, at) => ({
    id: `q${at}`,
    cue: String(at + 1),
    name: `Cue ${at + 1}`,
    values: Object.fromEntries(
      Array.from({ length: 20 }, (_, each) => [`rig/p${String(at * 20 + each).padStart(4, "0")}`, at]),
    ),
  }));
  const { page, sheet, cell } = await openSheet({ zocp: 1, title: "The Harbour", cues });
  await sheet.getByText("3000 parameters").waitFor();
  expect(await sheet.getByRole("gridcell").count()).toBeLessThan(1500);
  await cell("rig/p0000 at 1: 0, moved").click();
  await page.press("End");
  await cell("rig/p0000 at 150: 0, tracked").waitFor();
  for (let times = 0; times < 3; times += 1) await page.press("PageDown");
  expect(await sheet.getByRole("gridcell").count()).toBeLessThan(1500);
  await sheet.getByRole("searchbox", { name: "Find a parameter" }).fill("p2999");
  await sheet.getByText("1 parameter").waitFor();
});
