import type { ZocpNode } from "../../index.ts";
import { formatLosses, formatStats } from "../format/figures.ts";
import { formatSighting } from "../format/sighting.ts";
import { ended, endingWith, pause, type Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";
import { networkNote } from "../targets/network-note.ts";
import { isTool, observe } from "../targets/observe.ts";
import { type Pattern, parsePattern } from "../targets/pattern.ts";
import { askFigures, askLinks } from "../views/figures.ts";
import { Losses } from "../views/losses.ts";
import { Watcher } from "../views/watcher.ts";

interface WatchOptions extends CommonOptions {
  /** How links fare, instead of what happens. */
  readonly stats?: boolean;
  /** End after so many seconds, or so many lines. */
  readonly seconds?: number;
  readonly count?: number;
}

/** Prints what happens on the network, or how its links fare, until it is told to end. */
export async function run(session: Session<WatchOptions>, pattern?: string): Promise<void> {
  await observe(session, "watch", (node) => {
    greet(session);
    const chosen = parsePattern(pattern);
    const bounded = boundedBy(session);
    return session.options.stats === true ? watchLinks(bounded, node, chosen) : watchNodes(bounded, node, chosen);
  });
}

/** Where nobody is, nothing is printed: a person has to see that it runs. What is piped holds only what happened. */
function greet({ columns, options, out, colours, note }: Session<WatchOptions>): void {
  const network = networkNote(options);
  if (network !== undefined) note(network);
  if (columns === undefined || options.json === true) return;
  out.line(colours.dim("watching; Ctrl-C ends it"));
}

interface Bounded extends Session<WatchOptions> {
  /** Prints a line; the last one that is wanted ends the session. */
  print(text: string, passing: boolean): void;
}

/** A session that ends by itself after the time or the number of lines that was asked for. */
function boundedBy(session: Session<WatchOptions>): Bounded {
  const { seconds, count = Number.POSITIVE_INFINITY } = session.options;
  const enough = endingWith(session.signal, seconds === undefined ? undefined : seconds * SECOND);
  let left = count;
  return {
    ...session,
    signal: enough.signal,
    print(text, passing) {
      if (left-- > 0) session.out.line(text, passing);
      if (left <= 0) enough.abort();
    },
  };
}

async function watchNodes(session: Bounded, node: ZocpNode, pattern: Pattern): Promise<void> {
  const { options, colours, clock } = session;
  const watcher = new Watcher(node, { pattern, tools: options.all === true }, (sighting) => {
    const text = formatSighting(sighting, { json: options.json === true, colours, clock, now: new Date() });
    session.print(text, PASSING.has(sighting.event));
  });
  watcher.start();
  await ended(session);
  watcher.stop();
}

/** Subscribes to nothing: the nodes are asked once a second. */
async function watchLinks(session: Bounded, node: ZocpNode, pattern: Pattern): Promise<void> {
  const { options, colours, clock, signal } = session;
  const tools = options.all === true;
  const losses = new Losses();
  const manner = () => ({ json: options.json === true, colours, clock, now: new Date() });
  while (!signal.aborted) {
    await pause(SECOND, signal);
    const asked = [...node.peers.values()].map(async (remote) => {
      if (!tools && isTool(remote)) return;
      const { name, id } = remote;
      for (const figures of (await askFigures(node, remote, { tools, timeout: SECOND })) ?? []) {
        if (!pattern.node(name, id) && !pattern.parameter(name, figures.emitter)) continue;
        session.print(formatStats(remote, figures, manner()), true);
      }
      for (const loss of losses.of(await askLinks(remote, SECOND), name))
        if (pattern.node(name, id) || pattern.parameter(name, loss.sensor.parameter))
          session.print(formatLosses(loss, manner()), true);
    });
    await Promise.race([Promise.all(asked), ended(session)]);
  }
}

/** What may be left out when the reader is too slow: the next one says more. */
const PASSING: ReadonlySet<string> = new Set(["signal", "modified", "value"]);
const SECOND = 1000;
