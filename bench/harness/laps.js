// How long one round of the host's loop keeps a processor busy.
import { openSync, readSync } from "node:fs";

import { cpu } from "./clock.js";

/**
 * The longest lap of this process's event loop, in milliseconds of processor time: what other programs of the machine do
 * meanwhile does not count. Looked at once in each millisecond, so a short lap looks a millisecond or two longer than it was.
 */
export class Laps {
  #longest = 0;
  #last = 0;
  #clock = mainThread(process.pid);

  constructor() {
    this.reset();
    setInterval(() => this.#look(), 1).unref();
  }

  reset() {
    this.#longest = 0;
    this.#last = this.#clock();
  }

  /** Since the last reset. */
  get longest() {
    return this.#longest;
  }

  #look() {
    const now = this.#clock();
    this.#longest = Math.max(this.#longest, now - this.#last);
    this.#last = now;
  }
}

/**
 * Milliseconds that the main thread of a process has used, where the system tells; else those of all threads of this one, with the
 * collector's and the compiler's.
 *
 * @param {number} pid
 */
export function mainThread(pid) {
  try {
    const file = openSync(`/proc/${pid}/task/${pid}/schedstat`, "r");
    const room = Buffer.alloc(64);
    return () => Number(room.toString("latin1", 0, readSync(file, room, 0, room.length, 0)).split(" ", 1)[0]) / 1e6;
  } catch {
    return cpu;
  }
}
