import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { freePort } from "./wire/ether.ts";
import type { Place } from "./wire/line.ts";
import { Mailbox } from "./wire/waiting.ts";

/** A line of the driver protocol that the subject has written. */
export type DriverLine = Readonly<Record<string, unknown>>;

/** The implementation that is judged, as a process that is spoken to by lines: docs/protocol/conformance.md. */
export class Subject {
  readonly events = new Mailbox<DriverLine>();
  /** What it said first: who it is, and where. */
  ready: DriverLine = {};
  /** The UDP port of its beacons. */
  readonly port: number;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers = new Mailbox<DriverLine>();
  #errors = "";
  /** How it ended, once it has. */
  end: string | undefined;
  #asked = 0;

  private constructor(child: ChildProcessWithoutNullStreams, port: number) {
    this.#child = child;
    this.port = port;
    // It may end while it is being told something; that it has ended is told by `close`.
    child.stdin.on("error", () => {});
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#errors = `${this.#errors}${text}`.slice(-ERRORS);
    });
    createInterface({ input: child.stdout }).on("line", (line) => this.#read(line));
    child.once("error", (error) => this.#end(`it cannot be started: ${error.message}`));
    child.once("close", (code, signal) => this.#end(`it has ended (${signal ?? `exit code ${code}`})`));
  }

  /** Starts it on a beacon port of its own; rejects when it does not say in time that it is ready. The signal kills it. */
  static async start([command = "", ...args]: readonly string[], signal?: AbortSignal): Promise<Subject> {
    const port = await freePort();
    const env = { ...process.env, ZOCP_NAME: NAME, ZOCP_INTERFACE: "lo", ZOCP_PORT: String(port) };
    const subject = new Subject(spawn(command, args, { env, stdio: "pipe", signal, killSignal: "SIGKILL" }), port);
    try {
      const ready = await subject.events.take(({ event }) => event === "ready", START);
      if (ready === undefined) throw new Error(`it did not print {"event":"ready",…} within ${START / 1000} s`);
      subject.ready = ready;
      placeOf(ready);
      return subject;
    } catch (error) {
      subject.kill();
      throw error;
    }
  }

  /** Rejects with the reason when the program is no subject. */
  static async tryToStart(command: readonly string[]): Promise<void> {
    const subject = await Subject.start(command);
    subject.kill();
  }

  get id(): string {
    return String(this.ready.id);
  }

  get name(): string {
    return String(this.ready.name);
  }

  get place(): Place {
    return placeOf(this.ready);
  }

  /** Gives it a command, and waits until it is done. Rejects with its error, or when no answer comes. */
  async tell(command: object, within = PATIENCE): Promise<DriverLine> {
    this.#asked += 1;
    const id = this.#asked;
    this.#child.stdin.write(`${JSON.stringify({ ...command, id })}\n`);
    const answer = await this.#answers.take((line) => line.id === id, within);
    const what = JSON.stringify(command);
    if (answer === undefined) throw new Error(`it did not answer the line ${what} within ${within / 1000} s`);
    if (answer.event === "error") throw new Error(`it answered the line ${what} with the error "${answer.message}"`);
    return answer;
  }

  /** Ends its input, which tells it to say goodbye; its exit code, null for a signal, undefined when it goes on. */
  async finish(within: number): Promise<number | null | undefined> {
    const ended = new Promise<number | null>((resolve) => this.#child.once("close", resolve));
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, within, undefined).unref());
    this.#child.stdin.end();
    return Promise.race([ended, late]);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #read(line: string): void {
    const said = parseLine(line);
    const isAnswer = said.event === "done" || said.event === "error" || said.event === "result";
    (isAnswer ? this.#answers : this.events).put(said);
  }

  #end(how: string): void {
    const errors = this.#errors.trim();
    this.end ??= errors === "" ? how : `${how}: ${errors}`;
    const reason = new Error(this.end);
    this.events.end(reason);
    this.#answers.end(reason);
  }
}

/** What is no JSON object is for people. */
function parseLine(line: string): DriverLine {
  try {
    const said: unknown = JSON.parse(line);
    if (typeof said === "object" && said !== null) return said as DriverLine;
  } catch {
    // A number that JSON does not know, or a word of the program to its user.
  }
  return { event: "text", line };
}

function placeOf({ endpoints }: DriverLine): Place {
  const [endpoint] = Array.isArray(endpoints) ? endpoints : [];
  const place = readEndpoint(String(endpoint));
  if (place === undefined) throw new Error(`its first endpoint must be tcp://ADDRESS:PORT, not ${endpoint}`);
  return place;
}

/** Reads `tcp://127.0.0.1:4000`; undefined for anything else. */
export function readEndpoint(endpoint: string): Place | undefined {
  const [, host, port] = /^tcp:\/\/([\d.]+):(\d+)$/.exec(endpoint) ?? [];
  return host === undefined ? undefined : { host, port: Number(port) };
}

const NAME = "subject";
const PATIENCE = 6000;
/** Interpreters take their time on a machine that is busy. */
const START = 15_000;
/** As much of standard error as is shown when it ends. */
const ERRORS = 2000;
