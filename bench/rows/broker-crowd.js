// Thousands of nodes on one message broker, in pairs that are linked; one that wants to know all of them; and half of them killed.
import { startBroker } from "../controls/broker-server.js";
import { cpu, now, sleep } from "../harness/clock.js";
import { makeBrokerNode } from "../harness/nodes.js";
import { Sizes } from "../harness/sizes.js";
import { sum } from "../harness/statistics.js";

/** @typedef {import("../harness/row.js").Figure} Figure */

const KINDS = /** @type {const} */ (["nats", "mqtt"]);
const SIZES = new Sizes({ quick: [100], full: [500, 2000], soak: [] });
const PROCESSES = 2;

/** @type {import("../harness/row.js").Row} */
export const brokerCrowd = {
  name: "broker-crowd",
  runs: { smoke: 1, quick: 0, full: 1 },
  figures: KINDS.flatMap((kind) => SIZES.all.flatMap((nodes) => figures(kind, nodes))),
  prepare: async (lab) => {
    /** @type {Record<string, () => Promise<import("../harness/row.js").Sample>>} */
    const contestants = {};
    for (const kind of KINDS) {
      const url = await startBroker(lab, kind);
      for (const nodes of url === undefined ? [] : SIZES.of(lab))
        contestants[`${kind} ${nodes}`] = () => measure(lab, `${url}/of-${nodes}`, nodes);
    }
    return contestants;
  },
};

/** @param {{ readonly broker: string, readonly process: number, readonly count: number }} options */
export function crowd({ broker, process, count }) {
  const nodes = Array.from({ length: count }, (_, i) => makeBrokerNode(`n${process}-${i}`, broker));
  for (const node of nodes) {
    node.float("out", 0, { access: "re" });
    for (let i = 1; i < PARAMETERS; i++) node.float(`in${i}`, 0, { access: "rws" });
  }
  return {
    /** Each is on the broker, and each link carries. */
    start: async () => {
      for (let i = 0; i < count; i += AT_ONCE)
        await Promise.all(nodes.slice(i, i + AT_ONCE).map((node) => node.start()));
      const pairs = nodes.map((_, i) => [`n${process}-${i}`, `n${process}-${i ^ 1}`]);
      await Promise.all(nodes.map((node, i) => node.connect(`${pairs[i]?.[0]}/out`, `${pairs[i]?.[1]}/in1`)));
      return { end: now(), cpu: cpu() };
    },
    rest: async (/** @type {number} */ time) => {
      const before = cpu();
      await sleep(time);
      return ((cpu() - before) / time) * 100;
    },
    peers: () => sum(nodes.map(({ peers }) => peers.size)),
  };
}

/** Knows everybody, and sees who goes. @param {{ readonly broker: string }} options */
export async function monitor({ broker }) {
  const node = makeBrokerNode("monitor", broker, { meet: "everybody" });
  const complete = () => [...node.peers.values()].filter((peer) => peer.complete).length;
  const until = async (/** @type {() => boolean} */ done) => {
    const begin = now();
    while (!done() && now() - begin < PATIENCE) await sleep(20);
    return now() - begin;
  };
  return {
    look: async (/** @type {number} */ count) => {
      await node.start();
      const time = await until(() => complete() === count);
      return { time, known: (complete() / count) * 100 };
    },
    /** Until no more than so many are here. */
    missing: (/** @type {number} */ count) => until(() => node.peers.size <= count),
    stop: () => node.stop(),
  };
}

/** @param {import("../harness/lab.js").Lab} lab @param {string} broker @param {number} nodes */
async function measure(lab, broker, nodes) {
  const count = nodes / PROCESSES;
  const crowds = [];
  for (let process = 0; process < PROCESSES; process++)
    crowds.push(await lab.start(import.meta.url, crowd, { broker, process, count }));
  const begin = now();
  const ends = await Promise.all(crowds.map((program) => program.ask.start()));
  const idle = await Promise.all(crowds.map((program) => program.ask.rest(lab.choose(REST))));
  const memory = await Promise.all(crowds.map((program) => program.ask.usage()));
  const peers = await Promise.all(crowds.map((program) => program.ask.peers()));
  const watcher = await lab.start(import.meta.url, monitor, { broker });
  const { time: looked, known } = await watcher.ask.look(nodes);
  const [victim, other] = crowds;
  victim?.kill("SIGKILL");
  const missed = await watcher.ask.missing(count);
  await Promise.all([watcher.close(), other?.close()]);
  return {
    connected: Math.max(...ends.map(({ end }) => end)) - begin,
    ...{ looked, known, missed },
    cpu: sum(ends.map((one) => one.cpu)) / nodes,
    idle: sum(idle) / nodes,
    memory: sum(memory.map(({ rss }) => rss)) / nodes,
    peers: sum(peers) / nodes,
  };
}

/** @param {"nats" | "mqtt"} kind @param {number} nodes @returns {Figure[]} */
function figures(kind, nodes) {
  /** @param {string} what @param {string} unit @param {string} sample @param {number} [atMost] @returns {Figure} */
  const one = (what, unit, sample, atMost) => ({
    row: `${nodes} nodes on ${kind}: ${what}`,
    unit,
    value: (of) => of(`${kind} ${nodes} ${sample}`),
    needs: `${kind} ${nodes}`,
    ...SIZES.only(nodes),
    ...(atMost !== undefined && nodes === 2000 && { target: { of: "value", atMost } }),
  });
  return [
    one("until each is there and linked", "ms", "connected", 10_000),
    one("peers of a node", "", "peers", 1),
    one("until one that wants everybody knows all", "ms", "looked", 5000),
    { ...one("known by it", "%", "known"), ...(nodes === 2000 && { target: { of: "value", atLeast: 100 } }) },
    one("until half of them are gone that were killed", "ms", "missed", kind === "mqtt" ? 2000 : 3000),
    one("CPU of a node until it is linked", "ms", "cpu"),
    one("idle CPU of a node", "% of a core", "idle", 0.02),
    one("memory of a node", "MiB", "memory", 0.5),
  ];
}

const PARAMETERS = 10;
const AT_ONCE = 50;
const REST = { smoke: 200, quick: 2000, full: 10_000 };
const PATIENCE = 60_000;
