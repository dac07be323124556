import { Frames } from "../../src/bytes/frames.ts";
import { ReferenceNode } from "../zocp/reference-node.ts";
import type { MemoryTransport, Room } from "./memory-transport.ts";

/** The model of an old node in a room. What would end it is kept in `deaths`. */
export class OldGuest {
  readonly node: ReferenceNode;
  readonly deaths: unknown[] = [];
  readonly #transport: MemoryTransport;

  constructor(room: Room, name: string) {
    this.#transport = room.transport(name);
    this.#transport.headers = new Map([["X-ZOCP", "1"]]);
    this.node = new ReferenceNode(this.#transport.id);
    this.#transport.open({
      enter: (peer) => this.act((node) => node.handleEnter(peer)),
      exit: (peer) => this.act((node) => node.handleExit(peer)),
      message: (from, text) => this.act((node) => node.handleMessage(from, text)),
      frames: (from, frames) => this.act((node) => node.handleMessage(from, frames.text(0))),
      suspicion: () => {},
      drain: () => {},
      failed: () => {},
    });
  }

  get id(): string {
    return this.node.id;
  }

  start(): Promise<void> {
    return this.#transport.start();
  }

  /** Something that its program does. */
  act(deed: (node: ReferenceNode) => void): void {
    try {
      deed(this.node);
    } catch (error) {
      this.deaths.push(error);
    }
    for (const { to, text } of this.node.take()) this.#transport.whisper(to, Frames.ofText(text));
  }
}
