import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { connect, type Socket } from "node:net";

import type { ZreEvent } from "../../src/index.ts";
import type { ZreNode } from "../../src/transport/zre/zre-node.ts";
import { Connection } from "../../src/zmtp/connection.ts";
import { encodeMessage, type ZreMessage } from "../../src/zre/message/message.ts";
import { PATIENCE } from "../patience.ts";

/** Waits until something is so; the bound is for a machine that is busy with other things. */
export async function eventually(what: string, condition: () => boolean, within = PATIENCE): Promise<void> {
  const end = performance.now() + within;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${within} ms: ${what}`);
    await pause(10);
  }
}

export function pause(duration: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration));
}

/** The port of the one endpoint that a node on loopback has. */
export function portOf(node: { readonly endpoints: readonly string[] }): number {
  return Number(node.endpoints[0]?.split(":").at(-1));
}

/** Collects the events of a node from now on. */
export function record(node: ZreNode): ZreEvent[] {
  const events: ZreEvent[] = [];
  const types = ["enter", "exit", "evasive", "silent", "join", "leave", "whisper", "shout", "ignored"] as const;
  for (const type of types) node.on(type, (event: ZreEvent) => events.push(event));
  return events;
}

/** How many sockets of a kind this process holds: `TCPSocketWrap`, `TCPServerWrap`, `UDPWrap`. */
export function sockets(kind?: string): number {
  const kinds = kind === undefined ? ["TCPSocketWrap", "TCPServerWrap", "UDPWrap"] : [kind];
  return process.getActiveResourcesInfo().filter((resource) => kinds.includes(resource)).length;
}

/** Sends one datagram to the beacon port of loopback. */
export async function throwDatagram(port: number, bytes: Uint8Array): Promise<void> {
  const socket = await new Promise<UdpSocket>((resolve) => {
    const made = createSocket("udp4");
    made.bind(0, "127.0.0.1", () => resolve(made));
  });
  socket.setBroadcast(true);
  await new Promise((resolve) => socket.send(bytes, port, "127.255.255.255", resolve));
  socket.close();
}

/** A TCP connection that says whatever a test wants. */
export class RawSocket {
  readonly socket: Socket;
  readonly heard: Buffer[] = [];
  closed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => this.heard.push(chunk));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.closed = true;
    });
  }

  static open(port: number): Promise<RawSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      socket.once("error", reject);
      socket.once("connect", () => resolve(new RawSocket(socket)));
    });
  }

  get bytes(): Buffer {
    return Buffer.concat(this.heard);
  }

  say(...bytes: readonly (Uint8Array | string)[]): void {
    if (!this.closed) this.socket.write(Buffer.concat(bytes.map((some) => Buffer.from(some as Uint8Array))));
  }

  end(): void {
    this.socket.destroy();
  }
}

/** A ZMTP frame as its flags say; its size is that of the body unless another is announced. */
export function frame(flags: number, body: Uint8Array | string, size?: bigint): Buffer {
  const bytes = Buffer.from(body as Uint8Array);
  const header = Buffer.alloc((flags & 0x02) === 0 ? 2 : 9);
  header[0] = flags;
  if ((flags & 0x02) === 0) header[1] = Number(size ?? bytes.length);
  else header.writeBigUInt64BE(size ?? BigInt(bytes.length), 1);
  return Buffer.concat([header, bytes]);
}

/** The 64 octets of a DEALER that speaks ZMTP 3.1 and NULL. */
export function greeting(mechanism = "NULL", major = 3): Buffer {
  const bytes = Buffer.alloc(64);
  bytes[0] = 0xff;
  bytes[9] = 0x7f;
  bytes[10] = major;
  bytes[11] = 1;
  bytes.write(mechanism, 12);
  return bytes;
}

export function property(name: string, value: Uint8Array | string): Buffer {
  const body = Buffer.from(value as Uint8Array);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length);
  return Buffer.concat([Uint8Array.of(name.length), Buffer.from(name), size, body]);
}

/** The READY of a DEALER with the identity of a ZRE peer. */
export function ready(id: string, socketType = "DEALER"): Buffer {
  const identity = Buffer.from(`01${id}`, "hex");
  const properties = [property("Socket-Type", socketType), property("Identity", identity)];
  return frame(0x04, Buffer.concat([Buffer.from("\x05READY", "latin1"), ...properties]));
}

/** One ZRE message as ZMTP frames. */
export function zre(message: ZreMessage): Uint8Array {
  const connection = new Connection({ socketType: "DEALER", heartbeat: false });
  connection.send(encodeMessage(message), "content" in message ? message.content : undefined);
  return connection.take();
}
