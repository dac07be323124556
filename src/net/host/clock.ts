import { Rounds } from "../../rounds.ts";
import type { Clock } from "../net.ts";

const NOW = Promise.resolve();

const now = (): number => performance.now();
const soon = (callback: () => void): void => void setImmediate(callback);
// What rests keeps no process from its end.
const rounds = new Rounds(now, soon, (delay, callback) => void setTimeout(callback, delay).unref());
/** The host rings all timers at once that have become due, and those of 60 pages are due together after a pause. Apart: no value waits for them. */
const rings = new Rounds(now, soon);

export const hostClock: Clock = {
  now: performance.now.bind(performance),
  date: () => Date.now(),
  schedule(delay, callback) {
    let wanted = true;
    const ring = (): void => {
      if (wanted) performAlone(callback);
    };
    const timer = setTimeout(() => rings.add(ring), Math.min(delay, LONGEST));
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  },
  soon(callback) {
    const turn = setImmediate(callback);
    return () => clearImmediate(turn);
  },
  // A bare promise: `queueMicrotask` of this host costs five times as much.
  defer: NOW.then.bind(NOW),
  rounds,
};

/** A step never throws. What a timer throws is thrown at the host, as it would be without rounds. */
function performAlone(callback: () => void): void {
  try {
    callback();
  } catch (cause) {
    setImmediate(() => {
      throw cause;
    });
  }
}

// A longer one would overflow and ring at once.
const LONGEST = 0x7fff_ffff;
