import { createSocket, type Socket } from "node:dgram";
import { isIPv4 } from "node:net";

import { NetworkError } from "../../../index.ts";

/** One socket: what it hears, and what leaves by it. */
export interface UdpOptions {
  /** The address of an interface, of all (`0.0.0.0`), or of a multicast group. */
  readonly address: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** The addresses of the interfaces on which a group is joined. */
  readonly interfaces: readonly string[];
  readonly broadcast: boolean;
  readonly sendsToGroups: boolean;
  readonly receive: (bytes: Uint8Array, address: string, port: number) => void;
  readonly failed: (reason: string) => void;
}

/** Datagrams on one address and port, which nobody else in this machine has. */
export class UdpPort {
  readonly #socket: Socket;
  readonly #options: UdpOptions;

  private constructor(socket: Socket, options: UdpOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  /** Rejects with `NetworkError`. */
  static async open(options: UdpOptions): Promise<UdpPort> {
    const { address, port, receive, failed } = options;
    const group = isMulticast(address);
    // A group is heard by everybody who has joined it.
    const socket = createSocket({ type: "udp4", reuseAddr: group });
    await new Promise<void>((resolve, reject) => {
      socket.once("error", (error: NodeJS.ErrnoException) => reject(failure(error, address, port)));
      socket.bind(
        { address: group && process.platform === "win32" ? "0.0.0.0" : address, port, exclusive: !group },
        resolve,
      );
    });
    socket.removeAllListeners("error");
    socket.on("error", (error) => failed(`UDP on ${address}:${port}: ${error.message}`));
    socket.on("message", (bytes, { address: from, port: fromPort }) => receive(bytes, from, fromPort));
    const opened = new UdpPort(socket, options);
    opened.#prepare(group);
    return opened;
  }

  get address(): string {
    return this.#socket.address().address;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  send(bytes: Uint8Array, address: string, port: number): void {
    this.#socket.send(bytes, port, address, (error) => {
      if (error !== null) this.#options.failed(`nothing can be sent to udp://${address}:${port}: ${error.message}`);
    });
  }

  /** Joins its group again where the system has forgotten it: cables were pulled, interfaces came. */
  join(): void {
    for (const one of isMulticast(this.#options.address) ? this.#options.interfaces : [])
      try {
        this.#socket.addMembership(this.#options.address, one);
      } catch {
        // It is a member still, or the interface is not there: the next time tells.
      }
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#socket.close(resolve));
  }

  #prepare(group: boolean): void {
    const { address, interfaces, broadcast } = this.#options;
    // Bursts of thousands of values wait here until they are read; a system that allows less gives less.
    this.#socket.setRecvBufferSize(RECEIVE_BUFFER);
    if (broadcast) this.#socket.setBroadcast(true);
    const [first] = interfaces;
    // What goes to a group leaves by the interface that was chosen, not by the one that the system likes best.
    if (this.#options.sendsToGroups && first !== undefined)
      this.#try(`groups cannot be reached by ${first}`, () => this.#socket.setMulticastInterface(first));
    for (const one of group ? interfaces : [])
      this.#try(`the group ${address} cannot be joined on ${one}`, () => this.#socket.addMembership(address, one));
  }

  #try(what: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#options.failed(`${what}: ${(error as Error).message}`);
    }
  }
}

export function isMulticast(host: string): boolean {
  const first = Number(host.split(".")[0]);
  return isIPv4(host) && first >= 224 && first < 240;
}

function failure(error: NodeJS.ErrnoException, address: string, port: number): NetworkError {
  if (error.code === "EADDRINUSE")
    return new NetworkError("address-in-use", `another program has udp://${address}:${port}`, { cause: error });
  if (error.code === "EACCES")
    return new NetworkError("not-permitted", `the system does not permit udp://${address}:${port}`, { cause: error });
  return new NetworkError("network-failure", `udp://${address}:${port}: ${error.message}`, { cause: error });
}

const RECEIVE_BUFFER = 4 * 1024 * 1024;
