import { formatAddress } from "../../index.ts";
import type { FadeEffect, PlayerEffect } from "./effects.ts";
import type { Move } from "./moves.ts";
import type { PlayerState } from "./player-state.ts";
import { byNode, type Stage } from "./stage.ts";

/** What lies on the stage. */
export interface Cover {
  readonly tag: string;
  readonly values: ReadonlyMap<string, Move>;
  /** The number of the start that put it there. */
  readonly start: number;
}

/**
 * What lies on top of the stage until it is released: a blackout, the scene of a panic. Plain nodes know no such thing: they are sent the values, and
 * nothing else of these parameters meanwhile.
 */
export class Covers {
  readonly #stage: Stage;
  readonly #covers = new Map<string, Cover>();
  /** What was taken away: by tags, the number of the last start before. */
  readonly #released = new Map<string, number>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  get state(): Pick<PlayerState, "covers" | "released"> {
    return {
      covers: new Map([...this.#covers].map(([name, { start }]) => [name, start])),
      released: new Map(this.#released),
    };
  }

  /** Goes on where another one was: what it took away is taken away. */
  goOn(released: ReadonlyMap<string, number>): void {
    for (const [tags, start] of released) this.#released.set(tags, start);
  }

  put(name: string, cover: Cover): readonly PlayerEffect[] {
    this.#covers.set(name, cover);
    return [...byNode(cover.values).keys()].flatMap((node) => this.#effectsFor(node, cover));
  }

  /** Takes it away; gives what it lay on. */
  take(name: string, tags: string, start: number): ReadonlySet<string> {
    const values = this.#covers.get(name)?.values ?? new Map<string, Move>();
    this.#covers.delete(name);
    this.#released.set(tags, start);
    return new Set(values.keys());
  }

  /** What a node gets that comes, and has heard of everything up to a start; undefined for a new run of it. */
  effectsFor(node: string, heard: number | undefined): readonly PlayerEffect[] {
    const released = heard === undefined ? [] : [...this.#released].filter(([, start]) => start > heard);
    const late = [...this.#covers.values()].filter(({ start }) => start > (heard ?? -1));
    return [
      ...released.map(([tags]): PlayerEffect => ({ type: "release", tags, over: UNCOVER, node })),
      ...late.flatMap((cover) => this.#effectsFor(node, cover)),
    ];
  }

  /** Without what a plain node must not be sent now. */
  under<Some extends Move>(node: string, values: ReadonlyMap<string, Some>): ReadonlyMap<string, Some> {
    if (!this.#stage.isPlain(node) || this.#covers.size === 0) return values;
    return new Map([...values].filter(([parameter]) => !this.#isCovered(formatAddress({ node, parameter }))));
  }

  #isCovered(address: string): boolean {
    return [...this.#covers.values()].some(({ values }) => values.has(address));
  }

  #effectsFor(node: string, { tag, values }: Cover): readonly FadeEffect[] {
    const own = byNode(values).get(node);
    if (own === undefined || !this.#stage.has(node)) return [];
    const fade = { type: "fade", node, values: own, tag, priority: HIGHEST } as const;
    return [this.#stage.isPlain(node) ? fade : { ...fade, overlay: true }];
  }
}

const HIGHEST = 200;
/** Seconds in which what was covered shows again. */
export const UNCOVER = 1;
