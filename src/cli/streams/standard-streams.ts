import { closeSync } from "node:fs";
import { Socket } from "node:net";
import { isatty } from "node:tty";
import { Output, type Sink } from "./output.ts";
import { type Deliver, PatientSink, toConsole, toDescriptor } from "./patient-sink.ts";

/** Standard output. Nothing that stands behind it (a stopped terminal, a slow disk) holds up what this process does. */
export function standardOutput(): Output {
  output ??= new Output(sinkOf(process.stdout));
  return output;
}

/** Standard error, in the same way. */
export function standardError(): Output {
  errors ??= new Output(sinkOf(process.stderr));
  return errors;
}

/** Resolves when both have been handed to the system, or when `limit` aborts. */
export async function flushStandardStreams(limit: AbortSignal): Promise<void> {
  await Promise.all([output?.flush(limit), errors?.flush(limit)]);
}

/** Whether a terminal, or what else takes text in a thread of its own, has not taken yet what it was given. */
export function streamsAreHeld(): boolean {
  return patient.some((sink) => sink.busy);
}

/**
 * Closes the standard streams whose terminal is gone; the last thing before the exit. There Node.js gives each terminal its first
 * mode back, and aborts when a closed window refuses that. It skips streams that are closed.
 */
export function leaveLostTerminals(): void {
  if (process.platform === "win32") return;
  for (const fd of terminals) if (!isatty(fd)) closeSync(fd);
}

/** Ends the process at once. */
export function endProcess(code = process.exitCode): void {
  if (!streamsAreHeld()) process.exit(code);
  // To exit is to wait for all threads; one that writes to a stopped terminal never comes back.
  process.removeAllListeners("SIGTERM");
  process.kill(process.pid, "SIGTERM");
}

function sinkOf(stream: Stream): Sink {
  const windows = process.platform === "win32";
  if (stream.isTTY) return keep((windows ? toConsole : toDescriptor)(stream.fd), "error");
  const isPipe: boolean = stream instanceof Socket;
  if (!isPipe) return keep(toDescriptor(stream.fd), "lost");
  // Everywhere else Node.js does not wait for the reader of a pipe.
  return windows ? keep(toDescriptor(stream.fd), "error") : stream;
}

function keep(deliver: Deliver, fault: "error" | "lost"): Sink {
  const sink = new PatientSink(deliver, fault);
  patient.push(sink);
  return sink;
}

type Stream = NodeJS.WriteStream & { readonly fd: number };

const terminals: readonly number[] = [0, 1, 2].filter((fd) => isatty(fd));
const patient: PatientSink[] = [];
let output: Output | undefined;
let errors: Output | undefined;
