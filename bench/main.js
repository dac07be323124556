// npm run bench: measures the built package beside controls, each row in processes of its own on loopback.
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

import { checkBudget } from "./harness/budget.js";
import { build } from "./harness/build.js";
import { fillDocument } from "./harness/document.js";
import { Lab } from "./harness/lab.js";
import { runRow } from "./harness/row.js";
import { formatLimits, formatTable } from "./harness/table.js";
import { rows } from "./rows.js";

const USAGE = `npm run bench -- [options]

  --quick          less of everything: under a minute
  --smoke          next to nothing: whether every row works
  --soak           ten minutes for false alarms, and meshes of 160 and 800: up to 16 GB of memory
  --only NAMES     only these rows: ${rows.map(({ name }) => name).join(",")}
  --json FILE      writes the results to a file
  --document FILE  puts the results into a page, between its marks
  --check FILE     compares with a budget, and fails when it is broken
  --profile DIR    writes the CPU profile of every process`;

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    smoke: { type: "boolean", default: false },
    soak: { type: "boolean", default: false },
    only: { type: "string" },
    json: { type: "string" },
    document: { type: "string" },
    check: { type: "string" },
    profile: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (options.help) console.log(USAGE);
else await run();

async function run() {
  build();
  const begin = performance.now();
  const size = options.smoke ? "smoke" : options.quick ? "quick" : "full";
  const results = [];
  for (const row of chosen().filter(({ runs }) => runs[size] > 0)) {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${row.name} …\r`);
    results.push(...(await runRow(row, new Lab(size, { soak: options.soak, profiles: options.profile }))));
  }
  console.log([formatTable(results), ...formatLimits(results)].join("\n\n"));
  const seconds = Math.round((performance.now() - begin) / 1000);
  const summary = `${size} run of ${seconds} s, Node ${process.version}, ${availableParallelism()} cores`;
  console.log(`\n${summary}`);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`);
  if (options.document !== undefined) fillDocument(options.document, results, summary);
  if (options.check !== undefined) check(options.check, results);
}

/** @param {string} file @param {readonly import("./harness/row.js").Result[]} results */
function check(file, results) {
  const broken = checkBudget(file, results, options.only === undefined);
  for (const line of broken) console.log(line);
  console.log(broken.length === 0 ? "within the budget" : `${broken.length} rows break the budget`);
  if (broken.length > 0) process.exitCode = 1;
}

function chosen() {
  const names = options.only?.split(",");
  if (names === undefined) return rows;
  const unknown = names.filter((name) => !rows.some((row) => row.name === name));
  if (unknown.length > 0) throw new Error(`there is no row ${unknown.join(", ")}\n\n${USAGE}`);
  return rows.filter((row) => names.includes(row.name));
}
