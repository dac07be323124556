// How many signals a second go from one emitter to one sensor of another process.
import { startLibzmq } from "../controls/libzmq.js";
import { sampleOf } from "../controls/signal.js";
import { startSocket } from "../controls/socket.js";
import { startZeromq } from "../controls/zeromq.js";
import { Counter, pump, stream } from "../harness/counter.js";
import { backpressure, countAlarms, makeNode } from "../harness/nodes.js";

/** @type {import("../harness/row.js").Row} */
export const signals = {
  name: "signals",
  runs: { smoke: 1, quick: 7, full: 15 },
  warmups: 3,
  figures: [
    {
      row: "signals/s",
      unit: "/s",
      value: (of) => of("zocp rate"),
      against: "bare socket",
      control: (of) => of("socket rate"),
      target: { of: "ratio", atLeast: 1 },
    },
    {
      row: "signals/s beside zeromq",
      unit: "/s",
      value: (of) => of("zocp rate"),
      against: "npm zeromq",
      control: (of) => of("zeromq rate"),
      target: { of: "ratio", atLeast: 6 },
    },
    {
      row: "signals/s beside libzmq",
      unit: "/s",
      value: (of) => of("zocp rate"),
      against: "libzmq in C",
      control: (of) => of("libzmq rate"),
      target: { of: "ratio", atLeast: 0.9 },
      needs: "libzmq",
    },
    {
      row: "signal, CPU of the emitter",
      unit: "µs",
      value: (of) => of("zocp sender"),
      against: "bare socket",
      control: (of) => of("socket sender"),
      target: { of: "ratio", atMost: 1.4 },
    },
    {
      row: "signal, CPU of the sensor",
      unit: "µs",
      value: (of) => of("zocp receiver"),
      against: "bare socket",
      control: (of) => of("socket receiver"),
    },
  ],
  prepare: async (lab) => {
    const count = lab.choose({ smoke: 2000, quick: 50_000, full: 400_000 });
    const zocp = await startZocp(lab);
    const socket = await startSocket(lab);
    const zeromq = await startZeromq(lab);
    const libzmq = await startLibzmq(lab);
    return {
      zocp: () => stream(zocp.sender, zocp.receiver, count),
      socket: () => stream(socket.sender, socket.receiver, count),
      zeromq: () => stream(zeromq.sender, zeromq.receiver, count / 4),
      ...(libzmq !== undefined && { libzmq: () => stream(libzmq.sender, libzmq.receiver, count) }),
    };
  },
};

/** @typedef {{ readonly port: number, readonly key?: string | undefined }} Place where a node is, and its key file */

/** @param {Place} options */
export async function sensor({ port, key }) {
  const node = makeNode("lamp", port, { key });
  const counter = new Counter();
  node.float("level", 0, { access: "rs" }).on("signal", () => counter.add());
  const alarms = countAlarms(node);
  await node.start();
  return {
    alarms,
    expect: (/** @type {number} */ count) => counter.expect(count),
    arrived: () => counter.arrived(),
  };
}

/** Sends as fast as the sensor's node takes it, so that no value has to give way to a newer one. @param {Place} options */
export async function emitter({ port, key }) {
  const node = makeNode("desk", port, { key });
  const fader = node.float("fader", 0, { access: "re" });
  const alarms = countAlarms(node);
  await node.start();
  await node.connect("desk/fader", "lamp/level");
  const wait = backpressure(node);
  const peers = [...node.peers.keys()];
  return {
    alarms,
    send: (/** @type {number} */ count) =>
      pump({ count, send: (number) => fader.emit(sampleOf(number)), flush: () => wait(peers) }),
  };
}

/** Both ends, in two processes. @param {import("../harness/lab.js").Lab} lab @param {string} [key] */
export async function startZocp(lab, key) {
  const port = await lab.port();
  const receiver = await lab.start(import.meta.url, sensor, { port, key });
  const sender = await lab.start(import.meta.url, emitter, { port, key });
  return { sender, receiver };
}
