import type { Stage } from "./painter.ts";
import { Ring } from "./ring.ts";

/** A ZOCP message that crossed the wire between this page and a node. */
export interface Crossing {
  readonly id: number;
  readonly time: Date;
  readonly direction: "in" | "out";
  /** The id of the node at the other side. */
  readonly peer: string;
  /** GET, SET, MOD, SIG … as the message says it. */
  readonly verb: string;
  readonly text: string;
}

/** Shows what actually crosses the wire, for one node or all. It only listens; paused, it forgets what comes. */
export class Inspector extends Ring<Crossing> {
  #paused = false;
  #open = false;
  #ids = 0;

  constructor(stage: Stage) {
    super(500, (callback) => stage.frame(callback));
  }

  get paused(): boolean {
    return this.#paused;
  }

  set paused(paused: boolean) {
    this.#paused = paused;
    this.changed();
  }

  /** Whether somebody looks: otherwise nothing is kept. */
  set open(open: boolean) {
    this.#open = open;
  }

  /** For the transport that this page rides on. */
  note(direction: Crossing["direction"], peer: string, text: string): void {
    if (this.#paused || !this.#open) return;
    this.add({ id: ++this.#ids, time: new Date(), direction, peer, verb: verbOf(text), text: text.slice(0, LONGEST) });
  }
}

function verbOf(text: string): string {
  return /"(GET|SET|CALL|SUB|UNSUB|REP|MOD|SIG)"\s*:/.exec(text.slice(0, 80))?.[1] ?? "?";
}

const LONGEST = 2000;
