import type { NetworkError } from "../errors.ts";
import type { EventNames } from "../events/emitter.ts";
import type { ZocpEvent } from "../zocp/core/events.ts";

/** Everything that a ZOCP node tells. */
export type NodeEvent =
  | ZocpEvent
  /** The network is in trouble; the node tries again by itself. */
  | { readonly type: "failed"; readonly error: NetworkError }
  /**
   * A node appeared that has the name of another present one: `other` is the id of that one, or of this node itself. Links are kept
   * by name, so one of the two should have another.
   */
  | { readonly type: "namesake"; readonly peer: string; readonly name: string; readonly other: string };
export type NodeEvents = { [Event in NodeEvent as Event["type"]]: [Event] };

export const NODE_EVENTS: EventNames<NodeEvents> = {
  enter: true,
  described: true,
  exit: true,
  suspected: true,
  recovered: true,
  namesake: true,
  modified: true,
  signal: true,
  value: true,
  changed: true,
  lost: true,
  owned: true,
  clock: true,
  panicked: true,
  found: true,
  registered: true,
  removed: true,
  subscribed: true,
  unsubscribed: true,
  linked: true,
  unlinked: true,
  agreed: true,
  overruled: true,
  refused: true,
  edited: true,
  cycle: true,
  ignored: true,
  failed: true,
  dropped: true,
};
