import { formatAddress, hostNet, type Json, ZocpNode } from "../../index.ts";
import { Playing, ReplayNode, type Timeline } from "../../recording.ts";
import type { ExitCode } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { countOf, printable, showValue } from "../format/text.ts";
import { formatTime } from "../recording/format-time.ts";
import { choosePatterns } from "../recording/patterns.ts";
import { readTimeline } from "../recording/read-timeline.ts";
import { ended, endingWith, type Session } from "../streams/session.ts";
import { type CommonOptions, waitOf } from "../table/options.ts";
import { networkNote } from "../targets/network-note.ts";
import { nodeOptions, noteStrangers, once } from "../targets/observe.ts";

interface ReplayOptions extends CommonOptions {
  readonly speed?: number;
  readonly loop?: boolean;
  /** Seconds of the recording. */
  readonly from?: number;
  readonly to?: number;
  readonly only?: readonly string[];
  readonly as?: "ghosts" | "sets" | "print";
  readonly name?: string;
}

/** Plays a recording until its end, or until it is told to end. */
export async function run(session: Session<ReplayOptions>, file: string): Promise<ExitCode | undefined> {
  const { from, to, only = [], as } = session.options;
  const choose = choosePatterns(only);
  const { timeline, cut } = await readTimeline(file, { from, to, choose });
  if (cut) session.note(`${file} was cut off: it is played to its last whole line`);
  if (timeline.channels.length === 0) session.note("nothing in it is meant by these patterns");
  if (as === "print") await print(session, timeline);
  else await play(session, file, timeline, as);
  return session.signal.aborted ? undefined : 0;
}

async function print(session: Session<ReplayOptions>, timeline: Timeline): Promise<void> {
  const over = endingWith(session.signal);
  // Nodes play on without a reader; this is nothing else.
  session.out.onUnread(() => session.end());
  const { speed, loop } = session.options;
  const playing = new Playing(timeline, { clock: hostNet().clock, speed, loop }, (effect) => {
    if (effect.type === "ended") over.abort();
    else if (effect.type === "value") tellValue(session, { ...effect.channel, time: effect.time, value: effect.value });
    else if (effect.type === "event") tellEvent(session, effect);
    else for (const [channel, value] of effect.values) tellValue(session, { ...channel, time: effect.time, value });
  });
  playing.play();
  await ended(over);
  playing.pause();
}

async function play(
  session: Session<ReplayOptions>,
  file: string,
  timeline: Timeline,
  as: "ghosts" | "sets" | undefined,
): Promise<void> {
  const { options, note } = session;
  const { speed, loop, name = "replay" } = options;
  const replay = new ReplayNode(name, { ...nodeOptions(options), timeline, as, speed, loop, wait: waitOf(options) });
  const over = endingWith(session.signal);
  const failed = once(session);
  replay.node.on("failed", ({ error }) => failed(error.message));
  if (replay.node instanceof ZocpNode) noteStrangers(replay.node, failed);
  replay.on("note", ({ text }) => note(text));
  replay.on("recorded", (event) => tellEvent(session, event));
  replay.on("ended", () => over.abort());
  tellBeginning(session, file, timeline);
  try {
    await replay.start();
    await ended(over);
  } finally {
    await replay.stop();
  }
}

function tellBeginning({ options, out, note }: Session<ReplayOptions>, file: string, timeline: Timeline): void {
  const network = networkNote(options);
  if (network !== undefined) note(network);
  const { start, end, size, channels } = timeline;
  if (options.json === true)
    return out.line(
      toJsonText({ event: "ready", file, from: start, to: end, parameters: channels.length, values: size }),
    );
  out.line(
    printable(
      `${file}: ${formatTime(start)} to ${formatTime(end)}, ${countOf(channels.length, "parameter")}, ${countOf(size, "value")}; Ctrl-C ends it`,
    ),
  );
}

interface Told {
  readonly time: number;
  readonly node: string;
  readonly parameter: string;
  readonly value: Json;
}

function tellValue({ options, out, colours }: Session<ReplayOptions>, { time, node, parameter, value }: Told): void {
  if (options.json === true) return out.line(toJsonText({ event: "value", time, node, parameter, value }), true);
  out.line(
    `${colours.dim(formatTime(time))}  ${printable(formatAddress({ node, parameter }))} ${showValue(value)}`,
    true,
  );
}

function tellEvent(
  { options, out, colours }: Session<ReplayOptions>,
  { time, event, about }: { readonly time: number; readonly event: string; readonly about: ReadonlyMap<string, Json> },
): void {
  if (options.json === true)
    return out.line(toJsonText({ event: "recorded", time, recorded: event, ...Object.fromEntries(about) }));
  const rest = [...about].map(([name, value]) => `${printable(name)} ${showValue(value)}`);
  out.line(`${colours.dim(formatTime(time))}  ${[printable(event), ...rest].join("  ")}`);
}
