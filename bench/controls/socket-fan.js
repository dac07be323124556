// The control of the fan-out: the same bytes written to many bare sockets.
import { once } from "node:events";
import { connect } from "node:net";

import { pump } from "../harness/counter.js";
import { Batch } from "./framing.js";
import { sampleOf, writeText } from "./signal.js";

/**
 * One socket for each entry of `ports`; each value goes to the first so many of them.
 *
 * @param {{ readonly ports: readonly number[] }} options
 */
export async function socketFan({ ports }) {
  const sockets = ports.map((port) => connect({ port, host: "127.0.0.1", noDelay: true }));
  await Promise.all(sockets.map((socket) => once(socket, "connect")));
  return {
    send: (/** @type {number} */ count, /** @type {number} */ width) => {
      const batch = new Batch();
      const used = sockets.slice(0, width);
      const write = (/** @type {number} */ number) => {
        batch.add(writeText("fader", `${sampleOf(number)}`));
        const bytes = batch.take();
        for (const socket of used) socket.write(bytes);
      };
      return pump({ count, batch: 1, send: write, flush: () => drained(used) });
    },
  };
}

/** @param {readonly import("node:net").Socket[]} sockets */
function drained(sockets) {
  const busy = sockets.filter((socket) => socket.writableNeedDrain);
  if (busy.length === 0) return undefined;
  return Promise.all(busy.map((socket) => once(socket, "drain"))).then(() => {});
}

/** @param {import("../harness/lab.js").Lab} lab @param {readonly number[]} ports */
export function startSocketFan(lab, ports) {
  return lab.start(import.meta.url, socketFan, { ports });
}
