import type { Subscription } from "../codec/message.ts";
import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";

/** A SUB that is not judged yet. */
export interface AwaitedSub {
  readonly from: string;
  readonly link: Subscription;
  /** The id of the node that is not here. */
  readonly node: string;
  readonly until: number;
}

/** SUBs that name a node which is not here: it may be about to come, and where not everybody is met it is looked for. */
export class AwaitedSubs {
  readonly #core: Core;
  readonly #waiting = new Set<AwaitedSub>();
  readonly #due: Deadline;

  constructor(core: Core) {
    this.#core = core;
    this.#due = new Deadline(core.due);
  }

  get deadline(): number {
    return this.#due.at;
  }

  /** False when as many wait as may. */
  add(sub: Omit<AwaitedSub, "until">, now: number): boolean {
    if (this.#waiting.size >= MOST) return false;
    const until = now + PATIENCE;
    this.#waiting.add({ ...sub, until });
    this.#due.by(until);
    this.#core.wants.add(sub.node);
    this.#core.followWants(now);
    return true;
  }

  /** Those that named a node that is known now. */
  known(node: string, now: number): readonly AwaitedSub[] {
    return this.#take((sub) => sub.node === node, now);
  }

  /** Those that have waited long enough. */
  late(now: number): readonly AwaitedSub[] {
    if (!this.#due.passed(now)) return [];
    const late = this.#take(({ until }) => until <= now, now);
    for (const { until } of this.#waiting) this.#due.by(until);
    return late;
  }

  /** What made these was taken back, or whoever asked has left. */
  forget(which: (sub: AwaitedSub) => boolean, now: number): void {
    this.#take(which, now);
  }

  #take(which: (sub: AwaitedSub) => boolean, now: number): readonly AwaitedSub[] {
    const taken = [...this.#waiting].filter(which);
    for (const sub of taken) {
      this.#waiting.delete(sub);
      this.#core.wants.delete(sub.node);
    }
    if (taken.length > 0) this.#core.followWants(now);
    return taken;
  }
}

const MOST = 1000;
/** Milliseconds. */
const PATIENCE = 5000;
