/** What became of what somebody pressed: `text` is the number of the cue that was played, or says why nothing was. */
export interface ShowAnswer {
  readonly accepted: boolean;
  readonly text: string;
}

/** What became of an edit. */
export interface EditAnswer extends ShowAnswer {
  /** How often the show has been edited now. */
  readonly revision: number;
  /** Of the stage: how many values were taken. */
  readonly values: number;
  /** Nodes that did not answer, and names that several nodes have: nothing of them was taken. */
  readonly silent: readonly string[];
  readonly namesakes: readonly string[];
  /** Where it was only asked what would be: the numbers of the cues whose look would be another one. */
  readonly alters?: readonly string[] | undefined;
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
  /** Another show of its name goes on, on the node of this id: this one has ended, and sends nothing more. */
  | { readonly type: "deposed"; readonly by: string }
  /**
   * People have played two shows of its name while they did not see each other, and `with` is the node of the other one: both stay, nothing follows by itself, and a person has
   * to say which goes on. Undefined: that is over.
   */
  | { readonly type: "disputed"; readonly with: string | undefined }
  /** The show was edited. */
  | { readonly type: "edited"; readonly revision: number }
  /** For people. */
  | { readonly type: "note"; readonly text: string };
export type ShowNodeEvents = { [Event in ShowNodeEvent as Event["type"]]: [Event] };

export const SHOW_NODE_EVENTS: { readonly [Type in ShowNodeEvent["type"]]: true } = {
  cue: true,
  deposed: true,
  disputed: true,
  edited: true,
  note: true,
};
