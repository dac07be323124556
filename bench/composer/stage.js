// What the composer's benchmark measures: a crowd in processes of its own, a gateway, and a page in a browser.
import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { ensureChromium, launchOptions } from "../../tools/chromium.js";
import { freePort } from "../../tools/ports.js";

/** @typedef {{ readonly nodes: number, readonly wires: number, readonly rate: number }} Crowd */

/**
 * Runs with a crowd behind a gateway, which end with it.
 *
 * @param {Crowd} crowd
 * @param {(url: string, browser: import("playwright-core").Browser) => Promise<void>} measure
 */
export async function withCrowd({ nodes, wires, rate }, measure) {
  const beaconPort = await freePort();
  const each = Math.ceil(nodes / PROCESSES);
  const parts = Array.from({ length: PROCESSES }, (_, index) => {
    const words = [beaconPort, index * each, each, wires / PROCESSES, rate / PROCESSES];
    return fork(new URL("crowd.js", import.meta.url), words.map(String));
  });
  const gateway = spawn(process.execPath, [CLI, "composer", ...GIVEN, "--port", String(beaconPort)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  ensureChromium();
  const browser = await chromium.launch(launchOptions());
  try {
    const ready = parts.map((part) => new Promise((resolve) => part.once("message", resolve)));
    const [printed] = await Promise.race([once(gateway.stdout, "data"), once(gateway, "exit")]);
    const url = /http:\S+/.exec(String(printed))?.[0];
    if (url === undefined) throw new Error(`the composer printed no link but ${printed}`);
    await Promise.all(ready);
    await measure(url, browser);
  } finally {
    await browser.close();
    gateway.kill("SIGINT");
    for (const part of parts) if (part.connected) part.disconnect();
  }
}

/**
 * Runs with a large show that is simulated in a process of its own, which ends with it.
 *
 * @param {Crowd} crowd
 * @param {(url: string, browser: import("playwright-core").Browser) => Promise<void>} measure
 */
export async function withStar({ nodes, wires, rate }, measure) {
  const star = fork(new URL("star.js", import.meta.url), [nodes, wires, rate].map(String));
  ensureChromium();
  const browser = await chromium.launch(launchOptions());
  try {
    const [url] = await once(star, "message");
    await measure(String(url), browser);
  } finally {
    await browser.close();
    if (star.connected) star.disconnect();
  }
}

const PROCESSES = 4;
const CLI = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
// The gateway ends by itself, should this program not come to its end.
const GIVEN = ["--interface", "lo", "--http-port", "0", "--seconds", "3600"];
