// The control "bare socket": the same bytes over TCP in Node, with one JSON.parse a message.
import { once } from "node:events";
import { connect, createServer } from "node:net";

import { Counter, pump } from "../harness/counter.js";
import { Batch, reader } from "./framing.js";
import { sampleOf, writeText } from "./signal.js";

/** Counts the messages of whoever connects. */
export async function socketReceiver() {
  const counter = new Counter();
  const receive = (/** @type {string} */ text) => {
    JSON.parse(text);
    counter.add();
  };
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => {}).on("data", reader(receive));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: () => (typeof address === "object" && address !== null ? address.port : 0),
    expect: (/** @type {number} */ count) => counter.expect(count),
    arrived: () => counter.arrived(),
  };
}

/**
 * Sends numbers, or a text of so many characters.
 *
 * @param {{ readonly port: number, readonly length?: number }} options
 */
export async function socketSender({ port, length }) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  const batch = new Batch();
  const text = length === undefined ? undefined : JSON.stringify("x".repeat(length));
  const flush = () => (socket.write(batch.take()) ? undefined : once(socket, "drain").then(() => {}));
  return {
    send: (/** @type {number} */ count) =>
      pump({
        count,
        ...(text !== undefined && { batch: 1 }),
        send: (number) => batch.add(writeText("fader", text ?? `${sampleOf(number)}`)),
        flush,
      }),
  };
}

/** @param {import("../harness/lab.js").Lab} lab */
export function startSocketReceiver(lab) {
  return lab.start(import.meta.url, socketReceiver, {});
}

/**
 * Both ends, in two processes.
 *
 * @param {import("../harness/lab.js").Lab} lab
 * @param {number} [length]
 */
export async function startSocket(lab, length) {
  const receiver = await startSocketReceiver(lab);
  const port = await receiver.ask.port();
  const sender = await lab.start(import.meta.url, socketSender, { port, ...(length !== undefined && { length }) });
  return { sender, receiver };
}
