import { type Fades, NetworkError, type RemoteNode, type TransportNode } from "../../index.ts";
import { sharesClock } from "./announced.ts";

/** What is to begin at one moment on several nodes. */
interface Group {
  /** As a time of the clock that nodes share. */
  readonly at: number;
  /** Nodes that have not said that they keep their values for it. */
  readonly silent: Set<string>;
  readonly cancel: () => void;
}

/** Whom it is told that one of them did not agree: nothing of that tag is to begin. */
export interface TogetherHandlers {
  cancelled(tag: string, reason: string): void;
}

/**
 * Cues of which all targets that are here begin at one moment, or none: each node is told the moment in advance, and when one refuses or
 * does not answer in time, the others are stopped before it is there.
 */
export class Together {
  readonly #node: TransportNode;
  readonly #handlers: TogetherHandlers;
  readonly #groups = new Map<string, Group>();

  constructor(node: TransportNode, handlers: TogetherHandlers) {
    this.#node = node;
    this.#handlers = handlers;
  }

  /** Keeps the clocks of nodes in order that cues may need. */
  prepare(remotes: readonly RemoteNode[]): void {
    this.#node.clock.now();
    for (const remote of remotes) if (sharesClock(remote)) remote.clock().catch(ignore);
  }

  /** When the values of a tag begin; undefined where there is no common time: at once, as well as that can be. */
  momentOf(tag: string): number | undefined {
    const group = this.#groups.get(tag) ?? this.#begin(tag);
    return group?.at;
  }

  /** A node was sent its values of a tag. One that shares no clock is sent them at the moment, and cannot refuse before. */
  follow(tag: string, remote: RemoteNode, { accepted }: Fades): void {
    const group = this.#groups.get(tag);
    if (group === undefined || !sharesClock(remote)) return;
    const { name } = remote;
    group.silent.add(name);
    accepted.then(
      (refused) => {
        group.silent.delete(name);
        const [first] = Object.entries(refused);
        if (first !== undefined) this.refuse(tag, `${name}/${first[0]}: ${first[1]}`);
      },
      (error: unknown) => {
        if (!(error instanceof NetworkError)) throw error;
        this.refuse(tag, `${name}: ${error.message}`);
      },
    );
  }

  /** Nothing of a tag is to begin. */
  refuse(tag: string, reason: string): void {
    const group = this.#groups.get(tag);
    if (group === undefined) return;
    this.#groups.delete(tag);
    group.cancel();
    this.#handlers.cancelled(tag, reason);
  }

  stop(): void {
    for (const { cancel } of this.#groups.values()) cancel();
    this.#groups.clear();
  }

  #begin(tag: string): Group | undefined {
    const { clock } = this.#node;
    if (!clock.synced) return undefined;
    const worst = Math.max(0, ...[...this.#node.peers.values()].map(({ roundTrip }) => roundTrip ?? 0));
    const lead = Math.min(LONGEST, Math.max(SHORTEST, 2 * worst + MARGIN));
    const at = clock.now() + lead;
    // What stops them has to arrive before.
    const before = Math.max(LEAST, Math.min(worst / 2 + MARGIN / 2, lead - worst - LEAST));
    const group = { at, silent: new Set<string>(), cancel: clock.at(at - before, () => this.#judge(tag)) };
    this.#groups.set(tag, group);
    return group;
  }

  #judge(tag: string): void {
    const [silent] = this.#groups.get(tag)?.silent ?? [];
    if (silent !== undefined) this.refuse(tag, `${silent} did not answer in time`);
    this.#groups.delete(tag);
  }
}

/** A node that does not tell its time now tells it another time. */
function ignore(error: unknown): void {
  if (!(error instanceof NetworkError)) throw error;
}

/** Milliseconds from a GO to the moment at which its targets begin. */
const SHORTEST = 50;
const LONGEST = 500;
const MARGIN = 20;
const LEAST = 5;
