import type { Json } from "../../index.ts";
import type { RecordedEvent } from "../play/timeline.ts";

/** Everything that a replay tells. */
export type ReplayNodeEvent =
  | {
      readonly type: "value";
      readonly time: number;
      readonly node: string;
      readonly parameter: string;
      readonly value: Json;
    }
  /** Something that was recorded and is no value. */
  | ({ readonly type: "recorded" } & RecordedEvent)
  /** For people: what is left out, and why. */
  | { readonly type: "note"; readonly text: string }
  /** It has come to its end. */
  | { readonly type: "ended" };
export type ReplayNodeEvents = { [Event in ReplayNodeEvent as Event["type"]]: [Event] };

export const REPLAY_NODE_EVENTS: { readonly [Type in ReplayNodeEvent["type"]]: true } = {
  value: true,
  recorded: true,
  note: true,
  ended: true,
};
