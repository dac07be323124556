import { formatSighting } from "../format/sighting.ts";
import { observe } from "../observe.ts";
import { parsePattern } from "../pattern.ts";
import { ended, type Session } from "../session.ts";
import { Watcher } from "../watcher.ts";

/** Prints what happens on the network until it is told to end. */
export async function run(session: Session, pattern?: string): Promise<void> {
  const { options, out, colours } = session;
  await observe(session, "watch", async (node) => {
    const watcher = new Watcher(node, { pattern: parsePattern(pattern), tools: options.all === true }, (sighting) => {
      const text = formatSighting(sighting, { json: options.json === true, colours, now: new Date() });
      out.line(text, PASSING.has(sighting.event));
    });
    watcher.start();
    await ended(session);
    watcher.stop();
  });
}

/** What may be left out when the reader is too slow: the next one says more. */
const PASSING: ReadonlySet<string> = new Set(["signal", "modified", "value"]);
