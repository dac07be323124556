// What a node costs while nothing happens, alone and with up to 100 peers. The control only hears their beacons.
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { getHeapSpaceStatistics } from "node:v8";

import { now, sleep } from "../harness/clock.js";
import { introduce, makeNode, tcpPort } from "../harness/nodes.js";

/** @typedef {import("../harness/row.js").Figure} Figure */

/** @type {import("../harness/row.js").Row} */
export const idle = {
  name: "idle",
  runs: { smoke: 1, quick: 1, full: 3 },
  figures: [
    figure("idle node alone: CPU", "% of a core", (of) => of("0 cpu")),
    figure("idle node alone: wake-ups", "/s", (of) => of("0 wakes")),
    figure("idle node alone: memory", "MiB", (of) => of("0 rss")),
    figure("idle, 10 peers: CPU", "% of a core", (of) => of("10 cpu")),
    figure("idle, 10 peers: wake-ups", "/s", (of) => of("10 wakes")),
    {
      ...figure("idle, 100 peers: CPU", "% of a core", (of) => of("100 cpu"), 1),
      limit:
        "a PING and a PONG for each of a hundred every 4.5 s, and ten beacons a second: half of it is reading and writing " +
        "them in the host; asked more rarely, they would be asked by ZRE, which does so after 5 s",
      against: "bare UDP socket",
      control: (of) => of("socket cpu"),
    },
    figure("idle, 100 peers: wake-ups", "/s", (of) => of("100 wakes")),
    figure("idle, 100 peers: memory", "MiB", (of) => of("100 rss")),
    // What the second hundred adds, but for the young generation of objects, which grows with what happens and not with peers.
    figure("memory of a peer", "KiB", (of) => ((of("200 old") - of("100 old")) * 1024) / PEERS, 64),
    figure("objects of a peer", "KiB", (of) => ((of("200 heap") - of("100 heap")) * 1024) / PEERS),
  ],
  prepare: async (lab) => {
    const time = lab.choose({ smoke: 200, quick: 2000, full: 20_000 });
    const counts = [0, 10, PEERS, 2 * PEERS];
    const sizes = counts.map((count) => (lab.size === "smoke" ? count / 10 : count));
    const nodes = await Promise.all(sizes.map((count) => startNode(lab, count)));
    const listener = await lab.start(import.meta.url, socketIdler, { port: nodes[2]?.port ?? 0 }, ["--expose-gc"]);
    const programs = [...nodes.map(({ program }) => program), listener];
    const names = [...counts.map(String), "socket"];
    // What a start leaves behind is not idleness.
    await sleep(lab.choose({ smoke: 0, quick: 8000, full: 15_000 }));
    // All at once: they are idle, and each one's processor time is counted by itself.
    /** @type {Promise<readonly import("../harness/row.js").Sample[]> | undefined} */
    let shared;
    const measure = (/** @type {number} */ index) => async () => {
      shared ??= Promise.all(programs.map((program) => program.ask.rest(time)));
      const samples = await shared;
      if (index === names.length - 1) shared = undefined;
      return samples[index] ?? {};
    };
    return Object.fromEntries(names.map((name, index) => [name, measure(index)]));
  },
};

/** @param {{ readonly port: number }} options */
export async function idler({ port }) {
  const node = makeNode("idler", port);
  for (let i = 0; i < PARAMETERS; i++) node.float(`level${i}`, 0, { access: "rwes" });
  await node.start();
  return {
    address: () => ({ id: node.id, port: tcpPort(node) }),
    knows: async (/** @type {number} */ count) => {
      const complete = () => [...node.peers.values()].filter((peer) => peer.complete).length;
      for (const end = now() + PATIENCE; complete() < count; await sleep(20)) {
        if (now() > end) throw new Error(`the idle node knows ${complete()} of ${count} peers`);
      }
    },
    rest,
  };
}

/** Hears what the idle node hears, and does nothing about it. @param {{ readonly port: number }} options */
export async function socketIdler({ port }) {
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  socket.on("message", () => {});
  await new Promise((resolve) => socket.bind(port, "127.255.255.255", () => resolve(undefined)));
  return { rest };
}

/** Does nothing for a while, and measures what that costs. @param {number} time */
async function rest(time) {
  globalThis.gc?.();
  const begin = now();
  const before = process.cpuUsage();
  const wakes = countWakes();
  await sleep(time);
  const { user, system } = process.cpuUsage(before);
  const spent = now() - begin;
  const result = { cpu: ((user + system) / 1000 / spent) * 100, wakes: ((countWakes() - wakes) / spent) * 1000 };
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")?.physical_space_size ?? 0;
  return { ...result, rss: rss / 2 ** 20, old: (rss - young) / 2 ** 20, heap: (heapUsed + external) / 2 ** 20 };
}

/**
 * Nodes that know only the idle one. Each would beacon, and ask it, as often as one of few does; they do it as often as the idle one,
 * which knows how many there are.
 *
 * @param {{ readonly ports: readonly number[], readonly idler: { id: string, port: number }, readonly beaconPort: number }} options
 */
export async function crowd({ ports, idler: { id, port }, beaconPort }) {
  const suspect = SUSPECT * Math.min(Math.max(ports.length / FEW, 1), MOST);
  const nodes = ports.map((own) => makeNode(`peer${own}`, own, { suspect }));
  for (const node of nodes) {
    for (let i = 0; i < PARAMETERS; i++) node.float(`level${i}`, i / 7, { access: "rwes", min: 0, max: 1000 });
  }
  await Promise.all(nodes.map((node) => node.start()));
  await introduce({ id, port }, ports);
  for (const node of nodes) await node.waitFor("idler");
  let latest = now();
  await hearBeacons(beaconPort, id, () => {
    const pause = now() - latest;
    latest = now();
    for (const [i, node] of nodes.entries()) {
      const exchange = () => {
        introduce({ id: node.id, port: tcpPort(node) }, [beaconPort]);
        introduce({ id, port }, [ports[i] ?? 0]);
      };
      setTimeout(exchange, (i / nodes.length) * pause);
    }
  });
  return {};
}

/** Calls back for each beacon of one node. @param {number} port @param {string} id @param {() => void} heard */
async function hearBeacons(port, id, heard) {
  const socket = createSocket({ type: "udp4", reuseAddr: true });
  socket.on("message", (beacon) => {
    if (beacon.toString("hex", 4, 20) === id) heard();
  });
  await new Promise((resolve) => socket.bind(port, "127.255.255.255", () => resolve(undefined)));
}

/** @param {import("../harness/lab.js").Lab} lab @param {number} peers */
async function startNode(lab, peers) {
  const port = await lab.port();
  const program = await lab.start(import.meta.url, idler, { port }, ["--expose-gc"]);
  if (peers > 0) {
    const ports = await Promise.all(Array.from({ length: peers }, () => lab.port()));
    await lab.start(import.meta.url, crowd, { ports, idler: await program.ask.address(), beaconPort: port });
    await program.ask.knows(peers);
  }
  return { program, port };
}

/** How often the main thread has slept so far. Not a number where the system does not tell. */
function countWakes() {
  try {
    const status = readFileSync(`/proc/self/task/${process.pid}/status`, "utf8");
    return Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1]);
  } catch {
    return Number.NaN;
  }
}

/** @param {string} row @param {string} unit @param {Figure["value"]} value @param {number} [atMost] @returns {Figure} */
function figure(row, unit, value, atMost) {
  return { row, unit, value, ...(atMost !== undefined && { target: { of: "value", atMost } }) };
}

const PEERS = 100;
const PARAMETERS = 10;
const PATIENCE = 60_000;
/** When a silent peer is suspected; among how many later, and by how much at most. */
const SUSPECT = 900;
const FEW = 10;
const MOST = 9;
