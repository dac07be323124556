import { Frames } from "../../src/bytes/frames.ts";
import { Connection, type ConnectionEffect, type ConnectionOptions } from "../../src/zmtp/connection.ts";
import { bytes, concat, DEALER_GREETING, DEALER_READY, IDENTITY, ROUTER_GREETING, ROUTER_READY } from "./samples.ts";

/** What the other end of a connection says when it is libzmq. */
export const DEALER_SAYS = concat([DEALER_GREETING, DEALER_READY]);
export const ROUTER_SAYS = concat([ROUTER_GREETING, ROUTER_READY]);

/** A ROUTER, started at time 0, that a libzmq DEALER has greeted at time 0. */
export function readyRouter(options: Partial<ConnectionOptions> = {}): Connection {
  return ready(new Connection({ socketType: "ROUTER", ...options }), DEALER_SAYS);
}

/** A DEALER, started at time 0, that a libzmq ROUTER has greeted at time 0. */
export function readyDealer(options: Partial<ConnectionOptions> = {}): Connection {
  return ready(new Connection({ socketType: "DEALER", identity: IDENTITY, ...options }), ROUTER_SAYS);
}

/** A ROUTER that has heard the greeting of a libzmq DEALER, and nothing more. */
export function greetedRouter(options: Partial<ConnectionOptions> = {}): Connection {
  const connection = new Connection({ socketType: "ROUTER", ...options });
  connection.start(0);
  connection.handleBytes(DEALER_GREETING, 0);
  return connection;
}

/** All octets that these effects write; boxes only where their connection is given. */
export function written(effects: readonly ConnectionEffect[], connection?: Connection): Uint8Array {
  return concat(
    effects.map((effect) => {
      if (effect.type === "seal") return connection?.seal(effect.body) ?? NOTHING;
      return effect.type === "write" ? effect.bytes : NOTHING;
    }),
  );
}

/** The octets of one message of these frames, given in hex. */
export function sent(connection: Connection, [first = "", ...rest]: readonly string[]): Uint8Array {
  connection.send(bytes(first), rest.length === 0 ? undefined : Frames.of(...rest.map(bytes)));
  return connection.take();
}

/** Carries what two connections write to each other, from their start until both are quiet. Returns what else they did. */
export function introduce(one: Connection, other: Connection): readonly [ConnectionEffect[], ConnectionEffect[]] {
  let toOther = written(one.start(0));
  let toOne = written(other.start(0));
  const did: readonly [ConnectionEffect[], ConnectionEffect[]] = [[], []];
  while (toOne.length + toOther.length > 0) {
    const first = one.handleBytes(toOne, 0);
    const second = other.handleBytes(toOther, 0);
    did[0].push(...first.filter(({ type }) => type !== "write" && type !== "seal"));
    did[1].push(...second.filter(({ type }) => type !== "write" && type !== "seal"));
    toOther = written(first, one);
    toOne = written(second, other);
  }
  return did;
}

function ready(connection: Connection, says: Uint8Array): Connection {
  connection.start(0);
  connection.handleBytes(says, 0);
  return connection;
}

const NOTHING = new Uint8Array(0);
