// Over a message broker: a value there and back, and how many a second, beside bare clients of the same broker.
import { startRawClients } from "../controls/broker-client.js";
import { startBroker } from "../controls/broker-server.js";
import { sampleOf } from "../controls/signal.js";
import { cpu, now } from "../harness/clock.js";
import { Counter, stream } from "../harness/counter.js";
import { makeBrokerNode } from "../harness/nodes.js";
import { Trips } from "../harness/trips.js";

/** @typedef {import("../harness/row.js").Figure} Figure */

const KINDS = /** @type {const} */ (["nats", "mqtt"]);

/** @type {import("../harness/row.js").Row} */
export const broker = {
  name: "broker",
  runs: { smoke: 1, quick: 3, full: 7 },
  warmups: 1,
  figures: KINDS.flatMap((kind) => [
    trip(kind, "p50", 2),
    trip(kind, "p99"),
    {
      row: `signals/s over ${kind}`,
      unit: "/s",
      value: (of) => of(`${kind} values rate`),
      against: "raw client",
      control: (of) => of(`${kind} raw values rate`),
      target: { of: "ratio", atLeast: 1 },
      needs: `${kind} values`,
    },
  ]),
  prepare: async (lab) => {
    const trips = lab.choose({ smoke: 50, quick: 500, full: 3000 });
    const values = lab.choose({ smoke: 1000, quick: 20_000, full: 200_000 });
    /** @type {Record<string, () => Promise<import("../harness/row.js").Sample>>} */
    const contestants = {};
    for (const kind of KINDS) {
      const url = await startBroker(lab, kind);
      if (url === undefined) continue;
      const nodes = await startNodes(lab, url);
      const raw = await startRawClients(lab, url);
      Object.assign(contestants, {
        [`${kind} trips`]: () => nodes.trips(trips),
        [`${kind} raw trips`]: () => raw.trips(trips),
        [`${kind} values`]: () => nodes.stream(values),
        [`${kind} raw values`]: () => raw.stream(values / 4),
      });
    }
    return contestants;
  },
};

/** Returns what comes, counts the rest, and says after some that it has them. @param {{ readonly broker: string }} options */
export async function lamp({ broker: url }) {
  const node = makeBrokerNode("lamp", url);
  const counter = new Counter();
  const pong = node.float("pong", 0, { access: "re" });
  const got = node.int("got", 0, { access: "re" });
  node.float("ping", 0, { access: "rs" }).on("signal", ({ value }) => pong.emit(Number(value)));
  node.float("level", 0, { access: "rs" }).on("signal", () => {
    counter.add();
    if (counter.received % CONFIRMED === 0) got.emit(counter.received);
  });
  await node.start();
  return {
    expect: (/** @type {number} */ count) => counter.expect(count),
    arrived: () => counter.arrived(),
  };
}

/** @param {{ readonly broker: string }} options */
export async function desk({ broker: url }) {
  const node = makeBrokerNode("desk", url);
  const [ping, fader] = ["ping", "fader"].map((name) => node.float(name, 0, { access: "re" }));
  const trips = new Trips(
    (number) => ping?.emit(sampleOf(number)),
    () => {},
  );
  let confirmed = 0;
  node.float("pong", 0, { access: "rs" }).on("signal", () => trips.handleReturn());
  node.int("got", 0, { access: "rs" }).on("signal", ({ value }) => {
    confirmed = Number(value);
  });
  await node.start();
  await node.connect("desk/ping", "lamp/ping");
  await node.connect("lamp/pong", "desk/pong");
  await node.connect("desk/fader", "lamp/level", { every: true });
  await node.connect("lamp/got", "desk/got", { every: true });
  return {
    trips: (/** @type {number} */ count) => trips.run(count, 0),
    /** No more on their way than may wait: each of them arrives. */
    send: async (/** @type {number} */ count) => {
      const begin = now();
      const before = cpu();
      confirmed = 0;
      for (let sent = 0; sent < count; ) {
        for (const end = Math.min(count, sent + BATCH, confirmed + WINDOW); sent < end; sent++)
          fader?.emit(sampleOf(sent));
        await new Promise((resolve) => setImmediate(resolve));
      }
      return { begin, cpu: cpu() - before };
    },
  };
}

/** Both ends, in two processes. @param {import("../harness/lab.js").Lab} lab @param {string} url */
async function startNodes(lab, url) {
  const receiver = await lab.start(import.meta.url, lamp, { broker: url });
  const sender = await lab.start(import.meta.url, desk, { broker: url });
  return {
    trips: (/** @type {number} */ count) => sender.ask.trips(count),
    stream: (/** @type {number} */ count) => stream(sender, receiver, count),
  };
}

/** @param {"nats" | "mqtt"} kind @param {"p50" | "p99"} percentile @param {number} [atMost] @returns {Figure} */
function trip(kind, percentile, atMost) {
  return {
    row: `round trip over ${kind} ${percentile}`,
    unit: "µs",
    value: (of) => of(`${kind} trips ${percentile}`),
    against: "raw client",
    control: (of) => of(`${kind} raw trips ${percentile}`),
    needs: `${kind} trips`,
    ...(atMost !== undefined && { target: { of: "ratio", atMost } }),
  };
}

const BATCH = 256;
const WINDOW = 8000;
const CONFIRMED = 1000;
