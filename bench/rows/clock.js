// Three processes that share a clock: how far apart their times are, by the clock that all processes of a machine have, and how late what waits
// for a moment comes, beside a bare timer for the same moment; and twenty nodes in four processes that act at one moment. On loopback: what a cable
// adds is not in here.
import { now, sleep } from "../harness/clock.js";
import { makeNode } from "../harness/nodes.js";
import { percentiles } from "../harness/statistics.js";

/** @type {import("../harness/row.js").Row} */
export const clock = {
  name: "clock",
  runs: { smoke: 1, quick: 2, full: 5 },
  figures: [
    {
      row: "one clock: three processes apart, p99",
      unit: "ms",
      value: (of) => of("clock apart"),
      target: { of: "value", atMost: 1 },
    },
    {
      row: "one clock: a moment comes late, p50",
      unit: "ms",
      value: (of) => of("clock late"),
      against: "bare setTimeout, which is early, too",
      control: (of) => of("timer late"),
    },
    {
      row: "one clock: earliest of all moments",
      unit: "ms",
      value: (of) => of("clock earliest"),
      against: "bare setTimeout",
      control: (of) => of("timer earliest"),
    },
    {
      row: "one clock: twenty nodes act at one moment, first to last",
      unit: "ms",
      value: (of) => of("clock spread"),
      against: "twenty bare timers",
      control: (of) => of("timer spread"),
    },
  ],
  prepare: async (lab) => {
    const [samples, moments] = [
      lab.choose({ smoke: 10, quick: 50, full: 300 }),
      lab.choose({ smoke: 5, quick: 30, full: 100 }),
    ];
    const port = await lab.port();
    const nodes = await Promise.all(["a", "b", "c"].map((name) => lab.start(import.meta.url, member, { port, name })));
    const crowd = await Promise.all([0, 1, 2, 3].map((part) => lab.start(import.meta.url, members, { port, part })));
    for (const { ask } of [...nodes, ...crowd]) await ask.sync();
    let timer = { late: Number.NaN, earliest: Number.NaN, spread: Number.NaN };
    return {
      clock: async () => {
        const apart = [];
        for (let count = 0; count < samples; count++) {
          const all = await Promise.all(nodes.map(({ ask }) => ask.ahead()));
          apart.push(Math.max(...all) - Math.min(...all));
          await sleep(50);
        }
        const waited = await Promise.all(nodes.map(({ ask }) => ask.wait(moments)));
        const [fired, bare] = [waited.flatMap((one) => one.fired), waited.flatMap((one) => one.bare)];
        const spreads = await spreadsOf(crowd, moments);
        timer = { late: shareOf(bare, 50), earliest: Math.min(...bare), spread: shareOf(spreads.rang, 50) };
        return {
          apart: shareOf(apart, 99),
          late: shareOf(fired, 50),
          earliest: Math.min(...fired),
          spread: shareOf(spreads.acted, 50),
        };
      },
      // In the same moments, on the same cores.
      timer: async () => timer,
    };
  },
};

/**
 * From the first to the last who acts at each of so many moments.
 *
 * @param {readonly import("../harness/program.js").Program<Awaited<ReturnType<typeof members>>>[]} crowd
 * @param {number} moments
 */
async function spreadsOf(crowd, moments) {
  /** @type {{ readonly acted: number[], readonly rang: number[] }} */
  const spreads = { acted: [], rang: [] };
  for (let moment = 0; moment < moments; moment++) {
    const at = Math.max(...(await Promise.all(crowd.map(({ ask }) => ask.time())))) + 60;
    const all = (await Promise.all(crowd.map(({ ask }) => ask.act(at)))).flat();
    for (const kind of /** @type {const} */ (["acted", "rang"])) {
      const times = all.map((one) => one[kind]);
      spreads[kind].push(Math.max(...times) - Math.min(...times));
    }
  }
  return spreads;
}

/** @param {readonly number[]} numbers @param {number} percent */
function shareOf(numbers, percent) {
  return percentiles(numbers, [percent])[0] ?? Number.NaN;
}

/** @param {{ readonly port: number, readonly name: string }} options */
export async function member({ port, name }) {
  const node = makeNode(name, port);
  await node.start();
  return {
    sync: async () => {
      await node.clock.sync();
      await sleep(2000);
    },
    /** By how much the time of the show is ahead of what all processes of this machine see. */
    ahead: () => node.clock.now() - now(),
    wait: async (/** @type {number} */ count) => {
      const fired = /** @type {number[]} */ ([]);
      const bare = /** @type {number[]} */ ([]);
      for (let done = 0; done < count; done++) {
        const at = node.clock.now() + 40;
        const due = now() + 40;
        const timer = new Promise((resolve) => setTimeout(() => resolve(bare.push(now() - due)), 40));
        const moment = new Promise((resolve) => {
          node.clock.at(at, () => resolve(fired.push(node.clock.now() - at)));
        });
        await Promise.all([timer, moment]);
      }
      return { fired, bare };
    },
  };
}

/** Five nodes in one process. @param {{ readonly port: number, readonly part: number }} options */
export async function members({ port, part }) {
  const nodes = Array.from({ length: 5 }, (_, index) => makeNode(`member-${part}-${index}`, port));
  await Promise.all(nodes.map((node) => node.start()));
  return {
    sync: async () => {
      await Promise.all(nodes.map((node) => node.clock.sync()));
      await sleep(2000);
    },
    time: () => Math.max(...nodes.map((node) => node.clock.now())),
    act: (/** @type {number} */ at) =>
      Promise.all(
        nodes.map(async ({ clock: shared }) => {
          const due = at - shared.now();
          const [acted, rang] = await Promise.all([
            new Promise((/** @type {(at: number) => void} */ resolve) => shared.at(at, () => resolve(now()))),
            new Promise((/** @type {(at: number) => void} */ resolve) => setTimeout(() => resolve(now()), due)),
          ]);
          return { acted, rang };
        }),
      ),
  };
}
