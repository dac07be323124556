import type { Json, Parameter, TransportNode } from "../../index.ts";

/** What a recorder tells with its parameters. */
export interface RecorderReadings {
  readonly values: number;
  readonly rate: number;
  readonly lost: number;
  readonly seconds: number;
  readonly megabytes: number;
  readonly file: string;
  readonly ring: number;
  readonly kept: string;
  readonly marks: number;
  readonly trouble: string;
}

export interface RecorderPresses {
  record(on: boolean): void;
  keep(): void;
  panic(on: boolean): void;
}

/** The parameters of a recorder: what others press, and what it tells. No show sets them. */
export class RecorderPanel {
  readonly #readings: ReadonlyMap<string, Parameter>;

  constructor(node: TransportNode, presses: RecorderPresses) {
    const recording = { access: "rwes", recall: false, description: "what happens is written; off: it pauses" };
    node.bool("recording", true, recording).on("changed", ({ value }) => presses.record(value));
    const event = { access: "rws", event: true, recall: false };
    const keep = node.bool("keep", false, {
      ...event,
      description: "a black box keeps what it holds; else it marks this moment",
    });
    keep.on("changed", ({ value }) => {
      if (!value) return;
      // It is let go at once: whoever presses it next changes it again.
      keep.set(false);
      presses.keep();
    });
    const panic = {
      access: "re",
      recall: false,
      panic: { to: true },
      description: "there was a panic, which nobody has released",
    };
    node.bool("panicked", false, panic).on("changed", ({ value }) => presses.panic(value));
    const entries = Object.entries(READINGS).map(([name, reading]) => {
      const about = { access: "re", recall: false, ...reading };
      return [name, node.register(name, about)] as const;
    });
    this.#readings = new Map(entries);
  }

  /** Tells what is another one now. */
  show(readings: RecorderReadings): void {
    for (const [name, value] of Object.entries(readings) as [string, Json][]) {
      const parameter = this.#readings.get(name);
      if (parameter !== undefined && parameter.value !== value) parameter.set(value);
    }
  }
}

const READINGS = {
  values: { typeHint: "int", value: 0, description: "values that were recorded" },
  rate: {
    typeHint: "flt",
    value: 0,
    unit: "1/s",
    description: "values a second that are sent because of this recorder",
  },
  lost: { typeHint: "int", value: 0, description: "values and lines that are missing in the recording" },
  seconds: { typeHint: "flt", value: 0, unit: "s", description: "how long it has been recording" },
  megabytes: {
    typeHint: "flt",
    value: 0,
    unit: "MB",
    description: "how much it has written; of a black box, how much it holds",
  },
  file: { typeHint: "string", value: "", description: "where it records to" },
  ring: {
    typeHint: "flt",
    value: 0,
    unit: "s",
    description: "how much of the past a black box holds; 0: everything is written",
  },
  kept: { typeHint: "string", value: "", description: "the file that a black box has kept last" },
  marks: { typeHint: "int", value: 0, description: "how often somebody marked a moment, or kept the past" },
  trouble: { typeHint: "string", value: "", description: "why the file cannot be written; it is tried again" },
} as const satisfies { readonly [Name in keyof RecorderReadings]: object };
