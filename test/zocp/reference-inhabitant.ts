import { freshId, type Inhabitant } from "./pretend-realm.ts";
import { ReferenceNode } from "./reference-node.ts";

/** A node of the reference in a pretend realm: what would end it leaves the realm as an exception. */
export class ReferenceInhabitant implements Inhabitant {
  readonly id = freshId();
  readonly name: string;
  readonly headers = new Map([["X-ZOCP", "1"]]);
  readonly deadline = Number.POSITIVE_INFINITY;
  readonly node = new ReferenceNode(this.id);

  constructor(name: string) {
    this.name = name;
  }

  enter(peer: Inhabitant): void {
    this.node.handleEnter(peer.id);
  }

  exit(peer: Inhabitant): void {
    this.node.handleExit(peer.id);
  }

  receive(from: string, text: string): void {
    this.node.handleMessage(from, text);
  }

  timeout(): void {}

  takeSent(): readonly { readonly to: string; readonly text: string }[] {
    return this.node.take();
  }
}
