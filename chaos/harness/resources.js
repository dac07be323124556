// What processes hold, and whether they have given back what they needed meanwhile.
import { pause } from "./pause.js";

/** @typedef {{ sockets: number, descriptors: number, handles: number, kinds: string, heap: number }} Resources */

/**
 * What a process keeps that it did not have at the beginning, or nothing. Some things take a while: a connection that is closed
 * lingers for a second. Of one that was closed while it was cut off libzmq never hears, so its peer is not asked.
 *
 * @param {readonly import("./stage.js").Actor[]} actors
 * @param {number} more sockets that are all right, because of what has changed
 */
export async function findKept(actors, more) {
  let kept;
  for (const end = performance.now() + PATIENCE; performance.now() < end; await pause(500)) {
    kept = undefined;
    for (const actor of actors) if (actor.baseline !== undefined) kept ??= await compare(actor, more);
    if (kept === undefined) break;
  }
  return kept;
}

/** @param {import("./stage.js").Actor} actor @param {number} more */
async function compare({ name, program, baseline }, more) {
  const now = await program.ask("resources");
  for (const what of /** @type {const} */ (["sockets", "descriptors", "handles"])) {
    const before = baseline?.[what] ?? 0;
    if (now[what] > before + more) return `${name} holds ${now[what]} ${what}, before it were ${before}: ${now.kinds}`;
  }
  const grown = (now.heap - (baseline?.heap ?? 0)) / 2 ** 20;
  return grown > SLACK ? `the heap of ${name} has grown by ${grown.toFixed(1)} MiB` : undefined;
}

const PATIENCE = 12_000;
/** MiB by which a heap may differ: what was compiled and cached meanwhile. */
const SLACK = 6;
