import type { Json, Parameter, TransportNode } from "../../index.ts";

/** What presses a show node, by the parameter that does it. */
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
  readonly blackout: boolean;
  readonly rate: number;
}

/** The parameters of a show node: what presses it, and what it tells. No show sets them again. */
export class Panel {
  readonly #readings: ReadonlyMap<string, Parameter>;

  constructor(node: TransportNode) {
    for (const [name, description] of Object.entries(TRIGGERS))
      node.bool(name, false, { access: "rws", event: true, recall: false, description });
    const description = "goes to the cue of this number";
    node.string("goto", "", { access: "rws", event: true, recall: false, description });
    const entries = Object.entries(READINGS).map(([name, reading]) => {
      const about = { access: "re", recall: false, ...reading };
      return [name, node.register(name, about)] as const;
    });
    this.#readings = new Map(entries);
  }

  /** Tells what is another one now. */
  show(readings: Readings): void {
    for (const [name, value] of Object.entries(readings) as [string, Json][]) {
      const parameter = this.#readings.get(name);
      if (parameter !== undefined && parameter.value !== value) parameter.set(value);
    }
  }
}

const READINGS = {
  cue: { typeHint: "string", value: "", description: "the number of the cue on stage" },
  next: { typeHint: "string", value: "", access: "rwe", description: "the number of the cue that GO plays" },
  cueName: { typeHint: "string", value: "", description: "the name of the cue on stage" },
  nextName: { typeHint: "string", value: "", description: "the name of the cue that GO plays" },
  note: { typeHint: "string", value: "", description: "the note of the cue that GO plays" },
  progress: { typeHint: "percent", value: 100, description: "how far the last cue is" },
  remaining: { typeHint: "flt", value: 0, unit: "s", description: "until everything has arrived" },
  running: { typeHint: "int", value: 0, description: "parameters on their way" },
  missing: { typeHint: "int", value: 0, description: "nodes of the cues that are not here" },
  refused: { typeHint: "int", value: 0, description: "parameters that did not take what a cue wanted" },
  blackout: { typeHint: "bool", value: false, access: "rwes", description: "the scene blackout covers everything" },
  rate: {
    ...{ typeHint: "flt", value: 1, access: "rwes", min: 0.1, max: 10 },
    description: "how many times as fast fades and waits pass",
  },
} as const satisfies { readonly [Name in keyof Readings]: object };
