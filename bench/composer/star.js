// A large show for the composer's benchmark, simulated outside of the page: nodes of one process, each of which knows the page and those that it is
// wired with, behind a server that speaks the protocol of the gateway. A real mesh of 800 would be 640,000 connections on one machine.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { WebSocketServer } from "ws";
import { TransportNode } from "zocp";
import { MemoryNetwork } from "zocp/sim";

const PART = 20;
const DIST = new URL("../../dist/", import.meta.url);
// The gateway's own code, with its types: a star that does not speak the protocol as it is now is found when types are checked.
/** @type {typeof import("../../src/gateway/protocol/batch.ts")} */
const { encodeAck, encodeBatch } = await gateway("protocol/batch");
/** @type {typeof import("../../src/gateway/protocol/client-messages.ts")} */
const { decodeClientMessage } = await gateway("protocol/client-messages");
/** @type {typeof import("../../src/gateway/protocol/server-messages.ts")} */
const { encodeServerRecord, encodeWelcome } = await gateway("protocol/server-messages");
/** @type {typeof import("../../src/gateway/protocol/outbox.ts")} */
const { Outbox } = await gateway("protocol/outbox");
/** @type {typeof import("../../src/gateway/protocol/inbox.ts")} */
const { Inbox } = await gateway("protocol/inbox");
/** @type {typeof import("../../src/gateway/pages/page-values.ts")} */
const { PageValues } = await gateway("pages/page-values");

/** @typedef {import("zocp/sim").MemoryTransport} MemoryTransport */

/** Nodes meet those that they are wired with, and pages meet all. */
class Star extends MemoryNetwork {
  /** @type {Map<string, Set<string>>} */
  partners = new Map();

  /** @param {MemoryTransport} transport @override */
  enter(transport) {
    for (const other of this.present.values()) {
      const known = this.partners.get(transport.name)?.has(other.name) ?? true;
      if (!known && this.partners.has(other.name)) continue;
      other.meet(transport);
      transport.meet(other);
    }
    /** @type {Map<string, MemoryTransport>} */ (this.present).set(transport.id, transport);
  }
}

const [count = 0, wires = 0, rate = 0] = process.argv.slice(2).map(Number);
const star = new Star();
const ends = Array.from({ length: wires }, (_, index) => endsOf(index));
for (let index = 0; index < count; index += 1) star.partners.set(nameOf(index), new Set());
for (const { from, to } of ends) {
  star.partners.get(nameOf(from))?.add(nameOf(to));
  star.partners.get(nameOf(to))?.add(nameOf(from));
}
const nodes = Array.from({ length: count }, (_, index) => makeNode(nameOf(index)));
for (const node of nodes) await node.start();
for (const { from, to, round } of ends) {
  const [emitter, sensor] = [`${nameOf(from)}/out-${round % 10}`, `${nameOf(to)}/in-${(from + round) % 10}`];
  nodes[to]?.connect(emitter, sensor).catch((error) => console.log(`no wire to ${sensor}: ${error}`));
}
emit();
const server = createServer(serve);
new WebSocketServer({ server, path: "/mesh" }).on("connection", join);
await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
process.send?.(`http://127.0.0.1:${port}/`);
process.on("disconnect", () => process.exit());

/** A page is a node of the star: what it is told waits as in the gateway. @param {import("ws").WebSocket} socket */
function join(socket) {
  const outbox = new Outbox({ window: 4, batch: 0x4_0000, limit: 0x400_0000, pace: 1000 / 30 });
  const inbox = new Inbox();
  /** @type {MemoryTransport | undefined} */
  let transport;
  const tell = (
    /** @type {import("../../src/gateway/protocol/server-messages.ts").ServerRecord} */ record,
    /** @type {string | undefined} */ key,
  ) => outbox.add(encodeServerRecord(record), key);
  const begin = (/** @type {{ name: string, headers: ReadonlyMap<string, string> }} */ { name, headers }) => {
    const page = (transport = star.transport(name));
    const kept = new PageValues(page.id);
    const text = (/** @type {string} */ peer, /** @type {string} */ said) =>
      tell({ type: "message", peer, text: said }, kept.keyOf(peer, said, outbox.roomy));
    const never = () => {};
    const handlers = {
      enter: (/** @type {string} */ peer, /** @type {string} */ called, /** @type {any} */ told) =>
        tell({ type: "enter", peer, name: called, headers: told }, undefined),
      exit: (/** @type {string} */ peer, /** @type {string} */ reason) =>
        tell({ type: "exit", peer, reason }, undefined),
      message: text,
      ...{ frames: never, suspicion: never, drain: never, failed: never },
    };
    page.open(/** @type {any} */ (handlers), { group: "ZOCP", headers });
    /** @type {Parameters<typeof encodeWelcome>[0]} */
    const welcome = { id: page.id, name, rights: "all", resumed: false, received: 0, linger: 10_000 };
    socket.send(encodeWelcome(welcome));
    void page.start();
  };
  socket.on("message", (data) => {
    const message = decodeClientMessage(String(data));
    if (message.type === "join") return begin(message);
    outbox.confirm(message.received);
    if (message.type !== "batch" || !inbox.accept(message.number)) return;
    for (const record of message.records)
      if (record.type === "whisper") transport?.whisper(record.peer, /** @type {any} */ ({ text: () => record.text }));
  });
  const flushing = setInterval(() => {
    const batch = outbox.take(performance.now());
    if (batch !== undefined) socket.send(encodeBatch(batch, inbox.tell()));
    else if (inbox.owing) socket.send(encodeAck(inbox.tell()));
  }, 8);
  const beating = setInterval(() => socket.send(encodeAck(inbox.tell())), 4000);
  socket.on("close", () => {
    for (const timer of [flushing, beating]) clearInterval(timer);
    void transport?.stop();
  });
}

/** @param {string} name */
function makeNode(name) {
  const node = new TransportNode(star.transport(name));
  for (let each = 0; each < 10; each += 1) node.float(`out-${each}`, 0, { access: "re", min: 0, max: 1 });
  for (let each = 0; each < 10; each += 1) node.float(`in-${each}`, 0, { access: "rws", min: 0, max: 1 });
  return node;
}

/** A tick every 20 ms: timers of the host cannot do 2,000 a second one by one. */
function emit() {
  let turn = 0;
  setInterval(() => {
    for (let each = 0; each < rate / 50; each += 1, turn += 1)
      nodes[turn % nodes.length]?.set(`out-${Math.floor(turn / nodes.length) % 10}`, (turn % 997) / 997);
  }, 20);
}

/** From a node to one a little behind it among twenty, as the parts of a show are: the same at every run. @param {number} index */
function endsOf(index) {
  const [from, round] = [index % count, Math.floor(index / count)];
  const begin = from - (from % PART);
  const size = Math.min(PART, count - begin);
  const ahead = 1 + ((from * 7 + round * 3) % Math.max(1, Math.min(9, size - 1)));
  return { from, round, to: begin + ((from - begin + ahead) % size) };
}

/** @param {number} index */
function nameOf(index) {
  return `${["lamp", "fan", "sensor", "motor"][index % 4]}-${index}`;
}

/** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} response */
async function serve({ url = "/" }, response) {
  const path = new URL(url, "http://page").pathname;
  try {
    const content = await readFile(new URL(`composer${path === "/" ? "/index.html" : path}`, DIST));
    response.setHeader("Content-Type", TYPES[extname(path)] ?? "text/html");
    response.end(content);
  } catch {
    response.writeHead(404).end();
  }
}

/** @param {string} part */
function gateway(part) {
  return import(new URL(`gateway/${part}.js`, DIST).href);
}

/** @type {Readonly<Record<string, string>>} */
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml" };
