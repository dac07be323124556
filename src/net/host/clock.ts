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
};

// A longer one would overflow and ring at once.
const LONGEST = 0x7fff_ffff;
const NOW = Promise.resolve();
