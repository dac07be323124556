import { parseAddress } from "../../index.ts";
import type { Move } from "./moves.ts";

/** A node as a player knows it: by its name, and by the id of this run of it. */
export interface KnownNode {
  readonly id: string;
  /** The number of the last start that it has heard of. */
  readonly heard: number;
}

/** A node that is here and has said what it is. */
export interface PresentNodeOfShow {
  readonly name: string;
  readonly id: string;
  /** It takes plain values only: nothing can lie on top of its parameters. */
  readonly plain?: boolean | undefined;
  /** When somebody else than this show moved parameters of it last, in milliseconds of the player's clock, as far as the node can say. */
  readonly hands?: ReadonlyMap<string, number> | undefined;
}

/** The nodes that are here, and those that were. */
export class Stage {
  readonly #known: Map<string, KnownNode>;
  /** By name: whether they are plain. */
  readonly #present = new Map<string, boolean>();

  constructor(known: ReadonlyMap<string, KnownNode> = new Map()) {
    this.#known = new Map(known);
  }

  get known(): ReadonlyMap<string, KnownNode> {
    return new Map(this.#known);
  }

  has(name: string): boolean {
    return this.#present.has(name);
  }

  isPlain(name: string): boolean {
    return this.#present.get(name) === true;
  }

  /** Gives what was known of it. */
  enter({ name, id, plain = false }: PresentNodeOfShow, heard: number): KnownNode | undefined {
    const before = this.#known.get(name);
    this.#known.set(name, { id, heard });
    this.#present.set(name, plain);
    return before;
  }

  leave(name: string): void {
    this.#present.delete(name);
  }

  /** Whoever is here has heard of this start. */
  heard(start: number): void {
    for (const name of this.#present.keys()) {
      const known = this.#known.get(name);
      if (known !== undefined) this.#known.set(name, { ...known, heard: start });
    }
  }
}
/** Moves by node and path. */
export function byNode<Some extends Move>(
  moves: ReadonlyMap<string, Some>,
): ReadonlyMap<string, ReadonlyMap<string, Some>> {
  const nodes = new Map<string, Map<string, Some>>();
  for (const [address, move] of moves) {
    const { node, parameter } = parseAddress(address);
    nodes.set(node, (nodes.get(node) ?? new Map<string, Some>()).set(parameter, move));
  }
  return nodes;
}
