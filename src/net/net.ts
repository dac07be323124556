import type { NetworkError } from "../errors.ts";
import type { Rounds } from "../rounds.ts";

/**
 * Everything a node needs of the world: time, chance and the network. `net/host` is the operating system, `net/sim` a
 * simulated network with virtual time.
 */
export interface Net {
  readonly clock: Clock;
  readonly random: Random;
  /** What nodes with keys need; a network without it knows plain nodes only. */
  readonly agreement?: KeyAgreement;
  /** Where messages can be watched without disturbing them. */
  readonly trace?: Trace;
  /** The IPv4 addresses this machine has at this moment. Throws `NetworkError` where the system does not list them. */
  interfaces(): readonly Interface[];
  /** Listens on one address; port 0 lets the system choose. Rejects with `NetworkError`. */
  listen(address: string, port: number, accept: (stream: Stream) => void): Promise<Listener>;
  /** Opens a connection, where `resolve` is there also to a name. Returns at once; `StreamHandlers.connect` or `close` follows, never before this call returns. */
  connect(address: string, port: number): Stream;
  /** Whether somebody in this process listens there. A network without it does not know. */
  listens?(at: Endpoint): boolean;
  /** The IPv4 address of a machine's name. Rejects with `NetworkError`. A network without it knows addresses only. */
  resolve?(name: string): Promise<string>;
  /** Opens what beacons need on these interfaces and one UDP port. Rejects with `NetworkError`. */
  broadcast(
    interfaces: readonly Interface[],
    port: number,
    receive: Receive,
    options?: BroadcastOptions,
  ): Promise<Broadcast>;
}

export interface Clock {
  /** Milliseconds since an arbitrary moment; never goes back. */
  now(): number;
  /** The same as it was when somebody asked first in this turn of the event loop. `now` without it. */
  readonly turn?: () => number;
  /** Milliseconds since 1970, as far as the host knows: it may jump. `now` without it. */
  date?(): number;
  /** Calls back once after `delay` milliseconds. Returns how to cancel it. */
  schedule(delay: number, callback: () => void): () => void;
  /** Calls back when the present event has been handled, before the next one: a microtask on a real host. */
  defer(callback: () => void): void;
  /** Calls back in the next turn of the event loop, however soon that is; returns how to cancel it. Where time passes only in steps there is none. */
  readonly soon?: ((callback: () => void) => () => void) | undefined;
  /** Shares the time of this process among all that is done for others. A clock without it shares that of each node alone. */
  readonly rounds?: Pick<Rounds, "add" | "over" | "spend" | "charge" | "hear">;
}

/** Shows what happens to whoever watches; costs nothing while nobody does. */
export interface Trace {
  readonly hasSubscribers: boolean;
  publish(entry: object): void;
}

export interface Random {
  /** At least 0, less than 1. */
  next(): number;
  /** Bytes that nobody can guess (on a real host). */
  bytes(length: number): Uint8Array;
}

/** The arithmetic of Curve25519. All keys have 32 octets. */
export interface KeyAgreement {
  /** A fresh pair that nobody can guess. */
  keyPair(): { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array };
  /** The public key that belongs to a secret one. */
  publicKey(secretKey: Uint8Array): Uint8Array;
  /** What the owner of one key and the owner of the other both know; undefined for a public key that is none. */
  agree(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined;
  /** 32 octets that whoever does not know `secret` cannot compute, others for each `purpose`: HKDF with SHA-256, no salt. */
  derive(secret: Uint8Array, purpose: Uint8Array): Uint8Array;
}

/** One IPv4 address of one network interface. */
export interface Interface {
  /** As the system names it: `eth0`, `lo`. */
  readonly name: string;
  readonly address: string;
  readonly netmask: string;
  /** The directed broadcast address of its network: 192.168.1.255. */
  readonly broadcast: string;
  /** Whether it only reaches this machine. */
  readonly loopback: boolean;
}

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface Listener {
  readonly port: number;
  close(): void;
}

/** A byte stream: TCP, or something that behaves like it. */
export interface Stream {
  /** Where the other end is; for a stream of `connect` the address that was asked for. */
  readonly remote: Endpoint;
  /** Our own address, once the connection is there and where the system says it: the one through which the way leads. */
  readonly local?: string | undefined;
  /** Bytes that were written and that the system has not taken yet. */
  readonly buffered: number;
  /** Whether the system had a copy of all that was written after the last `write`, so that its buffers may be used for something else. Never without it. */
  readonly taken?: boolean;
  /** Must be called once, in the turn in which the stream was handed out. */
  open(handlers: StreamHandlers): void;
  /** False when the other end is slower than we are; everything is kept, and `drain` follows. */
  write(bytes: Uint8Array): boolean;
  /** Stops or resumes reading: a pause makes the sender wait. */
  pause(): void;
  resume(): void;
  /** Sends what waits, then closes; where that takes time, resolves when it is done. One that takes nothing is cut off after a second. */
  end(): void | Promise<void>;
  /** Closes at once; what waits is lost. No handler is called any more. */
  destroy(): void;
}

export interface StreamHandlers {
  /** The connection is there (only for streams of `Net.connect`). */
  connect?(): void;
  /** Nobody writes to the chunk any more: what was found in it may be a part of it. */
  data(chunk: Uint8Array): void;
  /** Everything that waited has been taken by the system. */
  drain?(): void;
  /** The stream is over, once: by the other end (no error) or by the network. */
  close(error?: NetworkError): void;
}

/** Receives one datagram and where it came from. */
export type Receive = (datagram: Uint8Array, source: Endpoint) => void;

export interface BroadcastOptions {
  /** Also by multicast, which routers pass on: how many networks it may cross, 1 for none but our own. No multicast without it. */
  readonly multicastTtl?: number | undefined;
  /** Hears also what comes from other networks and from loopback: to look around, not to believe it. */
  readonly far?: boolean | undefined;
}

/** Sends and receives beacons on several interfaces. */
export interface Broadcast {
  /** Sends to everyone on that interface's network. A datagram that does not leave is lost; see `failure`. */
  send(datagram: Uint8Array, on: Interface): void;
  /** Why nothing leaves on that interface, when several datagrams in a row did not; undefined when they do. */
  failure?(on: Interface): NetworkError | undefined;
  close(): void;
}
