import { type NetworkError, ZocpNode } from "../../index.ts";
import { RecorderNode } from "../../recording.ts";
import { VERSION } from "../../version.ts";
import type { ExitCode } from "../failure.ts";
import { toJsonText } from "../format/json.ts";
import { countOf, printable } from "../format/text.ts";
import { describeFileError, unlessWritten } from "../recording/file-errors.ts";
import { choosePatterns } from "../recording/patterns.ts";
import { ended, endingWith, pause, type Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";
import { networkNote } from "../targets/network-note.ts";
import { nodeOptions, noteStrangers, once } from "../targets/observe.ts";

interface RecordOptions extends CommonOptions {
  readonly output?: string;
  readonly rate?: number;
  readonly every?: boolean;
  /** Seconds. */
  readonly ring?: number;
  readonly seconds?: number;
  readonly name?: string;
}

/** Records what happens until it is told to end. */
export async function run(session: Session<RecordOptions>, ...patterns: string[]): Promise<ExitCode> {
  const { options } = session;
  const { every, ring, seconds, name = "recorder" } = options;
  const rate = options.rate ?? (every ? undefined : 50);
  const output = options.output ?? nameOf(new Date());
  const choose = choosePatterns(patterns);
  const recorder = new RecorderNode(name, {
    ...nodeOptions(options),
    output,
    rate,
    every,
    ring,
    choose,
    by: VERSION,
  });
  const told = follow(session, recorder);
  await unlessWritten(output, recorder.start());
  const over = endingWith(session.signal, seconds === undefined ? undefined : seconds * 1000);
  tellBeginning(session, output, ring);
  void tellCost(session, recorder, over.signal);
  const release = keepOnSignal(recorder);
  await ended(over);
  release();
  const path = await unlessWritten(output, recorder.stop());
  tellEnd(session, recorder, path);
  return told.trouble ? 1 : 0;
}

/** What goes wrong with the file is told, and stops nothing. */
function follow(session: Session<RecordOptions>, recorder: RecorderNode): { readonly trouble: boolean } {
  const note = once(session);
  const told = { trouble: false };
  recorder.node.on("failed", ({ error }: { readonly error: NetworkError }) => note(error.message));
  if (recorder.node instanceof ZocpNode) noteStrangers(recorder.node, note);
  recorder.on("kept", ({ file, reason }) => {
    if (session.options.json === true) session.out.line(toJsonText({ event: "kept", file, reason }));
    else session.out.line(printable(`kept (${reason}): ${file}`));
  });
  recorder.on("trouble", ({ reason }) => {
    told.trouble = reason !== undefined;
    if (reason === undefined) session.note("the recording can be written again");
    else
      session.note(
        `the recording cannot be written: ${describeFileError(reason)}; what is written stays, it is tried again, and everything else goes on`,
      );
  });
  return told;
}

function tellBeginning({ options, out, note }: Session<RecordOptions>, output: string, ring: number | undefined): void {
  const network = networkNote(options);
  if (network !== undefined) note(network);
  if (options.json === true) return out.line(toJsonText({ event: "ready", file: output, ring }));
  const what = ring === undefined ? `recording to ${output}` : `holding the last ${describeSpan(ring)} for ${output}`;
  out.line(printable(`${what}; Ctrl-C ends it`));
}

/** Whole minutes as such; what was asked for in seconds is said in seconds. */
function describeSpan(seconds: number): string {
  return seconds % 60 === 0 ? countOf(seconds / 60, "minute") : countOf(seconds, "second");
}

/** What this recorder makes others send, once that can be said. */
async function tellCost(
  { options, out }: Session<RecordOptions>,
  recorder: RecorderNode,
  signal: AbortSignal,
): Promise<void> {
  await pause(MEASURED, signal);
  if (signal.aborted) return;
  const { nodes, parameters, rate } = recorder.extent;
  if (options.json === true) return out.line(toJsonText({ event: "cost", nodes, parameters, rate }));
  const what = `${countOf(parameters, "parameter")} of ${countOf(nodes, "node")}`;
  out.line(`${what}: adds ${countOf(Math.round(rate), "value")} a second to the network`);
}

function tellEnd({ options, out }: Session<RecordOptions>, recorder: RecorderNode, path: string): void {
  const { values, lost } = recorder.count;
  if (options.json === true) return out.line(toJsonText({ event: "closed", file: path, values, lost }));
  const missing = lost === 0 ? "" : `, ${lost} missing`;
  if (options.ring === undefined) out.line(printable(`${path}: ${countOf(values, "value")}${missing}`));
}

/** Systems without this signal have the parameter `keep`. */
function keepOnSignal(recorder: RecorderNode): () => void {
  if (process.platform === "win32") return () => {};
  const keep = (): void => void recorder.keep();
  process.on("SIGUSR2", keep);
  return () => process.off("SIGUSR2", keep);
}

function nameOf(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, "0");
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(two).join("");
  return `recording-${day}-${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join("")}.zrec.gz`;
}

/** Milliseconds: nodes are found and have sent their values by then. */
const MEASURED = 5000;
