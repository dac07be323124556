// One process of a row: plays the role that its arguments name, and answers what the row asks of it.
import { cpu } from "./harness/clock.js";

const [file = "", role = "", options = "{}"] = process.argv.slice(2);
const actor = await (await import(file))[role](JSON.parse(options));
const common = { usage: () => ({ cpu: cpu(), ...measureMemory() }) };

process.on("message", (message) => void answer(/** @type {Question} */ (message)));
// The row is over, or its process is gone.
process.on("disconnect", () => process.exit());
tell({ ready: true });

/** @typedef {{ readonly number: number, readonly method: string, readonly args: readonly unknown[] }} Question */

/** @param {Question} question */
async function answer({ number, method, args }) {
  try {
    tell({ number, result: await { ...common, ...actor }[method](...args) });
  } catch (error) {
    tell({ number, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

/** Whoever asked may be gone by now. @param {object} message */
function tell(message) {
  process.send?.(message, () => {});
}

/** In MiB. `rss` is what the system has given to this process, `heap` what is in use of it by objects and buffers. */
function measureMemory() {
  // Present when the process was started with --expose-gc.
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss: rss / 2 ** 20, heap: (heapUsed + external) / 2 ** 20 };
}
