import { type Json, UsageError } from "../../index.ts";
import { keyOfWire } from "../file/read-wires.ts";
import type { Cue, ShowFile, ShowWire } from "../file/show-file.ts";
import { generalTiming, type Move, movesOf } from "./moves.ts";

/** What the stage is at a cue, as far as the cues speak of it. */
export interface Look {
  /** By address. */
  readonly values: ReadonlyMap<string, Json>;
  /** Every link that any cue makes or cuts. */
  readonly wires: readonly WireMove[];
}

export interface WireMove {
  readonly wire: ShowWire;
  /** Made, or cut. */
  readonly made: boolean;
}

/** What a cue does with the stage. */
export interface CueMoves {
  readonly values: ReadonlyMap<string, Move>;
  readonly wires: readonly WireMove[];
}

/**
 * The look at a cue of a list: all moves down to it, one on top of the other. It begins with what the file says of the parameters and links that
 * any cue of the list moves: a link that is not among its wires is cut. A cue that is `only` for itself leaves nothing behind, a disabled one
 * does nothing. Without a cue it is the look before the first. Throws `UsageError` for the id of no cue of the list.
 */
export function lookAt(show: ShowFile, list: readonly Cue[], cue?: string): Look {
  const { values, wires } = fold(show, list, cue === undefined ? -1 : indexOf(list, cue));
  return { values: new Map([...values].sort(byAddress)), wires: [...wires.values()] };
}

/**
 * What GO does at a cue: its own moves, everything else stays (tracking). Behind a cue that is `only` for itself it takes back what that one
 * did; a `block` asserts its whole look. Throws `UsageError` for the id of no cue of the list.
 */
export function movesOnGo(show: ShowFile, list: readonly Cue[], cue: string): CueMoves {
  const index = indexOf(list, cue);
  const [one, before] = [list[index] as Cue, beforeOf(list, index)];
  if (one.flags.includes("block")) return movesOnJump(show, list, cue);
  const [values, wires] = [new Map(movesOf(show, one)), wireMovesOf(one)];
  if (before?.flags.includes("only") === true) takeBack(lookAt(show, list, cue), { show, before, one, values, wires });
  return { values, wires: [...wires.values()] };
}

/** What a jump does at a cue: its whole look, in its own time. What it does not move itself goes as it says for all. Throws as `movesOnGo`. */
export function movesOnJump(show: ShowFile, list: readonly Cue[], cue: string): CueMoves {
  const one = list[indexOf(list, cue)] as Cue;
  const own = movesOf(show, one);
  const { values, wires } = lookAt(show, list, cue);
  const timing = generalTiming(one);
  return { values: new Map([...values].map(([address, to]) => [address, own.get(address) ?? { to, timing }])), wires };
}

interface Fold {
  readonly values: Map<string, Json>;
  readonly wires: Map<string, WireMove>;
}

function fold(show: ShowFile, list: readonly Cue[], last: number): Fold {
  const look = beginningOf(show, list);
  list.slice(0, last + 1).forEach((cue, index) => {
    if (index < last && (cue.flags.includes("only") || cue.disabled === true)) return;
    for (const [address, { to }] of movesOf(show, cue)) look.values.set(address, to);
    for (const [key, move] of wireMovesOf(cue)) look.wires.set(key, move);
  });
  return look;
}

function beginningOf(show: ShowFile, list: readonly Cue[]): Fold {
  const made = new Map(show.wires.map((wire) => [keyOfWire(wire), wire]));
  const look: Fold = { values: new Map(), wires: new Map() };
  for (const cue of list) {
    if (cue.disabled === true) continue;
    for (const address of movesOf(show, cue).keys()) {
      const value = show.values.get(address);
      if (value !== undefined) look.values.set(address, value);
    }
    for (const [key, { wire }] of wireMovesOf(cue))
      look.wires.set(key, { wire: made.get(key) ?? wire, made: made.has(key) });
  }
  return look;
}

interface TakingBack {
  readonly show: ShowFile;
  readonly before: Cue;
  readonly one: Cue;
  readonly values: Map<string, Move>;
  readonly wires: Map<string, WireMove>;
}

function takeBack(look: Look, { show, before, one, values, wires }: TakingBack): void {
  const timing = generalTiming(one);
  for (const address of movesOf(show, before).keys()) {
    const to = look.values.get(address);
    if (to !== undefined && !values.has(address)) values.set(address, { to, timing });
  }
  const done = wireMovesOf(before);
  for (const move of look.wires) {
    const key = keyOfWire(move.wire);
    if (done.has(key)) wires.set(key, move);
  }
}

function wireMovesOf({ wires: { make, cut } }: Cue): Map<string, WireMove> {
  const moves = [...cut.map((wire) => ({ wire, made: false })), ...make.map((wire) => ({ wire, made: true }))];
  return new Map(moves.map((move) => [keyOfWire(move.wire), move]));
}

/** The one in front of it that is played. */
function beforeOf(list: readonly Cue[], index: number): Cue | undefined {
  return list.slice(0, index).findLast(({ disabled }) => disabled !== true);
}

function indexOf(list: readonly Cue[], cue: string): number {
  const index = list.findIndex(({ id }) => id === cue);
  if (index < 0) throw new UsageError("invalid-argument", `no cue of the list has the id ${JSON.stringify(cue)}`);
  return index;
}

function byAddress([a]: readonly [string, Json], [b]: readonly [string, Json]): number {
  return a < b ? -1 : 1;
}
