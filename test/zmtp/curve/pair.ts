import { hostAgreement } from "../../../src/net/host/agreement.ts";
import { hostRandom } from "../../../src/net/host/random.ts";
import { Connection, type ConnectionOptions } from "../../../src/zmtp/connection.ts";
import { curveClient } from "../../../src/zmtp/curve/client.ts";
import type { CurvePrimitives } from "../../../src/zmtp/curve/primitives.ts";
import { curveServer } from "../../../src/zmtp/curve/server.ts";
import { IDENTITY } from "../samples.ts";

export const PRIMITIVES: CurvePrimitives = { ...hostAgreement, random: hostRandom.bytes };
export const CLIENT = PRIMITIVES.keyPair();
export const SERVER = PRIMITIVES.keyPair();

export interface PairOptions extends Partial<ConnectionOptions> {
  /** What the client takes for the server's key. */
  readonly serverKey?: Uint8Array;
  readonly authorize?: (publicKey: Uint8Array) => boolean;
  readonly primitives?: CurvePrimitives;
}

/** A DEALER and a ROUTER of ours with keys; nothing has been said yet. */
export function makePair({ serverKey = SERVER.publicKey, authorize = () => true, ...rest }: PairOptions = {}) {
  const { primitives = PRIMITIVES, ...options } = rest;
  const client = new Connection({
    socketType: "DEALER",
    identity: IDENTITY,
    mechanism: curveClient({ primitives, keys: CLIENT, serverKey }),
    ...options,
  });
  const server = new Connection({
    socketType: "ROUTER",
    mechanism: curveServer({ primitives, keys: SERVER, authorize }),
    ...options,
  });
  return { client, server };
}
