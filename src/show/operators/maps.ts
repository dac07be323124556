import { compileMap, type Json, type MapStage, UsageError } from "../../index.ts";
import { NOTHING, type OperatorKind, type OperatorMachine, type Outputs, output } from "./operator.ts";
import type { Settings } from "./settings.ts";

type Map = ReturnType<typeof compileMap>;

/** The stages of a link's map, for links to nodes that know no maps. */
export const MAPS = {
  map: {
    summary: "the stages of a map: what a link would do on its way",
    options: ["map", "type", "to"],
    example: { map: [{ range: [0, 1, 0, 1] }] },
    make: (settings) => {
      const [from, value] = settings.type();
      const [to, rest] = settings.type(from, "to");
      return {
        parameters: [{ name: "in", role: "input", typeHint: from, value }, output("out", to, rest)],
        machine: new MapMachine(read(settings, from, to)),
      };
    },
  },
} as const satisfies Record<string, OperatorKind>;

class MapMachine implements OperatorMachine {
  readonly #map: Map;

  constructor(map: Map) {
    this.#map = map;
  }

  get deadline(): number {
    return this.#map.deadline;
  }

  get dropped(): number {
    return this.#map.dropped;
  }

  take(cause: string | undefined, inputs: (name: string) => Json, now: number): Outputs {
    // What takes time begins at the first value that comes, and none has come at the beginning.
    return cause === undefined ? NOTHING : outputsOf(this.#map.push(inputs("in"), now));
  }

  handleTimeout(_: unknown, now: number): Outputs {
    return outputsOf(this.#map.handleTimeout(now));
  }
}

function outputsOf(values: readonly Json[]): Outputs {
  return values.map((value) => ["out", value]);
}

function read(settings: Settings, from: string, to: string): Map {
  try {
    const ends = { from: { typeHint: from }, to: { typeHint: to } };
    return compileMap(settings.list("map") as unknown as readonly MapStage[], ends);
  } catch (error) {
    if (!(error instanceof UsageError) || error.code !== "invalid-map") throw error;
    throw settings.wrong("map", error.message);
  }
}
