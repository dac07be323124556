// What is measured of the page, row by row.
import { fileURLToPath } from "node:url";
import { firstLoad, sizeOf } from "../../tools/first-load.js";
import { busy, emptyPage, heap, longestTask, openPage, rest, scroll, workUntil } from "./page.js";

/** @typedef {import("./table.js").Table} Table */
/** @typedef {import("./page.js").Opened} Opened */
/** @typedef {import("playwright-core").Browser} Browser */

/** How large the page is, and how soon it shows something: the best of several visits is nearest to what a machine with time for it shows. @param {Table} table @param {Browser} browser @param {string} url @param {number} nodes */
export async function opening(table, browser, url, nodes) {
  table.add("first load, compressed", sizeOf(PAGE, firstLoad(PAGE, PARTS)) / 1000, "kB", { atMost: 200 });
  /** @type {{ readonly first: number, readonly last: number, readonly work: number }[]} */
  const visits = [];
  for (let visit = 0; visit < VISITS; visit += 1) {
    const opened = await emptyPage(browser);
    const work = await workUntil(opened, "first node", async () => {
      await opened.page.goto(url);
      await opened.page
        .locator(".count b", { hasText: new RegExp(`^${nodes}$`) })
        .first()
        .waitFor();
      await rest(2);
    });
    const pictures = /** @type {[at: number, nodes: number][]} */ (await opened.page.evaluate("pictures"));
    visits.push({ first: pictures[0]?.[0] ?? Number.NaN, last: pictures.at(-1)?.[0] ?? Number.NaN, work });
    await opened.page.context().close();
  }
  table.add(`first node, best of ${VISITS} visits`, Math.min(...visits.map(({ first }) => first)), "ms", {
    atMost: 1000,
  });
  table.add("  each of them", visits.map(({ first }) => first).join(" "), "ms");
  table.add("  the page's own work until then, median", median(visits.map(({ work }) => work)), "ms of processor");
  table.add("  all that is in sight, best", Math.min(...visits.map(({ last }) => last)), "ms");
}

/** How much of a core the page takes by itself. @param {Table} table @param {Opened} opened */
export async function working(table, opened) {
  const { page } = opened;
  for (const [name, key] of /** @type {const} */ ([
    ["graph, all of it", "f"],
    ["matrix", "2"],
    ["list", "3"],
    ["graph, close", "1"],
  ])) {
    await page.keyboard.press(key);
    if (name === "graph, close") await zoomIn(opened);
    await rest(2);
    table.add(`main thread, ${name}`, await busy(opened, 10), "% of a core", { atMost: 60 });
  }
  table.add("  parameters in sight there", await page.locator(".svelte-flow__node .row").count());
}

/** Through all levels of detail by the wheel, and back. @param {Table} table @param {Opened} opened */
export async function wheel(table, opened) {
  const { page } = opened;
  await page.keyboard.press("1");
  await page.keyboard.press("f");
  await rest(3);
  await page.mouse.move(500, 450);
  const turn = async (/** @type {number} */ way) => {
    for (let step = 0; step < STEPS; step += 1) {
      await page.mouse.wheel(0, way);
      await page.evaluate("new Promise((resolve) => requestAnimationFrame(resolve))");
    }
    await rest(4);
  };
  const { wall, cpu } = await longestTask(opened, async () => {
    await turn(120);
    await turn(-240);
    await turn(120);
  });
  table.add("wheel zoom through all levels, longest task", cpu, "ms of processor", { atMost: 200 });
  table.add("  by the clock", wall, "ms");
}

/** Scrolled by a fixed way each picture. @param {Table} table @param {Opened} opened */
export async function scrolling(table, opened) {
  for (const [name, key, pane, way] of /** @type {const} */ ([
    ["matrix, down", "2", ".matrix .scroll", [0, 48]],
    ["matrix, across", "2", ".matrix .scroll", [48, 0]],
    ["list", "3", ".list .scroll", [0, 48]],
  ])) {
    await opened.page.keyboard.press(key);
    const { each, seen } = await scroll(opened, pane, way);
    table.add(`${name}: pictures that there is time for`, 1000 / each, "/s", { atLeast: 50 });
    table.add("  seen, on this machine as it was", seen, "/s");
  }
}

/** Whether the page's memory grows. @param {Table} table @param {Opened} opened @param {number} minutes */
export async function memory(table, opened, minutes) {
  const steps = Math.max(2, Math.round(minutes));
  const heaps = [await heap(opened)];
  for (let step = 0; step < steps; step += 1) {
    await rest((minutes * 60) / steps);
    heaps.push(await heap(opened));
  }
  const half = Math.ceil(heaps.length / 2);
  const growth = median(heaps.slice(half)) / median(heaps.slice(0, half));
  table.add(`memory over ${minutes} minutes`, heaps.join(", "), "MB");
  table.add("  the second half beside the first", growth, "×", { atMost: 1.1 });
}

/** A large show comes up and is laid out. @param {Table} table @param {Browser} browser @param {string} url @param {number} nodes */
export async function layout(table, browser, url, nodes) {
  const opened = await openPage(browser, url);
  const { page } = opened;
  const coming = await longestTask(opened, async () => {
    await page
      .locator(".count b", { hasText: new RegExp(`^${nodes}$`) })
      .first()
      .waitFor();
    await rest(15);
  });
  table.add(`${nodes} nodes come up, longest task`, coming.cpu, "ms of processor", { atMost: 100 });
  table.add("  by the clock", coming.wall, "ms");
  await page.mouse.click(500, 450);
  const arranged = await longestTask(opened, async () => {
    await page.keyboard.press("a");
    await rest(20);
  });
  table.add(`${nodes} nodes are arranged, longest task`, arranged.cpu, "ms of processor", { atMost: 100 });
  table.add("  by the clock", arranged.wall, "ms");
}

/** @param {Opened} opened */
async function zoomIn({ page }) {
  await page.waitForSelector(".svelte-flow__node");
  for (let times = 0; times < 8; times += 1) {
    await page.keyboard.press("+");
    await rest(0.4);
  }
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const PAGE = fileURLToPath(new URL("../../dist/composer/", import.meta.url));
/** What is opened at once. */
const PARTS = ["page"];
const VISITS = 5;
const STEPS = 24;
