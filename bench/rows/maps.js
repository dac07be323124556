// A thousand signals a second from one emitter to one sensor of another process: as they come, and through maps.
import { sampleOf } from "../controls/signal.js";
import { cpu, sleep } from "../harness/clock.js";
import { Counter, pump } from "../harness/counter.js";
import { backpressure, makeNode } from "../harness/nodes.js";
import { pace } from "../harness/trips.js";

/** The maps that are measured: each between two nodes of its own, so that all have run for as long, and one pair knows of no map. */
const MAPS = {
  none: [],
  range: /** @type {const} */ ([{ range: [0, 1, 20, 20_000] }, { curve: "exp" }]),
  expr: [{ expr: "clamp(x * 2 - 0.1, 0, 1)" }],
  smooth: /** @type {const} */ ([{ range: [0, 1, 0, 127] }, { smooth: true }]),
};
/** @typedef {keyof typeof MAPS} Link */
const LINKS = /** @type {readonly Link[]} */ (Object.keys(MAPS));
const RATE = 1000;

/** @type {import("../harness/row.js").Row} */
export const maps = {
  name: "maps",
  runs: { smoke: 1, quick: 5, full: 9 },
  warmups: 1,
  figures: [
    paced("range | curve", "range"),
    paced("expr", "expr"),
    paced("range | smooth", "smooth"),
    streamed("range | curve", "range"),
    streamed("expr", "expr"),
  ],
  prepare: async (lab) => {
    const time = lab.choose({ smoke: 100, quick: 1000, full: 4000 });
    const count = lab.choose({ smoke: 2000, quick: 50_000, full: 400_000 });
    const pairs = new Map(
      await Promise.all(LINKS.map(async (link) => /** @type {const} */ ([link, await startNodes(lab, link)]))),
    );
    // Each pair is warm from its stream when the paced values come; what is smoothed leaves by itself, too, so its stream gives no figure.
    return {
      // All in the same seconds, on the same cores.
      paced: async () => {
        const used = [...pairs].map(async ([link, pair]) => /** @type {const} */ ([link, await pacedCost(pair, time)]));
        return Object.fromEntries(await Promise.all(used));
      },
      ...Object.fromEntries(
        LINKS.map((link) => [link, async () => ({ cpu: await streamedCost(pairs.get(link), count) })]),
      ),
    };
  },
};

/** @typedef {Awaited<ReturnType<typeof startNodes>>} Pair */

/**
 * Milliseconds of processor time that the sensor's process takes for a second of values.
 *
 * @param {Pair} pair
 * @param {number} time
 */
async function pacedCost({ sender, receiver }, time) {
  await receiver.ask.expect(Number.MAX_SAFE_INTEGER);
  const sent = await sender.ask.pace(time);
  const { used, count } = await receiver.ask.soFar();
  // On a busy machine some give way to newer ones.
  return (used / Math.min(count, sent)) * RATE;
}

/** Microseconds of it for one of many values. @param {Pair | undefined} pair @param {number} count */
async function streamedCost(pair, count) {
  if (pair === undefined) throw new Error("there is no such link");
  await pair.receiver.ask.expect(count);
  const [, { cpu: used }] = await Promise.all([pair.sender.ask.stream(count), pair.receiver.ask.arrived()]);
  return (used / count) * 1000;
}

/** Both ends of a link, in two processes. @param {import("../harness/lab.js").Lab} lab @param {Link} link */
async function startNodes(lab, link) {
  const port = await lab.port();
  const receiver = await lab.start(import.meta.url, sensor, { port });
  return { receiver, sender: await lab.start(import.meta.url, emitter, { port, link }) };
}

/** @param {{ readonly port: number }} options */
export async function sensor({ port }) {
  const node = makeNode("lamp", port);
  const counter = new Counter();
  let before = 0;
  node.float("level", 0, { access: "rs" }).on("signal", () => counter.add());
  await node.start();
  return {
    expect: (/** @type {number} */ count) => {
      counter.expect(count);
      before = cpu();
    },
    soFar: () => ({ used: cpu() - before, count: counter.received }),
    arrived: () => counter.arrived(),
  };
}

/** @param {{ readonly port: number, readonly link: Link }} options */
export async function emitter({ port, link }) {
  const node = makeNode("desk", port);
  const fader = node.float("fader", 0, { access: "re" });
  const send = (/** @type {number} */ number) => fader.emit(sampleOf(number));
  await node.start();
  await node.connect("desk/fader", "lamp/level", { map: MAPS[link] });
  const wait = backpressure(node);
  const peers = [...node.peers.keys()];
  return {
    /** A thousand a second for so many milliseconds; how many that were. */
    pace: async (/** @type {number} */ time) => {
      let sent = 0;
      const stop = pace(RATE, (number) => {
        sent++;
        send(number);
      });
      await sleep(time);
      stop();
      // What is on its way still arrives.
      await sleep(300);
      return sent;
    },
    stream: (/** @type {number} */ count) => pump({ count, send, flush: () => wait(peers) }),
  };
}

/** @param {string} map @param {Link} link @returns {import("../harness/row.js").Figure} */
function paced(map, link) {
  return {
    row: `1,000 signals/s through ${map}: CPU of the sensor`,
    unit: "ms/s",
    value: (of) => of(`paced ${link}`),
    against: "without a map",
    control: (of) => of("paced none"),
    // What goes on by itself has its timer, too, 60 times a second.
    ...(link !== "smooth" && { target: { of: "ratio", atMost: 1.25 } }),
  };
}

/** The same as fast as it goes. @param {string} map @param {Link} link @returns {import("../harness/row.js").Figure} */
function streamed(map, link) {
  return {
    row: `signal through ${map}, CPU of the sensor`,
    unit: "µs",
    value: (of) => of(`${link} cpu`),
    against: "without a map",
    control: (of) => of("none cpu"),
  };
}
