import { fromHex, toHex } from "../../bytes/hex.ts";
import { Connection, type ConnectionOptions } from "../../zmtp/connection.ts";
import { HEARTBEAT, type HeartbeatOptions } from "../../zmtp/heartbeat.ts";
import type { MechanismFactory } from "../../zmtp/mechanism.ts";
import { crowdTime } from "../../zre/liveness/crowd.ts";

/** What all connections of a node have in common. */
export interface ZreConnectionOptions extends Pick<ConnectionOptions, "limits" | "heartbeat"> {
  /** Milliseconds; without it more, the more peers there are. */
  readonly handshakeTimeout?: number;
}

/** Makes the connections of one node: the DEALER of each peer that it dials, and those that its ROUTER accepts. */
export class ZreConnections {
  readonly #options: Omit<ConnectionOptions, "socketType">;
  readonly #handshakeTimeout: number | undefined;
  readonly #identity: Uint8Array;
  readonly #peers: () => number;

  /** `peers` tells how many of them there are. */
  constructor(id: string, options: ZreConnectionOptions, peers: () => number) {
    this.#handshakeTimeout = options.handshakeTimeout;
    this.#options = { ...options, handshakeTimeout: () => this.patience };
    this.#peers = peers;
    // 0x01 goes before the UUID: an identity must not start with a zero octet.
    this.#identity = Uint8Array.of(0x01, ...(fromHex(id) ?? []));
  }

  /** Milliseconds for a handshake, and after it for a HELLO. */
  get patience(): number {
    return this.#handshakeTimeout ?? Math.min(ALONE + crowdTime(this.#peers()), LONGEST);
  }

  dealer(mechanism: MechanismFactory | undefined): Connection {
    return new Connection({ ...this.#options, socketType: "DEALER", identity: this.#identity, mechanism });
  }

  router(mechanism: MechanismFactory | undefined): Connection {
    return new Connection({
      ...this.#options,
      heartbeat: patient(this.#options.heartbeat),
      socketType: "ROUTER",
      requireZreIdentity: true,
      // Whoever dials us on the word of others learns at once whom it has reached.
      identity: this.#identity,
      mechanism,
    });
  }
}

/** The id in an identity of ZRE; undefined for any other. */
export function idOf(identity: Uint8Array): string | undefined {
  return identity.length === ZRE_IDENTITY && identity[0] === 0x01 ? toHex(identity.subarray(1)) : undefined;
}

/** A PING of the side that dialled is a sign of life: the side that accepted asks only when none comes. */
function patient(heartbeat: HeartbeatOptions | false = HEARTBEAT): HeartbeatOptions | false {
  if (heartbeat === false) return false;
  const { interval, idle = interval } = heartbeat;
  return { ...heartbeat, interval: interval * PATIENCE, idle: idle * PATIENCE };
}

const ZRE_IDENTITY = 17;
const ALONE = 5000;
const LONGEST = 30_000;
const PATIENCE = 1.5;
