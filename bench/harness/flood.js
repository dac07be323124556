// What rows about floods have in common.

/**
 * Four figures for each kind of flood: what a healthy pair and what the flooded one notice of it, beside the same flood of somebody
 * else, which takes as much of the processors.
 *
 * @param {readonly string[]} kinds
 * @param {string} of how the rows begin
 * @param {string} whom the flooded one
 * @param {readonly string[]} [long] kinds with a text of the largest size, which is read at once
 * @returns {import("./row.js").Figure[]}
 */
export function floodFigures(kinds, of, whom, long = []) {
  return kinds.flatMap((kind) => [
    {
      row: `${of} ${kind}: p99 of a healthy pair`,
      unit: "µs",
      value: (look) => look(`${kind} p99`),
      against: `the flood at another ${whom}`,
      control: (look) => look(`${kind} elsewhere p99`),
      target: { of: "ratio", atMost: 2 },
    },
    {
      row: `${of} ${kind}: what the ${whom} does during a trip of the pair, p99`,
      unit: "ms of CPU",
      value: (look) => look(`${kind} wait`),
      against: `the flood at another ${whom}`,
      control: (look) => look(`${kind} elsewhere wait`),
    },
    {
      row: `${of} ${kind}: longest turn of the ${whom}`,
      unit: "ms of CPU",
      value: (look) => look(`${kind} turn`),
      against: `the flood at another ${whom}`,
      control: (look) => look(`${kind} elsewhere turn`),
      target: { of: "value", atMost: long.includes(kind) ? 100 : 50 },
    },
    { row: `${of} ${kind}: growth of its memory`, unit: "MiB", value: (look) => look(`${kind} growth`) },
  ]);
}

/** How much memory this process has at most. */
export class MemoryPeak {
  #before = 0;
  #most = 0;

  constructor() {
    this.reset();
    setInterval(() => (this.#most = Math.max(this.#most, process.memoryUsage.rss())), 20).unref();
  }

  reset() {
    this.#before = this.#most = process.memoryUsage.rss();
  }

  /** By how many MiB it grew since the last reset. */
  get growth() {
    return (this.#most - this.#before) / 2 ** 20;
  }
}
