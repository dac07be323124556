// The numbers of ports that tests and measurements choose ahead: before the program that will listen there has started.
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/**
 * A number at which nothing listens at this moment, neither over TCP nor over UDP, and which neither this process nor another
 * one that asks here is given as long as this process runs. The system hands out none of these numbers by itself: an outgoing
 * connection of somebody else cannot take one before it is used.
 *
 * @returns {Promise<number>}
 */
export async function freePort() {
  for (;;) {
    const port = numbers.shift();
    if (port === undefined) await claim();
    else if (await isFree(port)) return port;
  }
}

/** Takes a slice of the numbers. Its first number is its lock: this process listens there until it ends. */
async function claim() {
  const begin = Math.floor(Math.random() * SLICES);
  for (let tried = 0; tried < SLICES; tried++) {
    const lock = FIRST + ((begin + tried) % SLICES) * SLICE;
    const server = await listening(lock, "127.0.0.1");
    if (server === undefined) continue;
    numbers.push(...Array.from({ length: SLICE - 1 }, (_, index) => lock + 1 + index));
    return;
  }
  throw new Error(`no ${SLICE} ports from ${FIRST} to ${FIRST + SLICES * SLICE - 1} are left for this process`);
}

/** Not every system refuses 0.0.0.0 when only 127.0.0.1 is taken, so both are tried. @param {number} port */
async function isFree(port) {
  for (const address of ["127.0.0.1", "0.0.0.0"]) {
    const server = await listening(port, address);
    if (server === undefined) return false;
    await new Promise((resolve) => server.close(resolve));
    if (!(await canBind(port, address))) return false;
  }
  return true;
}

/**
 * The server does not keep this process alive, and tests that count the open sockets of the process do not see it.
 *
 * @param {number} port @param {string} address @returns {Promise<import("node:net").Server | undefined>}
 */
function listening(port, address) {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: address, exclusive: true }, () => resolve(server.unref()));
  });
}

/** @param {number} port @param {string} address @returns {Promise<boolean>} */
function canBind(port, address) {
  const socket = createSocket("udp4");
  return new Promise((resolve) => {
    socket.once("error", () => socket.close(() => resolve(false)));
    socket.bind({ port, address, exclusive: true }, () => socket.unref().close(() => resolve(true)));
  });
}

/** What this process has claimed and not handed out yet. @type {number[]} */
const numbers = [];

// Below the numbers that systems give to outgoing connections (from 32,768 on), and above 10,080, to which browsers refuse to go.
const FIRST = 11_000;
const SLICE = 100;
const SLICES = 210;
