import type { HealthOrder, ZocpNode } from "../../index.ts";
import { wrongUsage } from "../failure.ts";
import { formatLosses, formatStats } from "../format/figures.ts";
import { formatHealth } from "../format/health.ts";
import { formatSighting } from "../format/sighting.ts";
import { ended, endingWith, pause, type Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";
import { networkNote } from "../targets/network-note.ts";
import { isTool, observe } from "../targets/observe.ts";
import { type Pattern, parsePattern } from "../targets/pattern.ts";
import { askFigures, askLinks } from "../views/figures.ts";
import { lookAtHealth } from "../views/health.ts";
import { Losses } from "../views/losses.ts";
import { Watcher } from "../views/watcher.ts";

interface WatchOptions extends CommonOptions {
  /** How links fare, instead of what happens. */
  readonly stats?: boolean;
  /** How all nodes and links are, and what links are sorted by. */
  readonly health?: boolean;
  readonly sort?: HealthOrder;
  /** End after so many seconds, or so many lines or looks. */
  readonly seconds?: number;
  readonly count?: number;
}

/** Prints what happens on the network, or how its links fare, until it is told to end. */
export async function run(session: Session<WatchOptions>, pattern?: string): Promise<void> {
  const { stats, health, sort } = session.options;
  if (sort !== undefined && health !== true) throw wrongUsage("--sort is for watch --health");
  if (stats === true && health === true) throw wrongUsage("either --stats or --health, not both");
  await observe(session, "watch", (node) => {
    greet(session);
    const chosen = parsePattern(pattern);
    const bounded = boundedBy(session);
    if (health === true) return watchHealth(bounded, node, chosen);
    return stats === true ? watchLinks(bounded, node, chosen) : watchNodes(bounded, node, chosen);
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

/** All nodes are asked, and what they tell is one look. */
async function watchHealth(session: Bounded, node: ZocpNode, pattern: Pattern): Promise<void> {
  const { options, colours, clock, columns, signal } = session;
  const { all: tools = false, sort: order = "rate", json = false } = options;
  while (!signal.aborted) {
    await pause(LOOK_EVERY, signal);
    if (signal.aborted) return;
    const health = await Promise.race([lookAtHealth(node, { pattern, tools, order, timeout: SECOND }), ended(session)]);
    if (health === undefined) return;
    const lines = formatHealth(health, { json, colours, clock, now: new Date() }, columns);
    session.print(lines.join("\n"), true);
  }
}

/** What may be left out when the reader is too slow: the next one says more. */
const PASSING: ReadonlySet<string> = new Set(["signal", "modified", "value"]);
const SECOND = 1000;
const LOOK_EVERY = 2000;
