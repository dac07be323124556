// How long a newcomer needs until it knows a peer and all of its parameters.
import { now } from "../harness/clock.js";
import { makeNode } from "../harness/nodes.js";
import { percentiles } from "../harness/statistics.js";

/** @type {import("../harness/row.js").Row} */
export const discovery = {
  name: "discovery",
  runs: { smoke: 1, quick: 3, full: 7 },
  warmups: 1,
  figures: [
    {
      row: "discovery of one peer p50",
      unit: "ms",
      value: (of) => of("small p50"),
      target: { of: "value", atMost: 30 },
    },
    { row: "discovery of one peer p99", unit: "ms", value: (of) => of("small p99") },
    {
      row: "discovery of 2,000 parameters",
      unit: "ms",
      value: (of) => of("large p50"),
      target: { of: "value", atMost: 100 },
    },
    { row: "from the start of a process to knowledge of a peer", unit: "ms", value: (of) => of("process time") },
  ],
  prepare: async (lab) => {
    const samples = lab.choose({ smoke: 2, quick: 10, full: 30 });
    const ports = { small: await lab.port(), large: await lab.port() };
    await lab.start(import.meta.url, resident, { port: ports.small, parameters: 10 });
    await lab.start(import.meta.url, resident, { port: ports.large, parameters: 2000 });
    const small = await lab.start(import.meta.url, newcomer, { port: ports.small });
    const large = await lab.start(import.meta.url, newcomer, { port: ports.large });
    return {
      small: () => small.ask.find(samples),
      large: () => large.ask.find(Math.ceil(samples / 3)),
      process: async () => {
        const begin = now();
        const program = await lab.start(import.meta.url, stranger, { port: ports.small });
        const time = (await program.ask.found()) - begin;
        await program.close();
        return { time };
      },
    };
  },
};

/** @param {{ readonly port: number, readonly parameters: number }} options */
export async function resident({ port, parameters }) {
  const node = makeNode("resident", port);
  for (let i = 0; i < parameters; i++) node.float(`level${i}`, i / 7, { access: "rwes", min: 0, max: 1000 });
  await node.start();
  return {};
}

/** @param {{ readonly port: number }} options */
export function newcomer({ port }) {
  return {
    /** The time from `start()`, which is before the first beacon, until everything is known. A fresh node each time. */
    find: async (/** @type {number} */ count) => {
      const times = [];
      for (let i = 0; i < count; i++) {
        const node = makeNode(`newcomer${i}`, port);
        const begin = now();
        await node.start();
        await node.waitFor("resident");
        times.push(now() - begin);
        await node.stop();
      }
      const [p50 = 0, p99 = 0] = percentiles(times, [50, 99]);
      return { p50, p99 };
    },
  };
}

/** A newcomer that is a process of its own. @param {{ readonly port: number }} options */
export async function stranger({ port }) {
  const node = makeNode("stranger", port);
  await node.start();
  await node.waitFor("resident");
  const found = now();
  return { found: () => found };
}
