import { ReferenceNode } from "./reference-node.ts";
import { freshId, type Inhabitant } from "./simulated-transport.ts";

/** A node of the reference in a simulated transport: what would end it leaves the transport as an exception. */
export class ReferenceInhabitant implements Inhabitant {
  readonly id = freshId();
  readonly name: string;
  readonly headers = new Map([["X-ZOCP", "1"]]);
  readonly node = new ReferenceNode(this.id);

  constructor(name: string) {
    this.name = name;
  }

  get deadline(): number {
    return Number.POSITIVE_INFINITY;
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

  timeout(_now: number): void {}

  takeSent(): readonly { readonly to: string; readonly text: string }[] {
    return this.node.take();
  }
}
