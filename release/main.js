// Makes what people download who have no Node.js: one file for each system, with everything in it, packages for Debian made of
// them, and beside them a bill of materials and checksums.
//   npm ci --force --prefix release     brings Node.js for these systems, once
//   npm run release                     all of them, into release/out
//   npm run release -- linux-x64        some of them
//   npm run release -- --out FOLDER     elsewhere
//   npm run release -- --url URL        also texts for Homebrew and winget: below that URL the files will be
//   npm run release -- --quick          packages are not compressed
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { tell } from "../tools/terminal.js";
import { formatBill } from "./bill.js";
import { bundle } from "./bundle.js";
import { formatSums } from "./checksums.js";
import { makeDebian } from "./debian.js";
import { makeExecutable } from "./executable.js";
import { writeManifests } from "./manifests.js";
import { systemsHere, VERSION } from "./systems.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: join(import.meta.dirname, "out") },
    url: { type: "string" },
    quick: { type: "boolean", default: false },
  },
});
await release(resolve(values.out), positionals, values);

/** @param {string} out @param {readonly string[]} wanted names of systems; none means all @param {{ quick: boolean, url?: string | undefined }} options */
async function release(out, wanted, options) {
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
    const made = [makeExecutable(system, bundled, out), makeDebian(system, out, options)].filter(
      (file) => file !== undefined,
    );
    tell(`made ${made.join(" and ")}`);
    files.push(...made);
  }
  const bill = `zocp-${VERSION}.cdx.json`;
  writeFileSync(join(out, bill), formatBill());
  if (options.url !== undefined) writeManifests(systems, out, options.url);
  writeFileSync(join(out, "SHA256SUMS"), formatSums(out, [...files, bill]));
}

/** @param {readonly import("./systems.js").System[]} systems */
function names(systems) {
  return systems.map(({ name }) => name).join(", ") || "none";
}
