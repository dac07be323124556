// The page about performance holds no figure that was typed by hand.
import { readFileSync, writeFileSync } from "node:fs";

import { formatLimits, formatMarkdown } from "./table.js";

/**
 * Puts the results between the two marks of a page. Throws when it has none.
 *
 * @param {string} file
 * @param {readonly import("./row.js").Result[]} results
 * @param {string} summary of the run
 */
export function fillDocument(file, results, summary) {
  const page = readFileSync(file, "utf8");
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`${file} has no ${BEGIN} … ${END}`);
  const limits = formatLimits(results).map((line) => `- ${line}\n`);
  const table = `\n\n${formatMarkdown(results)}\n\n${limits.join("")}${limits.length > 0 ? "\n" : ""}A ${summary}.\n\n`;
  writeFileSync(file, page.slice(0, begin + BEGIN.length) + table + page.slice(end));
}

const BEGIN = "<!-- bench -->";
const END = "<!-- /bench -->";
