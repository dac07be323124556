// A page of the composer, and what its main thread does, as the browser traces it.
import { fileURLToPath } from "node:url";

/** @typedef {{ readonly page: import("playwright-core").Page, readonly devtools: import("playwright-core").CDPSession }} Opened */

/**
 * Opens the page as a browser that has never been there.
 *
 * @param {import("playwright-core").Browser} browser @param {string} url @returns {Promise<Opened>}
 */
export async function openPage(browser, url) {
  const opened = await emptyPage(browser);
  await opened.page.goto(url);
  return opened;
}

/** @param {import("playwright-core").Browser} browser @returns {Promise<Opened>} */
export async function emptyPage(browser) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on("pageerror", (error) => console.log(`the page failed: ${error.message}`));
  const devtools = await context.newCDPSession(page);
  // CPU time, not time on the wall: what else the machine does is not the page's.
  await devtools.send("Performance.setTimeDomain", { timeDomain: "threadTicks" });
  await devtools.send("Performance.enable");
  await page.addInitScript({ path: fileURLToPath(new URL("../../composer/dev/pictures.js", import.meta.url)) });
  return { page, devtools };
}

/**
 * The longest tasks of the page's main thread while something is done: by the clock, and without the time in which the machine did something else.
 *
 * @param {Opened} opened @param {() => Promise<void>} act
 * @returns {Promise<{ readonly wall: number, readonly cpu: number }>} milliseconds
 */
export async function longestTask(opened, act) {
  const { tasks } = await traced(opened, act);
  const longest = (/** @type {"dur" | "tdur"} */ field) =>
    Math.round(tasks.reduce((most, task) => Math.max(most, task[field] ?? 0), 0) / 1000);
  return { wall: longest("dur"), cpu: longest("tdur") };
}

/**
 * What the page's main thread had done when a mark was set, in milliseconds of processor time.
 *
 * @param {Opened} opened @param {string} mark @param {() => Promise<void>} act
 */
export async function workUntil(opened, mark, act) {
  const { tasks, marks } = await traced(opened, act);
  const at = marks.find(({ name }) => name === mark)?.ts ?? Number.NaN;
  const before = tasks.filter(({ ts = 0 }) => ts < at);
  return before.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1000;
}

/** @typedef {{ name?: string, cat?: string, ts?: number, dur?: number, tdur?: number, pid?: number, tid?: number, args?: { name?: string } }} Traced */

/** @param {Opened} opened @param {() => Promise<void>} act */
async function traced({ devtools }, act) {
  /** @type {Traced[]} */
  const events = [];
  const hear = (/** @type {{ value: Traced[] }} */ { value }) => {
    for (const event of value) if (event.cat !== TASKS || event.name === "RunTask") events.push(event);
  };
  // The types of a trace are those of the browser.
  devtools.on("Tracing.dataCollected", /** @type {never} */ (hear));
  const includedCategories = [TASKS, "blink.user_timing", "__metadata"];
  await devtools.send("Tracing.start", { transferMode: "ReportEvents", traceConfig: { includedCategories } });
  await act();
  const complete = new Promise((resolve) => devtools.once("Tracing.tracingComplete", resolve));
  await devtools.send("Tracing.end");
  await complete;
  devtools.off("Tracing.dataCollected", /** @type {never} */ (hear));
  const threadOf = (/** @type {Traced} */ { pid, tid }) => `${pid} ${tid}`;
  const main = new Set(events.filter(({ args }) => args?.name === "CrRendererMain").map(threadOf));
  const tasks = events.filter((event) => event.name === "RunTask" && main.has(threadOf(event)));
  return { tasks, marks: events.filter(({ cat }) => cat === "blink.user_timing") };
}

/**
 * Scrolls a pane by a fixed way for every picture, forth and back. The processor time that the main thread takes for one: how many pictures
 * a second it can make.
 *
 * @param {Opened} opened @param {string} pane @param {readonly [x: number, y: number]} way
 */
export async function scroll({ page, devtools }, pane, [x, y]) {
  await page.waitForSelector(pane);
  await rest(1);
  const [before, begin] = [await threadTime(devtools), performance.now()];
  await page.evaluate(`(async () => {
    const element = document.querySelector(${JSON.stringify(pane)});
    for (let picture = 0; picture < ${PICTURES}; picture += 1) {
      const sign = picture < ${PICTURES / 2} ? 1 : -1;
      element?.scrollBy(${x} * sign, ${y} * sign);
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  })()`);
  const seconds = (performance.now() - begin) / 1000;
  const cpu = ((await threadTime(devtools)) - before) * 1000;
  return { each: cpu / PICTURES, seen: PICTURES / seconds };
}

/** @param {Opened} opened @param {number} seconds */
export async function busy({ devtools }, seconds) {
  const [before, begin] = [await threadTime(devtools), performance.now()];
  await rest(seconds);
  return Math.round((((await threadTime(devtools)) - before) / ((performance.now() - begin) / 1000)) * 100);
}

/** Seconds of CPU of the main thread since the page was opened. @param {Opened["devtools"]} devtools */
async function threadTime(devtools) {
  return (await metrics(devtools)).ThreadTime;
}

/** What is alive in the page's memory, in MB. @param {Opened} opened */
export async function heap({ devtools }) {
  await devtools.send("HeapProfiler.collectGarbage");
  return Math.round((await metrics(devtools)).JSHeapUsedSize / 1e5) / 10;
}

/** @param {Opened["devtools"]} devtools */
async function metrics(devtools) {
  const { metrics: all } = await devtools.send("Performance.getMetrics");
  /** @type {Record<string, number>} */
  const named = Object.fromEntries(all.map(({ name, value }) => [name, value]));
  return { ThreadTime: 0, JSHeapUsedSize: 0, ...named };
}

/** @param {number} seconds */
export function rest(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

const TASKS = "disabled-by-default-devtools.timeline";
const PATIENCE = 120_000;
const PICTURES = 120;
