import { compareCueNumbers } from "../file/cue-number.ts";
import type { Cue, ShowFile, Timing } from "../file/show-file.ts";
import { type CueMoves, type Look, lookAt, movesOnGo, movesOnJump } from "./look.ts";
import { generalTiming, type Move, movesOf } from "./moves.ts";

/** The cues of a show in the order of play, also while somebody edits them. Cues are meant by their ids. */
export class CueList {
  #show: ShowFile;
  /** The look of a cue that was deleted while it was on stage. */
  #remembered: { readonly cue: string; readonly look: Look } | undefined;

  constructor(show: ShowFile) {
    this.#show = show;
  }

  get show(): ShowFile {
    return this.#show;
  }

  find(cue: string | undefined): Cue | undefined {
    return this.#show.cues.find(({ id }) => id === cue);
  }

  /** By its id or its number. */
  named(word: string): Cue | undefined {
    return this.find(word) ?? this.#show.cues.find(({ cue }) => compareCueNumbers(cue, word) === 0);
  }

  /** How people call it. */
  label(cue: string): string {
    return this.find(cue)?.cue ?? cue;
  }

  /** The next one that is played; behind nothing the first. */
  behind(cue: string | undefined): string | undefined {
    const index = this.#show.cues.findIndex(({ id }) => id === cue);
    return this.#show.cues.slice(index + 1).find(({ disabled }) => disabled !== true)?.id;
  }

  look(cue: string | undefined): Look {
    if (cue !== undefined && cue === this.#remembered?.cue && this.find(cue) === undefined)
      return this.#remembered.look;
    return lookAt(this.#show, this.#show.cues, this.find(cue)?.id);
  }

  /** What it moves behind the active one: its own moves would not give its look where it does not stand behind that. */
  movesOn(cue: string, active: string | undefined): CueMoves {
    const deleted = active !== undefined && this.find(active) === undefined;
    const isBehind = !deleted && this.behind(active) === cue;
    return isBehind ? movesOnGo(this.#show, this.#show.cues, cue) : this.movesTo(cue);
  }

  movesTo(cue: string): CueMoves {
    return movesOnJump(this.#show, this.#show.cues, cue);
  }

  /** What a scene moves, in its own time unless another one is said; nothing where there is no such scene. */
  movesOfScene(scene: string, { over, curve }: Pick<Timing, "over" | "curve"> = {}): ReadonlyMap<string, Move> {
    const none = new Map<string, never>();
    const moves = movesOf(this.#show, { scene, values: none, timing: none, rest: none, curve });
    if (over === undefined) return moves;
    return new Map(
      [...moves].map(([address, { to, timing }]) => [address, { to, timing: { ...timing, over, delay: 0 } }]),
    );
  }

  /**
   * Another version of the show. Gives what is next where that was deleted: what stood behind it. What is on stage stays there, also when its
   * cue was deleted.
   */
  edit(show: ShowFile, active: string | undefined, next: string | undefined): string | undefined {
    const before = this.#show.cues;
    if (active !== undefined && this.find(active) !== undefined)
      this.#remembered = { cue: active, look: this.look(active) };
    this.#show = show;
    if (next === undefined) {
      const deleted = active !== undefined && this.find(active) === undefined;
      return deleted ? undefined : this.behind(active);
    }
    const later = before.slice(before.findIndex(({ id }) => id === next));
    const isPlayed = (cue: Cue | undefined): boolean => cue !== undefined && cue.disabled !== true;
    return later.find(({ id }) => isPlayed(this.find(id)))?.id;
  }
}

export function retimed<To>(values: ReadonlyMap<string, To>, timing: Move["timing"]) {
  return new Map([...values].map(([address, to]) => [address, { to, timing }]));
}

export const AT_ONCE: Move["timing"] = generalTiming({});
