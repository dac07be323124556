import type { TransportNode } from "../../../src/index.ts";

/** The other pages. Each shows the ghosts of nodes that left; one that a person dismisses on one page goes on all of them. */
export class OtherPages {
  readonly #node: TransportNode;

  constructor(node: TransportNode, dismissed: (name: string) => void) {
    this.#node = node;
    node.handle(DISMISSED, ([name]) => {
      if (typeof name === "string") dismissed(name);
      return null;
    });
  }

  /** Pages have no parameters. What else has none does not know the method, and says so. */
  tellDismissed(name: string): void {
    for (const peer of this.#node.peers.values())
      if (peer.extensions && peer.complete && peer.parameters.size === 0) peer.call(DISMISSED, [name]).catch(() => {});
  }
}

const DISMISSED = "composer.dismissed";
