import type { TextField } from "../screen/text-field.ts";

/** What a person wants of the show: a call of one of its methods. */
export type CueAct =
  | { readonly type: "go"; readonly standby: string | undefined; readonly sent: number }
  | { readonly type: "goto"; readonly cue: string }
  | { readonly type: "back" | "pause" | "resume" | "panic" | "release" }
  | { readonly type: "end" };

/** What a person is in the middle of. */
export type CueMode =
  | { readonly type: "browse" }
  | { readonly type: "help" }
  /** `fresh`: the first letter takes the place of what is there. */
  | { readonly type: "goto"; readonly field: TextField; readonly fresh: boolean }
  /** A first `!` was pressed; until then, in milliseconds, the second one counts. */
  | { readonly type: "panic"; readonly until: number };
