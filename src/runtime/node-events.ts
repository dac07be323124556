import type { NetworkError } from "../errors.ts";
import type { ZocpEvent } from "../zocp/events.ts";

/** Everything that a ZOCP node tells. */
export type NodeEvent =
  | ZocpEvent
  /** The network is in trouble; the node tries again by itself. */
  | { readonly type: "failed"; readonly error: NetworkError }
  /**
   * So many values of our emitter were lost on the way to a subscriber that wants every one, because it is too slow. Told of
   * each of them once a second at most.
   */
  | {
      readonly type: "dropped";
      readonly peer: string;
      readonly name: string;
      readonly emitter: string;
      readonly count: number;
    };
export type NodeEvents = { [Event in NodeEvent as Event["type"]]: [Event] };
