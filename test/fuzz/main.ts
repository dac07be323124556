// `npm run fuzz -- --minutes 10 --seed 7 --only mesh,json`: feeds everything that reads what comes from outside.
// A round that found something repeats itself with `--seed S --only target --round R`.
import { parseArgs } from "node:util";

import { Fuzzer } from "./fuzzer.ts";
import type { Target } from "./target.ts";
import { TARGETS } from "./targets.ts";

const SLICE = 3000;
const LONGEST = 4000;
const LONG = 5;
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1" },
    inputs: { type: "string" },
    seed: { type: "string" },
    only: { type: "string" },
    round: { type: "string" },
  },
});
const seed = values.seed === undefined ? Date.now() % 0x7fff_ffff : Number(values.seed);
const targets = TARGETS.filter(({ name }) => values.only === undefined || values.only.split(",").includes(name));
const fuzzer = new Fuzzer(seed);
console.log(`seed ${seed}; ${targets.map(({ name }) => name).join(", ")}`);
await run(targets);
report();
process.exit(fuzzer.findings.length === 0 ? 0 : 1);

/** In turn, a slice of time each, so that every target gets its part however long the run is. */
async function run(targets: readonly Target[]): Promise<void> {
  let end = performance.now() + Number(values.minutes) * 60_000;
  // Ctrl-C ends the run early, and what it has found so far is told.
  process.once("SIGINT", () => {
    end = performance.now();
  });
  const most = values.inputs === undefined ? Number.POSITIVE_INFINITY : Number(values.inputs);
  const next = new Map(targets.map((target) => [target, Number(values.round ?? 0)]));
  while (next.size > 0 && performance.now() < end && total() < most) {
    for (const [target, first] of next) {
      const found = fuzzer.findings.length;
      const time = values.round === undefined ? Math.min(SLICE, end - performance.now()) : 1;
      next.set(target, await fuzzer.play(target, { time, first, inputs: most - total() }));
      if (fuzzer.findings.length > found || values.round !== undefined) next.delete(target);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function total(): number {
  return [...fuzzer.figures.values()].reduce((sum, { inputs }) => sum + inputs, 0);
}

function report(): void {
  console.log("\n| Target | Inputs | Inputs/s | Slowest | Heap, MiB |\n|---|---:|---:|---|---|");
  for (const [name, { inputs, time, slowest, heapThen, heapNow }] of fuzzer.figures) {
    const rate = Math.round((inputs / time) * 1000).toLocaleString("en");
    const slow = `${slowest.time.toFixed(2)} ms, ${slowest.length} octets`;
    console.log(
      `| ${name} | ${inputs.toLocaleString("en")} | ${rate} | ${slow} | ${mib(heapThen)} → ${mib(heapNow)} |`,
    );
  }
  for (const [name, { slowest }] of fuzzer.figures)
    if (slowest.time > LONG) console.log(`\nslowest of ${name} begins with ${slowest.hex}`);
  console.log(`\n${total().toLocaleString("en")} inputs, ${fuzzer.findings.length} findings`);
  for (const { target, what, round, input, alone, hex } of fuzzer.findings) {
    const again = `--seed ${seed} --only ${target} --round ${round}`;
    console.log(
      `\n${target}: ${what}\n  ${again}, input ${input}${alone ? ", and alone" : ""}\n  ${hex.slice(0, LONGEST)}`,
    );
  }
}

function mib(octets: number): string {
  return (octets / 2 ** 20).toFixed(1);
}
