import { EventEmitter } from "node:events";
import { write } from "node:fs";
import { Worker } from "node:worker_threads";
import { carriedFile } from "../carried-files.ts";
import type { Sink } from "./output.ts";

/** Hands a text to the system without waiting for it, and tells when the system has taken it. */
export type Deliver = (text: string, done: (error: NodeJS.ErrnoException | null) => void) => void;

/**
 * One text after the other to something that may take its time. The stream that Node.js makes for a terminal or a file waits
 * for it, and with it waits everything that this process does.
 */
export class PatientSink extends EventEmitter implements Sink {
  readonly #deliver: Deliver;
  readonly #fault: "error" | "lost";
  #busy = false;

  /** `fault`: what it means when the system refuses a text; see {@link Sink}. */
  constructor(deliver: Deliver, fault: "error" | "lost") {
    super();
    this.#deliver = deliver;
    this.#fault = fault;
  }

  /** Whether a thread of this process waits for the system to take a text. */
  get busy(): boolean {
    return this.#busy;
  }

  write(text: string): boolean {
    this.#busy = true;
    this.#deliver(text, (error) => {
      this.#busy = false;
      if (error === null) this.emit("drain");
      else this.emit(this.#fault, error);
    });
    return false;
  }
}

/** Writes to a file descriptor in a thread of the pool. */
export function toDescriptor(fd: number): Deliver {
  let cut = false;
  return (text, done) => {
    // The line that a full disk has cut must not take the next one with it.
    const whole = Buffer.from(cut ? `\n${text}` : text);
    const push = (bytes: Buffer): void =>
      write(fd, bytes, (error, written) => {
        // Somebody who shares the terminal made it so that it does not wait.
        if (error?.code === "EAGAIN") setTimeout(push, AGAIN, bytes);
        else if (error === null && written < bytes.length) push(bytes.subarray(written));
        else {
          cut = error !== null && (cut || bytes.length < whole.length);
          done(error);
        }
      });
    push(whole);
  };
}

/**
 * Writes to a Windows console in a thread of its own. Bytes that are written to it are taken as letters of an old code page;
 * only the stream that Node.js makes for a console turns text into what the console means by it.
 */
export function toConsole(fd: number): Deliver {
  const worker = new Worker(threadOf("cli/streams/console-thread.js"), { workerData: fd });
  worker.unref();
  return (text, done) => {
    const settle = (error: NodeJS.ErrnoException | null): void => {
      worker.off("message", settle).off("error", settle).unref();
      done(error);
    };
    worker.on("message", settle).on("error", settle).ref();
    worker.postMessage(text);
  };
}

/** What an executable carries has no path: it is handed over as a text. */
function threadOf(name: string): string | URL {
  const file = carriedFile(name);
  return typeof file === "string"
    ? file
    : new URL(`data:text/javascript;base64,${Buffer.from(file).toString("base64")}`);
}

/** Milliseconds. */
const AGAIN = 20;
