// From an emitter to the sensor of another process, and from its callback back to a callback here.
import { sampleOf } from "../controls/signal.js";
import { startSocketEcho } from "../controls/socket-echo.js";
import { startZeromqEcho } from "../controls/zeromq-echo.js";
import { makeNode } from "../harness/nodes.js";
import { Trips } from "../harness/trips.js";

/** @typedef {import("../harness/row.js").Figure} Figure */

/** @type {import("../harness/row.js").Row} */
export const roundTrip = {
  name: "round-trip",
  // Many short ones: how fast sleepers wake up changes from run to run.
  runs: { smoke: 1, quick: 9, full: 9 },
  warmups: 1,
  figures: [
    figure("p50", "bare echo", "socket", 1.5),
    figure("p99", "bare echo", "socket", 3),
    figure("p999", "bare echo", "socket"),
    figure("p50", "npm zeromq", "zeromq"),
    figure("p50", "bare echo", "socket", undefined, "loaded"),
    figure("p99", "bare echo", "socket", undefined, "loaded"),
    figure("p999", "bare echo", "socket", undefined, "loaded"),
    figure("p50", "npm zeromq", "zeromq", undefined, "loaded"),
  ],
  prepare: async (lab) => {
    const count = lab.choose({ smoke: 100, quick: 500, full: 10_000 });
    const zocp = await startPingPong(lab);
    const socket = await startSocketEcho(lab);
    const zeromq = await startZeromqEcho(lab);
    return {
      zocp: () => zocp.ask.trips(count, 0),
      socket: () => socket.ask.trips(count, 0),
      zeromq: () => zeromq.ask.trips(count, 0),
      "zocp loaded": () => zocp.ask.trips(count, LOAD),
      "socket loaded": () => socket.ask.trips(count, LOAD),
      "zeromq loaded": () => zeromq.ask.trips(count, LOAD),
    };
  },
};

/** @param {import("./signals.js").Place} options */
export async function echo({ port, key }) {
  const node = makeNode("lamp", port, { key });
  const pong = node.float("pong", 0, { access: "re" });
  node.float("ping", 0, { access: "rs" }).on("signal", ({ value }) => pong.emit(Number(value)));
  node.float("load", 0, { access: "rs" });
  await node.start();
  return {};
}

/** @param {import("./signals.js").Place} options */
export async function pinger({ port, key }) {
  const node = makeNode("desk", port, { key });
  const ping = node.float("ping", 0, { access: "re" });
  const load = node.float("load", 0, { access: "re" });
  const trips = new Trips(
    (number) => ping.emit(sampleOf(number)),
    (number) => load.emit(sampleOf(number)),
  );
  node.float("pong", 0, { access: "rs" }).on("signal", () => trips.handleReturn());
  await node.start();
  await node.connect("desk/ping", "lamp/ping");
  await node.connect("desk/load", "lamp/load");
  await node.connect("lamp/pong", "desk/pong");
  return { trips: (/** @type {number} */ count, /** @type {number} */ rate) => trips.run(count, rate) };
}

/** Both ends; the one that asks is returned. @param {import("../harness/lab.js").Lab} lab @param {string} [key] */
export async function startPingPong(lab, key) {
  const port = await lab.port();
  await lab.start(import.meta.url, echo, { port, key });
  return lab.start(import.meta.url, pinger, { port, key });
}

/**
 * @param {"p50" | "p99" | "p999"} percentile
 * @param {string} against
 * @param {string} control
 * @param {number} [atMost]
 * @param {string} [state]
 * @returns {Figure}
 */
function figure(percentile, against, control, atMost, state = "") {
  const of = (/** @type {string} */ contestant) => [contestant, state, percentile].filter(Boolean).join(" ");
  return {
    row: of("round trip") + (control === "zeromq" ? " beside zeromq" : ""),
    unit: "µs",
    value: (find) => find(of("zocp")),
    against,
    control: (find) => find(of(control)),
    ...(atMost !== undefined && { target: { of: "ratio", atMost } }),
  };
}

/** Values a second that run beside the trips. */
const LOAD = 10_000;
