import { getContext, setContext } from "svelte";
import type { Composer } from "../../model/composer.ts";
import type { Dashboard, Tile } from "../../model/dashboards/dashboard.ts";
import type { ControlInput } from "../../model/dashboards/inputs.ts";
import { GO, Learned } from "../../model/dashboards/learned.ts";
import { LearnedHands } from "../../model/dashboards/learned-hands.ts";
import type { LiveShow } from "../../model/show/live-show.ts";
import { padsOf } from "../controls/pads-of.ts";
import { isMidiGranted, listenToKeys, listenToMidi, listenToPads, whyNoMidi } from "./devices.ts";

/** The knobs, keys and sticks of this machine, and what they move of the dashboard that is open. */
export class Learning {
  readonly learned: Learned;
  /** Whether a person teaches: then tiles are chosen and not moved. */
  teaches: boolean = $state(false);
  /** Why MIDI does not work; empty when it does, or nobody asked for it. */
  midi: string = $state("");
  dashboard: Dashboard | undefined;
  live: LiveShow | undefined;
  readonly #hands: LearnedHands;
  #stopMidi: (() => void) | undefined;
  #before = 0;

  constructor(composer: Composer) {
    const { shelf, network, drivers, valves, edits, lock } = composer;
    const pads = padsOf(composer);
    this.learned = new Learned(shelf);
    const cue = (tile: Tile | undefined): void => this.#cue(tile);
    this.#hands = new LearnedHands({ network, drivers, valves, edits, pads, sets: () => lock.sets, cue });
  }

  /** Listens until the returned function is called. */
  listen(): () => void {
    const hear = (input: ControlInput): boolean => this.#hear(input);
    const stops = [listenToKeys(hear), listenToPads(hear, (seconds) => this.#hands.pass(seconds))];
    void this.#goOnWithMidi();
    return () => {
      for (const stop of stops) stop();
      this.#stopMidi?.();
      this.#stopMidi = undefined;
    };
  }

  teach(on: boolean): void {
    this.teaches = on;
    this.learned.wait(undefined);
    if (on) this.#askForMidi();
  }

  /** What was taught works at the next visit, too; a browser that would ask a person first waits until somebody teaches again. */
  async #goOnWithMidi(): Promise<void> {
    if (![...this.learned.all.keys()].some((source) => source.startsWith("midi\n"))) return;
    if (await isMidiGranted()) this.#askForMidi();
  }

  #askForMidi(): void {
    if (this.#stopMidi !== undefined) return;
    this.midi = whyNoMidi() ?? "";
    if (this.midi === "")
      this.#stopMidi = listenToMidi(
        (input) => this.#hear(input),
        (trouble) => (this.midi = trouble),
      );
  }

  #hear(input: ControlInput): boolean {
    if (this.learned.hear(input)) return true;
    const target = this.learned.targetOf(input.source);
    if (target === undefined || this.teaches) return false;
    if (target.tile === GO) {
      this.#hands.go(input);
      return true;
    }
    const tile = target.dashboard === this.dashboard?.name && this.dashboard.tiles.find(({ id }) => id === target.tile);
    if (!tile) return false;
    this.#hands.move(tile, target.side, input);
    return true;
  }

  #cue(tile: Tile | undefined): void {
    // Two presses of one hand that trembles are one.
    const now = performance.now();
    if (now - this.#before < GUARD) return;
    this.#before = now;
    const cue = tile?.cue ?? "";
    void (cue === "" ? this.live?.press("go") : this.live?.goTo(cue));
  }
}

export function provideLearning(learning: Learning): void {
  setContext(LEARNING, learning);
}

export function useLearning(): Learning | undefined {
  return getContext(LEARNING);
}

const LEARNING = Symbol("learning");
const GUARD = 250;
