import { Rounds } from "../../rounds.ts";
import type { Clock } from "../net.ts";

const NOW = Promise.resolve();

const rounds = new Rounds(
  () => performance.now(),
  (callback) => void setImmediate(callback),
  // What rests keeps no process from its end.
  (delay, callback) => void setTimeout(callback, delay).unref(),
);

export const hostClock: Clock = {
  now: performance.now.bind(performance),
  date: () => Date.now(),
  // In their turns: the host rings all timers at once that have become due, and those of 60 pages are due together after a pause.
  schedule(delay, callback) {
    let wanted = true;
    const ring = (): void => {
      if (wanted) performAlone(callback);
    };
    const timer = setTimeout(() => rounds.add(ring), Math.min(delay, LONGEST));
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
