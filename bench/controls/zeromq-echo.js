// The control "npm zeromq" of the round trip: from a DEALER to a ROUTER and back.
import { Dealer, Router } from "../../interop/libzmq.js";

import { Trips } from "../harness/trips.js";
import { sampleOf, writeHeader, writeText } from "./signal.js";

/** Returns what is called `ping`; other messages are only read. */
export async function zeromqEcho() {
  const router = new Router({ linger: 0 });
  await router.bind("tcp://127.0.0.1:*");
  void answer(router);
  return { endpoint: () => router.lastEndpoint ?? "" };
}

/** @param {{ readonly endpoint: string }} options */
export function zeromqPinger({ endpoint }) {
  const dealer = new Dealer({ linger: 0 });
  dealer.connect(endpoint);
  // One message at a time may be on its way to libzmq.
  /** @type {Promise<void>} */
  let sent = Promise.resolve();
  const send = (/** @type {string} */ name) => (/** @type {number} */ number) => {
    const frames = [writeHeader(number), writeText(name, `${sampleOf(number)}`)];
    sent = sent.then(() => dealer.send(frames));
  };
  const trips = new Trips(send("ping"), send("load"));
  void receive(dealer, trips);
  return { trips: (/** @type {number} */ count, /** @type {number} */ rate) => trips.run(count, rate) };
}

/** Both ends, in two processes. @param {import("../harness/lab.js").Lab} lab */
export async function startZeromqEcho(lab) {
  const echo = await lab.start(import.meta.url, zeromqEcho, {});
  return lab.start(import.meta.url, zeromqPinger, { endpoint: await echo.ask.endpoint() });
}

/** @param {Router} router */
async function answer(router) {
  for await (const [identity = "", , body] of router) {
    const [name, value] = JSON.parse(String(body)).SIG;
    if (name === "ping") await router.send([identity, writeHeader(0), writeText("pong", `${value}`)]);
  }
}

/** @param {Dealer} dealer @param {Trips} trips */
async function receive(dealer, trips) {
  for await (const [, body] of dealer) {
    JSON.parse(String(body));
    trips.handleReturn();
  }
}
