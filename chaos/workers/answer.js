// What every process of the laboratory has in common: it is asked by lines, and answers by lines.
import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { createInterface } from "node:readline";

/** The options that the process was started with. */
export const options = JSON.parse(process.argv[2] ?? "{}");

/**
 * Answers what is asked for ever: `methods` by name.
 *
 * @param {Record<string, (...args: any[]) => unknown>} methods
 */
export function answer(methods) {
  /** @type {Record<string, (...args: any[]) => unknown>} */
  const all = { resources, ...methods };
  // Whoever asked is gone.
  createInterface({ input: process.stdin }).on("close", () => process.exit());
  createInterface({ input: process.stdin }).on("line", async (line) => {
    const { number, method, args } = JSON.parse(line);
    try {
      tell({ number, result: (await all[method]?.(...args)) ?? null });
    } catch (error) {
      tell({ number, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  tell({ number: 0, result: null });
}

/** What this process holds: descriptors by kind, what keeps its event loop alive, and bytes of its heap. */
function resources() {
  globalThis.gc?.();
  const descriptors = (existsSync("/proc/self/fd") ? readdirSync("/proc/self/fd") : []).flatMap((name) => {
    try {
      return [readlinkSync(`/proc/self/fd/${name}`).replace(/[:[].*/, "")];
    } catch {
      return [];
    }
  });
  const kinds = process.getActiveResourcesInfo().filter((kind) => !/Timeout|Immediate|FSReq|PipeWrap/.test(kind));
  const { heapUsed, external } = process.memoryUsage();
  return {
    sockets: descriptors.filter((kind) => kind === "socket").length,
    descriptors: descriptors.length,
    // A timer or two more or less says nothing; sockets, servers and the rest do.
    handles: kinds.length,
    kinds: kinds.sort().join(" "),
    heap: heapUsed + external,
  };
}

/** @param {object} message */
function tell(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
