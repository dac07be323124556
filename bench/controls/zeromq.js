// The control "npm zeromq": the same frames from a DEALER to a ROUTER of libzmq.
import { Dealer, Router } from "../../interop/libzmq.js";

import { Counter, pump } from "../harness/counter.js";
import { sampleOf, writeHeader, writeText } from "./signal.js";

/** Counts the messages of whoever connects. */
export async function zeromqReceiver() {
  const counter = new Counter();
  const router = new Router({ linger: 0 });
  await router.bind("tcp://127.0.0.1:*");
  void receive(router, counter);
  return {
    endpoint: () => router.lastEndpoint ?? "",
    expect: (/** @type {number} */ count) => counter.expect(count),
    arrived: () => counter.arrived(),
  };
}

/** @param {{ readonly endpoint: string }} options */
export function zeromqSender({ endpoint }) {
  const dealer = new Dealer({ linger: 0 });
  dealer.connect(endpoint);
  /** @type {Promise<void>} */
  let sent = Promise.resolve();
  return {
    send: (/** @type {number} */ count) =>
      pump({
        count,
        batch: 1,
        send: (number) => {
          sent = dealer.send([writeHeader(number), writeText("fader", `${sampleOf(number)}`)]);
        },
        // Only one message at a time may be on its way to libzmq.
        flush: () => sent,
      }),
  };
}

/** Both ends, in two processes. @param {import("../harness/lab.js").Lab} lab */
export async function startZeromq(lab) {
  const receiver = await lab.start(import.meta.url, zeromqReceiver, {});
  const endpoint = await receiver.ask.endpoint();
  const sender = await lab.start(import.meta.url, zeromqSender, { endpoint });
  return { sender, receiver };
}

/** @param {Router} router @param {Counter} counter */
async function receive(router, counter) {
  for await (const [, , body] of router) {
    JSON.parse(String(body));
    counter.add();
  }
}
