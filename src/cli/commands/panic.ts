import { NetworkError, type ZocpNode } from "../../index.ts";
import { type ExitCode, Failure } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { countOf, printable } from "../format/text.ts";
import { pause, type Session } from "../streams/session.ts";
import { type CommonOptions, waitOf } from "../table/options.ts";
import { showsOn } from "../targets/find-show.ts";
import { isTool, observe } from "../targets/observe.ts";

interface PanicOptions extends CommonOptions {
  readonly release?: boolean;
}

/** Stops what moves on every node, or releases that, and tells who did it. */
export async function run(session: Session<PanicOptions>): Promise<ExitCode | undefined> {
  return observe(session, "panic", async (node) => {
    const { options, signal } = session;
    await pause(waitOf(options, LOOK), signal);
    const tools = new Set([...node.peers.values()].filter(isTool).map(({ name }) => name));
    const until = performance.now() + WINDOW;
    const late: string[] = [];
    node.on("panicked", ({ name, reason }) => {
      if (reason === undefined) late.push(name);
    });
    const release = options.release === true;
    const [shows, { answered, failed: all, old }] = await Promise.all([
      panicShows(node, release, signal),
      node.panic({ release, signal }),
    ]);
    const done = answered.filter((name) => !tools.has(name));
    // Other commands come and go, and have nothing that moves.
    const failed = all.filter(({ name }) => !tools.has(name));
    const word = release ? "released" : "stopped";
    if (options.json === true)
      session.out.line(
        toJsonText({
          [word]: done,
          ...(shows.length > 0 && { shows }),
          failed: failed.map((one) => ({ ...one })),
          old,
        }),
      );
    else session.out.line(tellMany(word, done, "node"));
    if (shows.length > 0 && options.json !== true) session.out.line(tellMany(word, shows, "show"));
    for (const { name, reason } of failed) session.note(`${name}: ${reason}`);
    if (old.length > 0) session.note(`they know no panic: ${old.join(", ")}`);
    // Whoever comes in these seconds is reached, too.
    await pause(Math.max(0, until - performance.now()), signal);
    const later = late.slice(answered.length).filter((name) => !tools.has(name));
    if (later.length > 0) session.note(`${word} later: ${later.join(", ")}`);
    if (failed.length === 0) return undefined;
    throw new Failure(1, `${failed.length} of ${countOf(failed.length + done.length, "node")} did not do it`);
  });
}

function tellMany(word: string, names: readonly string[], what: string): string {
  return printable(`${word} ${countOf(names.length, what)}${names.length > 0 ? ": " : ""}${names.join(", ")}`);
}

/** Shows end what waits and follows, too, and send their scene `panic`. Gives the names of those that did. */
async function panicShows(node: ZocpNode, release: boolean, signal: AbortSignal): Promise<readonly string[]> {
  const method = release ? "show.release" : "show.panic";
  const answers = showsOn(node).map(async (show) => {
    try {
      await show.call(method, [], { timeout: ANSWER, signal });
      return [show.name];
    } catch (error) {
      if (error instanceof NetworkError) return [];
      throw error;
    }
  });
  return (await Promise.all(answers)).flat();
}

/** Milliseconds for which a panic is asked. */
const WINDOW = 3000;
/** Milliseconds that a show has to answer. */
const ANSWER = 3000;
/** Milliseconds to find the others: short, for somebody is in need. */
const LOOK = 500;
