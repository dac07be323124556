// How soon it is noticed that a process was killed, and that one has stopped to answer.
import { now, sleep } from "../harness/clock.js";
import { makeNode } from "../harness/nodes.js";
import { percentiles } from "../harness/statistics.js";

/** @type {import("../harness/row.js").Row} */
export const detection = {
  name: "detection",
  runs: { smoke: 1, quick: 1, full: 2 },
  figures: [
    {
      row: "a killed process is noticed p50",
      unit: "ms",
      value: (of) => of("killed p50"),
      target: { of: "value", atMost: 50 },
    },
    { row: "a killed process is noticed, the slowest", unit: "ms", value: (of) => of("killed most") },
    {
      row: "a frozen process is suspected",
      unit: "ms",
      value: (of) => of("frozen suspected"),
      target: { of: "value", atMost: 1000 },
      only: "full",
    },
    { row: "a frozen process counts as gone", unit: "ms", value: (of) => of("frozen gone"), only: "full" },
  ],
  prepare: async (lab) => {
    const port = await lab.port();
    const watcher = await lab.start(import.meta.url, watch, { port });
    /** @param {NodeJS.Signals} signal @param {number} count */
    const strike = async (signal, count) => {
      const names = Array.from({ length: count }, () => `victim${++victims}`);
      const programs = await Promise.all(names.map((name) => lab.start(import.meta.url, victim, { port, name })));
      for (const name of names) await watcher.ask.knows(name);
      // Links that were made this instant are dialled again with more patience: of two nodes that claim one identity, each
      // ends the links of the other.
      await sleep(SETTLED);
      const times = [];
      for (const [i, program] of programs.entries()) {
        const begin = now();
        program.kill(signal);
        const name = names[i] ?? "";
        times.push(watcher.ask.noticed(name).then(({ suspected, gone }) => [suspected - begin, gone - begin]));
        // One after the other, lest one waits for what the watcher does about another.
        if (signal === "SIGKILL") await times.at(-1);
      }
      return Promise.all(times);
    };
    return {
      killed: async () => {
        const times = await strike("SIGKILL", lab.choose({ smoke: 1, quick: 5, full: 10 }));
        const [p50 = 0, most = 0] = percentiles(
          times.map(([, gone = 0]) => gone),
          [50, 100],
        );
        return { p50, most };
      },
      frozen: async () => {
        if (lab.size !== "full") return { suspected: Number.NaN, gone: Number.NaN };
        const times = await strike("SIGSTOP", 4);
        const [suspected = 0] = percentiles(
          times.map(([first = 0]) => first),
          [50],
        );
        const [gone = 0] = percentiles(
          times.map(([, last = 0]) => last),
          [50],
        );
        return { suspected, gone };
      },
    };
  },
};

/** @param {{ readonly port: number }} options */
export async function watch({ port }) {
  const node = makeNode("watch", port);
  /** @type {Map<string, { suspected: number, gone: number }>} */
  const notices = new Map();
  const suspect = (/** @type {string} */ name) => {
    if (!notices.has(name)) notices.set(name, { suspected: now(), gone: 0 });
  };
  node.zre.on("suspected", ({ name }) => suspect(name));
  node.on("exit", ({ name }) => {
    suspect(name);
    notices.set(name, { suspected: 0, ...notices.get(name), gone: now() });
  });
  await node.start();
  return {
    knows: (/** @type {string} */ name) => node.waitFor(name).then(() => {}),
    /** When a node was suspected, and when it was gone. */
    noticed: async (/** @type {string} */ name) => {
      for (const end = now() + PATIENCE; now() < end; await sleep(2)) {
        const notice = notices.get(name);
        if (notice !== undefined && notice.gone > 0) return notice;
      }
      throw new Error(`nobody noticed that ${name} is gone`);
    },
  };
}

/** @param {{ readonly port: number, readonly name: string }} options */
export async function victim({ port, name }) {
  const node = makeNode(name, port);
  node.float("level", 0, { access: "rwes" });
  await node.start();
  await node.waitFor("watch");
  return {};
}

let victims = 0;
const SETTLED = 1000;
const PATIENCE = 60_000;
