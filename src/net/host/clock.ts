import { Rounds } from "../../rounds.ts";
import type { Clock } from "../net.ts";

export const hostClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  schedule(delay, callback) {
    const timer = setTimeout(callback, Math.min(delay, LONGEST));
    return () => clearTimeout(timer);
  },
  // A bare promise: `queueMicrotask` of this host costs five times as much.
  defer: (callback) => void NOW.then(callback),
  rounds: new Rounds(
    () => performance.now(),
    (callback) => void setImmediate(callback),
    // What rests keeps no process from its end.
    (delay, callback) => void setTimeout(callback, delay).unref(),
  ),
};

// A longer one would overflow and ring at once.
const LONGEST = 0x7fff_ffff;
const NOW = Promise.resolve();
