import { type Json, parseAddress } from "../../index.ts";
import type { Cue, ShowFile, Timed, Timing } from "../file/show-file.ts";
import { chooserOf } from "../patch/patterns.ts";

/** One value on its way, as a cue wants it. */
export interface Move {
  readonly to: Json;
  readonly timing: MoveTiming;
}

/** How it gets there: `over` and `delay` in seconds. */
export type MoveTiming = Omit<Timing, "rest" | "over" | "delay"> & { readonly over: number; readonly delay: number };

/**
 * What a cue itself moves, by address: the values of its scene and its own, which go before those. What the file keeps safe from recall, and
 * events, are left out.
 */
export function movesOf(
  show: Pick<ShowFile, "scenes" | "safe" | "events">,
  cue: Pick<Cue, "scene" | "values" | keyof Timed>,
): ReadonlyMap<string, Move> {
  const [isLeft, scene] = [chooserOf([...show.safe, ...show.events]), show.scenes.get(cue.scene ?? "")];
  const moves = new Map<string, Move>();
  const add = (values: ReadonlyMap<string, Json>, ...said: readonly Timed[]): void => {
    for (const [address, to] of values) {
      const { node, parameter } = parseAddress(address);
      if (!isLeft(node, parameter)) moves.set(address, { to, timing: timingOf(address, said) });
    }
  };
  if (scene !== undefined) add(scene.values, cue, scene);
  add(cue.values, cue);
  return moves;
}

/** How a cue moves what it says nothing particular of. */
export function generalTiming({ over = 0, delay = 0, curve, snap, space, way }: Omit<Timing, "rest">): MoveTiming {
  return { over, delay, curve, snap, space, way };
}

/** What is said for one address counts before what is said for all, and what a cue says before what its scene says. */
function timingOf(address: string, said: readonly Timed[]): MoveTiming {
  const particular = said.flatMap(({ timing }) => particularOf(address, timing));
  const all = [...particular, ...said];
  const first = <Key extends keyof MoveTiming>(key: Key): Timing[Key] =>
    all.find((one) => one[key] !== undefined)?.[key];
  return generalTiming({
    ...{ over: first("over"), delay: first("delay"), curve: first("curve") },
    ...{ snap: first("snap"), space: first("space"), way: first("way") },
  });
}

/** An address goes before globs, and of globs the first that fits counts. */
function particularOf(address: string, timing: ReadonlyMap<string, Timing>): readonly Timing[] {
  const { node, parameter } = parseAddress(address);
  const exact = timing.get(address);
  if (exact !== undefined) return [exact];
  for (const [pattern, one] of timing) if (chooserOf([pattern])(node, parameter)) return [one];
  return [];
}
