import { Rounds } from "../../rounds.ts";
import type { Clock } from "../net.ts";

const NOW = Promise.resolve();

export const hostClock: Clock = {
  now: performance.now.bind(performance),
  date: () => Date.now(),
  schedule(delay, callback) {
    const timer = setTimeout(callback, Math.min(delay, LONGEST));
    return () => clearTimeout(timer);
  },
  // A bare promise: `queueMicrotask` of this host costs five times as much.
  defer: NOW.then.bind(NOW),
  rounds: new Rounds(
    () => performance.now(),
    (callback) => void setImmediate(callback),
    // What rests keeps no process from its end.
    (delay, callback) => void setTimeout(callback, delay).unref(),
  ),
};

// A longer one would overflow and ring at once.
const LONGEST = 0x7fff_ffff;
