import type { ZocpNode } from "../../index.ts";
import { askFigures } from "../figures.ts";
import { formatStats } from "../format/figures.ts";
import { formatSighting } from "../format/sighting.ts";
import { isTool, observe } from "../observe.ts";
import type { CommonOptions } from "../options.ts";
import { type Pattern, parsePattern } from "../pattern.ts";
import { ended, pause, type Session } from "../session.ts";
import { Watcher } from "../watcher.ts";

interface WatchOptions extends CommonOptions {
  /** How links fare, instead of what happens. */
  readonly stats?: boolean;
}

/** Prints what happens on the network, or how its links fare, until it is told to end. */
export async function run(session: Session<WatchOptions>, pattern?: string): Promise<void> {
  await observe(session, "watch", (node) => {
    const chosen = parsePattern(pattern);
    return session.options.stats === true ? watchLinks(session, node, chosen) : watchNodes(session, node, chosen);
  });
}

async function watchNodes(session: Session, node: ZocpNode, pattern: Pattern): Promise<void> {
  const { options, out, colours } = session;
  const watcher = new Watcher(node, { pattern, tools: options.all === true }, (sighting) => {
    const text = formatSighting(sighting, { json: options.json === true, colours, now: new Date() });
    out.line(text, PASSING.has(sighting.event));
  });
  watcher.start();
  await ended(session);
  watcher.stop();
}

/** Subscribes to nothing: the nodes are asked once a second. */
async function watchLinks(session: Session, node: ZocpNode, pattern: Pattern): Promise<void> {
  const { options, out, colours, signal } = session;
  const tools = options.all === true;
  while (!signal.aborted) {
    await pause(SECOND, signal);
    const asked = [...node.peers.values()].map(async (remote) => {
      if (!tools && isTool(remote)) return;
      const { name, id } = remote;
      for (const figures of (await askFigures(node, remote, { tools, timeout: SECOND })) ?? []) {
        if (!pattern.node(name, id) && !pattern.parameter(name, figures.emitter)) continue;
        out.line(formatStats(remote, figures, { json: options.json === true, colours, now: new Date() }), true);
      }
    });
    await Promise.race([Promise.all(asked), ended(session)]);
  }
}

/** What may be left out when the reader is too slow: the next one says more. */
const PASSING: ReadonlySet<string> = new Set(["signal", "modified", "value"]);
const SECOND = 1000;
