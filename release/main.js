// Makes what people download who have no Node.js: one file for each system, with everything in it, and beside them a bill of
// materials and checksums.
//   npm ci --force --prefix release     brings Node.js for these systems, once
//   npm run release                     all of them, into release/out
//   npm run release -- linux-x64        some of them
//   npm run release -- --out FOLDER     elsewhere
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { tell } from "../tools/terminal.js";
import { formatBill } from "./bill.js";
import { bundle } from "./bundle.js";
import { formatSums } from "./checksums.js";
import { makeExecutable } from "./executable.js";
import { systemsHere, VERSION } from "./systems.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { out: { type: "string", default: join(import.meta.dirname, "out") } },
});
await release(resolve(values.out), positionals);

/** @param {string} out @param {readonly string[]} wanted names of systems; none means all */
async function release(out, wanted) {
  const systems = systemsHere().filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  if (systems.length === 0) {
    tell(`there is no Node.js to make that of: run npm ci --force --prefix release (here: ${names(systemsHere())})`);
    process.exitCode = 1;
    return;
  }
  mkdirSync(out, { recursive: true });
  const bundled = await bundle(join(out, "bundle"));
  const files = [];
  for (const system of systems) {
    files.push(makeExecutable(system, bundled, out));
    tell(`made ${files.at(-1)}`);
  }
  const bill = `zocp-${VERSION}.cdx.json`;
  writeFileSync(join(out, bill), formatBill());
  writeFileSync(join(out, "SHA256SUMS"), formatSums(out, [...files, bill]));
}

/** @param {readonly import("./systems.js").System[]} systems */
function names(systems) {
  return systems.map(({ name }) => name).join(", ") || "none";
}
