// Nodes of the built package, as a user makes them.
import { createSocket } from "node:dgram";
import { ZocpNode } from "zocp";

/**
 * A node on loopback that hears only those on the same beacon port.
 *
 * @param {string} name
 * @param {number} port
 * @param {import("zocp").ZocpOptions} [options]
 */
export function makeNode(name, port, options = {}) {
  return new ZocpNode(name, { interface: "lo", beaconPort: port, ...options });
}

/**
 * A node on a message broker.
 *
 * @param {string} name
 * @param {string} broker
 * @param {import("zocp").ZocpOptions} [options]
 */
export function makeBrokerNode(name, broker, options = {}) {
  return new ZocpNode(name, { broker, ...options });
}

/**
 * Lets what was sent leave, and waits while a peer is slower than we are.
 *
 * @param {ZocpNode} node
 * @returns {(peers: readonly string[]) => Promise<void>}
 */
export function backpressure(node) {
  let drained = () => {};
  node.zre.onDrain(() => drained());
  const busy = (/** @type {readonly string[]} */ peers) => peers.some((peer) => !node.zre.writable(peer));
  return async (peers) => {
    // Values leave when the turn ends: before that nobody knows whether all of them can.
    await new Promise((resolve) => setImmediate(resolve));
    while (busy(peers)) {
      await new Promise((resolve) => {
        drained = () => resolve(undefined);
      });
    }
  };
}

/**
 * Counts how often a peer was suspected or counted as gone.
 *
 * @param {ZocpNode} node
 */
export function countAlarms(node) {
  let count = 0;
  const add = () => void count++;
  node.zre.on("suspected", add).on("evasive", add).on("silent", add).on("exit", add);
  return () => count;
}

/**
 * Tells nodes that listen on ports of their own of one node: they know it and not each other, so that a hundred of them
 * are a hundred connections and not ten thousand.
 *
 * @param {{ readonly id: string, readonly port: number }} node
 * @param {readonly number[]} ports
 */
export async function introduce({ id, port }, ports) {
  const socket = createSocket("udp4");
  await new Promise((resolve) => socket.bind(0, "127.0.0.1", () => resolve(undefined)));
  socket.setBroadcast(true);
  const beacon = Buffer.concat([
    Buffer.from("ZRE\u0001", "latin1"),
    Buffer.from(id, "hex"),
    Buffer.of(port >>> 8, port & 0xff),
  ]);
  const sent = ports.map((to) => new Promise((resolve) => socket.send(beacon, to, "127.255.255.255", resolve)));
  await Promise.all(sent);
  await new Promise((resolve) => socket.close(() => resolve(undefined)));
}

/** The TCP port of a node. @param {ZocpNode} node */
export function tcpPort(node) {
  return Number(node.endpoints[0]?.split(":").at(-1));
}
