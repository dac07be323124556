// Four processes with 25 emitters each, all at 1 kHz, and one node that listens to everything.
import { once } from "node:events";
import { connect, createServer } from "node:net";

import { Batch, reader } from "../controls/framing.js";
import { writeText } from "../controls/signal.js";
import { cpu, now, sleep } from "../harness/clock.js";
import { makeNode } from "../harness/nodes.js";
import { percentiles, sum } from "../harness/statistics.js";
import { pace } from "../harness/trips.js";

const PROCESSES = 4;
const EMITTERS = 25;
const RATE = 1000;

/** @typedef {import("../harness/row.js").Figure} Figure */
/** @typedef {{ begin: () => void, end: () => number }} Source */
/** @typedef {import("../harness/program.js").Program<Source>} Sources */
/** @typedef {import("../harness/program.js").Program<ReturnType<Ages["actor"]>>} Sink */

/** @type {import("../harness/row.js").Row} */
export const fanIn = {
  name: "fan-in",
  runs: { smoke: 1, quick: 1, full: 5 },
  warmups: 1,
  figures: [
    figure("fan-in, 100 emitters at 1 kHz: delivered", "%", "delivered"),
    figure("fan-in: values a second", "/s", "rate"),
    figure("fan-in: age of a value p50", "ms", "p50"),
    figure("fan-in: age of a value p99", "ms", "p99"),
    figure("fan-in: CPU of the monitor", "% of a core", "cpu"),
  ],
  prepare: async (lab) => {
    const time = lab.choose({ smoke: 100, quick: 1500, full: 5000 });
    const zocp = await startZocp(lab);
    const socket = await startSockets(lab);
    return {
      zocp: () => measure(zocp.sources, zocp.sink, time),
      socket: () => measure(socket.sources, socket.sink, time),
    };
  },
};

/** How old values are when they arrive. */
class Ages {
  /** @type {number[]} */
  #ages = [];
  #cpu = cpu();

  /** @param {number} moment when the value was sent */
  add(moment) {
    this.#ages.push(now() - moment);
  }

  actor() {
    return {
      reset: () => {
        this.#ages = [];
        this.#cpu = cpu();
      },
      read: () => {
        const [p50 = 0, p99 = 0] = percentiles(this.#ages, [50, 99]);
        return { count: this.#ages.length, p50, p99, cpu: cpu() - this.#cpu };
      },
    };
  }
}

/** Listens to everything of every node. @param {{ readonly port: number }} options */
export async function monitor({ port }) {
  const node = makeNode("monitor", port);
  const ages = new Ages();
  node.on("signal", ({ value }) => ages.add(Number(value)));
  node.on("described", ({ name }) => node.peer(name)?.monitor());
  await node.start();
  return ages.actor();
}

/** @param {{ readonly port: number, readonly name: string }} options */
export async function source({ port, name }) {
  const node = makeNode(name, port);
  const parameters = Array.from({ length: EMITTERS }, (_, i) =>
    node.float(`sensor${i}`, 0, { access: "re", greet: false }),
  );
  await node.start();
  const subscribed = new Promise((resolve) => node.on("subscribed", resolve));
  await subscribed;
  return sender((number) => parameters[number % EMITTERS]?.emit(now()));
}

/** The control: the same bytes over bare sockets. */
export async function socketMonitor() {
  const ages = new Ages();
  const receive = (/** @type {string} */ text) => ages.add(JSON.parse(text).SIG[1]);
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => {}).on("data", reader(receive));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { ...ages.actor(), port: () => (typeof address === "object" && address !== null ? address.port : 0) };
}

/** @param {{ readonly port: number }} options */
export async function socketSource({ port }) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  const batch = new Batch();
  let flushing = false;
  const flush = () => {
    flushing = false;
    socket.write(batch.take());
  };
  return sender((number) => {
    batch.add(writeText(`sensor${number % EMITTERS}`, `${now()}`));
    if (!flushing) queueMicrotask(flush);
    flushing = true;
  });
}

/** @param {(number: number) => void} send @returns {Source} */
function sender(send) {
  let sent = 0;
  let stop = () => {};
  return {
    begin: () => {
      sent = 0;
      stop = pace(EMITTERS * RATE, (number) => {
        sent++;
        send(number);
      });
    },
    /** How many values were sent. */
    end: () => {
      stop();
      return sent;
    },
  };
}

/** @param {import("../harness/lab.js").Lab} lab */
async function startZocp(lab) {
  const port = await lab.port();
  const sink = await lab.start(import.meta.url, monitor, { port });
  const sources = await Promise.all(each((i) => lab.start(import.meta.url, source, { port, name: `source${i}` })));
  return { sink, sources };
}

/** @param {import("../harness/lab.js").Lab} lab */
async function startSockets(lab) {
  const sink = await lab.start(import.meta.url, socketMonitor, {});
  const port = await sink.ask.port();
  const sources = await Promise.all(each(() => lab.start(import.meta.url, socketSource, { port })));
  return { sink, sources };
}

/** @param {readonly Sources[]} sources @param {Sink} sink @param {number} time */
async function measure(sources, sink, time) {
  await sink.ask.reset();
  const begin = now();
  await Promise.all(sources.map((program) => program.ask.begin()));
  await sleep(time);
  const sent = sum(await Promise.all(sources.map((program) => program.ask.end())));
  // What is on its way still arrives.
  await sleep(200);
  const { count, cpu: used, ...ages } = await sink.ask.read();
  const spent = now() - begin - 200;
  return { ...ages, delivered: (count / sent) * 100, rate: (count / spent) * 1000, cpu: (used / spent) * 100 };
}

/** @template Result @param {(number: number) => Result} make */
function each(make) {
  return Array.from({ length: PROCESSES }, (_, i) => make(i));
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
