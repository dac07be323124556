// Real full meshes on this machine: how long until everyone knows everyone, and what it costs then to stay.
import { measureSocketMesh } from "../controls/socket-mesh.js";
import { cpu, now, sleep } from "../harness/clock.js";
import { makeNode } from "../harness/nodes.js";
import { Sizes } from "../harness/sizes.js";
import { sum } from "../harness/statistics.js";

/** @typedef {import("../harness/row.js").Figure} Figure */

const PROCESSES = 4;
const LIMIT =
  "25,440 connections on two cores: bare sockets alone take a good part of it, and no part of ours takes a tenth " +
  "(docs/performance.md, Where the time goes)";
/** 160 have 50,000 sockets. */
const SIZES = new Sizes({ quick: [20], full: [40, 80], soak: [160] });

/** @type {import("../harness/row.js").Row} */
export const mesh = {
  name: "mesh",
  runs: { smoke: 1, quick: 0, full: 1 },
  figures: SIZES.all.flatMap(figures),
  prepare: async (lab) => {
    return Object.fromEntries(
      SIZES.of(lab).flatMap((nodes) => [
        [String(nodes), () => measure(lab, nodes)],
        [`sockets ${nodes}`, () => measureSocketMesh(lab, nodes, PROCESSES)],
      ]),
    );
  },
};

/** @param {{ readonly port: number, readonly process: number, readonly count: number, readonly peers: number }} options */
export function crowd({ port, process, count, peers }) {
  const nodes = Array.from({ length: count }, (_, i) => makeNode(`node${process}-${i}`, port));
  for (const node of nodes) {
    for (let i = 0; i < PARAMETERS; i++) node.float(`level${i}`, 0, { access: "rwes" });
  }
  const known = () => sum(nodes.map((node) => [...node.peers.values()].filter(({ complete }) => complete).length));
  return {
    /** Waits until every node knows everyone, or for a minute; tells how much is known, and when that was. */
    converge: async () => {
      await Promise.all(nodes.map((node) => node.start()));
      for (const end = now() + PATIENCE; known() < count * peers && now() < end; ) await sleep(25);
      return { known: known(), end: now(), cpu: cpu() };
    },
    rest: async (/** @type {number} */ time) => {
      const before = cpu();
      await sleep(time);
      return ((cpu() - before) / time) * 100;
    },
  };
}

/** @param {import("../harness/lab.js").Lab} lab @param {number} nodes */
async function measure(lab, nodes) {
  const port = await lab.port();
  const count = nodes / PROCESSES;
  const start = (/** @type {number} */ process) =>
    lab.start(import.meta.url, crowd, { port, process, count, peers: nodes - 1 });
  const crowds = await Promise.all(Array.from({ length: PROCESSES }, (_, process) => start(process)));
  const begin = now();
  const known = await Promise.all(crowds.map((program) => program.ask.converge()));
  const idle = await Promise.all(crowds.map((program) => program.ask.rest(lab.choose(REST))));
  const memory = await Promise.all(crowds.map((program) => program.ask.usage()));
  await lab.close();
  return {
    known: (sum(known.map((one) => one.known)) / nodes / (nodes - 1)) * 100,
    time: Math.max(...known.map(({ end }) => end)) - begin,
    cpu: sum(known.map((one) => one.cpu)) / nodes,
    idle: sum(idle) / nodes,
    memory: sum(memory.map(({ rss }) => rss)) / nodes,
  };
}

/** @param {number} nodes @returns {Figure[]} */
function figures(nodes) {
  const one = (/** @type {string} */ what, /** @type {string} */ unit, /** @type {string} */ sample) => ({
    row: `real mesh of ${nodes}: ${what}`,
    unit,
    value: (/** @type {import("../harness/row.js").Lookup} */ of) => of(`${nodes} ${sample}`),
    ...SIZES.only(nodes),
  });
  const beside = (/** @type {Figure} */ figure) => ({
    ...figure,
    against: "bare sockets",
    control: (/** @type {import("../harness/row.js").Lookup} */ of) =>
      figure.value((sample) => of(`sockets ${sample}`)),
  });
  return [
    { ...one("known after a minute at most", "%", "known"), target: { of: "value", atLeast: 100 } },
    {
      ...beside(one("until everyone knows everyone", "ms", "time")),
      ...(nodes === 160 && { target: { of: "value", atMost: 8000 }, limit: LIMIT }),
    },
    beside(one("CPU of a node until then, with its start", "ms", "cpu")),
    one("idle CPU of a node", "% of a core", "idle"),
    one("memory of a node", "MiB", "memory"),
  ];
}

const PARAMETERS = 10;
const PATIENCE = 60_000;
const REST = { smoke: 100, quick: 2000, full: 5000 };
