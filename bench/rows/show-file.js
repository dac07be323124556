// A rig is saved, and loaded after everything in it was changed.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  applyPlan,
  diffShow,
  emptyShow,
  formatShow,
  isSame,
  keepFile,
  readShow,
  takeSnapshot,
  updateShow,
} from "zocp/show";

import { now, sleep } from "../harness/clock.js";
import { makeNode } from "../harness/nodes.js";

/** @typedef {import("zocp").ZocpNode} ZocpNode */

const PROCESSES = 4;
const PARAMETERS = 20;
const EMITTERS = 3;
/** @type {readonly (readonly [emitter: string, sensor: string])[]} */
const SENSORS = [
  ["level0", "level17"],
  ["level1", "level18"],
  ["level2", "level19"],
];
const PATIENCE = 120_000;

/** @type {import("../harness/row.js").Row} */
export const showFile = {
  name: "show-file",
  runs: { smoke: 1, quick: 3, full: 7 },
  warmups: 1,
  figures: [
    ...figures("rig", 40),
    ...figures("large rig", 100).map((figure) => ({ ...figure, only: /** @type {const} */ ("full") })),
  ],
  prepare: async (lab) => {
    const keeper = await startKeeper(lab, lab.choose({ smoke: 2, quick: 10, full: 10 }));
    const rig = { rig: () => keeper.ask.run() };
    if (lab.size !== "full") return rig;
    const large = await startKeeper(lab, 25);
    return { ...rig, "large rig": () => large.ask.run() };
  },
};

/** @param {string} who @param {number} nodes @returns {readonly import("../harness/row.js").Figure[]} */
function figures(who, nodes) {
  const show = `a show of ${nodes} nodes × ${PARAMETERS} parameters and ${nodes * SENSORS.length} wires is`;
  return [
    {
      row: `${show} saved`,
      unit: "ms",
      value: (of) => of(`${who} saved`),
      against: "asking all",
      control: (of) => of(`${who} asked`),
      target: { of: "value", atMost: 1000 },
    },
    {
      row: `${show} loaded`,
      unit: "ms",
      value: (of) => of(`${who} loaded`),
      against: "SET and SUB alone",
      control: (of) => of(`${who} told`),
      target: { of: "value", atMost: 3000 },
    },
  ];
}

/** @param {import("../harness/lab.js").Lab} lab @param {number} count nodes of each of the processes */
async function startKeeper(lab, count) {
  const port = await lab.port();
  const rigs = await Promise.all(
    Array.from({ length: PROCESSES }, (_, process) => lab.start(import.meta.url, rig, { port, process, count })),
  );
  for (const { ask } of rigs) await ask.settled(count * PROCESSES - 1);
  return lab.start(import.meta.url, keep, { port, count: count * PROCESSES });
}

/** @param {{ readonly port: number, readonly process: number, readonly count: number }} options */
export async function rig({ port, process, count }) {
  const nodes = Array.from({ length: count }, (_, at) => makeNode(`node${process * count + at}`, port));
  for (const node of nodes) {
    for (let i = 0; i < PARAMETERS; i++)
      node.float(`level${i}`, i / 7, { access: i < EMITTERS ? "rwe" : "rws", min: 0, max: 1000 });
  }
  await Promise.all(nodes.map((node) => node.start()));
  return { settled: (/** @type {number} */ peers) => until(() => nodes.every((node) => isKnown(node, peers))) };
}

/** @param {{ readonly port: number, readonly count: number }} options */
export async function keep({ port, count }) {
  const folder = mkdtempSync(join(tmpdir(), "zocp-bench-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "show.json");
  const node = makeNode("keeper", port);
  await node.start();
  await until(() => isKnown(node, count));
  return {
    run: async () => {
      const wires = wiresOf(count);
      await connectAll(node, wires);
      await setAll(node, 1);
      const asked = await time(() => askAll(node));
      const saved = await time(() => save(node, path));
      await change(node, wires);
      const told = await time(async () => {
        await setAll(node, 1);
        await connectAll(node, wires);
      });
      await change(node, wires);
      const loaded = await time(() => load(node, path));
      const wanted = readShow(readFileSync(path, "utf8"));
      if (wanted.wires.length !== wires.length || !isSame(diffShow(wanted, await takeSnapshot(node))))
        throw new Error("what was loaded is not what was saved");
      return { asked, saved, told, loaded };
    },
  };
}

/** @param {ZocpNode} node @param {string} path */
async function save(node, path) {
  const { file } = updateShow(emptyShow(), await takeSnapshot(node));
  await keepFile(path, formatShow(file));
}

/** @param {ZocpNode} node @param {string} path */
async function load(node, path) {
  const plan = diffShow(readShow(readFileSync(path, "utf8")), await takeSnapshot(node));
  const { refused } = await applyPlan(node, plan, { timeout: PATIENCE });
  if (refused.length > 0) throw new Error(`refused: ${refused[0]?.reason}`);
}

/** @param {ZocpNode} node */
async function askAll(node) {
  await Promise.all([...node.peers.values()].flatMap((remote) => [remote.refresh(), remote.links()]));
}

/** @param {ZocpNode} node @param {readonly (readonly [string, string])[]} wires */
async function change(node, wires) {
  await Promise.all(wires.map(([emitter, sensor]) => node.disconnect(emitter, sensor, { timeout: PATIENCE })));
  await setAll(node, 2);
}

/** Every value that no wire brings, one message a node. @param {ZocpNode} node @param {number} factor */
async function setAll(node, factor) {
  const values = Object.fromEntries(
    Array.from({ length: PARAMETERS }, (_, i) => [`level${i}`, (i + 1) * factor * 0.25]),
  );
  for (const [, sensor] of SENSORS) delete values[sensor];
  await Promise.all([...node.peers.values()].map((remote) => remote.set(values, { timeout: PATIENCE })));
}

/** @param {ZocpNode} node @param {readonly (readonly [string, string])[]} wires */
async function connectAll(node, wires) {
  await Promise.all(wires.map(([from, to]) => node.connect(from, to, { decide: true, timeout: PATIENCE })));
}

/** From each node three wires to the next one. @param {number} count */
function wiresOf(count) {
  return Array.from({ length: count }, (_, at) =>
    SENSORS.map(
      ([emitter, sensor]) => /** @type {const} */ ([`node${at}/${emitter}`, `node${(at + 1) % count}/${sensor}`]),
    ),
  ).flat();
}

/** @param {ZocpNode} node @param {number} peers */
function isKnown({ peers: present }, peers) {
  return present.size >= peers && [...present.values()].every(({ complete }) => complete);
}

/** @param {() => boolean} condition */
async function until(condition) {
  for (const end = now() + PATIENCE; !condition(); await sleep(20)) {
    if (now() > end) throw new Error("the nodes do not know each other");
  }
}

/** @param {() => Promise<void>} work */
async function time(work) {
  const begin = now();
  await work();
  return now() - begin;
}
