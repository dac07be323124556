import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { Mailbox } from "./waiting.ts";
import { type Beacon, readBeacon } from "./zre.ts";

/** A datagram that was heard on the port of beacons. */
export interface HeardDatagram {
  readonly octets: Buffer;
  readonly beacon: Beacon | undefined;
  /** Milliseconds, of a clock that begins anywhere. */
  readonly at: number;
}

/** Where beacons go: the UDP port of a show, on loopback. */
export class Ether {
  readonly heard = new Mailbox<HeardDatagram>();
  readonly #socket: Socket;
  readonly #port: number;

  private constructor(socket: Socket, port: number) {
    this.#socket = socket;
    this.#port = port;
    socket.on("message", (octets) => this.heard.put({ octets, beacon: readBeacon(octets), at: performance.now() }));
  }

  static async open(port: number): Promise<Ether> {
    const socket = createSocket({ type: "udp4", reuseAddr: true });
    socket.bind(port);
    await once(socket, "listening");
    socket.setBroadcast(true);
    return new Ether(socket, port);
  }

  /** Sends a datagram where every node on loopback hears it. */
  send(octets: Uint8Array): void {
    this.#socket.send(octets, this.#port, LOOPBACK_BROADCAST);
  }

  close(): void {
    this.#socket.close();
  }
}

/** A UDP port that nobody uses: so nobody else's nodes are met. */
export async function freePort(): Promise<number> {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address();
  socket.close();
  return port;
}

const LOOPBACK_BROADCAST = "127.255.255.255";
