import type { Json } from "../../../src/index.ts";
import { Asked } from "./asked.ts";
import { firstOfEach, readerOf } from "./reader.ts";

/** A scene of a show: a set of values that is recalled as a whole. */
export interface ShownScene {
  readonly name: string;
  readonly note: string;
  /** Seconds. */
  readonly over: number;
  /** How many values it has. */
  readonly values: number;
  /** The numbers of the cues that recall it. */
  readonly cues: readonly string[];
}

/** The scenes of a show that a person recalls: `blackout` and `panic` have buttons of their own. */
export class Scenes extends Asked {
  #all: readonly ShownScene[] = [];

  get all(): readonly ShownScene[] {
    return this.#all;
  }

  /** Those that lie within reach of a finger: what would darken everything does not. */
  get tiles(): readonly ShownScene[] {
    return this.#all.filter(({ name }) => !APART.has(name));
  }

  /** Whether the show has a scene for a blackout. */
  get blacksOut(): boolean {
    return this.#all.some(({ name }) => name === "blackout");
  }

  protected keyOf(): string | undefined {
    const { state } = this.live;
    return state === undefined ? undefined : `${state.revision} ${state.scenes.join("\n")}`;
  }

  protected question(): Promise<Json> {
    return this.live.ask("scenes");
  }

  protected take(answer: Json): void {
    this.#all = firstOfEach((Array.isArray(answer) ? answer : []).map(readScene), ({ name }) => name);
  }
}

/** The time that a person typed: seconds; undefined for the scene's own, and for what is no time. */
export function readOver(text: string): number | undefined {
  const seconds = Number(text.trim().replace(",", "."));
  return text.trim() === "" || !(seconds >= 0 && seconds <= DAY) ? undefined : seconds;
}

function readScene(given: Json): ShownScene {
  const { text, number, texts } = readerOf(given);
  const values = texts("addresses").length;
  return { name: text("name"), note: text("note"), over: number("over"), values, cues: texts("cues") };
}

const APART: ReadonlySet<string> = new Set(["blackout", "panic"]);
/** Seconds. */
const DAY = 86_400;
