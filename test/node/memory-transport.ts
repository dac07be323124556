import type { Frames } from "../../src/bytes/frames.ts";
import { MemoryTransport as Memory, MemoryNetwork } from "../../src/transport/memory.ts";
import type { Announcement, TransportHandlers } from "../../src/transport/transport.ts";
import { OWN_HEADERS } from "../../src/zocp/codec/headers.ts";

/** A room in which nodes meet without any network, and in which a test can make them slow, or other than they are. */
export class Room extends MemoryNetwork {
  override transport(name: string): MemoryTransport {
    return new MemoryTransport(this, this.makeId(), name);
  }

  override get present(): ReadonlyMap<string, MemoryTransport> {
    return super.present as ReadonlyMap<string, MemoryTransport>;
  }
}

/** One node's place in a room. A slow peer is one whose id is in `slow`. */
export class MemoryTransport extends Memory {
  readonly slow = new Set<string>();
  #handlers: TransportHandlers | undefined;
  #told: ReadonlyMap<string, string> | undefined;

  get handlers(): TransportHandlers {
    if (this.#handlers === undefined) throw new Error("the transport was not opened");
    return this.#handlers;
  }

  override get headers(): ReadonlyMap<string, string> {
    return this.#told ?? OWN_HEADERS;
  }

  /** What others are told instead of what the node says of itself. */
  override set headers(headers: ReadonlyMap<string, string>) {
    this.#told = headers;
  }

  override open(handlers: TransportHandlers, announcement: Announcement = NOTHING_SAID): void {
    this.#handlers = handlers;
    super.open(handlers, announcement);
  }

  writable(peer: string): boolean {
    return !this.slow.has(peer);
  }

  override offer(peer: string, content: Frames): boolean {
    return this.writable(peer) && super.offer(peer, content);
  }
}

const NOTHING_SAID: Announcement = { group: "ZOCP", headers: OWN_HEADERS };
