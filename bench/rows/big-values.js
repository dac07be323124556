// Long strings as values.
import { startSocket } from "../controls/socket.js";
import { Counter, pump, stream } from "../harness/counter.js";
import { backpressure, makeNode } from "../harness/nodes.js";

/** @typedef {Awaited<ReturnType<typeof startZocp | typeof startSocket>>} Ends */

/** @type {import("../harness/row.js").Row} */
export const bigValues = {
  name: "big-values",
  runs: { smoke: 1, quick: 3, full: 9 },
  warmups: 1,
  figures: [figure("strings of 64 KiB", 64), figure("strings of 1 MiB", 1024)],
  prepare: async (lab) => {
    const total = lab.choose({ smoke: 1024, quick: 32 * 1024, full: 256 * 1024 });
    const contest = (/** @type {Ends} */ ends, /** @type {number} */ size) => () => measure(ends, size, total / size);
    return {
      "zocp 64": contest(await startZocp(lab, 64), 64),
      "socket 64": contest(await startSocket(lab, 64 * 1024), 64),
      "zocp 1024": contest(await startZocp(lab, 1024), 1024),
      "socket 1024": contest(await startSocket(lab, 1024 * 1024), 1024),
    };
  },
};

/** @param {{ readonly port: number }} options */
export async function screen({ port }) {
  const node = makeNode("screen", port);
  const counter = new Counter();
  node.string("text", "", { access: "rs" }).on("signal", () => counter.add());
  await node.start();
  return {
    expect: (/** @type {number} */ count) => counter.expect(count),
    arrived: () => counter.arrived(),
  };
}

/** @param {{ readonly port: number, readonly kibibytes: number }} options */
export async function writer({ port, kibibytes }) {
  const node = makeNode("writer", port);
  const text = node.string("text", "", { access: "re" });
  await node.start();
  await node.connect("writer/text", "screen/text");
  const wait = backpressure(node);
  const peers = [...node.peers.keys()];
  const long = "x".repeat(kibibytes * 1024);
  return {
    send: (/** @type {number} */ count) =>
      pump({ count, batch: 1, send: () => text.emit(long), flush: () => wait(peers) }),
  };
}

/** @param {import("../harness/lab.js").Lab} lab @param {number} kibibytes */
async function startZocp(lab, kibibytes) {
  const port = await lab.port();
  const receiver = await lab.start(import.meta.url, screen, { port });
  const sender = await lab.start(import.meta.url, writer, { port, kibibytes });
  return { sender, receiver };
}

/** @param {Ends} ends @param {number} kibibytes @param {number} count */
async function measure({ sender, receiver }, kibibytes, count) {
  const { rate } = await stream(sender, receiver, count);
  return { rate: (rate * kibibytes * 1024) / 1e6 };
}

/** @param {string} row @param {number} size @returns {import("../harness/row.js").Figure} */
function figure(row, size) {
  return {
    row,
    unit: "MB/s",
    value: (of) => of(`zocp ${size} rate`),
    against: "bare socket",
    control: (of) => of(`socket ${size} rate`),
    target: { of: "ratio", atLeast: 0.7 },
  };
}
