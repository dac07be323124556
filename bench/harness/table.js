// The results for people.

/** @typedef {import("./row.js").Result} Result */

/** @param {readonly Result[]} results @returns {string} */
export function formatTable(results) {
  const lines = [HEAD, ...results.map(formatLine)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => pad(cell, widths[i] ?? 0, i))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Why targets were missed, where that is known: one line each. @param {readonly Result[]} results */
export function formatLimits(results) {
  return results.flatMap(({ row, met, limit }) => (met === false && limit !== null ? [`${row}: ${limit}`] : []));
}

/** The same as a table of Markdown. @param {readonly Result[]} results @returns {string} */
export function formatMarkdown(results) {
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(" | ")} |`;
  const rule = HEAD.map((name) => (NUMBERS.has(name) ? "--:" : "---"));
  return [HEAD, rule, ...results.map(formatLine)].map(line).join("\n");
}

/** Three digits that count, and no more. @param {number} number */
export function formatNumber(number) {
  if (!Number.isFinite(number)) return String(number);
  if (Math.abs(number) >= 100) return Math.round(number).toLocaleString("en-US");
  return String(Number(number.toPrecision(3)));
}

/** @param {Result} result */
function formatLine({ row, value, unit, control, against, ratio, min, max, runs, target, met }) {
  return [
    row,
    formatNumber(value),
    unit,
    `${formatNumber(min)} … ${formatNumber(max)}`,
    control === null ? "" : formatNumber(control),
    against ?? "",
    ratio === null ? "" : `${formatNumber(ratio)} ×`,
    target === null ? "" : formatTarget(target, unit),
    met === null ? "" : met ? "met" : "MISSED",
    String(runs),
  ];
}

/** @param {import("./row.js").Target} target @param {string} unit */
function formatTarget({ of, atLeast, atMost }, unit) {
  const bound = atLeast === undefined ? `≤ ${formatNumber(atMost ?? Number.NaN)}` : `≥ ${formatNumber(atLeast)}`;
  return `${bound} ${of === "ratio" ? "×" : unit}`;
}

/** Numbers stand at the right of their column. @param {string} cell @param {number} width @param {number} column */
function pad(cell, width, column) {
  return NUMBERS.has(HEAD[column] ?? "") ? cell.padStart(width) : cell.padEnd(width);
}

const HEAD = ["row", "value", "unit", "spread", "control", "against", "ratio", "target", "", "runs"];
const NUMBERS = new Set(["value", "control", "ratio", "runs"]);
