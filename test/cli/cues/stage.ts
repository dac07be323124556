import type { ShowState, ShowStateCue } from "../../../src/show.ts";

/** A cue as a show tells of it. */
export function cue(number: string, more: Partial<ShowStateCue> = {}): ShowStateCue {
  return {
    ...{ id: `k${number}`, cue: number, disabled: false, wait: 0, lasts: 4, targets: 2, links: 0, calls: 0, events: 0 },
    ...{ missing: [], state: "idle" },
    ...more,
  };
}

/** A show in the middle of its second cue. */
export function state(more: Partial<ShowState> = {}): ShowState {
  return {
    ...{ name: "show", title: "The Harbour", revision: 1, now: 50_000, active: "k1.5", next: "k2" },
    ...{ paused: false, panicked: false, blackout: false, rate: 1, progress: 0.5, remaining: 2 },
    cues: [
      cue("1", { name: "House out" }),
      cue("1.5", { name: "Dusk", state: "running", missing: ["cam@foyer"], follow: { end: 0 } }),
      cue("2", { name: "Storm", state: "standby", lasts: 0.5, note: "after the horn" }),
      cue("3", { name: "Blackout", lasts: 0, disabled: true }),
    ],
    scenes: [],
    nodes: [
      { name: "cam@foyer", streams: false, locked: false, suspected: false },
      { name: "lamp", id: "1f3a", streams: false, locked: false, suspected: false },
    ],
    ...{ refused: new Map(), grabbed: new Map(), streamed: ["old/level"], running: ["lamp/level", "lamp/colour"] },
    ...{ waiting: [], notes: [], term: 0, understudies: [] },
    ...more,
  };
}
