// Measures the composer's page in headless Chromium: how busy its main thread is, how soon it shows data, whether its memory
// stays flat, how large it is. Options: --nodes 100 --rate 2000 --minutes 10
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { ensureChromium, launchOptions } from "../tools/chromium.js";
import { freePort } from "../tools/ports.js";

const { values } = parseArgs({
  options: {
    nodes: { type: "string", default: "100" },
    rate: { type: "string", default: "2000" },
    minutes: { type: "string", default: "10" },
  },
});
const [nodes, rate, minutes] = [Number(values.nodes), Number(values.rate), Number(values.minutes)];
const beaconPort = await freePort();
const composer = new URL("../dist/composer/", import.meta.url);

const PROCESSES = 4;
const each = Math.ceil(nodes / PROCESSES);
const crowd = Array.from({ length: PROCESSES }, (_, index) => {
  const words = [beaconPort, index * each, each, each * PROCESSES, rate / PROCESSES];
  return fork(new URL("composer-crowd.js", import.meta.url), words.map(String));
});
await Promise.all(crowd.map((part) => new Promise((resolve) => part.once("message", resolve))));
const cli = new URL("../dist/cli/main.js", import.meta.url).pathname;
const network = ["--interface", "lo", "--port", String(beaconPort), "--http-port", "0"];
// It ends by itself, should this program not come to its end.
const life = ["--seconds", String(minutes * 60 + 300)];
const gateway = spawn(process.execPath, [cli, "composer", ...network, ...life], {
  stdio: ["ignore", "pipe", "inherit"],
});
const [printed] = await Promise.race([once(gateway.stdout, "data"), once(gateway, "exit")]);
const url = /http:\S+/.exec(String(printed))?.[0];
if (url === undefined) throw new Error(`the composer printed no link but ${printed}`);
ensureChromium();
const browser = await chromium.launch(launchOptions());
try {
  await measure(url);
} finally {
  await browser.close();
  gateway.kill("SIGINT");
  for (const part of crowd) part.disconnect();
}

/** @param {string} url */
async function measure(url) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on("pageerror", (error) => console.log(`the page failed: ${error.message}`));
  const devtools = await page.context().newCDPSession(page);
  // CPU time, not time on the wall: what else the machine does is not the page's.
  await devtools.send("Performance.setTimeDomain", { timeDomain: "threadTicks" });
  await devtools.send("Performance.enable");
  await page.addInitScript({ path: fileURLToPath(new URL("../composer/dev/pictures.js", import.meta.url)) });
  await page.goto(url);
  const count = page.locator(".count b", { hasText: new RegExp(`^${nodes}$`) }).first();
  await count.waitFor({ timeout: 120_000 });
  const pictures = /** @type {[at: number, nodes: number][]} */ (await page.evaluate("pictures"));
  tell("first node on the screen", `${pictureOf(pictures, 1)} ms`, "1500 ms");
  tell(`all ${nodes} nodes`, `${pictureOf(pictures, nodes)} ms`);
  tell("main thread until then", `${Math.round((await metrics(devtools)).ThreadTime * 1000)} ms of CPU`);
  await rest(5);
  for (const { name, key } of [
    { name: "graph, all of it", key: "f" },
    { name: "matrix", key: "2" },
    { name: "list", key: "3" },
    { name: "graph, close", key: "1" },
  ]) {
    await page.keyboard.press(key);
    if (name === "graph, close") await zoomIn(page);
    await rest(1);
    tell(`main thread, ${name}`, `${await busy(devtools, 10)} %`, "60 %");
  }
  await memory(devtools);
  size();
}

/** @param {readonly [at: number, nodes: number][]} pictures @param {number} least */
function pictureOf(pictures, least) {
  return pictures.find(([, nodes]) => nodes >= least)?.[0] ?? Number.NaN;
}

/** @param {import("playwright-core").Page} page */
async function zoomIn(page) {
  await page.waitForSelector(".svelte-flow__node");
  for (let times = 0; times < 8; times += 1) {
    await page.keyboard.press("+");
    await rest(0.4);
  }
  const rows = await page.locator(".svelte-flow__node .row").count();
  tell("parameters in sight", String(rows));
}

/** @param {import("playwright-core").CDPSession} devtools @param {number} seconds */
async function busy(devtools, seconds) {
  const [before, begin] = [await metrics(devtools), performance.now()];
  await rest(seconds);
  const after = await metrics(devtools);
  return Math.round(((after.ThreadTime - before.ThreadTime) / ((performance.now() - begin) / 1000)) * 100);
}

/** @param {import("playwright-core").CDPSession} devtools */
async function memory(devtools) {
  const steps = Math.max(2, Math.round(minutes));
  const heap = [];
  for (let step = 0; step <= steps; step += 1) {
    if (step > 0) await rest((minutes * 60) / steps);
    await devtools.send("HeapProfiler.collectGarbage");
    heap.push(Math.round((await metrics(devtools)).JSHeapUsedSize / 1e5) / 10);
  }
  tell(`memory over ${minutes} minutes`, `${heap.join(", ")} MB`, "flat");
}

/** @param {import("playwright-core").CDPSession} devtools */
async function metrics(devtools) {
  const { metrics: all } = await devtools.send("Performance.getMetrics");
  /** @type {Record<string, number>} */
  const named = Object.fromEntries(all.map(({ name, value }) => [name, value]));
  return { ThreadTime: 0, JSHeapUsedSize: 0, ...named };
}

function size() {
  const assets = new URL("assets/", composer);
  const bytes = readdirSync(assets).reduce(
    (sum, name) => sum + gzipSync(readFileSync(new URL(name, assets))).length,
    0,
  );
  tell("page, gzipped", `${(bytes / 1000).toFixed(1)} kB`, "200 kB");
}

/** @param {string} what @param {string} value @param {string} [limit] */
function tell(what, value, limit) {
  console.log(`${what.padEnd(32)} ${value}${limit === undefined ? "" : `   (limit: ${limit})`}`);
}

/** @param {number} seconds */
function rest(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
