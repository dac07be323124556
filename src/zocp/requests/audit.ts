import type { Json } from "../../bytes/json.ts";
import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { EditEvent } from "../core/events.ts";
import type { Link } from "../core/link.ts";

/** A change of this node that another node made. */
export interface Edit {
  readonly action: EditEvent["action"];
  readonly peer: string;
  /** What it is called, where it may not be here. */
  readonly name?: string;
  readonly parameter: string;
  readonly value?: Json | undefined;
  readonly link?: Link | undefined;
}

/** Those of one kind that came since the last one was told. */
interface Waiting {
  edit: Edit;
  name: string;
  key: string | undefined;
  at: number;
  times: number;
}

/**
 * Who changed what, when. The first of several changes is told at once; those of the same thing by the same node that follow
 * within a second are told together, with the last value: a hand on a fader is a few lines a second, not a hundred.
 */
export class Audit {
  readonly #core: Core;
  /** What was told in this second, and what has come since; undefined for nothing. */
  readonly #recent = new Map<string, Waiting | undefined>();
  readonly #due: Deadline;
  /** Changes of more things than are kept apart, and who made the last of them. */
  #others: Waiting | undefined;

  constructor(core: Core) {
    this.#core = core;
    this.#due = new Deadline(core.due);
  }

  get deadline(): number {
    return this.#due.at;
  }

  record(edit: Edit, now: number): void {
    const key = JSON.stringify([edit.action, edit.peer, edit.parameter, edit.link]);
    if (this.#recent.size === 0) this.#due.by(now + TOGETHER);
    if (!this.#recent.has(key) && this.#recent.size >= MOST) {
      this.#others = this.#waiting(edit, now, this.#others);
      return;
    }
    if (this.#recent.has(key)) this.#recent.set(key, this.#waiting(edit, now, this.#recent.get(key)));
    else {
      this.#recent.set(key, undefined);
      this.#tell(this.#waiting(edit, now, undefined));
    }
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    const waiting = [...this.#recent].filter(([, last]) => last !== undefined);
    this.#recent.clear();
    for (const [key, last] of waiting) {
      if (last === undefined) continue;
      this.#recent.set(key, undefined);
      this.#tell(last);
    }
    if (this.#others !== undefined) this.#tell(this.#others, null);
    this.#others = undefined;
    if (this.#recent.size > 0) this.#due.by(now + TOGETHER);
  }

  /** Its author may have left when it is told. */
  #waiting(edit: Edit, at: number, before: Waiting | undefined): Waiting {
    const { name = this.#core.nameOf(edit.peer) } = edit;
    const key = this.#core.peers.get(edit.peer)?.key;
    return { edit, name, key, at, times: (before?.times ?? 0) + 1 };
  }

  #tell({ edit, name, key, at, times }: Waiting, parameter: string | null = edit.parameter): void {
    const { action, peer } = edit;
    const what = parameter === null ? {} : { value: edit.value, link: edit.link };
    this.#core.tell({ type: "edited", action, peer, name, key, parameter, ...what, at, times });
  }
}

const TOGETHER = 1000;
/** Different things in one second. */
const MOST = 1000;
