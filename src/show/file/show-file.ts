import type { Json, JsonObject } from "../../index.ts";
import type { CanvasItem } from "./canvas.ts";
import type { Dashboard } from "./dashboard.ts";

/**
 * A show as its file holds it: what is patched, what is set, scenes and cues. It is data and nothing else, and never changed: whoever
 * edits it makes another one. Addresses are those that `formatAddress` writes. Times are seconds. `rest` holds what this version
 * does not know, to be written back as it came.
 */
export interface ShowFile {
  readonly title?: string | undefined;
  readonly saved?: SavedStamp | undefined;
  /** By name. */
  readonly nodes: ReadonlyMap<string, ShowNodeEntry>;
  readonly wires: readonly ShowWire[];
  /** Links that somebody cut although a program wants them. */
  readonly cuts: readonly ShowWire[];
  /** What each parameter is set to, by address. Numbers that JSON cannot say are the texts "NaN", "Infinity" and "-Infinity". */
  readonly values: ReadonlyMap<string, Json>;
  /** How a parameter takes several sources (`"highest"`), by address: told to its node, which does it. */
  readonly merge: ReadonlyMap<string, Json>;
  /** What a parameter does when nothing drives it any more, by address. */
  readonly lost: ReadonlyMap<string, Json>;
  /** Addresses or globs of parameters that are never set from this file. */
  readonly safe: readonly string[];
  /** Addresses or globs of triggers whose nodes do not say that they are: old nodes. They are neither saved nor set. */
  readonly events: readonly string[];
  /** By name. */
  readonly scenes: ReadonlyMap<string, Scene>;
  /** In the order of play. */
  readonly cues: readonly Cue[];
  /** By name. */
  readonly dashboards: ReadonlyMap<string, Dashboard>;
  /** What lies on the graph besides nodes, by ids. */
  readonly canvas: ReadonlyMap<string, CanvasItem>;
  readonly rest: JsonObject;
}

export interface SavedStamp {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The version of zocp. */
  readonly with: string;
}

export interface ShowNodeEntry {
  /** Where it stands on a page: metadata `_zne_position`. */
  readonly position?: readonly [x: number, y: number] | undefined;
  /** A name or a glob: the node that stands for this one where the name itself is not here. */
  readonly match?: string | undefined;
  readonly note?: string | undefined;
  /** What its parameters were when they were saved, by path: `flt rws 0..1`. */
  readonly expects: ReadonlyMap<string, string>;
  readonly rest: JsonObject;
}

/** A link by the addresses of its ends, and what was said of how its values travel: `rate`, `every`, `map`, `priority`, `mute` … */
export interface ShowWire {
  readonly emitter: string;
  readonly sensor: string;
  readonly options: JsonObject;
}

/** Values by address. Which of them may be left out of a recall, `safe` says. */
export interface Scene extends Timed {
  readonly values: ReadonlyMap<string, Json>;
  readonly note?: string | undefined;
  readonly rest: JsonObject;
}

/** How values move, as long as nothing else is said for one of them. */
export interface Timing {
  /** How long it moves; 0 unless said. */
  readonly over?: number | undefined;
  /** How long it waits before. */
  readonly delay?: number | undefined;
  readonly curve?: Curve | undefined;
  /** From 0 to 1: when on its way a value that cannot move by steps changes. */
  readonly snap?: number | undefined;
  /** `oklch` for a colour that keeps its strength on the way. */
  readonly space?: "rgb" | "oklch" | undefined;
  /** Which way round an angle turns. */
  readonly way?: "shorter" | "longer" | "up" | "down" | undefined;
  readonly rest: JsonObject;
}

/** `timing` says it for some: by address, or by a glob. An address goes before globs, and of globs the first that fits counts. */
export interface Timed extends Timing {
  readonly timing: ReadonlyMap<string, Timing>;
}

/** A name, or the two inner points of a Bézier curve as CSS writes them. */
export type Curve = (typeof CURVES)[number] | readonly [x1: number, y1: number, x2: number, y2: number];

export const CURVES = ["linear", "smooth", "in", "out", "square", "exp"] as const;

/** One press of GO. */
export interface Cue extends Timed {
  /** The same for as long as the cue lives: what triggers it keeps it, also when it is numbered anew. */
  readonly id: string;
  /** Its number, as people say it: `1`, `1.5`, `12A`. */
  readonly cue: string;
  readonly name?: string | undefined;
  readonly note?: string | undefined;
  /** For people: any colour that CSS knows. */
  readonly colour?: string | undefined;
  /** The name of a scene that it recalls; its own values go before those of the scene. */
  readonly scene?: string | undefined;
  readonly values: ReadonlyMap<string, Json>;
  /** Links that it makes and cuts. */
  readonly wires: { readonly make: readonly ShowWire[]; readonly cut: readonly ShowWire[] };
  readonly calls: readonly CueCall[];
  /** Events that it fires, by address. */
  readonly fire: ReadonlyMap<string, Json>;
  /** How long it waits after GO. */
  readonly wait?: number | undefined;
  /** The next cue goes by itself: so long after this one began, or after its end. */
  readonly follow?: Follow | undefined;
  /** `block`: it asserts its whole look. `only`: the cue behind it takes back what it did. */
  readonly flags: readonly ("block" | "only")[];
  readonly disabled?: boolean | undefined;
  /** All of its present targets, or none. */
  readonly all?: boolean | undefined;
  /** 0 to 200; 100 unless said. */
  readonly priority?: number | undefined;
  /** What its values are told to come from, instead of its own number. */
  readonly tag?: string | undefined;
  /** When on the clock of the show it goes by itself. */
  readonly at?: Json | undefined;
}

export type Follow = { readonly start: number } | { readonly end: number };

/** A method of a node, called when the cue goes. */
export interface CueCall {
  readonly node: string;
  readonly method: string;
  readonly args: readonly Json[];
}

/** A show of which nothing is said yet. */
export function emptyShow(): ShowFile {
  const none = new Map<string, never>();
  return {
    nodes: none,
    wires: [],
    cuts: [],
    values: none,
    merge: none,
    lost: none,
    safe: [],
    events: [],
    scenes: none,
    cues: [],
    dashboards: none,
    canvas: none,
    rest: none,
  };
}

/** The version of the format. */
export const VERSION = 1;
