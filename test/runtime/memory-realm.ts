import type { Frames } from "../../src/bytes/frames.ts";
import type { Realm, RealmHandlers } from "../../src/runtime/realm.ts";
import { OWN_HEADERS } from "../../src/zocp/headers.ts";

/** A room in which nodes meet without any network: texts arrive in order, each in a microtask of its own. */
export class Room {
  readonly #present = new Map<string, MemoryRealm>();
  #ids = 0;

  realm(name: string): MemoryRealm {
    return new MemoryRealm(this, (++this.#ids).toString(16).padStart(32, "0"), name);
  }

  get present(): ReadonlyMap<string, MemoryRealm> {
    return this.#present;
  }

  enter(realm: MemoryRealm): void {
    for (const other of this.#present.values()) {
      other.handlers.enter(realm.id, realm.name, OWN_HEADERS);
      realm.handlers.enter(other.id, other.name, OWN_HEADERS);
    }
    this.#present.set(realm.id, realm);
  }

  leave(realm: MemoryRealm): void {
    if (!this.#present.delete(realm.id)) return;
    for (const other of this.#present.values()) other.handlers.exit(realm.id, "goodbye");
  }
}

/** One node's place in a room. A slow peer is one whose id is in `slow`. */
export class MemoryRealm implements Realm {
  readonly id: string;
  readonly name: string;
  readonly slow = new Set<string>();
  handlers: RealmHandlers = NOBODY;
  readonly #room: Room;

  constructor(room: Room, id: string, name: string) {
    this.#room = room;
    this.id = id;
    this.name = name;
  }

  now(): number {
    return performance.now();
  }

  schedule(delay: number, callback: () => void): () => void {
    const timer = setTimeout(callback, delay);
    return () => clearTimeout(timer);
  }

  open(handlers: RealmHandlers): void {
    this.handlers = handlers;
  }

  async start(): Promise<void> {
    this.#room.enter(this);
  }

  async stop(): Promise<void> {
    this.#room.leave(this);
  }

  whisper(peer: string, content: Frames): void {
    const text = content.text(0);
    queueMicrotask(() => this.#room.present.get(peer)?.handlers.message(this.id, text));
  }

  offer(peer: string, content: Frames): boolean {
    if (this.slow.has(peer)) return false;
    this.whisper(peer, content);
    return true;
  }
}

const NOBODY: RealmHandlers = {
  enter: () => {},
  exit: () => {},
  message: () => {},
  frames: () => {},
  suspicion: () => {},
  drain: () => {},
  failed: () => {},
};
