import type { Frames } from "../bytes/frames.ts";
import type { Announcement, Transport, TransportHandlers } from "./transport.ts";

/** Where the nodes of one process meet without any network: for tests, and for parts of one program. */
export class MemoryNetwork {
  readonly #present = new Map<string, MemoryTransport>();
  #ids = 0;

  /** A transport for one node of that name. */
  transport(name: string): MemoryTransport {
    return new MemoryTransport(this, this.makeId(), name);
  }

  /** The transports that were started, by the ids of their nodes. A live view. */
  get present(): ReadonlyMap<string, MemoryTransport> {
    return this.#present;
  }

  /** An id that nobody else has here. */
  protected makeId(): string {
    return (++this.#ids).toString(16).padStart(32, "0");
  }

  /** @internal */
  enter(transport: MemoryTransport): void {
    if (this.#present.get(transport.id) === transport) return;
    for (const other of this.#present.values()) {
      other.meet(transport);
      transport.meet(other);
    }
    this.#present.set(transport.id, transport);
  }

  /** @internal */
  leave(transport: MemoryTransport): void {
    if (!this.#present.delete(transport.id)) return;
    for (const other of this.#present.values()) other.part(transport);
  }
}

/** One node's place in a {@link MemoryNetwork}. Texts arrive in order, each in a microtask of its own. */
export class MemoryTransport implements Transport {
  readonly id: string;
  readonly name: string;
  protected readonly network: MemoryNetwork;
  #handlers: TransportHandlers | undefined;
  #headers: ReadonlyMap<string, string> = new Map();

  /** `id`: 32 lower-case hexadecimal digits. */
  constructor(network: MemoryNetwork, id: string, name: string) {
    this.network = network;
    this.id = id;
    this.name = name;
  }

  /** What the others are told of this node. */
  get headers(): ReadonlyMap<string, string> {
    return this.#headers;
  }

  now(): number {
    return performance.now();
  }

  date(): number {
    return Date.now();
  }

  schedule(delay: number, callback: () => void): () => void {
    const timer = setTimeout(callback, delay);
    return () => clearTimeout(timer);
  }

  defer(callback: () => void): void {
    queueMicrotask(callback);
  }

  open(handlers: TransportHandlers, { headers }: Announcement): void {
    this.#handlers = handlers;
    this.#headers = headers;
  }

  async start(): Promise<void> {
    this.network.enter(this);
  }

  async stop(): Promise<void> {
    this.network.leave(this);
  }

  whisper(peer: string, content: Frames): void {
    const text = content.text(0);
    queueMicrotask(() => this.#deliver(peer, text));
  }

  offer(peer: string, content: Frames): boolean {
    const { present } = this.network;
    if (present.get(this.id) !== this || !present.has(peer)) return false;
    this.whisper(peer, content);
    return true;
  }

  /** @internal */
  meet({ id, name, headers }: MemoryTransport): void {
    this.#handlers?.enter(id, name, headers);
  }

  /** @internal */
  part({ id }: MemoryTransport): void {
    this.#handlers?.exit(id, "goodbye");
  }

  /** @internal */
  hear(peer: string, text: string): void {
    this.#handlers?.message(peer, text);
  }

  /** Who has left says and hears nothing more. */
  #deliver(peer: string, text: string): void {
    const { present } = this.network;
    if (present.get(this.id) === this) present.get(peer)?.hear(this.id, text);
  }
}
