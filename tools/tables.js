// Writes the table of commands into docs/guide/command-line.md, from the one table that the command line itself reads: npm run tables
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { COMMANDS } from "../src/cli/table/commands.ts";
import { ROOT } from "./tool.js";

export const DOCUMENT = join(ROOT, "docs", "guide", "command-line.md");

/** The document with the table as it has to be. @param {string} text */
export function withCommands(text) {
  const [before, rest] = text.split(`${BEGIN}\n`);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`there is no place for the commands: ${BEGIN} … ${END}`);
  return `${before}${BEGIN}\n${formatCommands()}\n${END}${after}`;
}

function formatCommands() {
  const rows = COMMANDS.filter(({ hidden }) => hidden !== true).map(
    ({ name, words, summary, options = [] }) =>
      `| ${code(`zocp ${name} ${words}`.trimEnd())} | ${summary} | ${options.map(({ flags }) => code(flags)).join(", ")} |`,
  );
  return ["| Command | What it does | Its own options |", "|---|---|---|", ...rows].join("\n");
}

/** @param {string} text */
function code(text) {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

const BEGIN = "<!-- commands: made by npm run tables -->";
const END = "<!-- end of commands -->";

if (process.argv[1] === import.meta.filename) writeFileSync(DOCUMENT, withCommands(readFileSync(DOCUMENT, "utf8")));
