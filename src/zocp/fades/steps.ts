/** When the next step of everything that moves is: on a grid that all share, so that one timer is enough. */
export function nextStep(now: number): number {
  // What is a whole number but for its last digits is that number: else a step would come at this very moment again.
  return (Math.floor(now / PERIOD + STEADY) + 1) * PERIOD;
}

/** Milliseconds: sixty steps a second. */
const PERIOD = 1000 / 60;
/** What clocks with digits after the point are out by. */
export const STEADY = 1e-6;
