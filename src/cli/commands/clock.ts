import type { ZocpNode } from "../../index.ts";
import type { ExitCode } from "../failure.ts";
import { formatClocks } from "../format/clocks.ts";
import { toJsonText } from "../format/json.ts";
import { printable } from "../format/text.ts";
import { pause, type Session } from "../streams/session.ts";
import { type CommonOptions, waitOf } from "../table/options.ts";
import { observe } from "../targets/observe.ts";
import { askClocks, describeClock } from "../views/clocks.ts";

interface ClockOptions extends CommonOptions {
  /** Again and again. */
  readonly watch?: boolean;
}

/** Shows the clock of each node beside the time of the show. */
export function run(session: Session<ClockOptions>): Promise<ExitCode> {
  return observe(session, "clock", async (node) => {
    await Promise.all([pause(waitOf(session.options), session.signal), sync(node, session)]);
    // Whoever was not using its clock needs a moment from the first question on.
    await askClocks(node, ANSWER_WITHIN);
    await pause(SETTLE, session.signal);
    for (;;) {
      const found = await print(node, session);
      if (session.options.watch !== true) return found ? 0 : 1;
      await pause(AGAIN, session.signal);
    }
  });
}

/** Where there is nobody to share a time with, that is told, and nothing fails. */
async function sync(node: ZocpNode, { signal }: Session): Promise<void> {
  await node.clock.sync({ timeout: SYNC_WITHIN, signal }).catch(() => {
    signal.throwIfAborted();
  });
}

async function print(node: ZocpNode, { options, out, note }: Session<ClockOptions>): Promise<boolean> {
  const views = await askClocks(node, ANSWER_WITHIN, options.all === true);
  const { synced, reference, error } = node.clock;
  if (options.json) out.line(toJsonText(views.map(describeClock)));
  else if (views.length > 0) for (const line of formatClocks(views)) out.line(line);
  if (!synced) note("nobody here has a time that others have, too");
  else if (!options.json)
    out.line(printable(`the time of ${reference?.name ?? "nobody"}, known to ±${error.toFixed(2)} ms`));
  return synced;
}

/** Milliseconds. */
const ANSWER_WITHIN = 1000;
const SYNC_WITHIN = 4000;
const SETTLE = 500;
const AGAIN = 2000;
