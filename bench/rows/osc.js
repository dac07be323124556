// A press by OSC that a bridge gives to another node, and what that node answers by OSC, beside a bare echo of datagrams; and what 200 faders cost the bridge.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { decodePacket, encodePacket } from "zocp/osc";

import { sleep } from "../harness/clock.js";
import { makeNode } from "../harness/nodes.js";
import { pace, Trips } from "../harness/trips.js";

/** @type {import("../harness/row.js").Row} */
export const osc = {
  name: "osc",
  runs: { smoke: 1, quick: 5, full: 9 },
  warmups: 1,
  figures: [
    figure("p50"),
    figure("p99"),
    {
      row: "200 faders by OSC, 60 values/s each: CPU of the bridge, of a core",
      unit: "%",
      value: (of) => of("faders cpu"),
      target: { of: "value", atMost: 15 },
    },
    {
      row: "200 faders by OSC: parameters that end with another value",
      unit: "",
      value: (of) => of("faders wrong"),
      target: { of: "value", atMost: 0 },
    },
  ],
  prepare: async (lab) => {
    const count = lab.choose({ smoke: 50, quick: 300, full: 3000 });
    const seconds = lab.choose({ smoke: 1, quick: 10, full: 60 });
    const [port, udp, far] = [await lab.port(), await lab.port(), await lab.port()];
    const answering = await lab.start(import.meta.url, lamp, { port });
    const bridge = await lab.start(import.meta.url, bridging, { port, udp, far });
    const presser = await lab.start(import.meta.url, pinger, { udp, far });
    const echo = await lab.start(import.meta.url, bareEcho, {});
    const bare = await lab.start(import.meta.url, pinger, { udp: await echo.ask.port(), far: 0 });
    await answering.ask.ready();
    return {
      osc: () => presser.ask.trips(count),
      bare: () => bare.ask.trips(count),
      faders: async () => {
        const before = await bridge.ask.usage();
        const last = await presser.ask.move(seconds);
        const after = await bridge.ask.usage();
        return { cpu: (after.cpu - before.cpu) / (seconds * 10), wrong: await bridge.ask.wrong(last) };
      },
    };
  },
};

/** @param {{ readonly port: number }} options */
export async function lamp({ port }) {
  const node = makeNode("lamp", port);
  const pong = node.float("pong", 0, { access: "re", event: true });
  node.float("ping", 0, { access: "rw", event: true }).on("changed", ({ value }) => pong.emit(value));
  await node.start();
  return {
    ready: async () => {
      while (pong.subscribers.length === 0) await sleep(20);
    },
  };
}

/** @param {{ readonly port: number, readonly udp: number, readonly far: number }} options */
export async function bridging({ port, udp, far }) {
  const { BRIDGE_KINDS, BridgeNode, readDescriptions } = await import(
    new URL("../../dist/bridges.js", import.meta.url).href
  );
  const fields = {
    ...{ name: "osc", bridge: "osc", listen: [`udp://127.0.0.1:${udp}`], send: [`udp://127.0.0.1:${far}`] },
    import: new Map([["/fader{n}", new Map([["as", "fader{n}"]])]]),
    export: new Map(
      Object.entries({ "lamp/ping": new Map(Object.entries({ to: "/ping", write: true })), "lamp/pong": "/pong" }),
    ),
  };
  const [description] = readDescriptions(new Map(Object.entries(fields)), BRIDGE_KINDS);
  const protocol = BRIDGE_KINDS.get("osc").open(description, "lo");
  const network = { interface: "lo", beaconPort: port };
  const bridge = new BridgeNode(description, protocol, { network, path: "/nonexistent/osc", tell: () => {} });
  await bridge.start();
  return {
    /** How many faders are not what was sent last. @param {number} last */
    wrong: async (last) => {
      await sleep(200);
      const parameters = [...bridge.node.parameters.values()].filter(({ path }) => path.startsWith("fader"));
      return FADERS - parameters.filter(({ value }) => value === last).length;
    },
  };
}

/** Sends presses and waits for what comes back. @param {{ readonly udp: number, readonly far: number }} options */
export async function pinger({ udp, far }) {
  const socket = createSocket("udp4");
  socket.bind(far, "127.0.0.1");
  await once(socket, "listening");
  const send = (/** @type {string} */ address, /** @type {number} */ value) =>
    socket.send(encodePacket({ address, args: [{ type: "f", value }] }), udp, "127.0.0.1");
  const trips = new Trips(
    (number) => send("/ping", number),
    () => {},
  );
  socket.on("message", (bytes) => {
    const packet = decodePacket(bytes);
    if (packet !== undefined && "address" in packet && /^\/p[io]ng$/.test(packet.address)) trips.handleReturn();
  });
  return {
    trips: (/** @type {number} */ count) => trips.run(count, 0),
    move: async (/** @type {number} */ seconds) => {
      let last = 0;
      const stop = pace(60, (number) => {
        last = number % 100;
        for (let fader = 0; fader < FADERS; fader++) send(`/fader${fader}`, last);
      });
      await sleep(seconds * 1000);
      stop();
      return last;
    },
  };
}

/** The control "bare echo": datagrams that come back as they are. */
export async function bareEcho() {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  socket.on("message", (bytes, { port, address }) => socket.send(bytes, port, address));
  return { port: () => socket.address().port };
}

/** @param {"p50" | "p99"} percentile @returns {import("../harness/row.js").Figure} */
function figure(percentile) {
  return {
    row: `press by OSC to a node and back, ${percentile}`,
    unit: "µs",
    value: (of) => of(`osc ${percentile}`),
    against: "bare datagrams",
    control: (of) => of(`bare ${percentile}`),
  };
}

const FADERS = 200;
