import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { until } from "../gateway/stage.ts";
import { faults } from "./axe.ts";
import { openChromium } from "./chromium.ts";
import { openShow } from "./show-page.ts";

// A cue is gone to, a scene is recalled, and a blackout is seen on every view.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

test("a cue that is chosen shows what it would move, and only GOTO goes there", async () => {
  const { page, view, open, show, lamp } = await openShow(browser);
  await open();
  const standby = view.getByRole("complementary", { name: "Standby" });
  await standby.getByRole("heading", { name: "Next 1 House out" }).waitFor();
  expect(await standby.getByRole("button", { name: /GOTO/ }).count()).toBe(0);
  await view.getByRole("row").filter({ hasText: "Dusk" }).click();
  await standby.getByRole("heading", { name: "Cue 1.5 Dusk scene dusk" }).waitFor();
  await standby.getByRole("row").filter({ hasText: "cam@foyer/pan" }).getByText("not here").waitFor();
  await standby.getByRole("row").filter({ hasText: "lamp/level" }).getByText("0.2").waitFor();
  // A double click on a row, and arrows, send nothing either.
  await view.getByRole("row").filter({ hasText: "Night" }).dblclick();
  await view.getByRole("region", { name: "Cues" }).focus();
  await page.press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown");
  await standby.getByRole("heading", { name: "Cue 3 Night" }).waitFor();
  expect([show.state.active, lamp.parameter("level").value]).toEqual([undefined, 0]);
  await page.press("g");
  await until(() => show.state.active === "d", "it is at 3");
  await view.getByText("GOTO at 3").waitFor();
});

test("another cue is made the next one by its button, and nothing moves by that", async () => {
  const { view, open, show, lamp } = await openShow(browser);
  await open();
  await view.getByRole("button", { name: "Cue 2" }).click();
  await view.getByRole("button", { name: "Make it next" }).click();
  await until(() => show.state.next === "c", "2 is next");
  await view.getByRole("button", { name: /^GO.*Storm/ }).waitFor();
  expect([show.state.active, lamp.parameter("level").value]).toEqual([undefined, 0]);
});

test("a scene is a tile: it goes out in its own time, or in the one that is typed", async () => {
  const { page, view, open, house, show } = await openShow(browser);
  await open();
  const scenes = view.getByRole("region", { name: "Scenes" });
  await scenes.getByRole("button", { name: "tea" }).click();
  await until(() => house.parameter("level").value === 0.8, "the scene");
  await scenes.getByRole("button", { name: "dusk" }).getByText("3 s").waitFor();
  await scenes.getByRole("textbox").fill("no");
  expect(await scenes.getByRole("button", { name: "dusk" }).isDisabled()).toBe(true);
  await scenes.getByRole("textbox").fill("40");
  await scenes.getByRole("button", { name: "dusk" }).getByText("40 s").waitFor();
  await scenes.getByRole("button", { name: "dusk" }).click();
  await view.getByText("RECALL scene dusk").waitFor();
  await until(() => show.state.running.includes("lamp/level"), "it fades");
  // What was clicked has no focus, and what was typed into has: Space there is no GO.
  await page.press(" ");
  expect(show.state.active).toBeUndefined();
});

test("a blackout stands on every view, says whose it is, and is lifted by holding", async () => {
  const { page, view, open, lamp, show } = await openShow(browser);
  await open();
  await view.getByRole("button", { name: "Cue 2" }).click();
  await page.press("g");
  await until(() => lamp.parameter("level").value === 1, "light");
  const dark = view.getByRole("button", { name: "Hold to BLACKOUT" });
  await dark.click();
  expect(show.state.blackout).toBe(false);
  await dark.click({ delay: 900 });
  await until(() => lamp.parameter("level").value === 0, "dark");
  const banner = page.page.getByRole("alert").filter({ hasText: "BLACKOUT" });
  for (const key of ["1", "2", "3", "4"]) {
    await page.press(key);
    await banner.getByText(/by show, since \d\d:\d\d, on 2 parameters/).waitFor();
  }
  expect(await faults(page.page)).toEqual([]);
  await page.press("1");
  const lift = banner.getByRole("button", { name: "Hold to lift" });
  await lift.click();
  expect(show.state.blackout).toBe(true);
  await lift.click({ delay: 900 });
  await banner.waitFor({ state: "detached" });
  await until(() => lamp.parameter("level").value === 1, "light again");
});

test("a blackout of a show that has left says so, and is lifted from a phone", async () => {
  const { page, lamp, house, show } = await openShow(browser, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
  });
  await page.page.getByText("live", { exact: true }).first().waitFor({ state: "attached" });
  house.set("level", 0.6);
  await show.blackout();
  await until(() => house.parameter("level").value === 0, "dark");
  await show.stop();
  await show.node.stop();
  const banner = page.page.getByRole("alert").filter({ hasText: "BLACKOUT" });
  await banner.getByText(/by show, which left/).waitFor();
  await banner.getByRole("button", { name: "Hold to lift" }).click({ delay: 900 });
  await banner.waitFor({ state: "detached" });
  await until(() => house.parameter("level").value === 0.6, "what lay below");
  expect(lamp.parameter("level").value).toBe(0);
});
