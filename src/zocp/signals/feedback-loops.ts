import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import { Portions } from "../core/steps.ts";
import type { Subscriber } from "../tree/remote-parameter.ts";

/**
 * Finds links that form a ring through a parameter of this node, from what nodes tell of their subscribers, and tells the
 * user. Values on a ring would go round for ever where they change on the way, or cross: among nodes of ours their versions
 * stop them, and where others take part they are passed on at a limited pace.
 */
export class FeedbackLoops {
  readonly #core: Core;
  /** By the path of our parameter. */
  #rings: ReadonlyMap<string, Ring> = new Map();
  readonly #due: Deadline;
  /** Whether there are any. */
  any = false;
  readonly #portions: Portions;

  constructor(core: Core) {
    this.#core = core;
    this.#due = new Deadline(core.due);
    this.#portions = new Portions(this.#due, { steps: PLACES, pause: 5 }, () => this.#look());
  }

  /** Whether the parameter is on a ring. */
  holds(path: string): boolean {
    return this.#rings.has(path);
  }

  /** Whether values could go round and round with it: on some way round somebody does not say where they come from. */
  endless(path: string): boolean {
    return this.#rings.get(path)?.endless === true;
  }

  /** Whether what this emitter says, which drives the parameter, may be what went out from the parameter itself. */
  returns(path: string, node: string, emitter: string): boolean {
    return this.#rings.get(path)?.members.has(keyOf([node, emitter])) === true;
  }

  /** When to look again. */
  get deadline(): number {
    return this.#due.at;
  }

  /** Some list of subscribers is another one now: several changes are looked at together, for looking takes time. */
  handleRelisted(now: number): void {
    this.#portions.by(now + TOGETHER);
  }

  /** Looks for rings, and tells each that is new. */
  handleTimeout(now: number): void {
    this.#portions.handleTimeout(now);
  }

  *#look(): Generator<void, void> {
    const before = this.#rings;
    const rings = new Map<string, Ring>();
    for (const parameter of this.#core.tree.parameters.values()) {
      const { path } = parameter;
      const ring = this.#core.subscribers.any(path) ? yield* this.#search(path) : undefined;
      if (ring !== undefined) rings.set(path, ring);
      // Who comes back to it counts from the beginning, as all the others do then.
      else if (before.has(path)) parameter.version = undefined;
      if (ring !== undefined && before.get(path)?.way.join() !== ring.way.join())
        this.#core.tell({ type: "cycle", parameter: path, path: ring.way });
    }
    this.#rings = rings;
    this.any = rings.size > 0;
  }

  /** Everything that a parameter leads to, and of that what leads back to it. */
  *#search(path: string): Generator<void, Ring | undefined> {
    const start: Place = [this.#core.id, path];
    const cameFrom = new Map<string, Place>();
    const drivers = new Map<string, Place[]>();
    let edge: Place[] = [start];
    let looks = 0;
    for (let steps = 0; edge.length > 0 && steps < LONGEST && looks < MOST; steps++) {
      const next: Place[] = [];
      for (const place of edge) {
        for (const [node, sensor] of this.#targets(place)) {
          yield;
          if (++looks > MOST) break;
          if (sensor === null) continue;
          const key = keyOf([node, sensor]);
          drivers.set(key, [...(drivers.get(key) ?? []), place]);
          if (cameFrom.has(key)) continue;
          cameFrom.set(key, place);
          if (key !== keyOf(start)) next.push([node, sensor]);
        }
      }
      edge = next;
    }
    return cameFrom.has(keyOf(start)) ? this.#ring(start, cameFrom, drivers) : undefined;
  }

  #ring(start: Place, cameFrom: ReadonlyMap<string, Place>, drivers: ReadonlyMap<string, readonly Place[]>): Ring {
    const members = new Map<string, Place>();
    // A shorter way round does not help where a longer one is endless: all are walked back.
    for (let edge: readonly Place[] = [start]; edge.length > 0; ) {
      const fresh = edge.flatMap((place) => drivers.get(keyOf(place)) ?? []).filter((one) => !members.has(keyOf(one)));
      for (const place of fresh) members.set(keyOf(place), place);
      edge = fresh;
    }
    return {
      way: this.#trace(start, cameFrom).map(([node, parameter]) => `${this.#core.who(node).name}/${parameter}`),
      endless: ![...members.values()].every(([node]) => this.#saysOrigin(node)),
      members: new Set(members.keys()),
    };
  }

  #saysOrigin(node: string): boolean {
    return node === this.#core.id || this.#core.peers.get(node)?.origin === true;
  }

  #targets([node, path]: Place): readonly Subscriber[] {
    if (node === this.#core.id) return this.#core.subscribers.list(path);
    return this.#core.peers.get(node)?.tree.parameters.get(path)?.subscribers ?? [];
  }

  #trace(end: Place, cameFrom: ReadonlyMap<string, Place>): readonly Place[] {
    const way = [end];
    for (let at = cameFrom.get(keyOf(end)); at !== undefined; at = cameFrom.get(keyOf(at))) {
      way.unshift(at);
      if (keyOf(at) === keyOf(end)) break;
    }
    return way;
  }
}

/** A parameter: the id of its node, and its path. */
type Place = readonly [string, string];

function keyOf([node, path]: Place): string {
  return `${node}/${path}`;
}

/** What is known of the rings that one parameter is on. */
interface Ring {
  /** The shortest way round, from the parameter to itself, with names. */
  readonly way: readonly string[];
  readonly endless: boolean;
  /** Every parameter on a way round, as `id/path`. */
  readonly members: ReadonlySet<string>;
}

const LONGEST = 32;
/** Links that are looked at to find the way back to one parameter of ours. */
const MOST = 0x4000;
/** Places on the way that are looked at at once. */
const PLACES = 1024;
const TOGETHER = 20;
