import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { ShowNode } from "../../src/show.ts";
import { freePort } from "../../tools/ports.js";
import { until } from "../gateway/stage.ts";
import { faults } from "./axe.ts";
import { openChromium } from "./chromium.ts";
import { Theatre } from "./composer-page.ts";
import { openShow } from "./show-page.ts";

// What is stored, saved and loaded is seen before, row by row.

let browser: Browser;

beforeAll(async () => {
  browser = await openChromium();
});

afterAll(() => browser?.close());

/** Drops a file on the page, as from the desk of the system. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const given = JSON.stringify([name, text]);
  await page.evaluate(`(() => {
    const [name, text] = ${given};
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], name, { type: "application/json" }));
    for (const type of ["dragover", "drop"])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  })()`);
}

test("a cue is recorded: what changed is ticked, the rest is left, and it is what was seen", async () => {
  const { page, view, open, lamp, show } = await openShow(browser);
  await open();
  await show.goto("1", { instant: true });
  await until(() => lamp.parameter("level").value === 0.25, "cue 1");
  lamp.set("level", 0.75);
  await view.getByRole("button", { name: "Record cue" }).click();
  const dialog = page.page.getByRole("dialog", { name: "Record a cue" });
  const row = dialog.getByRole("checkbox", { name: /lamp\/level/ });
  await row.waitFor();
  expect(await row.isChecked()).toBe(true);
  expect(await dialog.getByRole("checkbox", { name: /house\/level/ }).isChecked()).toBe(false);
  expect(await faults(page.page)).toEqual([]);
  lamp.set("level", 0.1);
  await dialog.getByLabel("Name").fill("Tea");
  await dialog.getByLabel("Time").fill("2");
  // Space writes a text here and is no GO; Enter records.
  await page.press("Space");
  await dialog.getByLabel("Time").fill("2");
  await dialog.getByText("new cue").waitFor();
  await page.press("Enter");
  await dialog.waitFor({ state: "detached" });
  const cue = show.show.cues.find(({ name }) => name === "Tea");
  expect(cue?.over).toBe(2);
  expect(cue?.values.get("lamp/level")).toBe(0.75);
  expect(show.state.active).toBe("a");
  await view.getByRole("row").filter({ hasText: "Tea" }).waitFor();
});

test("a scene of another name is stored with what a person chooses, and becomes a tile", async () => {
  const { page, view, open, house, show } = await openShow(browser);
  await open();
  house.set("level", 0.6);
  await view.getByRole("button", { name: "Store scene" }).click();
  const dialog = page.page.getByRole("dialog", { name: "Store a scene" });
  await dialog.getByRole("checkbox", { name: /house\/level/ }).waitFor();
  await dialog.getByText("A scene wants a name").waitFor();
  await dialog.getByLabel("Name").fill("warm");
  await dialog.getByText("new scene warm").waitFor();
  for (const head of await dialog.locator(".head input").all()) await head.uncheck();
  await dialog.getByText("Nothing is chosen").waitFor();
  await dialog.getByRole("checkbox", { name: /house\/level/ }).check();
  await dialog.getByRole("button", { name: "Store", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  expect(show.show.scenes.get("warm")?.values).toEqual(new Map([["house/level", 0.6]]));
  await view.getByRole("region", { name: "Scenes" }).getByRole("button", { name: "warm" }).waitFor();
});

test("a file that is dropped is a difference first; then what is ticked is loaded, and nothing else", async () => {
  const { page, lamp, house, show } = await openShow(browser);
  await page.node("lamp").waitFor();
  const text = JSON.stringify({
    zocp: 1,
    values: { "lamp/level": 0.4, "house/level": 0.9, "fan/speed": 1 },
    cues: [{ id: "e", cue: "4", name: "Encore" }],
  });
  // On any view, and whatever it is called.
  await drop(page.page, "tonight.json", text);
  const dialog = page.page.getByRole("dialog", { name: "Load tonight.json" });
  await dialog.getByRole("checkbox", { name: /lamp\/level/ }).waitFor();
  await dialog.getByText("fan").first().waitFor();
  await dialog.getByRole("combobox", { name: "Stands for fan" }).waitFor();
  expect(await dialog.getByRole("checkbox", { name: /cue 1 House out/ }).isChecked()).toBe(false);
  expect(await faults(page.page)).toEqual([]);
  expect([lamp.parameter("level").value, show.state.revision]).toEqual([0, 0]);
  await dialog.getByRole("checkbox", { name: /house\/level/ }).uncheck();
  await dialog.getByRole("checkbox", { name: /What the show begins with/ }).uncheck();
  await dialog.getByRole("button", { name: "Load", exact: true }).click();
  await dialog.getByText("2 things done").waitFor();
  expect([lamp.parameter("level").value, house.parameter("level").value]).toEqual([0.4, 0]);
  expect(show.show.cues.map(({ cue }) => cue)).toEqual(["1", "1.5", "2", "3", "4"]);
  await page.press("Escape");
  await dialog.waitFor({ state: "detached" });
});

test("Ctrl S says what the file of the show gets, and Enter saves it there", async () => {
  const folder = mkdtempSync(join(tmpdir(), "zocp-kept-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "harbour.json");
  writeFileSync(path, JSON.stringify({ zocp: 1, title: "The Harbour", cues: [{ id: "a", cue: "1" }] }));
  const theatre = await Theatre.open(browser, await freePort());
  const lamp = await theatre.stage.node("lamp", (node) => {
    node.float("level", 0.5, { access: "rws", min: 0, max: 1 });
  });
  const show = new ShowNode("show", { file: path, ...theatre.stage.network });
  onTestFinished(() => show.stop());
  await show.start();
  const page = await theatre.page();
  await page.node("lamp").waitFor();
  await page.node("show").waitFor();
  lamp.set("level", 0.8);
  await page.press("Control+s");
  const dialog = page.page.getByRole("dialog", { name: "Save the show" });
  await dialog.getByText("lamp/level").waitFor();
  await dialog.getByText(path).waitFor();
  expect(JSON.parse(readFileSync(path, "utf8")).values).toBeUndefined();
  // Held, or pressed again, it does nothing more, and the browser saves no page.
  await page.press("Control+s");
  await dialog.getByRole("button", { name: "Save", exact: true }).focus();
  await page.press("Enter");
  await page.page.getByText(`saved in ${path}`).waitFor();
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ values: { "lamp/level": 0.8 }, cues: [{ cue: "1" }] });
});

test("where no show is here, Ctrl S downloads what the page sees, and a dropped file is refused with a way", async () => {
  const theatre = await Theatre.open(browser, await freePort());
  await theatre.stage.node("lamp", (node) => {
    node.float("level", 0.5, { access: "rws", min: 0, max: 1 });
  });
  const page = await theatre.page({ acceptDownloads: true });
  await page.node("lamp").waitFor();
  const downloaded = page.page.waitForEvent("download");
  await page.press("Control+s");
  const download = await downloaded;
  expect(download.suggestedFilename()).toBe("patch.json");
  expect(JSON.parse(readFileSync(await download.path(), "utf8"))).toEqual({
    ...{ zocp: 1, wires: [] },
    values: { "lamp/level": 0.5 },
  });
  await drop(page.page, "show.json", "{}");
  await page.page.getByText("No show is here that could do that").waitFor();
});

test("who may only look can have a copy of the show, and stores nothing", async () => {
  const { theatre, show } = await openShow(browser);
  const gateway = await theatre.stage.gateway({ composer: "dist/composer", readOnly: true });
  const looking = await theatre.page({ url: gateway.links()[0]?.url ?? "" });
  await looking.node("show").waitFor();
  await looking.press("Control+s");
  const dialog = looking.page.getByRole("dialog", { name: "Save the show" });
  const downloaded = looking.page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download" }).click();
  expect(readFileSync(await (await downloaded).path(), "utf8")).toContain("The Harbour");
  expect(show.state.revision).toBe(0);
});
