import type { Core } from "./core.ts";
import { Due } from "./due.ts";
import type { Subscriber } from "./remote-parameter.ts";

/**
 * Finds links that form a ring through a parameter of this node, from what nodes tell of their subscribers, and tells the
 * user. Values on a ring would go round for ever where they change on the way, or cross: among nodes of ours their stamps
 * stop them, and where others take part they are passed on at a limited pace.
 */
export class Rings {
  readonly #core: Core;
  #ringed: ReadonlyMap<string, string> = new Map();
  /** Those on a ring with somebody who does not pass on where a value comes from. */
  #endless: ReadonlySet<string> = new Set();
  readonly #due: Due;

  constructor(core: Core) {
    this.#core = core;
    this.#due = new Due(core.due);
  }

  /** Whether the parameter is on a ring. */
  holds(path: string): boolean {
    return this.#ringed.has(path);
  }

  /** Whether values could go round and round with it: on its ring somebody does not say where they come from. */
  endless(path: string): boolean {
    return this.#endless.has(path);
  }

  /** When to look again. */
  get deadline(): number {
    return this.#due.at;
  }

  /** Some list of subscribers is another one now: several changes are looked at together, for looking takes time. */
  handleRelisted(now: number): void {
    this.#due.by(now + TOGETHER);
  }

  /** Looks for rings, and tells each that is new. */
  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    const ringed = new Map<string, string>();
    const endless = new Set<string>();
    for (const path of this.#core.tree.parameters.keys()) {
      if (!this.#core.subscribers.any(path)) continue;
      const ring = this.#search(path);
      if (ring === undefined) continue;
      const shown = ring.map(([node, parameter]) => `${this.#core.who(node).name}/${parameter}`);
      ringed.set(path, shown.join(" "));
      if (!ring.every(([node]) => this.#saysOrigin(node))) endless.add(path);
      if (this.#ringed.get(path) !== ringed.get(path)) this.#core.tell({ type: "cycle", parameter: path, path: shown });
    }
    this.#ringed = ringed;
    this.#endless = endless;
  }

  #saysOrigin(node: string): boolean {
    return node === this.#core.id || this.#core.peers.get(node)?.origin === true;
  }

  /** The shortest way from a parameter back to itself. */
  #search(path: string): readonly (readonly [string, string])[] | undefined {
    const start = `${this.#core.id}/${path}`;
    const cameFrom = new Map<string, readonly [string, string]>();
    let edge: (readonly [string, string])[] = [[this.#core.id, path]];
    for (let steps = 0; edge.length > 0 && steps < LONGEST; steps++) {
      const next: (readonly [string, string])[] = [];
      for (const place of edge) {
        for (const [node, sensor] of this.#targets(place)) {
          const key = `${node}/${sensor}`;
          if (sensor === null || cameFrom.has(key)) continue;
          cameFrom.set(key, place);
          if (key === start) return this.#trace([node, sensor], cameFrom);
          next.push([node, sensor]);
        }
      }
      edge = next;
    }
    return undefined;
  }

  #targets([node, path]: readonly [string, string]): readonly Subscriber[] {
    if (node === this.#core.id) return this.#core.subscribers.list(path);
    return this.#core.peers.get(node)?.tree.parameters.get(path)?.subscribers ?? [];
  }

  #trace(
    end: readonly [string, string],
    cameFrom: ReadonlyMap<string, readonly [string, string]>,
  ): readonly (readonly [string, string])[] {
    const ring = [end];
    for (let at = cameFrom.get(`${end[0]}/${end[1]}`); at !== undefined; at = cameFrom.get(`${at[0]}/${at[1]}`)) {
      ring.unshift(at);
      if (at[0] === end[0] && at[1] === end[1]) break;
    }
    return ring;
  }
}

const LONGEST = 32;
const TOGETHER = 20;
