// Takes a picture of every screen of the composer, in every size and look, for people to look at: what is ugly no test can say.
//   npm run screens FOLDER [screen …]
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { chromium } from "playwright-core";

import { launchOptions } from "./chromium.js";
import { freePort } from "./ports.js";
import { ROOT } from "./tool.js";

/**
 * @typedef {import("playwright-core").Page} Page
 * @typedef {{ readonly width: number, readonly height: number, readonly colorScheme: "dark" | "light" }} Form
 */

/** What is done on a fresh page until the screen is there. @type {Readonly<Record<string, (page: Page) => Promise<void>>>} */
const SCREENS = {
  graph: async () => {},
  "graph-chosen": (page) => click(page, page.locator(".svelte-flow__node").first().locator("header")),
  "wire-card": (page) =>
    page
      .locator(".svelte-flow__edge")
      .first()
      .focus()
      .then(() => page.keyboard.press("Enter")),
  menu: async (page) => page.locator(".svelte-flow__node header").first().click({ button: "right" }),
  matrix: (page) => press(page, "2"),
  list: (page) => press(page, "3"),
  show: (page) => press(page, "4"),
  "show-cue": async (page) => {
    await press(page, "4", " ");
    await page
      .getByRole("listbox")
      .or(page.getByRole("row"))
      .first()
      .click()
      .catch(() => {});
  },
  "show-save": (page) => press(page, "4", "Control+s"),
  "show-load": (page) => byName(page, "4", "Load"),
  "show-store": (page) => byName(page, "4", "Store scene"),
  "show-record": (page) => byName(page, "4", "Record cue"),
  sheet: (page) => byName(page, "4", "Sheet"),
  dashboard: (page) => press(page, "5"),
  "dashboard-edit": (page) => byName(page, "5", /^Edit/, ".dashboards header"),
  "dashboard-page": async (page) => {
    // Another dashboard makes the page load itself anew.
    await page.goto(`${page.url().replace(/#.*/, "")}#dashboard=harbour`);
    await page.locator(".board").waitFor();
  },
  palette: (page) => press(page, "Control+k"),
  search: (page) => press(page, "Control+f"),
  help: (page) => press(page, "?"),
  operators: (page) => press(page, "n"),
  recorder: (page) => press(page, "r"),
  scope: async (page) => {
    await page
      .getByRole("button", { name: / on the scope$/ })
      .first()
      .click()
      .catch(() => {});
    await press(page, "s");
  },
  log: (page) => press(page, "l"),
  messages: (page) => press(page, "i"),
  health: (page) => press(page, "v"),
  history: (page) => press(page, "u"),
  compact: (page) => press(page, "k"),
  locked: (page) => press(page, "Shift+L"),
  perform: (page) => press(page, "Shift+P"),
};
const SIZES = [
  [1440, 900],
  [1280, 720],
  [820, 1180],
  [390, 844],
];
/** @type {Readonly<Record<string, string>>} */
const TABS = { 1: "Graph", 2: "Matrix", 3: "List", 4: "Show", 5: "Boards" };
const THEMES = /** @type {const} */ (["dark", "light"]);

const [folder = "", ...words] = process.argv.slice(2);
if (folder === "") throw new Error("which folder should the pictures go to? npm run screens FOLDER [screen …]");
mkdirSync(folder, { recursive: true });
const wanted = Object.entries(SCREENS).filter(([name]) => words.length === 0 || words.includes(name));
const demo = await startDemo();
const browser = await chromium.launch(launchOptions());
try {
  for (const [width = 0, height = 0] of SIZES)
    for (const colorScheme of THEMES) for (const screen of wanted) await take(screen, { width, height, colorScheme });
} finally {
  await browser.close();
  demo.child.kill("SIGINT");
}

/** @param {readonly [string, (page: Page) => Promise<void>]} screen @param {Form} form */
async function take([name, act], { width, height, colorScheme }) {
  const touch = width < 1000;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    hasTouch: touch,
    isMobile: touch,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  try {
    await page.goto(demo.url);
    await page.locator(".card, .svelte-flow__node").first().waitFor({ state: "attached" });
    await pause(1200);
    await act(page);
    await pause(1200);
  } catch (error) {
    console.error(`${name} ${width}: ${String(error).split("\n")[0]}`);
  }
  await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
  await context.close();
}

/** The demo, as people start it, and the address of its page. */
async function startDemo() {
  const words = ["dist/cli/main.js", "composer", "--demo", "--http-port", String(await freePort())];
  const child = spawn(process.execPath, words, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^composer: +(\S+)/.exec(line)?.[1];
    if (url !== undefined) return { child, url };
  }
  throw new Error("the demo ended before it told its address");
}

/** Presses keys; a view that has one is opened by its tab where the screen is narrow. @param {Page} page @param {readonly string[]} keys */
async function press(page, ...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    if (/^\d$/.test(key)) {
      const tabs = page.locator("nav.tabs button");
      if (await tabs.first().isVisible()) await tabs.filter({ hasText: TABS[key] ?? "" }).click();
      await pause(600);
    }
  }
}

/** Opens a view, and presses a button in it. @param {Page} page @param {string} key @param {string | RegExp} name */
async function byName(page, key, name, within = "main") {
  await press(page, key);
  await page
    .locator(within)
    .getByRole("button", { name, exact: typeof name === "string" })
    .first()
    .click();
}

/** @param {Page} page @param {import("playwright-core").Locator} locator */
async function click(page, locator) {
  const graph = page.locator("nav.tabs button", { hasText: "Graph" });
  if (await graph.isVisible()) await graph.click();
  await locator.click();
}

/** @param {number} time */
function pause(time) {
  return new Promise((resolve) => setTimeout(resolve, time));
}
