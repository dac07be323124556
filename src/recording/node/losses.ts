import type { RemoteNode, TransportNode } from "../../index.ts";

/** Asks nodes how many values were lost on their way to this one: only the emitter's node knows. */
export class Losses {
  readonly #node: TransportNode;
  readonly #tell: (node: string, parameter: string, count: number) => void;
  /** By the id of a node: what each of its parameters had lost. */
  readonly #known = new Map<string, Map<string, number>>();
  #asked = Number.NEGATIVE_INFINITY;

  constructor(node: TransportNode, tell: (node: string, parameter: string, count: number) => void) {
    this.#node = node;
    this.#tell = tell;
  }

  handleTime(now: number): void {
    if (now - this.#asked < APART) return;
    this.#asked = now;
    void this.ask(APART);
  }

  /** Resolves when all have answered, or the time has passed. */
  async ask(timeout: number): Promise<void> {
    for (const id of this.#known.keys()) if (!this.#node.peers.has(id)) this.#known.delete(id);
    const remotes = [...this.#node.peers.values()].filter(
      ({ extensions, headers }) => extensions && !headers.has("X-ZOCP-TOOL"),
    );
    await Promise.all(remotes.map((remote) => this.#askOne(remote, timeout)));
  }

  async #askOne(remote: RemoteNode, timeout: number): Promise<void> {
    // One that does not answer is asked again; one that left has told all that it will tell.
    const deliveries = await remote.deliveries({ timeout }).catch(() => []);
    const known = this.#known.get(remote.id) ?? new Map<string, number>();
    this.#known.set(remote.id, known);
    for (const { emitter, peer, dropped } of deliveries) {
      const more = peer === this.#node.id ? dropped - (known.get(emitter) ?? 0) : 0;
      if (more <= 0) continue;
      known.set(emitter, dropped);
      this.#tell(remote.name, emitter, more);
    }
  }
}

/** Milliseconds. */
const APART = 10_000;
