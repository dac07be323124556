import { Connection } from "../../../zmtp/connection.ts";
import type { MechanismFactory } from "../../../zmtp/mechanism.ts";

/** How clients and hubs are protected; NULL without it. */
export interface GossipSecurity {
  readonly mechanism?: MechanismFactory | undefined;
}

/** A client's end of its connection to a hub. It asks for signs of life in its own words. */
export function clientConnection({ mechanism }: GossipSecurity = {}): Connection {
  return new Connection({ socketType: "DEALER", limits: LIMITS, heartbeat: false, ...(mechanism && { mechanism }) });
}

/** A hub's end. Clients of zyre say nothing for hours: whether they are still there is asked of their ZMTP. */
export function hubConnection({ mechanism }: GossipSecurity = {}): Connection {
  return new Connection({
    socketType: "ROUTER",
    limits: LIMITS,
    heartbeat: HEARTBEAT,
    ...(mechanism && { mechanism }),
  });
}

// A tuple is a short text.
const LIMITS = { maxFrame: 0x1000, maxMessage: 0x1000, maxFrames: 4 };
const HEARTBEAT = { interval: 5000, idle: 5000, ttl: 20_000, timeout: 6000 };
