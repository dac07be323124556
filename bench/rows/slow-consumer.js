// One consumer stops reading while 200 emitters go on; another one should not notice, and memory should not grow.
import { now, sleep } from "../harness/clock.js";
import { makeNode } from "../harness/nodes.js";
import { percentiles } from "../harness/statistics.js";
import { pace } from "../harness/trips.js";

const EMITTERS = 200;
const RATE = 20_000;
/** No moment is before the clock began: this value is the last of an emitter. */
const LAST = -1;

/** @type {import("../harness/row.js").Row} */
export const slowConsumer = {
  name: "slow-consumer",
  runs: { smoke: 1, quick: 1, full: 3 },
  figures: [
    {
      row: "stall: the last value of every emitter arrived",
      unit: "%",
      value: (of) => of("stall arrived"),
      target: { of: "value", atLeast: 100 },
    },
    { row: "stall: until every last value is there", unit: "ms", value: (of) => of("stall time") },
    {
      row: "stall: growth of the emitter's memory",
      unit: "MiB",
      value: (of) => of("stall growth"),
      target: { of: "value", atMost: 32 },
    },
    {
      row: "stall: p99 of another subscriber",
      unit: "ms",
      value: (of) => of("stall during"),
      against: "without the stall",
      control: (of) => of("stall before"),
      target: { of: "ratio", atMost: 2 },
    },
  ],
  prepare: async (lab) => {
    const port = await lab.port();
    const [slow, other] = await Promise.all([
      lab.start(import.meta.url, consumer, { port, name: "slow" }),
      lab.start(import.meta.url, consumer, { port, name: "other" }),
    ]);
    const emitter = await lab.start(import.meta.url, desk, { port });
    const stall = lab.choose({ smoke: 300, quick: 2000, full: 10_000 });
    return { stall: () => measure({ slow, other, emitter }, stall) };
  },
};

/** @param {{ readonly port: number, readonly name: string }} options */
export async function consumer({ port, name }) {
  const node = makeNode(name, port);
  /** @type {Set<string>} */
  const finished = new Set();
  /** @type {number[]} */
  let delays = [];
  for (let i = 0; i < EMITTERS; i++) {
    node.float(`level${i}`, 0, { access: "rs" }).on("signal", ({ emitter, value }) => {
      const moment = Number(value);
      if (moment === LAST) finished.add(emitter);
      else delays.push(now() - moment);
    });
  }
  await node.start();
  return {
    reset: () => {
      finished.clear();
      delays = [];
    },
    /** The delay that 99 % of the values since the last reset do not exceed. */
    delay: () => percentiles(delays, [99])[0] ?? 0,
    /** Waits for the last value of every emitter; returns the share that arrived. */
    finished: async () => {
      for (const end = now() + PATIENCE; finished.size < EMITTERS && now() < end; ) await sleep(5);
      return { share: finished.size / EMITTERS, end: now() };
    },
  };
}

/** @param {{ readonly port: number }} options */
export async function desk({ port }) {
  const node = makeNode("desk", port);
  const faders = Array.from({ length: EMITTERS }, (_, i) => node.float(`fader${i}`, 0, { access: "re" }));
  await node.start();
  for (const name of ["slow", "other"]) {
    const links = faders.map((fader, i) => node.connect(fader, `${name}/level${i}`, { timeout: PATIENCE }));
    await Promise.all(links);
  }
  let stop = () => {};
  let most = 0;
  const look = () => (most = Math.max(most, process.memoryUsage.rss()));
  setInterval(look, 50).unref();
  return {
    begin: () => {
      stop = pace(RATE, (number) => faders[number % EMITTERS]?.emit(now()));
    },
    end: () => {
      stop();
      for (const fader of faders) fader.emit(LAST);
    },
    /** The most memory since it was asked last, in MiB. */
    memory: () => {
      const { rss } = process.memoryUsage();
      const result = Math.max(most, rss) / 2 ** 20;
      most = rss;
      return result;
    },
  };
}

/**
 * @typedef {import("../harness/program.js").Program<Awaited<ReturnType<typeof consumer>>>} Consumer
 * @param {{ slow: Consumer, other: Consumer, emitter: import("../harness/program.js").Program<Awaited<ReturnType<typeof desk>>> }} programs
 * @param {number} stall how long the slow one does not read
 */
async function measure({ slow, other, emitter }, stall) {
  await emitter.ask.begin();
  // Memory grows while a program is new; what is asked here is what the stall adds.
  await sleep(stall / 2);
  await Promise.all([slow.ask.reset(), other.ask.reset(), emitter.ask.memory()]);
  await sleep(stall / 2);
  const before = await other.ask.delay();
  const memory = await emitter.ask.memory();
  await other.ask.reset();
  slow.kill("SIGSTOP");
  await sleep(stall);
  const during = await other.ask.delay();
  const growth = (await emitter.ask.memory()) - memory;
  await emitter.ask.end();
  const resumed = now();
  slow.kill("SIGCONT");
  const { share, end } = await slow.ask.finished();
  return { before, during, growth, arrived: share * 100, time: end - resumed };
}

const PATIENCE = 60_000;
