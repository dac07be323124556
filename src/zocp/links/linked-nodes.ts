import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { Ends } from "./ends.ts";
import type { KeptLink, Registry } from "./registry.ts";

/** Whom the links of this node make it want to know. */
export class LinkedNodes {
  readonly #core: Core;
  readonly #registry: Registry;
  readonly #ends: Ends;
  readonly #due: Deadline;

  constructor(core: Core, registry: Registry, ends: Ends) {
    this.#core = core;
    this.#registry = registry;
    this.#ends = ends;
    this.#due = new Deadline(core.due);
  }

  get deadline(): number {
    return this.#due.at;
  }

  /** The links are others: what follows from that is found before long. */
  touch(): void {
    if (!this.#core.wants.always) this.#due.by(0);
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    const nodes = new Set<string>();
    for (const kept of this.#registry) {
      if (!this.#needsNodes(kept)) continue;
      const { emitter, sensor } = kept.record;
      for (const end of [emitter, sensor]) if (!this.#ends.isMe(end)) nodes.add(end.node);
    }
    if (this.#core.wants.link(nodes)) this.#core.followWants(now);
  }

  /** Where this node is an end, or was asked; of one that was cut, until everybody has heard of it. */
  #needsNodes({ record, wanted, decision }: KeptLink): boolean {
    if (record.on) return wanted || decision !== undefined || this.#ends.isOwn(record);
    return decision !== undefined && (!decision.told || decision.owed.size > 0);
  }
}
