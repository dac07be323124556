// What may not become worse: bounds for some rows, in a file.
import { readFileSync } from "node:fs";

import { meets } from "./row.js";
import { formatNumber } from "./table.js";

/** @typedef {Record<string, import("./row.js").Target>} Budget by the name of the row */

/**
 * The rows that break the budget, each as a sentence. A row that was not measured breaks it when `complete`.
 *
 * @param {string} file
 * @param {readonly import("./row.js").Result[]} results
 * @param {boolean} complete
 * @returns {string[]}
 */
export function checkBudget(file, results, complete) {
  /** @type {Budget} */
  const budget = JSON.parse(readFileSync(file, "utf8"));
  return Object.entries(budget).flatMap(([row, bounds]) => {
    const result = results.find((one) => one.row === row);
    if (result === undefined) return complete ? [`${row}: was not measured`] : [];
    const number = result[bounds.of] ?? Number.NaN;
    if (meets(number, bounds)) return [];
    const [word, bound] = bounds.atLeast === undefined ? ["most", bounds.atMost] : ["least", bounds.atLeast];
    return [`${row}: the ${bounds.of} is ${formatNumber(number)}; the budget says at ${word} ${bound}`];
  });
}
