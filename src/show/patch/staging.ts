import type { NodeEvents, TransportNode } from "../../index.ts";
import type { ShowFile } from "../file/show-file.ts";
import { type ApplyOptions, applyPlan, type Outcome } from "./apply.ts";
import { type DiffOptions, diffShow } from "./diff.ts";
import type { Plan } from "./plan.ts";
import { isPart, takeSnapshot } from "./take-snapshot.ts";

export interface StagingOptions extends DiffOptions {
  /** Nodes that have had their part already, by id; all that are here unless said. */
  readonly served?: Iterable<string> | undefined;
  /** Milliseconds for each step; 5000 unless said. */
  readonly timeout?: number | undefined;
  /** The show that does it, at that moment. */
  readonly sender?: ApplyOptions["sender"];
  /** A node of the file came, and was told its part. */
  readonly onPart?: ((part: Part) => void) | undefined;
}

export interface Part {
  /** The name of the node that is here, and its id. */
  readonly name: string;
  readonly id: string;
  readonly plan: Plan;
  readonly outcome: Outcome;
}

/**
 * Gives nodes that come from now on their part of a file: once each, as soon as they have said what they are. A link that somebody cut
 * meanwhile stays cut. A file that changes is given by a function. Returns how to stop.
 */
export function stageShow(
  node: TransportNode,
  file: ShowFile | (() => ShowFile),
  options: StagingOptions = {},
): () => void {
  const staging = new Staging(node, typeof file === "function" ? file : () => file, options);
  node.on("described", staging.handle);
  for (const { id, complete } of node.peers.values()) if (complete) staging.handle({ peer: id });
  return () => {
    node.off("described", staging.handle);
    staging.stop();
  };
}

class Staging {
  readonly #node: TransportNode;
  readonly #file: () => ShowFile;
  readonly #options: StagingOptions;
  readonly #served: Set<string>;
  readonly #end = new AbortController();
  /** Parts are given one after the other: two nodes that come together may be the two ends of a link. */
  #last: Promise<void> = Promise.resolve();

  constructor(node: TransportNode, file: () => ShowFile, options: StagingOptions) {
    this.#node = node;
    this.#file = file;
    this.#options = options;
    this.#served = new Set(options.served ?? node.peers.keys());
  }

  readonly handle = ({ peer }: Pick<NodeEvents["described"][0], "peer">): void => {
    const remote = this.#node.peers.get(peer);
    if (remote === undefined || this.#served.has(peer) || !isPart(remote)) return;
    this.#served.add(peer);
    this.#last = this.#last.then(() => this.#give(peer, remote.name)).catch((error: unknown) => this.#failed(error));
  };

  stop(): void {
    this.#end.abort();
  }

  async #give(id: string, name: string): Promise<void> {
    const { signal } = this.#end;
    const { timeout, onPart, sender, served: _, ...how } = this.#options;
    // What the newcomer has just told is fresh, and of the others nothing but their links is wanted.
    const snapshot = await takeSnapshot(this.#node, { refresh: false, signal, timeout });
    const plan = diffShow(this.#file(), snapshot, { ...how, exact: false, part: id });
    const outcome = await applyPlan(this.#node, plan, { signal, timeout, sender, declare: true });
    if (plan.changes.length + plan.problems.length > 0) onPart?.({ name, id, plan, outcome });
  }

  #failed(error: unknown): void {
    if (!this.#end.signal.aborted) throw error;
  }
}
