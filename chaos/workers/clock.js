// Loaded before anything else: the wall clock of this process can be set, as if somebody set the clock of the machine. A time
// namespace cannot do that, and the clock of the machine itself is not ours. The monotonic clock goes on, as it does then.
const now = Date.now;
let shift = 0;

class ShiftedDate extends Date {
  /** @param {any[]} args */
  constructor(...args) {
    // @ts-expect-error passed on as they are
    super(...(args.length === 0 ? [now() + shift] : args));
  }
}

ShiftedDate.now = () => now() + shift;

globalThis.Date = /** @type {DateConstructor} */ (/** @type {unknown} */ (ShiftedDate));
/** @type {any} */ (globalThis).shiftClock = (/** @type {number} */ by) => {
  shift += by;
};
