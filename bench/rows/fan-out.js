// One emitter, and up to 100 nodes in four processes that subscribe to it.
import { sampleOf } from "../controls/signal.js";
import { startSocketReceiver } from "../controls/socket.js";
import { startSocketFan } from "../controls/socket-fan.js";
import { Counter, pump } from "../harness/counter.js";
import { backpressure, introduce, makeNode, tcpPort } from "../harness/nodes.js";
import { median } from "../harness/statistics.js";

/** @typedef {import("../harness/row.js").Figure} Figure */
/** @typedef {import("../harness/program.js").Program<Receiver>} Receivers */
/** @typedef {{ expect: (count: number) => void, arrived: () => Promise<{ end: number, cpu: number }> }} Receiver */
/** @typedef {(count: number) => Promise<{ begin: number, cpu: number }>} Send */

const WIDTHS = [1, 10, 100];
const PROCESSES = 4;

/** @type {import("../harness/row.js").Row} */
export const fanOut = {
  name: "fan-out",
  runs: { smoke: 1, quick: 3, full: 7 },
  warmups: 1,
  figures: [
    ...WIDTHS.flatMap((width) => [
      figure(`deliveries/s to ${width}`, "/s", `${width} rate`),
      figure(`the last of ${width} has the value`, "ms", `${width} last`),
    ]),
    {
      row: "CPU of a delivery to 100, above bare writes",
      unit: "µs",
      value: (of) => of("zocp 100 cpu") - of("socket 100 cpu"),
      target: { of: "value", atMost: 3 },
    },
    figure("CPU of a delivery to 100", "µs", "100 cpu"),
  ],
  prepare: async (lab) => {
    const deliveries = lab.choose({ smoke: 200, quick: 10_000, full: 100_000 });
    // A width above the count of nodes is that count.
    const nodes = lab.choose({ smoke: 4, quick: 100, full: 100 });
    const zocp = await startZocp(lab, nodes);
    const socket = await startSockets(lab);
    const contestants = WIDTHS.flatMap((width) => [
      [
        `zocp ${width}`,
        () => measure((count) => zocp.send(count, width), zocp.receivers, Math.min(width, nodes), deliveries),
      ],
      [
        `socket ${width}`,
        () =>
          measure(
            (count) => socket.send(count, Math.min(width, nodes)),
            socket.receivers,
            Math.min(width, nodes),
            deliveries,
          ),
      ],
    ]);
    return Object.fromEntries(contestants);
  },
};

/**
 * Many nodes that know only the desk. Those whose number is below a width listen to the fader of that width.
 *
 * @param {{ readonly numbers: readonly number[], readonly ports: readonly number[], readonly desk: { id: string, port: number } }} options
 */
export async function subscribers({ numbers, ports, desk }) {
  const counter = new Counter();
  const nodes = ports.map((port, i) => makeNode(`lamp${numbers[i]}`, port));
  for (const node of nodes) node.float("level", 0, { access: "rs" }).on("signal", () => counter.add());
  await Promise.all(nodes.map((node) => node.start()));
  await introduce(desk, ports);
  for (const [i, node] of nodes.entries()) {
    for (const width of WIDTHS.filter((width) => (numbers[i] ?? 0) < width)) {
      await node.connect(`desk/to${width}`, `${node.name}/level`);
    }
  }
  return {
    expect: (/** @type {number} */ count) => counter.expect(count),
    arrived: () => counter.arrived(),
  };
}

/** @param {{ readonly port: number }} options */
export async function desk({ port }) {
  const node = makeNode("desk", port);
  const faders = new Map(WIDTHS.map((width) => [width, node.float(`to${width}`, 0, { access: "re" })]));
  await node.start();
  const wait = backpressure(node);
  return {
    address: () => ({ id: node.id, port: tcpPort(node) }),
    send: (/** @type {number} */ count, /** @type {number} */ width) => {
      const fader = faders.get(width);
      const peers = fader?.subscribers.map(([peer]) => peer) ?? [];
      return pump({ count, batch: 1, send: (number) => fader?.emit(sampleOf(number)), flush: () => wait(peers) });
    },
  };
}

/** @param {import("../harness/lab.js").Lab} lab @param {number} count of nodes */
async function startZocp(lab, count) {
  const emitter = await lab.start(import.meta.url, desk, { port: await lab.port() });
  const address = await emitter.ask.address();
  const receivers = await Promise.all(
    divide(count).map(async (numbers) => {
      const ports = await Promise.all(numbers.map(() => lab.port()));
      return lab.start(import.meta.url, subscribers, { numbers, ports, desk: address });
    }),
  );
  return { send: emitter.ask.send, receivers };
}

/** @param {import("../harness/lab.js").Lab} lab */
async function startSockets(lab) {
  const receivers = await Promise.all(divide(100).map(() => startSocketReceiver(lab)));
  const listening = await Promise.all(receivers.map((program) => program.ask.port()));
  const ports = Array.from({ length: 100 }, (_, i) => listening[i % PROCESSES] ?? 0);
  const fan = await startSocketFan(lab, ports);
  return { send: fan.ask.send, receivers };
}

/**
 * @param {Send} send
 * @param {readonly Receivers[]} receivers
 * @param {number} width
 * @param {number} deliveries
 */
async function measure(send, receivers, width, deliveries) {
  const count = deliveries / width;
  const { time, cpu } = await deliver(send, receivers, width, count);
  const times = [];
  for (let i = 0; i < SINGLES; i++) times.push((await deliver(send, receivers, width, 1)).time);
  return { rate: (deliveries / time) * 1000, cpu: (cpu / deliveries) * 1000, last: median(times) };
}

/**
 * @param {Send} send
 * @param {readonly Receivers[]} receivers
 * @param {number} width
 * @param {number} count
 */
async function deliver(send, receivers, width, count) {
  const used = divide(width).flatMap((numbers, i) => {
    const program = receivers[i];
    return program === undefined || numbers.length === 0 ? [] : [{ program, width: numbers.length }];
  });
  await Promise.all(used.map(({ program, width: part }) => program.ask.expect(count * part)));
  const [sent, ...arrived] = await Promise.all([send(count), ...used.map(({ program }) => program.ask.arrived())]);
  return { time: Math.max(...arrived.map(({ end }) => end)) - sent.begin, cpu: sent.cpu };
}

/** The numbers below `count`, dealt out to the processes. @param {number} count @returns {number[][]} */
function divide(count) {
  const numbers = Array.from({ length: count }, (_, i) => i);
  return Array.from({ length: PROCESSES }, (_, process) => numbers.filter((number) => number % PROCESSES === process));
}

/** @param {string} row @param {string} unit @param {string} name @returns {Figure} */
function figure(row, unit, name) {
  return {
    row,
    unit,
    value: (of) => of(`zocp ${name}`),
    against: "bare sockets",
    control: (of) => of(`socket ${name}`),
  };
}

const SINGLES = 20;
