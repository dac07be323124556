import type { Json, Parameter, TransportNode } from "../../index.ts";

/** What a show node presses, by the parameter that does it. */
export const TRIGGERS = {
  go: "plays the next cue",
  back: "goes back to the look before the last GO",
  pause: "holds fades and waits; GO goes on",
  panic: "stops everything; again within a second: at once",
  reassert: "sends the present look once more",
} as const;
export type Trigger = keyof typeof TRIGGERS;

/** What a show node tells with its parameters. */
export interface Readings {
  readonly cue: string;
  readonly next: string;
  readonly cueName: string;
  readonly nextName: string;
  readonly note: string;
  readonly progress: number;
  readonly remaining: number;
  readonly running: number;
  readonly missing: number;
  readonly refused: number;
}

/** The parameters of a show node: what presses it, and what it tells. No show sets them again. */
export class Panel {
  readonly #readings: { readonly [Name in keyof Readings]: Parameter<Json> };

  constructor(node: TransportNode) {
    for (const [name, description] of Object.entries(TRIGGERS))
      node.bool(name, false, { access: "rws", event: true, recall: false, description });
    node.string("goto", "", {
      access: "rws",
      event: true,
      recall: false,
      description: "goes to the cue of this number",
    });
    const tells = (
      typeHint: string,
      value: Json,
      description: string,
      unit?: string,
    ): [string, Json, string, string?] =>
      unit === undefined ? [typeHint, value, description] : [typeHint, value, description, unit];
    const register = (
      name: string,
      [typeHint, value, description, unit]: [string, Json, string, string?],
    ): Parameter<Json> => node.register(name, { typeHint, value, access: "re", recall: false, description, unit });
    this.#readings = {
      cue: register("cue", tells("string", "", "the number of the cue on stage")),
      next: register("next", tells("string", "", "the number of the cue that GO plays")),
      cueName: register("cueName", tells("string", "", "the name of the cue on stage")),
      nextName: register("nextName", tells("string", "", "the name of the cue that GO plays")),
      note: register("note", tells("string", "", "the note of the cue that GO plays")),
      progress: register("progress", tells("percent", 100, "how far the last cue is")),
      remaining: register("remaining", tells("flt", 0, "until everything has arrived", "s")),
      running: register("running", tells("int", 0, "parameters on their way")),
      missing: register("missing", tells("int", 0, "nodes of the cues that are not here")),
      refused: register("refused", tells("int", 0, "parameters that did not take what a cue wanted")),
    };
  }

  show(readings: Readings): void {
    for (const [name, value] of Object.entries(readings)) {
      const parameter = this.#readings[name as keyof Readings];
      if (parameter.value !== value) parameter.set(value);
    }
  }
}
