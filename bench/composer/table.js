// Figures beside their targets, as they come.

/** @typedef {{ readonly atMost?: number, readonly atLeast?: number }} Target */

/** Prints figures, and knows which targets were missed. */
export class Table {
  /** @type {string[]} */
  missed = [];

  /** @param {string} what @param {number | string} value @param {string} [unit] @param {Target} [target] */
  add(what, value, unit = "", target = {}) {
    const { atMost, atLeast } = target;
    const met = typeof value !== "number" || (value <= (atMost ?? value) && value >= (atLeast ?? value));
    if (!met) this.missed.push(what);
    const limit = atMost !== undefined ? `≤ ${atMost}` : atLeast !== undefined ? `≥ ${atLeast}` : undefined;
    const told = `${typeof value === "number" ? Math.round(value * 10) / 10 : value} ${unit}`.trim();
    console.log(
      `${what.padEnd(52)} ${told.padEnd(26)} ${limit === undefined ? "" : `${limit} ${met ? "met" : "MISSED"}`}`.trimEnd(),
    );
  }
}
