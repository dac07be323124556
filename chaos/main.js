// Every way a network fails, on pretend machines: see docs/reliability.md. Linux, as root.
//   npm run test:chaos                      all scenarios
//   npm run test:chaos -- link-2 freeze-12  some of them
//   npm run test:chaos -- --full            the long versions; --seed N, --at-once N, --verbose, --list
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { build } from "../bench/harness/build.js";
import { runAll } from "./harness/runner.js";
import { whyNoWorld } from "./harness/world.js";
import { scenarios as addresses } from "./scenarios/address.js";
import { scenarios as churn } from "./scenarios/churn.js";
import { scenarios as pages } from "./scenarios/gateway.js";
import { scenarios as hubs } from "./scenarios/hub.js";
import { scenarios as links } from "./scenarios/link.js";
import { scenarios as processes } from "./scenarios/process.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string" },
    full: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    "at-once": { type: "string", default: "3" },
    report: { type: "string" },
  },
});

const all = [...churn, ...links, ...addresses, ...processes, ...pages, ...hubs];
const chosen =
  positionals.length === 0
    ? all
    : all.filter(({ name }) => positionals.some((one) => name === one || (one.endsWith("-") && name.startsWith(one))));
const why = whyNoWorld();
if (values.list) for (const { name, about } of all) console.log(`${name.padEnd(16)} ${about}`);
else if (chosen.length === 0) fail(`there is no scenario ${positionals.join(" ")}; --list shows all`);
else if (why !== undefined) {
  console.log(`The network cannot be made to fail here: ${why}.`);
  report({ passed: 0, failed: 0 });
} else {
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  console.log(`${chosen.length} scenarios, ${values["at-once"]} at a time, seed ${seed}`);
  build();
  const { full, verbose } = values;
  const sum = await runAll(chosen, { seed, full, verbose, atOnce: Number(values["at-once"]) });
  report(sum);
  console.log(`${sum.passed} passed, ${sum.failed} failed`);
  process.exitCode = sum.failed === 0 ? 0 : 1;
}

/** @param {{ passed: number, failed: number }} sum */
function report(sum) {
  if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(sum));
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exitCode = 1;
}
