import type { CueEffect, FadeEffect } from "../../cues/effects.ts";
import type { FadeReport } from "../../cues/inputs.ts";
import type { PlayerState } from "../../cues/player-state.ts";
import { addressOf } from "../../patch/recallable.ts";

/** What became of what a show sent, by address, and of its cues, by id. */
export class Outcomes {
  readonly #running = new Map<string, { readonly tag: string; readonly streams: boolean }>();
  readonly refused = new Map<string, string>();
  readonly grabbed = new Map<string, string>();
  readonly cues = new Map<string, Exclude<CueEffect["state"], "dropped">>();

  get running(): readonly string[] {
    return [...this.#running.keys()];
  }

  get streamed(): readonly string[] {
    return [...this.#running].filter(([, { streams }]) => streams).map(([address]) => address);
  }

  begun({ node, values, tag }: FadeEffect, streams: boolean): void {
    for (const path of values.keys()) {
      const address = addressOf(node, path);
      this.refused.delete(address);
      this.grabbed.delete(address);
      this.#running.set(address, { tag, streams });
    }
  }

  ended({ node, parameter, tag, how, by }: FadeReport): void {
    const address = addressOf(node, parameter);
    const last = this.#running.get(address);
    // What was refused before it was sent runs under no tag.
    if (last !== undefined && last.tag !== tag) return;
    this.#running.delete(address);
    if (how === "refused") this.refused.set(address, by);
    if (how === "unconfirmed") this.refused.set(address, "it did not show that it arrived");
    if (how === "grabbed") this.grabbed.set(address, by);
  }

  /** Another show was at these cues. */
  goOn({ active, timeline }: PlayerState): void {
    if (active !== undefined) this.cues.set(active, "done");
    for (const { cue } of timeline.running) this.cues.set(cue, "running");
    if (timeline.waiting !== undefined) this.cues.set(timeline.waiting.cue, "waiting");
  }

  /** A cue that is done stays so until another one begins. */
  cue({ cue, state }: CueEffect): void {
    if (state === "running") for (const [other, earlier] of this.cues) if (earlier === "done") this.cues.delete(other);
    if (state === "dropped") this.cues.delete(cue);
    else this.cues.set(cue, state);
  }
}
