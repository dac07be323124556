import type { HandedSettler } from "./player-state.ts";

interface Settling {
  /** Until then it settles, or its answer counts. */
  readonly until: number;
  readonly asked: boolean;
  readonly again: Set<string>;
}

/**
 * Nodes that have just started: what they are greeted with and what their own program sets in the first moments does not keep a parameter from the
 * show. Each parameter is sent once more; then they win. Milliseconds.
 */
export class Settlers {
  readonly #nodes = new Map<string, Settling>();

  /** Those of another player, in whose place this one goes on, until they are here. */
  readonly #handed = new Map<string, HandedSettler>();

  /** What another player has to know of them. */
  get state(): ReadonlyMap<string, HandedSettler> {
    const own = [...this.#nodes].map(([node, { until, asked, again }]): [string, HandedSettler] => [
      node,
      // An answer would come to this one.
      { until: asked ? until - ANSWER : until, again: [...again] },
    ]);
    return new Map([...this.#handed, ...own]);
  }

  /** Goes on where another player was. */
  takeOver(handed: ReadonlyMap<string, HandedSettler>): void {
    for (const [node, settler] of handed) this.#handed.set(node, settler);
  }

  /** When the next one is to be asked. */
  get deadline(): number {
    return Math.min(...[...this.#nodes.values()].map(({ until }) => until));
  }

  begin(node: string, now: number): void {
    this.#handed.delete(node);
    this.#nodes.set(node, { until: now + SETTLED, asked: false, again: new Set() });
  }

  /** A node is here that was known before: it settles as long as it would have with the other player. */
  goOn(node: string, now: number): void {
    const { until, again } = this.#handed.get(node) ?? LONG_AGO;
    this.#handed.delete(node);
    if (now < until + ANSWER)
      this.#nodes.set(node, {
        until: Math.min(Math.max(until, now), now + SETTLED),
        asked: false,
        again: new Set(again),
      });
  }

  end(node: string): void {
    this.#nodes.delete(node);
  }

  /** Whether it settles at this moment, and was not asked yet. */
  has(node: string): boolean {
    return this.#nodes.get(node)?.asked === false;
  }

  /** Those of some parameters of a node that are to be sent once more. */
  once(node: string, paths: readonly string[]): readonly string[] {
    const again = this.#nodes.get(node)?.again;
    const fresh = again === undefined ? [] : paths.filter((path) => !again.has(path));
    for (const path of fresh) again?.add(path);
    return fresh;
  }

  /** The nodes that have settled: they are asked once what they made of it. */
  due(now: number): readonly string[] {
    const due = [...this.#nodes].filter(([, { until }]) => until <= now);
    for (const [node, settling] of due) {
      if (settling.asked) this.#nodes.delete(node);
      else this.#nodes.set(node, { ...settling, asked: true, until: now + ANSWER });
    }
    return due.filter(([, { asked }]) => !asked).map(([node]) => node);
  }
}

const LONG_AGO: HandedSettler = { until: Number.NEGATIVE_INFINITY, again: [] };
const SETTLED = 5000;
/** How long an answer may take. */
const ANSWER = 5000;
