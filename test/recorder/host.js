import * as dgram from "node:dgram";
import { syncBuiltinESMExports } from "node:module";
import * as net from "node:net";

import { Neighbourhood } from "./peers.js";

/** @import { Recorder } from "./recorder.js" */

/**
 * Lets a recorder see everything that the stack hands to the sockets of this process. Sockets that a test opens itself are
 * not ours: who made a socket is seen by who called. Nothing in the product knows of this.
 *
 * @param {Recorder} recorder
 */
export function watchHost(recorder) {
  const neighbourhood = new Neighbourhood();
  const { connect, createServer } = net;
  const { createSocket } = dgram;
  const plainNet = /** @type {any} */ (net).default;
  const plainDgram = /** @type {any} */ (dgram).default;

  plainNet.connect = (/** @type {any[]} */ ...args) => {
    const socket = /** @type {any} */ (connect)(...args);
    const [{ host, port }] = args;
    if (isOurs()) watchSocket(socket, recorder.tape({ dialled: true, remote: `${host}:${port}`, neighbourhood }));
    return socket;
  };
  plainNet.createServer = (/** @type {any[]} */ ...args) => {
    const server = /** @type {any} */ (createServer)(...args);
    if (!isOurs()) return server;
    server.on("connection", (/** @type {net.Socket} */ socket) => {
      const remote = `${socket.remoteAddress}:${socket.remotePort}`;
      watchSocket(socket, recorder.tape({ dialled: false, remote, neighbourhood }));
    });
    return server;
  };
  plainDgram.createSocket = (/** @type {any[]} */ ...args) => {
    const socket = /** @type {any} */ (createSocket)(...args);
    if (isOurs()) watchDatagrams(socket, recorder);
    return socket;
  };
  syncBuiltinESMExports();
}

/**
 * @param {net.Socket} socket
 * @param {import("./tape.js").Tape} tape
 */
function watchSocket(socket, tape) {
  const { write, emit } = socket;
  socket.write = (/** @type {any[]} */ ...args) => {
    tape.sent(args[0]);
    return /** @type {any} */ (write).apply(socket, args);
  };
  // A listener for "data" would make the stream flow before its owner listens.
  socket.emit = (/** @type {any[]} */ ...args) => {
    if (args[0] === "data") tape.heard(args[1]);
    else if (args[0] === "close") tape.closed();
    return /** @type {any} */ (emit).apply(socket, args);
  };
}

/**
 * @param {dgram.Socket} socket
 * @param {Recorder} recorder
 */
function watchDatagrams(socket, recorder) {
  const { send } = socket;
  socket.send = (/** @type {any[]} */ ...args) => {
    recorder.datagram(args[0], args[1]);
    return /** @type {any} */ (send).apply(socket, args);
  };
}

/** Whether the ports of the stack to the operating system called. */
function isOurs() {
  return calledFrom(/[\\/]net[\\/]host[\\/]/);
}

/**
 * Whether a file whose path matches is among the callers. The stack is read as it is, without the costs of source maps.
 *
 * @param {RegExp} path
 */
export function calledFrom(path) {
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = (_, sites) => sites;
  const sites = /** @type {NodeJS.CallSite[]} */ (/** @type {unknown} */ (new Error().stack));
  Error.prepareStackTrace = before;
  return sites.some((site) => path.test(site.getFileName() ?? ""));
}
