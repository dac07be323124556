// A scene changes: many values of one emitter at once, to a consumer that keeps up and to one that does not.
import { now, sleep } from "../harness/clock.js";
import { pump } from "../harness/counter.js";
import { makeNode } from "../harness/nodes.js";

/** @typedef {import("../harness/row.js").Figure} Figure */

/** @type {import("../harness/row.js").Row} */
export const burst = {
  name: "burst",
  runs: { smoke: 1, quick: 1, full: 7 },
  figures: [
    ...figures("burst of 2,000 in one turn", "turn", 100),
    ...figures("burst of 100,000", "fast", 100),
    ...figures("burst of 100,000, slow consumer", "slow"),
    ...figures("burst of 500,000, slow consumer", "flood"),
  ],
  prepare: async (lab) => {
    const port = await lab.port();
    const consumer = await lab.start(import.meta.url, lamp, { port });
    const emitter = await lab.start(import.meta.url, desk, { port });
    const many = lab.choose({ smoke: 4000, quick: 100_000, full: 100_000 });
    const contest = (/** @type {Burst} */ burst) => async () => {
      await consumer.ask.expect(burst.count, burst.cost);
      const begin = await emitter.ask.send(burst);
      const { received, last, end } = await consumer.ask.arrived();
      return { delivered: (received / burst.count) * 100, last: last * 100, time: end - begin };
    };
    return {
      turn: contest({ count: 2000, batch: 2000, cost: 0 }),
      fast: contest({ count: many, batch: 256, cost: 0 }),
      slow: contest({ count: many, batch: 256, cost: 10 }),
      // More than the system's buffers between the two processes hold.
      flood: contest({ count: lab.choose({ smoke: 4000, quick: 500_000, full: 500_000 }), batch: 256, cost: 2 }),
    };
  },
};

/** @typedef {{ readonly count: number, readonly batch: number, readonly cost: number }} Burst */

/** @param {{ readonly port: number }} options */
export async function lamp({ port }) {
  const node = makeNode("lamp", port);
  const state = { received: 0, value: 0, count: 0, cost: 0, end: 0 };
  node.float("level", 0, { access: "rs" }).on("signal", ({ value }) => {
    state.received++;
    state.value = Number(value);
    state.end = now();
    work(state.cost);
  });
  await node.start();
  return {
    /** `cost` is how many microseconds the consumer needs for a value. */
    expect: (/** @type {number} */ count, /** @type {number} */ cost) => {
      Object.assign(state, { received: 0, value: 0, count, cost, end: now() });
    },
    /** Waits for the last value, or until nothing has come for a second. */
    arrived: async () => {
      const { count } = state;
      while (state.value !== count && now() - state.end < QUIET) await sleep(5);
      return { received: state.received, last: state.value === count ? 1 : 0, end: state.end };
    },
  };
}

/** @param {{ readonly port: number }} options */
export async function desk({ port }) {
  const node = makeNode("desk", port);
  const fader = node.float("fader", 0, { access: "re" });
  await node.start();
  await node.connect("desk/fader", "lamp/level");
  return {
    /** Does not care whether the other side keeps up. */
    send: async (/** @type {Burst} */ { count, batch }) => {
      const { begin } = await pump({ count, batch, send: (number) => fader.emit(number + 1) });
      return begin;
    },
  };
}

/** @param {number} microseconds */
function work(microseconds) {
  for (const end = now() + microseconds / 1000; now() < end; );
}

/** @param {string} row @param {string} contestant @param {number} [delivered] @returns {Figure[]} */
function figures(row, contestant, delivered) {
  return [
    {
      row: `${row}: delivered`,
      unit: "%",
      value: (of) => of(`${contestant} delivered`),
      ...(delivered !== undefined && { target: { of: "value", atLeast: delivered } }),
    },
    {
      row: `${row}: the last value arrived`,
      unit: "%",
      value: (of) => of(`${contestant} last`),
      target: { of: "value", atLeast: 100 },
    },
    { row: `${row}: until the last value`, unit: "ms", value: (of) => of(`${contestant} time`) },
  ];
}

const QUIET = 3000;
