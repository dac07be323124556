import type { Json } from "../../../src/index.ts";
import { Asked } from "./asked.ts";
import { firstOfEach, readerOf } from "./reader.ts";
import type { ShownCue } from "./state.ts";

/** What a cue would move, and what of it is in the way. */
export interface ShownMove {
  readonly address: string;
  /** What it is now; undefined where nobody knows. */
  readonly from: Json | undefined;
  readonly to: Json;
  /** Seconds. */
  readonly over: number;
  readonly delay: number;
  /** Why it would not move, or who has it now; empty for nothing. */
  readonly note: string;
  readonly tone: "bad" | "warn" | "plain";
}

/** What GO would do now, or a jump to the cue that a person has chosen: from where to where, and what is missing or taken. */
export class Standby extends Asked {
  #chosen: string | undefined;
  #moves: readonly Omit<ShownMove, "note" | "tone">[] = [];
  #missing: ReadonlySet<string> = new Set();
  #of: string | undefined;

  /** The cue that a person has chosen by its id; nothing is sent by that. */
  get chosen(): ShownCue | undefined {
    return this.live.state?.cues.find(({ id }) => id === this.#chosen);
  }

  choose(id: string | undefined): void {
    if (id === this.#chosen) return;
    this.#chosen = id;
    this.changed();
    void this.live.look();
  }

  /** Chooses the one that many further down the list; from the one that is next where none is chosen. */
  step(by: number): void {
    const cues = this.live.state?.cues ?? [];
    const from = cues.findIndex(({ id }) => id === (this.cue?.id ?? ""));
    const to = cues[Math.min(cues.length - 1, Math.max(0, from + by))];
    if (to !== undefined) this.choose(to.id);
  }

  /** The cue that is looked at: the chosen one, else the next. */
  get cue(): ShownCue | undefined {
    return this.chosen ?? this.live.next;
  }

  /** What is wrong comes first. */
  get moves(): readonly ShownMove[] {
    if (this.#of !== this.cue?.id) return [];
    const all = this.#moves.map((move) => ({ ...move, ...this.#noteOf(move.address) }));
    return all.sort((a, b) => TONES.indexOf(a.tone) - TONES.indexOf(b.tone));
  }

  protected keyOf(): string | undefined {
    const { state } = this.live;
    const { cue } = this;
    if (state === undefined || cue === undefined) return undefined;
    const missing = cue.missing.join("\n");
    return [cue.id, this.#jumps, state.revision, state.active, state.progress === 1, missing].join("\n");
  }

  protected question(): Promise<Json> {
    return this.live.ask("preview", [this.cue?.id ?? "", { jump: this.#jumps }], ANSWER);
  }

  protected take(answer: Json): void {
    const { list, texts, text } = readerOf(answer);
    this.#of = text("id") || undefined;
    this.#missing = new Set(texts("missing"));
    const moves = list("values").map((value) => {
      const { text: say, number } = readerOf(value);
      const [from, to] = [value.get("from"), value.get("to") ?? null];
      return { address: say("address"), from: from ?? undefined, to, over: number("over"), delay: number("delay") };
    });
    this.#moves = firstOfEach(moves, ({ address }) => address);
  }

  /** The next one is played by GO; every other one would be jumped to, with all that it looks like. */
  get #jumps(): boolean {
    return this.cue?.id !== this.live.state?.next;
  }

  #noteOf(address: string): Pick<ShownMove, "note" | "tone"> {
    const { state } = this.live;
    const [refused, grabbed] = [state?.refused.get(address), state?.grabbed.get(address)];
    if ([...this.#missing].some((name) => address.startsWith(`${name}/`) || address.startsWith(`"${name}"/`)))
      return { note: "not here", tone: "bad" };
    if (refused !== undefined) return { note: `refused: ${refused}`, tone: "bad" };
    return grabbed === undefined ? { note: "", tone: "plain" } : { note: `taken by ${grabbed}`, tone: "warn" };
  }
}

const TONES: readonly ShownMove["tone"][] = ["bad", "warn", "plain"];
/** Milliseconds: the show asks every node first. */
const ANSWER = 5000;
