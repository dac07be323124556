import type { Clock } from "../net/net.ts";

/**
 * Calls back after so many turns of everything that waits to be done. Nobody is given up before them: a program that was busy,
 * or got no processor, rings its timers first, and reads what has come meanwhile afterwards. Returns how to cancel it.
 */
export function afterTurns(clock: Timing, turns: number, callback: () => void): () => void {
  let left = turns;
  let cancel = (): void => {};
  const next = (): void => {
    if (left-- === 0) callback();
    else if (left >= 0) cancel = nextTurn(clock, next);
  };
  next();
  return () => {
    left = -1;
    cancel();
  };
}

type Timing = Pick<Clock, "schedule" | "rounds">;

function nextTurn(clock: Timing, callback: () => void): () => void {
  if (clock.rounds === undefined) return clock.schedule(0, callback);
  clock.rounds.add(callback);
  return () => {};
}

/** Turns for an answer that takes the other side one; and for a handshake, before which a host may accept others, one a turn. */
export const ANSWER_TURNS = 8;
export const HANDSHAKE_TURNS = 64;
