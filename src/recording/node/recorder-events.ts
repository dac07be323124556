import type { KeepReason } from "../record/keeps.ts";

/** Everything that a recorder tells. */
export type RecorderNodeEvent =
  /** A black box has put what it held into a file. */
  | { readonly type: "kept"; readonly file: string; readonly reason: KeepReason }
  /** Something cannot be written: why, in the words of the system; undefined when it can be again. */
  | { readonly type: "trouble"; readonly reason: string | undefined };
export type RecorderNodeEvents = { [Event in RecorderNodeEvent as Event["type"]]: [Event] };

export const RECORDER_NODE_EVENTS: { readonly [Type in RecorderNodeEvent["type"]]: true } = {
  kept: true,
  trouble: true,
};
