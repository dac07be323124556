// Four hundred parameters of one node go to a value in three seconds: asked for with one message, beside streaming every step of them.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { performance } from "node:perf_hooks";

import { cpu, sleep } from "../harness/clock.js";
import { makeNode } from "../harness/nodes.js";
import { percentiles } from "../harness/statistics.js";

/** @type {import("../harness/row.js").Row} */
export const fades = {
  name: "fades",
  runs: { smoke: 1, quick: 2, full: 5 },
  figures: [
    {
      row: "400 fades: SETs on the way",
      unit: "messages",
      value: (of) => of("faded sets"),
      against: "streamed",
      control: (of) => of("streamed sets"),
      target: { of: "value", atMost: 1 },
    },
    {
      row: "400 fades: interval of steps, p99",
      unit: "ms",
      value: (of) => of("faded interval"),
      against: "bare timer of 60 Hz",
      control: (of) => of("timer interval"),
      target: { of: "ratio", atMost: 2 },
    },
    {
      row: "400 fades: CPU of both ends",
      unit: "ms",
      value: (of) => of("faded cpu"),
      against: "streamed",
      control: (of) => of("streamed cpu"),
      target: { of: "ratio", atMost: 0.25 },
    },
  ],
  prepare: async (lab) => {
    const names = lab.choose({ smoke: 20, quick: NAMES, full: NAMES });
    const seconds = lab.choose({ smoke: 0.2, quick: 3, full: 3 });
    const port = await lab.port();
    const owner = await lab.start(import.meta.url, lamp, { port, names });
    const setter = await lab.start(import.meta.url, desk, { port });
    const timer = await lab.start(import.meta.url, bareTimer, {});
    const measure = (/** @type {boolean} */ streamed) => async () => {
      await owner.ask.begin();
      const ticking = timer.ask.tick(seconds * 1000);
      const { spent, sets } = await setter.ask.fade(names, seconds, streamed);
      const { spent: there, interval, arrived } = await owner.ask.end();
      if (arrived !== names) throw new Error(`${arrived} of ${names} parameters arrived`);
      return { cpu: spent + there, sets, interval, timer: await ticking };
    };
    const faded = measure(false);
    /** @type {number} */
    let beside = Number.NaN;
    return {
      faded: async () => {
        const { timer: interval, ...sample } = await faded();
        beside = interval;
        return sample;
      },
      // In the same seconds, on the same cores.
      timer: async () => ({ interval: beside }),
      streamed: async () => {
        const { timer: _, ...sample } = await measure(true)();
        return sample;
      },
    };
  },
};

/** Owns the parameters. @param {{ readonly port: number, readonly names: number }} options */
export async function lamp({ port, names }) {
  const node = makeNode("lamp", port);
  const levels = Array.from({ length: names }, (_, i) => node.float(`level${i}`, 0, { access: "rwe", min: 0, max: 1 }));
  /** @type {number[]} */
  let steps = [];
  levels[0]?.on("changed", () => steps.push(performance.now()));
  await node.start();
  let before = 0;
  return {
    begin: () => {
      for (const level of levels) level.value = 0;
      steps = [];
      before = cpu();
    },
    end: () => {
      const intervals = steps.slice(1).map((at, i) => at - (steps[i] ?? 0));
      const arrived = levels.filter(({ value }) => value === 1).length;
      return { spent: cpu() - before, interval: percentiles(intervals, [99])[0] ?? Number.NaN, arrived };
    },
  };
}

/** Asks for the fades, or sends every step. @param {{ readonly port: number }} options */
export async function desk({ port }) {
  const node = makeNode("desk", port);
  await node.start();
  const remote = await node.waitFor("lamp", { timeout: 30_000 });
  return {
    fade: async (/** @type {number} */ names, /** @type {number} */ seconds, /** @type {boolean} */ streamed) => {
      const paths = Array.from({ length: names }, (_, i) => `level${i}`);
      const before = cpu();
      if (streamed) return { sets: await stream(remote, paths, seconds), spent: cpu() - before };
      let sets = 0;
      /** @param {unknown} message */
      const count = (message) => {
        const { direction, message: said } = /** @type {import("../../dist/index.js").TracedMessage} */ (message);
        if (direction === "out" && said?.type === "WHISPER" && said.content.text(0).startsWith('{"SET"')) sets++;
      };
      subscribe("zocp:message", count);
      const { ended } = remote.fade(Object.fromEntries(paths.map((path) => [path, 1])), { over: seconds });
      await ended;
      unsubscribe("zocp:message", count);
      return { sets, spent: cpu() - before };
    },
  };
}

/**
 * Sixty values a second of each name, as the owner would have made them.
 *
 * @param {{ send(path: string, value: number): void, set(values: Readonly<Record<string, number>>, options: object): Promise<unknown> }} remote
 * @param {readonly string[]} paths
 * @param {number} seconds
 */
async function stream(remote, paths, seconds) {
  const begin = performance.now();
  let sets = 0;
  for (let share = 0; share < 1; ) {
    share = Math.min(1, (performance.now() - begin) / (seconds * 1000));
    for (const path of paths) remote.send(path, share);
    sets += paths.length;
    await sleep(1000 / 60);
  }
  await remote.set(Object.fromEntries(paths.map((path) => [path, 1])), { timeout: 30_000 });
  return sets + 1;
}

/** A timer of 60 Hz that does nothing, in the same seconds. */
export async function bareTimer() {
  return {
    tick: async (/** @type {number} */ time) => {
      const begin = performance.now();
      /** @type {number[]} */
      const intervals = [];
      for (let last = begin, step = 1; last - begin < time; step++) {
        const due = begin + (step * 1000) / 60;
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
        const now = performance.now();
        intervals.push(now - last);
        last = now;
      }
      return percentiles(intervals, [99])[0] ?? Number.NaN;
    },
  };
}

const NAMES = 400;
