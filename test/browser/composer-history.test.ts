import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { ZocpNode } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { faults } from "./axe.ts";
import { openChromium } from "./chromium.ts";
import { Theatre } from "./composer-page.ts";
import { perform } from "./page-acts.ts";

// What people did on all pages, and how one takes back what another did.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

test("what another person did is listed, and taken back on request: at once where it is as it was left, else after a question", async () => {
  const theatre = await Theatre.open(browser, await freePort());
  const desk = await theatre.stage.node("desk", (node: ZocpNode) => {
    for (const path of ["level", "more"]) node.float(path, 0.5, { min: 0, max: 1, access: "rwe" });
  });
  const [ada, bo] = [await theatre.page(), await theatre.page()];
  for (const page of [ada, bo]) {
    await page.node("desk").waitFor();
    // What carries acts between pages comes after what is seen first.
    await page.page.locator(".top .person").waitFor();
  }
  await perform(ada.page, { type: "set", address: "desk/level", value: 0.9 });
  await perform(ada.page, { type: "set", address: "desk/more", value: 0.8 });
  await bo.press("u");
  const drawer = bo.page.getByRole("region", { name: "history", exact: true });
  const row = (name: string) => drawer.locator("tr").filter({ hasText: name });
  await row("set desk/more").waitFor();
  expect(await row("set desk/level").getAttribute("title")).toBe("desk/level: 0.5 → 0.9");
  expect(await faults(bo.page)).toEqual([]);
  await row("set desk/level").getByRole("button", { name: "Take back set desk/level" }).click();
  await until(() => desk.parameter("level").value === 0.5, "as it was before Ada");
  expect(desk.parameter("more").value).toBe(0.8);
  desk.set("more", 0.1);
  await until(() => desk.parameter("more").value === 0.1, "the program's");
  await bo.node("desk").getByText("0.100").waitFor();
  await row("set desk/more").getByRole("button", { name: "Take back set desk/more" }).click();
  const dialog = bo.page.getByRole("dialog");
  await dialog.getByText("desk/more is 0.1 now, and was left at 0.8").waitFor();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect(desk.parameter("more").value).toBe(0.1);
  await ada.page.keyboard.press("Control+z");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Do it all the same" }).click();
  await row("set desk/more").filter({ hasText: "undone" }).waitFor();
});
