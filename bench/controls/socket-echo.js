// The control "bare echo": the bytes of a signal go to another process over TCP and come back.
import { once } from "node:events";
import { connect, createServer } from "node:net";

import { Trips } from "../harness/trips.js";
import { frame, reader } from "./framing.js";
import { sampleOf, writeText } from "./signal.js";

/** Returns what is called `ping`; other messages are only read. */
export async function socketEcho() {
  const server = createServer({ noDelay: true }, (socket) => {
    const receive = (/** @type {string} */ text) => {
      const [name, value] = JSON.parse(text).SIG;
      if (name === "ping") socket.write(frame(writeText("pong", `${value}`)));
    };
    socket.on("error", () => {}).on("data", reader(receive));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { port: () => (typeof address === "object" && address !== null ? address.port : 0) };
}

/** @param {{ readonly port: number }} options */
export async function socketPinger({ port }) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  const send = (/** @type {string} */ name) => (/** @type {number} */ number) =>
    void socket.write(frame(writeText(name, `${sampleOf(number)}`)));
  const trips = new Trips(send("ping"), send("load"));
  const receive = (/** @type {string} */ text) => {
    JSON.parse(text);
    trips.handleReturn();
  };
  socket.on("data", reader(receive));
  return { trips: (/** @type {number} */ count, /** @type {number} */ rate) => trips.run(count, rate) };
}

/** Both ends, in two processes. @param {import("../harness/lab.js").Lab} lab */
export async function startSocketEcho(lab) {
  const echo = await lab.start(import.meta.url, socketEcho, {});
  return lab.start(import.meta.url, socketPinger, { port: await echo.ask.port() });
}
