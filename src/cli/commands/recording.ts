import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  csvOf,
  type RecordedChannel,
  type RecordedClock,
  type RecordingEntry,
  readRecordingFile,
  type Timeline,
  wideCsvOf,
  writeMcap,
} from "../../recording.ts";
import { wrongUsage } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { countOf, printable } from "../format/text.ts";
import { unlessRead, unlessWritten } from "../recording/file-errors.ts";
import { formatTime } from "../recording/format-time.ts";
import { choosePatterns } from "../recording/patterns.ts";
import { checkSpan, readTimeline } from "../recording/read-timeline.ts";
import type { Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";
import { hint } from "../targets/suggest.ts";

interface RecordingOptions extends CommonOptions {
  readonly output?: string;
  readonly csv?: boolean;
  /** Rows a second. */
  readonly wide?: number;
  readonly mcap?: boolean;
  readonly from?: number;
  readonly to?: number;
  readonly only?: readonly string[];
}

/** Says what is in a recording, or writes it in another form. */
export async function run(session: Session<RecordingOptions>, action: string, file: string): Promise<void> {
  if (action === "info") return tellInfo(session, file);
  if (action === "export") return exportTo(session, file);
  throw wrongUsage(`recording cannot "${action}"${hint(action, ["info", "export"], "it can")}`);
}

async function tellInfo({ options, out }: Session<RecordingOptions>, file: string): Promise<void> {
  const idle = (["output", "csv", "wide", "mcap"] as const).find((name) => options[name] !== undefined);
  if (idle !== undefined) throw wrongUsage(`--${idle} is for recording export: recording info only prints`);
  const { from, to, only = [] } = options;
  const counts = new Counts({ ...checkSpan({ from, to }), choose: choosePatterns(only) });
  const { cut } = await unlessRead(
    file,
    readRecordingFile(file, (entry) => counts.add(entry)),
  );
  const { began, by, end, values, nodes, parameters, lost } = counts;
  const events = Object.fromEntries(counts.events);
  const { clock } = counts;
  if (options.json === true)
    return out.line(
      toJsonText({
        file,
        began: new Date(began).toISOString(),
        with: by,
        clock: clock && { ...clock },
        seconds: end,
        nodes: [...nodes],
        parameters: parameters.size,
        values,
        lost,
        events,
        cut,
      }),
    );
  out.line(
    printable(`${file}: ${formatTime(end)} from ${new Date(began).toISOString()}${by === "" ? "" : `, by zocp ${by}`}`),
  );
  if (clock !== undefined)
    out.line(
      printable(
        `by the clock of the network (${clock.timeline.slice(0, 8)}) from ${formatTime(clock.from)} on, ±${clock.error.toFixed(2)} ms`,
      ),
    );
  out.line(
    `${countOf(nodes.size, "node")}, ${countOf(parameters.size, "parameter")}, ${countOf(values, "value")}${lost === 0 ? "" : `, ${lost} missing`}`,
  );
  out.line(printable([...nodes].sort().join(", ")));
  const happened = [...counts.events].map(([event, count]) => `${event} ${count}`);
  if (happened.length > 0) out.line(printable(happened.join(", ")));
  if (cut) out.line("it was cut off: its last line is not whole, and is left out");
}

/** Which moments, in seconds, and which parameters are meant. */
interface Part {
  readonly from: number;
  readonly to: number;
  readonly choose: (node: string, parameter: string) => boolean;
}

/** What is in a recording, or in the part of it that was asked for. */
class Counts {
  readonly #part: Part;
  began = 0;
  by = "";
  end = 0;
  values = 0;
  lost = 0;
  /** The first one that is no clock of a machine alone, and from which second on. */
  clock: (RecordedClock & { readonly from: number }) | undefined;
  readonly nodes = new Set<string>();
  readonly parameters = new Set<string>();
  readonly events = new Map<string, number>();

  constructor(part: Part) {
    this.#part = part;
  }

  /** False when nothing that comes is meant any more. */
  add(entry: RecordingEntry): boolean {
    if (entry.kind === "header") this.#header(entry);
    else if (entry.kind === "channel") this.#channel(entry.channel);
    else return this.#happening(entry);
    return true;
  }

  #header({ time, header: { began, by, clock } }: Extract<RecordingEntry, { readonly kind: "header" }>): void {
    this.began ||= began;
    this.by ||= by;
    this.clock ??= clock && { ...clock, from: time };
  }

  #channel({ node, parameter }: RecordedChannel): void {
    if (!this.#part.choose(node, parameter)) return;
    this.nodes.add(node);
    this.parameters.add(JSON.stringify([node, parameter]));
  }

  #happening(entry: Exclude<RecordingEntry, { readonly kind: "header" | "channel" }>): boolean {
    const { from, to, choose } = this.#part;
    this.end = Math.min(entry.time, to);
    if (entry.time > to) return false;
    if (entry.time < from) return true;
    if (entry.kind === "value" && choose(entry.channel.node, entry.channel.parameter)) this.values++;
    if (entry.kind === "event") this.#event(entry.event, entry.about.get("count"));
    return true;
  }

  #event(event: string, count: unknown): void {
    this.events.set(event, (this.events.get(event) ?? 0) + 1);
    if (event === "dropped" && typeof count === "number") this.lost += count;
  }
}

async function exportTo(session: Session<RecordingOptions>, file: string): Promise<void> {
  const { output, csv, wide, mcap, from, to, only = [] } = session.options;
  if (mcap === true && (csv === true || wide !== undefined)) throw wrongUsage("either CSV or MCAP, not both");
  if (mcap === true && output === undefined) throw wrongUsage("MCAP is no text: say with --output where it goes");
  const { timeline, cut, header } = await readTimeline(file, { from, to, choose: choosePatterns(only) });
  if (cut) session.note(`${file} was cut off: it is read to its last whole line`);
  if (mcap === true && output !== undefined)
    return unlessWritten(output, writeMcapFile(timeline, header?.began ?? 0, output));
  const rows = wide === undefined ? csvOf(timeline) : wideCsvOf(timeline, wide);
  if (output !== undefined)
    return unlessWritten(output, pipeline(Readable.from(rows), createWriteStream(output, { flags: "wx" })));
  await tellRows(session, rows);
}

/** All of them, also when the reader is slow. */
async function tellRows({ out, signal }: Session, rows: Iterable<string>): Promise<void> {
  let count = 0;
  for (const row of rows) {
    if (signal.aborted) return;
    out.line(row.slice(0, -1));
    if (++count % AT_ONCE === 0) await out.flush(signal);
  }
}

async function writeMcapFile(timeline: Timeline, began: number, path: string): Promise<void> {
  const file = await open(path, "wx");
  let position = 0n;
  try {
    await writeMcap(timeline, began, {
      write: async (bytes) => {
        await file.writeFile(bytes);
        position += BigInt(bytes.length);
      },
      position: () => position,
    });
  } finally {
    await file.close();
  }
}

/** Rows that may wait for a slow reader. */
const AT_ONCE = 1000;
