import type { Peer } from "./peer.ts";

/**
 * Which other nodes this one wants to know: those of its links, and whoever its program watches or waits for. On most networks that is
 * everybody.
 */
export class Wants {
  readonly #always: boolean;
  /** How often everybody is wanted, and each node: by name or id. */
  #everybody = 0;
  readonly #asked = new Map<string, number>();
  #linked: ReadonlySet<string> = new Set();

  /** `everybody`: whether everybody is wanted at any time. */
  constructor(everybody: boolean) {
    this.#always = everybody;
  }

  /** Whether everybody is wanted at any time: then nobody has to be told who is. */
  get always(): boolean {
    return this.#always;
  }

  get everybody(): boolean {
    return this.#always || this.#everybody > 0;
  }

  get nodes(): ReadonlySet<string> {
    return new Set([...this.#asked.keys(), ...this.#linked]);
  }

  has({ id, name }: Pick<Peer, "id" | "name">): boolean {
    return this.everybody || [id, name].some((node) => this.#asked.has(node) || this.#linked.has(node));
  }

  /** `node`: undefined for everybody. Each `add` is ended by a {@link delete}. */
  add(node: string | undefined): void {
    if (node === undefined) this.#everybody++;
    else this.#asked.set(node, (this.#asked.get(node) ?? 0) + 1);
  }

  delete(node: string | undefined): void {
    if (node === undefined) return void this.#everybody--;
    const count = (this.#asked.get(node) ?? 0) - 1;
    if (count > 0) this.#asked.set(node, count);
    else this.#asked.delete(node);
  }

  /** The nodes of links, in the place of those before. False when they are the same. */
  link(nodes: ReadonlySet<string>): boolean {
    const same = nodes.size === this.#linked.size && [...nodes].every((node) => this.#linked.has(node));
    this.#linked = nodes;
    return !same;
  }
}
