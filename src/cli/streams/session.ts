import { setMaxListeners } from "node:events";
import type { Json } from "../../index.ts";
import { type Clock, clockFrom } from "../format/clock.ts";
import { type Colours, coloursFor } from "../format/colours.ts";
import { toJsonText } from "../format/json.ts";
import { showValue } from "../format/text.ts";
import type { CommonOptions } from "../table/options.ts";
import { type Interruption, Interruptions, SIGNALS } from "./interruptions.ts";
import { tellNote } from "./messages.ts";
import type { Output } from "./output.ts";
import { endProcess, flushStandardStreams, standardOutput } from "./standard-streams.ts";

/** One run of the command line: its options, where it prints, and how it is told to end. */
export interface Session<Options extends CommonOptions = CommonOptions> {
  readonly options: Options;
  /** Aborts at Ctrl-C, at SIGTERM and SIGHUP, and when nobody reads the output of a command that is there to be read. */
  readonly signal: AbortSignal;
  readonly out: Output;
  readonly colours: Colours;
  /** Whether a person looks at standard output, and how wide the terminal is. */
  readonly columns: number | undefined;
  readonly clock: Clock;
  /** A message for the person, on standard error. */
  note(message: string): void;
  /** Ends what runs, as Ctrl-C does. */
  end(): void;
}

export interface Opened<Options extends CommonOptions> extends Session<Options> {
  /** The exit code that a signal asks for, when one came. */
  readonly interrupted: () => number | undefined;
  /** Whether the system refused a line, and it is lost. */
  readonly lossy: () => boolean;
  close(): Promise<void>;
}

interface Manner {
  /** It runs until it is told to end. */
  readonly lasting?: boolean | undefined;
  /** It goes on when nobody reads its output any more. */
  readonly mute?: boolean | undefined;
}

/** The first signal ends what runs, so that nodes say goodbye; a second one ends the process at once. */
export function openSession<Options extends CommonOptions>(options: Options, manner: Manner): Opened<Options> {
  const controller = new AbortController();
  const { signal } = controller;
  // A glob may mean a thousand parameters, and each of them waits with it.
  setMaxListeners(0, signal);
  const out = standardOutput();
  if (options.json) out.describeLoss(describeLossAsJson);
  const note = (message: string): void => tellNote(message, { json: options.json === true });
  const interruptions = listenToSignals(controller);
  const faults = watchOutput(out, { ...manner, signal, note, end: () => controller.abort() });
  return {
    options,
    signal,
    out,
    colours: coloursFor(process.stdout),
    // A terminal that does not know its width says 0.
    columns: process.stdout.isTTY ? process.stdout.columns || USUAL_COLUMNS : undefined,
    clock: clockFrom(new Date(), { terminal: process.stdout.isTTY === true }),
    end: () => controller.abort(),
    note,
    interrupted: () => interruptions.code,
    lossy: () => faults.lossy,
    close: () => closeStreams(signal, manner.lasting === true),
  };
}

function listenToSignals(controller: AbortController): Interruptions {
  const interruptions = new Interruptions();
  for (const name of Object.keys(SIGNALS) as Interruption[])
    process.on(name, () => {
      const meaning = interruptions.take(name, performance.now());
      if (meaning === "hurry") endProcess(SIGNALS[name]);
      if (meaning === "end") controller.abort();
    });
  return interruptions;
}

interface Watching extends Manner {
  readonly signal: AbortSignal;
  note(message: string): void;
  end(): void;
}

/** What becomes of a command whose reader goes away, or whose disk is full. Each is told once. */
function watchOutput(out: Output, { mute, lasting, signal, note, end }: Watching): { readonly lossy: boolean } {
  const faults = { lossy: false };
  out.onUnread(() => {
    if (mute !== true) return end();
    // The command itself may have ended for that reason.
    setImmediate(() => {
      if (!signal.aborted)
        note("nobody reads standard output any more: nothing more is printed, everything else goes on");
    });
  });
  out.onLost(({ message }) => {
    if (faults.lossy) return;
    faults.lossy = true;
    note(`standard output cannot be written, lines are lost: ${message}${lasting ? "; everything else goes on" : ""}`);
  });
  return faults;
}

/** Whoever reads slowly gets all of a result; what was told to end, and what runs for long, waits a moment only. */
async function closeStreams(signal: AbortSignal, lasting: boolean): Promise<void> {
  const limit = new AbortController();
  const stop = (): void => void setTimeout(() => limit.abort(), FLUSH).unref();
  if (signal.aborted || lasting) stop();
  else signal.addEventListener("abort", stop, { once: true });
  await flushStandardStreams(limit.signal);
}

/** Prints a value as the result of a command: a text unchanged for programs, but so that it cannot disturb a terminal. */
export function printValue({ options, out, columns }: Session, value: Json | undefined): void {
  if (options.json) out.line(toJsonText(value));
  else out.line(typeof value === "string" && columns === undefined ? value : showValue(value));
}

/** That lines were left out, as a line for programs. */
export function describeLossAsJson(count: number): string {
  return toJsonText({ event: "dropped", count });
}

/** Resolves when the session is to end. */
export function ended({ signal }: { readonly signal: AbortSignal }): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/**
 * What can be ended by itself, ends with `signal`, and after so many milliseconds if they are given. (Node.js 20 forgets a time limit
 * that only AbortSignal.any() holds, and then never ends.)
 */
export function endingWith(signal: AbortSignal, milliseconds?: number): AbortController {
  const controller = new AbortController();
  const end = (): void => controller.abort();
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  // What has ended by itself listens no more: a command may look for a hundred nodes.
  controller.signal.addEventListener("abort", () => signal.removeEventListener("abort", end), { once: true });
  if (milliseconds !== undefined) setTimeout(() => controller.abort(), milliseconds).unref();
  return controller;
}

/** Resolves after so many milliseconds, or when the session is to end. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}

const FLUSH = 750;
const USUAL_COLUMNS = 80;
