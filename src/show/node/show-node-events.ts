/** What became of what somebody pressed: `text` is the number of the cue that was played, or says why nothing was. */
export interface ShowAnswer {
  readonly accepted: boolean;
  readonly text: string;
}

/** Everything that a show node tells. */
export type ShowNodeEvent =
  /** A cue is in another state. `missing`: the nodes that it moves and that are not here. */
  | {
      readonly type: "cue";
      readonly id: string;
      /** Its number. */
      readonly cue: string;
      readonly state: "waiting" | "running" | "done" | "dropped";
      readonly missing: readonly string[];
    }
  /** For people. */
  | { readonly type: "note"; readonly text: string };
export type ShowNodeEvents = { [Event in ShowNodeEvent as Event["type"]]: [Event] };

export const SHOW_NODE_EVENTS: { readonly [Type in ShowNodeEvent["type"]]: true } = { cue: true, note: true };
