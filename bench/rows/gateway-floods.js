// A gateway that is flooded by as many pages as it takes, while one page that is well goes on: its values go through it.
import { randomBytes } from "node:crypto";
import { get } from "node:http";
import { WebSocket } from "ws";
import { joinMesh } from "zocp/browser";
import { Gateway } from "zocp/gateway";

import { sleep } from "../harness/clock.js";
import { floodFigures, MemoryPeak } from "../harness/flood.js";
import { Laps, mainThread } from "../harness/laps.js";
import { makeNode } from "../harness/nodes.js";
import { Trips } from "../harness/trips.js";

/** Pages of each of two programs: with the one that is well as many as a gateway takes. */
const PAGES = 31;
/** Milliseconds of a flood before anything is measured: a burst of a second or two is nobody's fault. */
const BEFORE = 4000;

/**
 * What each page sends without a pause, as it is said to the gateway: `to` is a node of the network.
 *
 * @type {Record<string, (to: string, number: number) => readonly string[]>}
 */
const RECORDS = {
  signals: (to, number) => [whisper(to, `{"SIG": ["load", ${number}]}`)],
  "full batches": (to, number) =>
    Array.from({ length: 2000 }, (_, i) => whisper(to, `{"SIG": ["load ${i}", ${number}]}`)),
  "long texts": (to, number) => [whisper(to, `{"SET": {"text": {"value": "${number}${LONG_TEXT}"}}}`)],
  questions: (to) => [whisper(to, '{"GET": null}')],
  nonsense: (to) => [whisper(to, "x"), whisper("0".repeat(32), "y")],
  happenings: (to) => [JSON.stringify(["happenings", to, Array.from({ length: 5000 }, (_, i) => `e${i}`)])],
  "empty batches": () => [],
};
const LONG_TEXT = "é".repeat(1_000_000);
const [STRANGERS, MIXED] = ["sockets and requests", "everything at once"];
const KINDS = [...Object.keys(RECORDS), STRANGERS, MIXED];

/** @param {string} to @param {string} text */
function whisper(to, text) {
  return JSON.stringify(["whisper", to, text]);
}

/** @type {import("../harness/row.js").Row} */
export const gatewayFloods = {
  name: "gateway-floods",
  runs: { smoke: 1, quick: 1, full: 3 },
  figures: floodFigures(KINDS, "pages flood", "gateway"),
  prepare: async (lab) => {
    const count = lab.choose({ smoke: 2, quick: 15, full: PAGES });
    const [here, elsewhere] = [await startGateway(lab), await startGateway(lab)];
    // Before the others come: they all have to meet each other.
    const desk = await lab.start(import.meta.url, page, await here.gateway.ask.place());
    const attackers = new Map([
      [here, await startPages(lab, here.gateway, count)],
      [elsewhere, await startPages(lab, elsewhere.gateway, count)],
    ]);
    await sleep(lab.choose({ smoke: 0, quick: 5000, full: 20_000 }));
    const time = lab.choose({ smoke: 300, quick: 2000, full: 5000 });
    const before = lab.choose({ smoke: 0, quick: BEFORE, full: BEFORE });
    const run = async (/** @type {string} */ kind, /** @type {typeof here} */ flooded) => {
      const { id } = await flooded.lamp.ask.state();
      await here.gateway.ask.reset();
      const some = attackers.get(flooded) ?? [];
      await Promise.all(some.map((one) => one.ask.flood(kind, id)));
      // Only the flooded one has to find out who keeps the others waiting.
      if (flooded === here) await desk.ask.trips(before);
      const { p99, wait } = await desk.ask.trips(time);
      const { turn, growth } = await here.gateway.ask.state();
      await Promise.all(some.map((one) => one.ask.rest()));
      await sleep(500);
      return { p99, wait, turn, growth };
    };
    return Object.fromEntries(
      KINDS.flatMap((kind) => [
        [kind, () => run(kind, here)],
        [`${kind} elsewhere`, () => run(kind, elsewhere)],
      ]),
    );
  },
};

/** A gateway on a network of its own, and the node that its pages flood. @param {import("../harness/lab.js").Lab} lab */
async function startGateway(lab) {
  const port = await lab.port();
  const lamp = await lab.start(import.meta.url, target, { port });
  return { lamp, gateway: await lab.start(import.meta.url, gateway, { port }) };
}

/**
 * @param {import("../harness/lab.js").Lab} lab
 * @param {Awaited<ReturnType<typeof startGateway>>["gateway"]} made
 * @param {number} count pages of each of two programs
 */
async function startPages(lab, made, count) {
  const { port } = await made.ask.place();
  return Promise.all([0, 1].map(() => lab.start(import.meta.url, pages, { port, count })));
}

/** @param {{ readonly port: number }} options */
export async function gateway({ port }) {
  const made = new Gateway({ httpPort: 0, network: { interface: "lo", beaconPort: port } });
  await made.start();
  const laps = new Laps();
  const memory = new MemoryPeak();
  return {
    place: () => ({ url: made.links()[0]?.url ?? "", port: made.port, pid: process.pid }),
    reset: () => {
      memory.reset();
      laps.reset();
    },
    state: () => ({ turn: laps.longest, growth: memory.growth }),
  };
}

/** What the page that is well drives, and what the others flood. @param {{ readonly port: number }} options */
export async function target({ port }) {
  const node = makeNode("lamp", port);
  const pong = node.float("pong", 0, { access: "re" });
  node.float("ping", 0, { access: "rs" }).on("signal", ({ value }) => pong.emit(Number(value)));
  node.string("text", "", { access: "rw" });
  await node.start();
  return { state: () => ({ id: node.id }) };
}

/** `pid`: of the gateway. @param {{ readonly url: string, readonly pid: number }} options */
export async function page({ url, pid }) {
  const node = await joinMesh({ name: "desk", url, socket: /** @type {never} */ (WebSocket) });
  const ping = node.float("ping", 0, { access: "re" });
  const trips = new Trips(
    (number) => ping.emit(number + 0.5),
    () => {},
  );
  node.float("pong", 0, { access: "rs" }).on("signal", () => trips.handleReturn());
  await node.connect("desk/ping", "lamp/ping");
  await node.connect("lamp/pong", "desk/pong");
  return { trips: (/** @type {number} */ time) => trips.runFor(time, mainThread(pid)) };
}

/** @param {{ readonly port: number, readonly count: number }} options */
export async function pages({ port, count }) {
  const all = await Promise.all(Array.from({ length: count }, () => join(port)));
  let flooding = "";
  let to = "";
  let number = 0;
  /** Who was closed comes again, as a page would: else there would be less of a flood in each run. */
  const joining = new Set();
  const rejoin = async (/** @type {number} */ index) => {
    if (joining.has(index)) return;
    joining.add(index);
    // The gateway may take nobody at the moment.
    const again = await join(port).catch(() => undefined);
    if (again !== undefined) all[index] = again;
    joining.delete(index);
  };
  const go = () => {
    for (const [index, socket] of flooding === "" ? [] : all.entries()) {
      if (!socket.open) void rejoin(index);
      const wanted = flooding === MIXED ? KINDS[(index + number) % (KINDS.length - 1)] : flooding;
      if (wanted === STRANGERS) knock(port);
      const records = RECORDS[wanted ?? ""];
      if (records !== undefined && socket.bufferedAmount < MOST_UNSENT) socket.say(records(to, ++number));
    }
    setTimeout(go, 1);
  };
  go();
  return {
    flood: (/** @type {string} */ kind, /** @type {string} */ node) => {
      flooding = kind;
      to = node;
    },
    rest: () => {
      flooding = "";
    },
  };
}

/** A page that follows the gateway's protocol as far as it has to. @param {number} port */
async function join(port) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/mesh`, "zocp.gateway.1");
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  socket.on("error", () => {});
  let received = 0;
  let number = 0;
  socket.on("message", (words) => {
    const [kind, batch] = JSON.parse(String(words));
    if (kind !== "batch") return;
    received = batch;
    if (socket.readyState === socket.OPEN) socket.send(`["ack",${received}]`);
  });
  socket.send(
    JSON.stringify(["join", randomBytes(32).toString("hex"), "flood", { "X-ZOCP": "1", "X-ZOCP-EXTENSIONS": "call" }]),
  );
  return {
    get open() {
      return socket.readyState === socket.OPEN;
    },
    get bufferedAmount() {
      return socket.readyState === socket.OPEN ? socket.bufferedAmount : Number.POSITIVE_INFINITY;
    },
    say: (/** @type {readonly string[]} */ records) =>
      socket.send(`["batch",${++number},${received},[${records.join(",")}]]`),
  };
}

/** A stranger: a socket that never joins, one that says nonsense, and a request. @param {number} port */
function knock(port) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/mesh`, "zocp.gateway.1");
  socket.on("error", () => {});
  socket.on("open", () => socket.send("x".repeat(60_000)));
  setTimeout(() => socket.terminate(), 50);
  get({ port, host: "127.0.0.1", path: "/nothing" }, (response) => response.resume())
    .on("error", () => {})
    .end();
}

/** Octets of one page that wait. */
const MOST_UNSENT = 0x40_0000;
