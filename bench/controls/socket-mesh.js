// The control of the meeting: as many bare sockets between as many listeners, over which as many short pieces go to and fro.
import { once } from "node:events";
import { connect, createServer } from "node:net";

import { cpu, now } from "../harness/clock.js";

/** @param {{ readonly count: number }} options how many listeners this process has */
export async function socketMesh({ count }) {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const own = servers.map(portOf);
  return {
    ports: () => own,
    /** Every listener's owner dials each other one, and everything is told. */
    converge: async (/** @type {readonly number[]} */ ports) => {
      const others = own.flatMap((from) => ports.filter((port) => port !== from));
      await Promise.all(others.map(talk));
      return { end: now(), cpu: cpu() };
    },
  };
}

async function listen() {
  const server = createServer({ noDelay: true }, (socket) => {
    let turns = 0;
    socket.on("data", () => turns++ < TURNS && socket.write(PIECE));
    // Whoever measures ends all of them at once.
    socket.on("error", () => {});
  });
  server.listen({ port: 0, host: "127.0.0.1", backlog: 511 });
  await once(server, "listening");
  return server;
}

/** @param {import("node:net").Server} server */
function portOf(server) {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a listener without a port");
  return address.port;
}

/** @param {number} port @returns {Promise<void>} */
function talk(port) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let turns = 0;
    socket.on("connect", () => socket.write(PIECE));
    socket.on("data", () => {
      if (++turns < TURNS) socket.write(PIECE);
      else resolve();
    });
    socket.on("error", reject);
  });
}

/**
 * Measures one meeting of so many listeners in so many processes.
 *
 * @param {import("../harness/lab.js").Lab} lab
 * @param {number} nodes
 * @param {number} processes
 */
export async function measureSocketMesh(lab, nodes, processes) {
  const start = () => lab.start(import.meta.url, socketMesh, { count: nodes / processes });
  const programs = await Promise.all(Array.from({ length: processes }, start));
  const ports = (await Promise.all(programs.map((program) => program.ask.ports()))).flat();
  const begin = now();
  const ends = await Promise.all(programs.map((program) => program.ask.converge(ports)));
  await lab.close();
  const used = ends.reduce((sum, one) => sum + one.cpu, 0);
  return { time: Math.max(...ends.map(({ end }) => end)) - begin, cpu: used / nodes };
}

/** A greeting, a READY, a HELLO, a question and its answer: that is what a meeting needs in each of the two connections of a pair. */
const TURNS = 4;
const PIECE = new Uint8Array(100);
