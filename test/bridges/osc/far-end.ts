import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import type { ForeignValue } from "../../../src/bridges/core/conversion.ts";
import { fromOsc, toOsc } from "../../../src/bridges/osc/arguments.ts";
import type { Json } from "../../../src/index.ts";
import { decodePacket, encodeFrame, encodePacket, type OscFraming, OscStream } from "../../../src/osc.ts";
import { freePort } from "../../../tools/ports.js";
import type { FarEnd } from "../../suites/bridge.ts";

/** A device that speaks OSC by datagrams. */
export async function openUdpFarEnd(): Promise<FarEnd> {
  const socket = createSocket("udp4");
  const received: [string, Json][] = [];
  socket.on("message", (bytes) => keep(bytes, received));
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const port = await freePort();
  return {
    description: { listen: [`udp://127.0.0.1:${port}`], send: [`udp://127.0.0.1:${socket.address().port}`] },
    received,
    send: (address, value) => socket.send(packetOf(address, value), port, "127.0.0.1"),
    close: () => new Promise((resolve) => closed(() => socket.close(resolve), resolve)),
  };
}

/** A device to which the bridge connects. */
export async function openTcpFarEnd(framing: OscFraming): Promise<FarEnd> {
  const received: [string, Json][] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const stream = new OscStream();
    socket.on("data", (bytes) => {
      for (const packet of stream.push(bytes)) keep(packet, received);
    });
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { readonly port: number };
  return {
    description: { send: [`tcp://127.0.0.1:${port}`], framing },
    received,
    send: (address, value) => {
      for (const socket of sockets) socket.write(encodeFrame(packetOf(address, value), framing));
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

function packetOf(address: string, value: Json): Uint8Array {
  const args = [value].flat() as ForeignValue[];
  return encodePacket({ address, args: toOsc({ address, args, typeHint: "flt", whole: false }) });
}

function keep(bytes: Uint8Array, received: [string, Json][]): void {
  const packet = decodePacket(bytes);
  if (packet !== undefined && "address" in packet) received.push([packet.address, fromOsc(packet.args)[0] ?? null]);
}

/** A bridge that starts again has the same far end, which is closed once. */
function closed(close: () => void, resolve: () => void): void {
  try {
    close();
  } catch {
    resolve();
  }
}
