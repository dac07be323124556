// How a full mesh grows, on the simulated network: what it carries, and what it costs to simulate. Each node has one parameter: what
// a mesh costs by itself.
import { ZocpNode } from "zocp";
import { SimulatedNetwork } from "zocp/sim";
import { Sizes } from "../harness/sizes.js";
import { growth } from "../harness/statistics.js";

/** @typedef {import("../harness/row.js").Figure} Figure */

/** Of 800 each knows 799: it takes minutes, and more memory than some machines have. */
const SIZES = new Sizes({ quick: [10, 50], full: [100, 200, 400], soak: [800] });

/** @type {import("../harness/row.js").Row} */
export const scale = {
  name: "scale",
  runs: { smoke: 1, quick: 1, full: 1 },
  figures: SIZES.all
    .flatMap(figures)
    .concat(
      grown("growth of messages with nodes, exponent", "messages"),
      grown("growth of bytes with nodes, exponent", "bytes"),
      grown("growth of idle bytes/s of a node, exponent", "idle"),
      grown("growth of the time to simulate, exponent", "real"),
    ),
  prepare: async (lab) => {
    const contestants = SIZES.of(lab).map((nodes) => [
      String(nodes),
      async () => {
        const program = await lab.start(import.meta.url, mesh, { nodes }, [MEMORY]);
        const sample = await program.ask.converge();
        await program.close();
        return sample;
      },
    ]);
    return Object.fromEntries(contestants);
  },
};

/** @param {{ readonly nodes: number }} options */
export function mesh({ nodes }) {
  return {
    converge: async () => {
      const network = new SimulatedNetwork();
      let known = 0;
      const crowd = Array.from({ length: nodes }, (_, i) => {
        const node = new ZocpNode(`node${i}`, { net: network.host().net });
        node.float("level", 0, { access: "rwes" });
        return node.on("described", () => known++);
      });
      const begin = performance.now();
      await Promise.all(crowd.map((node) => node.start()));
      await network.until(() => known === nodes * (nodes - 1));
      const real = (performance.now() - begin) / 1000;
      const { time, segments, datagrams, bytes } = network.figures;
      await network.run(IDLE);
      const idle = ((network.figures.bytes - bytes) / nodes / IDLE) * 1000;
      return { messages: segments + datagrams, bytes: bytes / 1e6, time, real, idle };
    },
  };
}

/** @param {number} nodes @returns {Figure[]} */
function figures(nodes) {
  const one = (/** @type {string} */ what, /** @type {string} */ unit, /** @type {string} */ sample) => ({
    row: `mesh of ${nodes}: ${what}`,
    unit,
    value: (/** @type {import("../harness/row.js").Lookup} */ of) => of(`${nodes} ${sample}`),
    ...SIZES.only(nodes),
  });
  return [
    one("messages until everyone knows everyone", "", "messages"),
    one("bytes until then", "MB", "bytes"),
    one("virtual time until then", "ms", "time"),
    one("time to simulate it", "s", "real"),
    one("idle bytes for one node", "B/s", "idle"),
  ];
}

/** Fitted from 50 nodes on, for small meshes are all overhead. @param {string} row @param {string} sample @returns {Figure} */
function grown(row, sample) {
  const sizes = SIZES.full.filter((nodes) => nodes >= 50);
  return {
    row,
    unit: "",
    only: "full",
    value: (of) =>
      growth(
        sizes,
        sizes.map((nodes) => of(`${nodes} ${sample}`)),
      ),
  };
}

/** Virtual milliseconds in which nothing happens but signs of life. */
const IDLE = 3000;
const MEMORY = "--max-old-space-size=16000";
