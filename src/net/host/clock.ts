import type { Clock } from "../net.ts";

export const hostClock: Clock = {
  now: () => performance.now(),
  schedule(delay, callback) {
    const timer = setTimeout(callback, Math.min(delay, LONGEST));
    return () => clearTimeout(timer);
  },
  defer: queueMicrotask,
};

// A longer one would overflow and ring at once.
const LONGEST = 0x7fff_ffff;
