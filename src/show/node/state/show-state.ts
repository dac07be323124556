import type { Follow } from "../../file/show-file.ts";

/**
 * Everything that a screen of a show needs, at one moment: what `show.state` answers, and {@link readShowState} reads. Cues are meant by their
 * ids, parameters by their addresses.
 */
export interface ShowState {
  /** The name of the show node. */
  readonly name: string;
  readonly title?: string | undefined;
  /** The path of the file, where the show has one. */
  readonly file?: string | undefined;
  /** Counts the edits: a screen asks for `show.file` anew when it is another one. */
  readonly revision: number;
  /** Milliseconds of the clock of the show, at this moment: what `sent` of a press is counted in. */
  readonly now: number;
  /** The cue that is on stage; undefined before the first. */
  readonly active?: string | undefined;
  /** The cue that GO plays; undefined behind the last. */
  readonly next?: string | undefined;
  /** When the active cue began, in milliseconds since 1970. */
  readonly since?: number | undefined;
  readonly paused: boolean;
  /** Everything stands, and GO is refused, until `show.release`. */
  readonly panicked: boolean;
  readonly blackout: boolean;
  /** How many times as fast fades and waits pass. */
  readonly rate: number;
  /** How far the cue is that began last, from 0 to 1; 1 when nothing runs. */
  readonly progress: number;
  /** Seconds until everything that runs has ended. */
  readonly remaining: number;
  readonly cues: readonly ShowStateCue[];
  readonly scenes: readonly string[];
  /** The nodes that the show speaks of. */
  readonly nodes: readonly ShowStateNode[];
  /** Why parameters did not take what a cue wanted, or may not have it. */
  readonly refused: ReadonlyMap<string, string>;
  /** Who took parameters from the show: they keep them until a cue moves them again. */
  readonly grabbed: ReadonlyMap<string, string>;
  /** What is streamed from the show node at this moment, because its node runs no fades. */
  readonly streamed: readonly string[];
  /** What is on its way at this moment. */
  readonly running: readonly string[];
  /** What is to move and waits for a node that is not here. */
  readonly waiting: readonly string[];
  /** Counts how often another machine took over. */
  readonly term: number;
  /** The id of the other show of this name that people have played, while nobody has said which of the two goes on. */
  readonly disputed?: string | undefined;
  /** The machines that stand ready for it. */
  readonly understudies: readonly ShowStateUnderstudy[];
  /** What people should know, the newest last; at most twenty. */
  readonly notes: readonly ShowStateNote[];
}

export interface ShowStateCue {
  readonly id: string;
  /** Its number. */
  readonly cue: string;
  readonly name?: string | undefined;
  readonly note?: string | undefined;
  /** Any colour that CSS knows. */
  readonly colour?: string | undefined;
  readonly scene?: string | undefined;
  readonly disabled: boolean;
  /** Seconds that it waits after GO. */
  readonly wait: number;
  /** Seconds from its beginning until the last of its values has arrived. */
  readonly lasts: number;
  readonly follow?: Follow | undefined;
  /** How many parameters it moves. */
  readonly targets: number;
  /** How many links it makes or cuts, methods it calls, events it fires. */
  readonly links: number;
  readonly calls: number;
  readonly events: number;
  /** The nodes that it moves and that are not here. */
  readonly missing: readonly string[];
  /** `standby`: GO plays it. `waiting`: it was played and has not begun. `running`, `done`: on stage. `idle`: none of these. */
  readonly state: "idle" | "standby" | "waiting" | "running" | "done";
}

export interface ShowStateNode {
  readonly name: string;
  /** Its id, while it is here. */
  readonly id?: string | undefined;
  /** Why nothing is sent to it although it is here: its name belongs to several nodes. */
  readonly trouble?: string | undefined;
  /** Values are streamed to it: it runs no fades. */
  readonly streams: boolean;
  readonly locked: boolean;
  /** It gave no sign of life lately. */
  readonly suspected: boolean;
}

export interface ShowStateUnderstudy {
  readonly name: string;
  /** The id of its node. */
  readonly id: string;
  /** It takes over by itself. */
  readonly auto: boolean;
  /** It knows how the show stands. */
  readonly follows: boolean;
}

export interface ShowStateNote {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
}
