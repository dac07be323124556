// A node that is flooded by several peers, while a healthy pair goes on: its values pass through the flooded node.
import { ZreNode } from "zocp";

import { sleep } from "../harness/clock.js";
import { floodFigures, MemoryPeak } from "../harness/flood.js";
import { Laps, mainThread } from "../harness/laps.js";
import { makeNode } from "../harness/nodes.js";
import { Trips } from "../harness/trips.js";

const ATTACKERS = 3;
/** Milliseconds of a flood before anything is measured: a burst of a second or two is nobody's fault. */
const BEFORE = 4000;
/** Parameters of the flooded node, and entries of the messages about all of them: as many as may be. */
const MANY = 10_000;
/** Characters of the longest texts. */
const LONG = 2 ** 20;

/**
 * What each attacker sends without a pause: good and bad messages, short ones and the largest, each about as much as one message
 * may hold. A whisper has one frame, or several.
 *
 * @type {Record<string, (number: number, self: string, target: string) => string | Uint8Array | readonly string[]>}
 */
const FLOODS = {
  questions: () => '{"GET": null}',
  nonsense: () => "x",
  signals: (number) => `{"SIG": ["load", ${number}]}`,
  packs: (number) => PACK[number % 2] ?? [],
  refusals: () => '{"SET": {"text": {"value": 1}}}',
  "long texts": (number) => `{"SET": {"text": {"value": "${number}${LONG_TEXT}"}}}`,
  "10,000 values": (number) => SETS[number % 2] ?? "",
  "10,000 registrations": (number) => REGISTRATIONS[number % 2] ?? "",
  "trees of 10,000": (number) => TREES[number % 2] ?? "",
  subscriptions: (number, self, target) =>
    `{"${number % 2 === 0 ? "SUB" : "UNSUB"}": ["${target}", "level ${(number >> 1) % MANY}", "${self}", "s"]}`,
  "names without end": () => NAMES,
  "points without end": () => POINTS,
  "frames as large as may be": () => OCTETS,
  "everything at once": (number, self, target) => {
    const kinds = Object.keys(FLOODS).slice(0, -1);
    const kind = kinds[number % kinds.length] ?? "";
    return FLOODS[kind]?.(Math.floor(number / kinds.length), self, target) ?? "";
  },
};

const LONG_TEXT = "é".repeat(LONG);
const PACK = [0, 1].map((value) =>
  Array.from({ length: 1000 }, (_, i) => `{"SET": {"level ${i}": {"value": ${value}}}}`),
);
const SETS = [0, 1].map((value) => `{"SET": {${entries("level", `{"value": ${value}}`)}}}`);
const REGISTRATIONS = [0, 1].map(
  (value) => `{"SET": {${entries("new", `{"value": ${value}, "typeHint": "flt", "access": "rwes"}`)}}}`,
);
const TREES = [0, 1].map(
  (value) =>
    `{"MOD": {${entries("p", `{"value": ${value}, "typeHint": "flt", "access": "rwes", "unit": "${value}", "subscribers": []}`)}}}`,
);
const NAMES = `{"MOD": {"_x": [${Array.from({ length: 4 }, () => `{${Array.from({ length: 32_000 }, (_, i) => `"${i}": 1`).join()}}`).join()}]}}`;
const POINTS = `{"MOD": {"_x": [${Array.from({ length: 65_000 }, () => "[1,2]").join()}]}}`;
/** What a peer may send at once, and what is not even looked at as a text. */
const OCTETS = new Uint8Array(0x7f_0000);

/** Of the largest size of a single text. */
const LONGEST = ["long texts", "names without end", "points without end", "everything at once"];

/** @param {string} name @param {string} text */
function entries(name, text) {
  return Array.from({ length: MANY }, (_, i) => `"${name} ${i}": ${text}`).join();
}

/** @type {import("../harness/row.js").Row} */
export const floods = {
  name: "floods",
  runs: { smoke: 1, quick: 1, full: 3 },
  figures: floodFigures(Object.keys(FLOODS), "flood of", "node", LONGEST),
  prepare: async (lab) => {
    const port = await lab.port();
    const [node] = await Promise.all([
      lab.start(import.meta.url, victim, { port, name: "lamp" }),
      lab.start(import.meta.url, victim, { port, name: "other" }),
    ]);
    const { pid } = await node.ask.state();
    const desk = await lab.start(import.meta.url, pinger, { port, pid });
    const time = lab.choose({ smoke: 300, quick: 2000, full: 5000 });
    const before = lab.choose({ smoke: 0, quick: BEFORE, full: BEFORE });
    const run = async (/** @type {string} */ kind, /** @type {string} */ target) => {
      const attackers = await Promise.all(
        Array.from({ length: ATTACKERS }, (_, i) =>
          lab.start(import.meta.url, attacker, { port, name: `attacker ${i}` }),
        ),
      );
      await node.ask.reset();
      await Promise.all(attackers.map((one) => one.ask.flood(kind, target)));
      // Only the flooded one has to find out who keeps the others waiting.
      if (target === "lamp") await desk.ask.trips(before);
      const { p99, wait } = await desk.ask.trips(time);
      const { turn, growth } = await node.ask.state();
      for (const one of attackers) await one.close();
      await sleep(200);
      return { p99, wait, turn, growth };
    };
    return Object.fromEntries(
      Object.keys(FLOODS).flatMap((kind) => [
        [kind, () => run(kind, "lamp")],
        [`${kind} elsewhere`, () => run(kind, "other")],
      ]),
    );
  },
};

/** @param {{ readonly port: number, readonly name: string }} options */
export async function victim({ port, name }) {
  const node = makeNode(name, port);
  const pong = node.float("pong", 0, { access: "re" });
  node.float("ping", 0, { access: "rs" }).on("signal", ({ value }) => pong.emit(Number(value)));
  node.string("text", "é".repeat(200_000), { access: "rw" });
  for (let i = 0; i < MANY / 2; i++) node.float(`level ${i}`, 0, { access: "rwe" });
  await node.start();
  const laps = new Laps();
  const memory = new MemoryPeak();
  return {
    reset: () => {
      memory.reset();
      laps.reset();
    },
    /** The longest turn since the last reset, in milliseconds, and by how many MiB its memory grew meanwhile. */
    state: () => ({ turn: laps.longest, growth: memory.growth, pid: process.pid }),
  };
}

/** `pid`: of the node through which the values go. @param {{ readonly port: number, readonly pid: number }} options */
export async function pinger({ port, pid }) {
  const node = makeNode("desk", port);
  const ping = node.float("ping", 0, { access: "re" });
  const trips = new Trips(
    (number) => ping.emit(number + 0.5),
    () => {},
  );
  node.float("pong", 0, { access: "rs" }).on("signal", () => trips.handleReturn());
  await node.start();
  await node.connect("desk/ping", "lamp/ping");
  await node.connect("lamp/pong", "desk/pong");
  return { trips: (/** @type {number} */ time) => trips.runFor(time, mainThread(pid)) };
}

/** @param {{ readonly port: number, readonly name: string }} options */
export async function attacker({ port, name }) {
  const headers = { "X-ZOCP": "1", "X-ZOCP-EXTENSIONS": "call refuse remove pace origin pack" };
  const node = new ZreNode(name, { interface: "lo", beaconPort: port, headers });
  node.join("ZOCP");
  await node.start();
  /** @param {string} kind @param {string} target */
  const flood = async (kind, target) => {
    const make = FLOODS[kind];
    for (let number = 0; make !== undefined; await new Promise((resolve) => setImmediate(resolve))) {
      const peer = [...node.peers.values()].find((one) => one.name === target);
      for (let i = 0; i < TOGETHER && peer !== undefined && node.peers.has(peer.id) && node.writable(peer.id); i++) {
        const content = make(number++, node.id, peer.id);
        if (typeof content === "string" || content instanceof Uint8Array) node.whisper(peer.id, content);
        else node.whisper(peer.id, ...content);
        // What was written is looked at when the turn ends.
        if (content.length > SHORT) break;
      }
      if (peer === undefined || !node.writable(peer.id)) await sleep(1);
    }
  };
  // It goes on until its process ends.
  return { flood: (/** @type {string} */ kind, /** @type {string} */ target) => void flood(kind, target) };
}

/** Messages in one turn. */
const TOGETHER = 64;
const SHORT = 500;
