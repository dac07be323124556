import type { Json } from "../index.ts";
import { type Colours, coloursFor } from "./format/colours.ts";
import { toJsonText } from "./format/json.ts";
import { printable, showValue } from "./format/text.ts";
import type { CommonOptions } from "./options.ts";
import { Output } from "./output.ts";

/** One run of the command line: its options, where it prints, and how it is told to end. */
export interface Session<Options extends CommonOptions = CommonOptions> {
  readonly options: Options;
  /** Aborts at Ctrl-C, at SIGTERM and SIGHUP, and when nobody reads the output any more. */
  readonly signal: AbortSignal;
  readonly out: Output;
  readonly colours: Colours;
  /** Whether a person looks at standard output, and how wide the terminal is. */
  readonly columns: number | undefined;
  /** A message for the person, on standard error. */
  note(message: string): void;
  /** Ends what runs, as Ctrl-C does. */
  end(): void;
}

export interface Opened<Options extends CommonOptions> extends Session<Options> {
  /** The exit code that a signal asks for, when one came. */
  readonly interrupted: () => number | undefined;
  close(): Promise<void>;
}

/** The first signal ends what runs, so that nodes say goodbye; the second ends the process at once. */
export function openSession<Options extends CommonOptions>(options: Options): Opened<Options> {
  const controller = new AbortController();
  let code: number | undefined;
  const interrupt = (signal: keyof typeof SIGNALS) => () => {
    if (controller.signal.aborted) process.exit(SIGNALS[signal]);
    code = SIGNALS[signal];
    controller.abort();
  };
  for (const name of Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]) process.on(name, interrupt(name));
  const out = new Output(process.stdout, { closed: () => controller.abort() });
  if (options.json) out.describeLoss(describeLossAsJson);
  // Nobody reads the messages: that is no reason to end.
  process.stderr.on("error", () => {});
  return {
    options,
    signal: controller.signal,
    out,
    colours: coloursFor(process.stdout),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    end: () => controller.abort(),
    note: (message) => void process.stderr.write(`zocp: ${printable(message)}\n`),
    interrupted: () => code,
    close: () => out.flush(FLUSH),
  };
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

/** What a shell makes of them: 128 and the number of the signal. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const FLUSH = 1000;
