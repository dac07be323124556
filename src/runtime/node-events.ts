import type { NetworkError } from "../errors.ts";
import type { ZocpEvent } from "../zocp/events.ts";

/** Everything that a ZOCP node tells. `failed`: the network is in trouble; the node tries again by itself. */
export type NodeEvent = ZocpEvent | { readonly type: "failed"; readonly error: NetworkError };
export type NodeEvents = { [Event in NodeEvent as Event["type"]]: [Event] };
