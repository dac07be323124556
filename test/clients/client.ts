import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { eventually } from "../node/loopback.ts";
import { ROOT } from "../sources.ts";

/** How a client is started; a sentence when it cannot be. */
export type Command = readonly string[] | string;

/** The client in Python, under the first Python here that has pyzmq. */
export function pythonClient(): Command {
  const python = ["python3", "/usr/bin/python3"].find(
    (program) => spawnSync(program, ["-c", "import zmq"]).status === 0,
  );
  if (python === undefined)
    return "The tests of the client in Python are skipped: python3 or pyzmq is not installed (apt-get install python3-zmq).";
  return [python, join(ROOT, "clients/python/zocp.py")];
}

/** The client in C, built with what finds mistakes in memory where the compiler has it. */
export function cClient(): Command {
  const program = join(mkdtempSync(join(tmpdir(), "zocp-client-")), "zocp");
  const words = ["-std=c11", "-g", "-O1", "-Wall", "-Wextra", "-Werror", "-DZOCP_STDIO", "zocp.c", "-o", program];
  const built = [["-fsanitize=address,undefined", "-fno-sanitize-recover"], []].some(
    (checks) =>
      spawnSync("cc", [...words, ...checks, "-lzmq", "-lm"], { cwd: join(ROOT, "clients/c") }).status === 0 &&
      spawnSync(program).status === 2,
  );
  if (built) return [program];
  if (spawnSync("cc", ["-include", "zmq.h", "-E", "-x", "c", "/dev/null"]).status === 0)
    throw new Error("clients/c/zocp.c cannot be built");
  return "The tests of the client in C are skipped: a compiler or libzmq is not installed (apt-get install gcc libzmq3-dev).";
}

/** One line that a client printed. */
export type Line = Readonly<Record<string, unknown>>;

/** A client that runs beside the test, driven by lines of JSON. */
export class Client {
  readonly name: string;
  readonly lines: Line[] = [];
  complaints = "";
  readonly #child: ChildProcess;
  readonly ended: Promise<number | null>;
  #asked = 0;

  private constructor(name: string, command: readonly string[], port: number) {
    this.name = name;
    const [program = "", ...args] = command;
    this.#child = spawn(program, [...args, "--stdio"], {
      env: { ...process.env, ZOCP_NAME: name, ZOCP_INTERFACE: "lo", ZOCP_PORT: String(port) },
    });
    if (this.#child.stdout !== null)
      createInterface({ input: this.#child.stdout }).on("line", (line) => this.lines.push(JSON.parse(line)));
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.complaints += text;
    });
    this.ended = new Promise((resolve) => this.#child.once("close", resolve));
  }

  static async start(name: string, command: Command, port: number): Promise<Client> {
    const client = new Client(name, command as readonly string[], port);
    await client.says("ready");
    return client;
  }

  get id(): string {
    return String(this.lines[0]?.id);
  }

  /** The port of its endpoint. */
  get port(): number {
    return Number(String(this.lines[0]?.endpoints).split(":").at(-1));
  }

  /** The lines of an event so far. */
  all(event: string, like: Line = {}): readonly Line[] {
    const wanted = Object.entries({ event, ...like }).map(([key, value]) => [key, JSON.stringify(value)]);
    return this.lines.filter((line) => wanted.every(([key = "", value]) => JSON.stringify(line[key]) === value));
  }

  /** Waits until it has printed such a line. */
  async says(event: string, like: Line = {}): Promise<Line> {
    await eventually(
      `${this.name} says ${event} ${JSON.stringify(like)}`,
      () => this.all(event, like).length > 0,
    ).catch((error) => {
      throw new Error(`${error.message}; it said ${JSON.stringify(this.lines, null, 1)}${this.complaints}`);
    });
    return this.all(event, like).at(-1) as Line;
  }

  /** Gives it a command, and waits for its answer. */
  async does(verb: string, data: unknown): Promise<Line> {
    const id = ++this.#asked;
    this.#child.stdin?.write(`${JSON.stringify({ [verb]: data, id })}\n`);
    await eventually(`${this.name} answers ${verb}`, () => this.lines.some((line) => line.id === id));
    return this.lines.find((line) => line.id === id) as Line;
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends its input, and waits for its exit code. */
  stop(): Promise<number | null> {
    this.#child.stdin?.end();
    return this.ended;
  }
}
