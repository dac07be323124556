// A newcomer to a full mesh learns every node and every parameter of it.
import { now, sleep } from "../harness/clock.js";
import { makeNode } from "../harness/nodes.js";

/** @type {import("../harness/row.js").Row} */
export const lateJoiner = {
  name: "late-joiner",
  runs: { smoke: 1, quick: 3, full: 9 },
  figures: [
    {
      row: "late joiner learns 40 nodes × 50 parameters",
      unit: "ms",
      value: (of) => of("joiner time"),
    },
    { row: "late joiner: the first of them", unit: "ms", value: (of) => of("joiner first") },
  ],
  prepare: async (lab) => {
    const port = await lab.port();
    const each = lab.choose({ smoke: 2, quick: 10, full: 10 });
    const crowds = await Promise.all(
      Array.from({ length: PROCESSES }, (_, process) =>
        lab.start(import.meta.url, crowd, { port, process, count: each }),
      ),
    );
    for (const program of crowds) await program.ask.settled(each * PROCESSES - 1);
    const late = await lab.start(import.meta.url, joiner, { port });
    return { joiner: () => late.ask.learn(each * PROCESSES) };
  },
};

/** @param {{ readonly port: number, readonly process: number, readonly count: number }} options */
export async function crowd({ port, process, count }) {
  const nodes = Array.from({ length: count }, (_, i) => makeNode(`node${process}-${i}`, port));
  for (const node of nodes) {
    for (let i = 0; i < PARAMETERS; i++) node.float(`level${i}`, i / 7, { access: "rwes", min: 0, max: 1000 });
  }
  await Promise.all(nodes.map((node) => node.start()));
  return {
    /** Waits until everyone knows so many others. */
    settled: async (/** @type {number} */ peers) => {
      const knows = (/** @type {import("zocp").ZocpNode} */ node) =>
        node.peers.size >= peers && [...node.peers.values()].every(({ complete }) => complete);
      for (const end = now() + PATIENCE; !nodes.every(knows); await sleep(50)) {
        if (now() > end) throw new Error(`${nodes.filter(knows).length} of ${count} nodes know all ${peers} peers`);
      }
    },
  };
}

/** @param {{ readonly port: number }} options */
export function joiner({ port }) {
  return {
    learn: async (/** @type {number} */ count) => {
      const node = makeNode("joiner", port);
      const begin = now();
      let first = 0;
      let known = 0;
      const all = new Promise((resolve) => {
        node.on("described", () => {
          if (++known === 1) first = now() - begin;
          if (known === count) resolve(now() - begin);
        });
      });
      await node.start();
      const time = Number(await all);
      await node.stop();
      return { time, first };
    },
  };
}

const PROCESSES = 4;
const PARAMETERS = 50;
const PATIENCE = 60_000;
