// 20 nodes for a long time: values flow, nodes are stopped, killed and started again. At the end nothing may have grown.
//   npm run soak -- --minutes 30 [--seed N] [--nodes 20]
// Runs on loopback, so it needs neither Linux nor root; descriptors are counted where /proc is.
import { parseArgs } from "node:util";
import { build } from "../bench/harness/build.js";
import { freePort } from "../tools/ports.js";
import { chance } from "./harness/chance.js";
import { Crowd } from "./harness/crowd.js";
import { Local } from "./harness/local.js";
import { pause } from "./harness/pause.js";
import { Stage } from "./harness/stage.js";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "3" },
    seed: { type: "string" },
    nodes: { type: "string", default: "20" },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const names = Array.from({ length: Number(values.nodes) }, (_, index) => `n${String(index + 1).padStart(2, "0")}`);
/** These are never stopped: what they hold at the end is compared with the beginning. */
const lasting = names.slice(0, 5);
/** Values that each node emits in a second. */
const RATE = 200;

build();
const stage = new Stage("", /** @type {any} */ (new Local(await freePort())));
console.log(`${names.length} nodes for ${minutes} minutes, seed ${seed}`);
try {
  await soak();
} catch (error) {
  stage.fault(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
for (const fault of stage.faults) console.log(`FAILED  ${fault}`);
await stage.close();
console.log(stage.faults.length === 0 ? "1 passed, 0 failed" : "0 passed, 1 failed");
process.exitCode = stage.faults.length === 0 ? 0 : 1;

async function soak() {
  const crowd = new Crowd(stage, names, ["here"], RATE);
  await crowd.open();
  const random = chance(seed);
  const counts = { started: 0, stopped: 0, killed: 0 };
  console.log("minute  restarts  heap MiB (least, most)  sockets (least, most)  values/s");
  await tell(0, counts, undefined);
  const begin = performance.now();
  let before = await total();
  for (let minute = 1; minute <= minutes; minute++) {
    for (const end = begin + minute * 60_000; performance.now() < end; await pause(1500)) {
      counts[await crowd.disturb(random, lasting.length)]++;
    }
    await crowd.startMissing();
    before = await tell(minute, counts, before);
  }
  await stage.mark();
  // It is about what grows, not about how fast.
  await stage.returns({ within: 20 });
  console.log(stage.notes.join(", "));
}

/** @param {number} minute @param {Record<string, number>} counts @param {Sum | undefined} before */
async function tell(minute, counts, before) {
  const held = await Promise.all(lasting.map((name) => stage.ask(name, "resources")));
  const heaps = held.map(({ heap }) => heap / 2 ** 20);
  const sockets = held.map(({ sockets }) => sockets);
  const now = await total();
  const rate = before === undefined ? 0 : (now.signals - before.signals) / ((now.at - before.at) / 1000);
  const restarts = (counts.stopped ?? 0) + (counts.killed ?? 0);
  const columns = [
    String(minute).padStart(6),
    String(restarts).padStart(8),
    `${Math.min(...heaps).toFixed(1)} ${Math.max(...heaps).toFixed(1)}`.padStart(22),
    `${Math.min(...sockets)} ${Math.max(...sockets)}`.padStart(21),
    rate.toFixed(0).padStart(8),
  ];
  console.log(columns.join("  "));
  return now;
}

/** @typedef {{ signals: number, at: number }} Sum values that the lasting nodes got */

/** @returns {Promise<Sum>} */
async function total() {
  const reports = await Promise.all(lasting.map((name) => stage.ask(name, "report")));
  return { signals: reports.reduce((sum, { signals }) => sum + signals, 0), at: performance.now() };
}
