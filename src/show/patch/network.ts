import { parseAddress } from "../../index.ts";
import type { PresentNode } from "./snapshot.ts";

/** Where the addresses of a file are on the network. */
export class Network {
  readonly nodes: ReadonlyMap<string, PresentNode>;
  readonly #renamed: ReadonlyMap<string, string>;
  readonly #part: string | undefined;

  constructor(nodes: ReadonlyMap<string, PresentNode>, renamed: ReadonlyMap<string, string>, part: string | undefined) {
    this.nodes = nodes;
    this.#renamed = renamed;
    this.#part = part;
  }

  /** The node of an address, where it is here. */
  find(address: string): { readonly node: PresentNode; readonly path: string } | undefined {
    const { node: name, parameter } = parseAddress(address);
    const node = this.nodes.get(name);
    return node && { node, path: this.#renamed.get(address) ?? parameter };
  }

  /** Whether it is asked for. */
  concerns(...nodes: readonly (PresentNode | undefined)[]): boolean {
    return this.#part === undefined || nodes.some((node) => node?.id === this.#part);
  }
}
