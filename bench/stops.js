// node bench/stops.js: which functions of which files a value passes through, from `emit` to the socket. Counted by V8 itself.
import { Session } from "node:inspector/promises";

import { build } from "./harness/build.js";
import { Lab } from "./harness/lab.js";
import { makeNode } from "./harness/nodes.js";
import { sensor } from "./rows/signals.js";

build();
const lab = new Lab("smoke");
const port = await lab.port();
await lab.start(new URL("rows/signals.js", import.meta.url).href, sensor, { port });
const node = makeNode("desk", port);
const fader = node.float("fader", 0, { access: "re" });
await node.start();
await node.connect("desk/fader", "lamp/level");

const files = await count(() => fader.emit(0.5));
const functions = [...files.values()].reduce((sum, names) => sum + names.length, 0);
for (const [file, names] of files) console.log(`${file}: ${names.join(", ")}`);
console.log(`\n${files.size} files and ${functions} functions between emit and the socket`);
await node.stop();
await lab.close();

/**
 * What is entered of the built package while something happens, and until the turn has ended: by file, in the order of the source.
 *
 * @param {() => void} action
 * @returns {Promise<Map<string, string[]>>}
 */
async function count(action) {
  // What is done once for a peer or a parameter is done before.
  for (let i = 0; i < 10; i++) {
    action();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
  await session.post("Profiler.takePreciseCoverage");
  action();
  // No event comes in between: what was asked for at the end of the turn is done, and nothing else.
  for (let i = 0; i < 10; i++) await undefined;
  const { result } = await session.post("Profiler.takePreciseCoverage");
  session.disconnect();
  return new Map(result.flatMap(({ url, functions }) => entered(url, functions)));
}

/**
 * @param {string} url
 * @param {readonly import("node:inspector").Profiler.FunctionCoverage[]} functions
 * @returns {(readonly [string, string[]])[]}
 */
function entered(url, functions) {
  const [, file] = url.split("/dist/");
  const names = functions
    .filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0)
    .map(({ functionName }) => functionName || "(callback)");
  return file === undefined || names.length === 0 ? [] : [[file, names]];
}
