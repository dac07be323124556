import { formatAddress, type Json, parseAddress } from "../../index.ts";
import type { SentMove } from "./effects.ts";
import type { FadeReport } from "./inputs.ts";
import type { Move } from "./moves.ts";
import type { HandedTarget, PlayerState } from "./player-state.ts";

/** Where one parameter was sent last, and what became of it. Times are milliseconds of the show. */
export interface Target {
  readonly move: Move;
  readonly tag: string;
  readonly priority: number;
  /** The number of the start that sent it. */
  readonly start: number;
  readonly began: number;
  /** When it was sent, in milliseconds of the host. */
  readonly sent: number;
  /** Where it was to be before; undefined when nobody knows. */
  readonly from: Json | undefined;
  /** A hand took it, and keeps it until a cue moves it again. */
  grabbed: boolean;
  /** Its node left before it had heard of it, or while values were streamed to it. */
  lost: boolean;
}

/** One start: what all of its values have in common. */
export type Start = Pick<Target, "tag" | "priority" | "start" | "began" | "sent">;

/** Values of one node that are to be sent once more, as they belong together. */
export interface Part {
  readonly tag: string;
  readonly priority: number | undefined;
  readonly values: Map<string, SentMove>;
}

/** Where a show has sent every parameter that it has moved, by address. */
export class Targets {
  readonly #targets = new Map<string, Target>();
  /** Those that another player sent, and that nobody is known to stream. */
  readonly #taken = new Set<string>();

  /** What is still on its way, or has not been heard; and what has arrived at nodes that settle. */
  state(time: number, settlers: ReadonlyMap<string, unknown>): ReadonlyMap<string, HandedTarget> {
    const handed = new Map<string, HandedTarget>();
    for (const [address, { from, ...target }] of this.#targets) {
      if (target.lost || !isOver({ ...target, from }, time)) handed.set(address, target);
      else if (settlers.has(parseAddress(address).node)) handed.set(address, { ...target, done: true });
    }
    return handed;
  }

  /** Goes on where another player was. */
  goOn(targets: PlayerState["targets"]): void {
    for (const [address, { done, ...target }] of targets) {
      this.#targets.set(address, { ...target, from: undefined });
      if (done !== true) this.#taken.add(address);
    }
  }

  /** Whoever streamed values to this node has left: they go on from here, from where the parameters are. */
  takeUp(node: string): void {
    for (const address of this.#taken) {
      const [target, port] = [this.#targets.get(address), parseAddress(address)];
      if (port.node !== node) continue;
      this.#taken.delete(address);
      if (target !== undefined && !target.grabbed) target.lost = true;
    }
  }

  get(node: string, parameter: string): Target | undefined {
    return this.#targets.get(formatAddress({ node, parameter }));
  }

  /** Parameters are sent somewhere; `before` is where they were as far as nothing else was sent. */
  aim(values: ReadonlyMap<string, Move>, start: Start, before: ReadonlyMap<string, Json>): void {
    for (const [address, move] of values) {
      const last = this.#targets.get(address);
      const from = last?.grabbed === true ? undefined : (last?.move.to ?? before.get(address));
      this.#taken.delete(address);
      this.#targets.set(address, { ...start, move, from, grabbed: false, lost: false });
    }
  }

  /** Takes in what became of one; gives its target while that is the last one that was sent. */
  report({ node, parameter, tag, how, unheard }: FadeReport): Target | undefined {
    const target = this.get(node, parameter);
    if (target?.tag !== tag) return undefined;
    if (how === "grabbed") target.grabbed = true;
    if (unheard === true) target.lost = true;
    return target;
  }

  /**
   * What of a look a node has not heard of yet, or nothing of it when `known` is none. What a hand took there later than it was sent stays with that hand, if the
   * node is still the one of before.
   */
  late(look: ReadonlyMap<string, Json>, { known, hands, earlier, tag, time }: Latecomer): readonly Part[] {
    const parts = new Map<string, Part>();
    for (const [path, to] of look) {
      const target = this.get(known.name, path);
      const news = (target?.start ?? earlier) > (known.heard ?? -1) || target?.lost === true;
      const held = target?.grabbed === true || isLater(hands.get(path), target);
      if (!news || (known.heard !== undefined && held)) continue;
      const move = target === undefined ? soon(to) : restOf(target, time);
      const key = target?.tag ?? tag;
      const part = parts.get(key) ?? { tag: key, priority: target?.priority, values: new Map<string, SentMove>() };
      part.values.set(path, move);
      parts.set(key, part);
      if (target !== undefined) Object.assign(target, { grabbed: false, lost: false });
    }
    return [...parts.values()];
  }

  /** One more time what a node was sent already. */
  again(node: string, paths: Iterable<string>, time: number): readonly Part[] {
    const parts: Part[] = [];
    for (const path of paths) {
      const target = this.get(node, path);
      if (target === undefined) continue;
      target.grabbed = false;
      parts.push({ tag: target.tag, priority: target.priority, values: new Map([[path, restOf(target, time)]]) });
    }
    return parts;
  }

  /** Parameters that were sent somewhere, by node. */
  pathsOf(node: string): readonly string[] {
    const ports = [...this.#targets.keys()].map(parseAddress);
    return ports.filter((port) => port.node === node).map(({ parameter }) => parameter);
  }
}

/** A node that comes late, and how it is with it. */
export interface Latecomer {
  /** `heard`: the last start that it has heard of; undefined for another run of it. */
  readonly known: { readonly name: string; readonly heard: number | undefined };
  /** When somebody else took parameters of it, in milliseconds of the host. */
  readonly hands: ReadonlyMap<string, number>;
  /** The last start of an earlier run of the show. */
  readonly earlier: number;
  /** Of what this run of the show did not send. */
  readonly tag: string;
  readonly time: number;
}

function isLater(hand: number | undefined, target: Target | undefined): boolean {
  return hand !== undefined && hand > (target?.sent ?? Number.NEGATIVE_INFINITY);
}

/** Whether the time of a target is over. */
export function isOver({ move: { timing }, began }: Target, time: number): boolean {
  return began + (timing.delay + timing.over) * 1000 <= time;
}

/** What a node that comes late still has to do, so that it arrives together with the others; what is over is done soon. */
function restOf({ move, began, from }: Target, now: number): SentMove {
  const { to, timing } = move;
  const begins = began + timing.delay * 1000;
  const left = begins + timing.over * 1000 - now;
  if (left <= 0) return soon(to);
  if (begins > now) return { to, timing: { ...timing, delay: (begins - now) / 1000 } };
  const share = (now - begins) / (timing.over * 1000);
  return {
    to,
    timing: { ...timing, delay: 0, over: left / 1000 },
    from: isStraight(move) ? mix(from, to, share) : undefined,
  };
}
/** Not at once: nothing jumps because a cable was plugged in. */
export function soon(to: Json): Move {
  return { to, timing: { over: LATE, delay: 0 } };
}

/** Of other ways only the owner of a parameter knows where they pass: there it starts at the present value. */
function isStraight({ timing: { curve = "linear", space = "rgb", way } }: Move): boolean {
  return curve === "linear" && space === "rgb" && way === undefined;
}

function mix(from: Json | undefined, to: Json, share: number): Json | undefined {
  if (typeof from === "number" && typeof to === "number") return from + (to - from) * share;
  if (!Array.isArray(from) || !Array.isArray(to) || from.length !== to.length) return undefined;
  const mixed = to.map((item: Json, at) => mix(from[at], item, share));
  return mixed.every((item): item is Json => item !== undefined) ? mixed : undefined;
}

/** Seconds. */
const LATE = 0.5;
