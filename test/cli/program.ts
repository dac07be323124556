import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The built command line. */
export const PROGRAM: string = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A UDP port that nobody uses at this moment: a network of its own for one test. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    socket.bind(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

/** Starts commands on one network of their own, and ends them all when the test is over. */
export class Bench {
  readonly port: number;
  readonly folder: string = mkdtempSync(join(tmpdir(), "zocp-cli-"));
  readonly #running = new Set<Running>();

  private constructor(port: number) {
    this.port = port;
  }

  static async open(): Promise<Bench> {
    return new Bench(await freePort());
  }

  start(...words: string[]): Running {
    const running = new Running(words, this.environment);
    this.#running.add(running);
    return running;
  }

  /** Runs a command to its end. */
  async run(...words: string[]): Promise<Ended> {
    const running = this.start(...words);
    running.child.stdin.end();
    return running.ended;
  }

  /** Writes a description, starts its node with --stdio, and waits until it is there. */
  async node(description: object | string, ...words: string[]): Promise<Running> {
    const running = this.start("node", this.file(description), "--stdio", ...words);
    await running.event("ready");
    return running;
  }

  file(content: object | string): string {
    const path = join(this.folder, `${Math.random().toString(36).slice(2)}.json`);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  }

  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, ZOCP_INTERFACE: "lo", ZOCP_PORT: String(this.port), NO_COLOR: undefined };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.#running) child.kill("SIGKILL");
    await Promise.all([...this.#running].map(({ ended }) => ended));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A command that runs. */
export class Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  #stdout = "";
  #stderr = "";
  readonly #watchers = new Set<() => void>();
  #taken = 0;

  constructor(words: readonly string[], env: NodeJS.ProcessEnv) {
    this.child = spawn(process.execPath, [PROGRAM, ...words], { env });
    this.child.stdin.on("error", () => {});
    this.child.stdout.setEncoding("utf8").on("data", (text: string) => this.#hear(() => (this.#stdout += text)));
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => this.#hear(() => (this.#stderr += text)));
    this.ended = new Promise((resolve) => {
      this.child.on("close", (code) => resolve({ code, stdout: this.#stdout, stderr: this.#stderr }));
    });
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  send(...lines: (object | string)[]): void {
    for (const line of lines) this.child.stdin.write(`${typeof line === "string" ? line : JSON.stringify(line)}\n`);
  }

  /** The next event of that kind, after the last one that was asked for, in which these fields are so. */
  async event(event: string, fields: object = {}): Promise<Record<string, unknown>> {
    let found: Record<string, unknown> | undefined;
    await this.until(
      () => {
        const lines = this.#stdout.split("\n").slice(0, -1);
        for (; this.#taken < lines.length; ) {
          const line = JSON.parse(lines[this.#taken++] ?? "");
          if (line.event !== event || !contains(line, fields)) continue;
          found = line;
          return true;
        }
        return false;
      },
      `the event ${event} ${JSON.stringify(fields)}`,
    );
    return found ?? {};
  }

  /** Waits until something is so, looking whenever the command prints. */
  until(condition: () => boolean, what = String(condition)): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!condition()) return;
        clearTimeout(timer);
        this.#watchers.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(look);
        reject(new Error(`${what} did not come; stdout: ${this.#stdout}; stderr: ${this.#stderr}`));
      }, PATIENCE);
      this.#watchers.add(look);
      look();
    });
  }

  #hear(take: () => void): void {
    take();
    for (const look of [...this.#watchers]) look();
  }
}

function contains(line: Record<string, unknown>, fields: object): boolean {
  return Object.entries(fields).every(([name, value]) => JSON.stringify(line[name]) === JSON.stringify(value));
}

const PATIENCE = 8000;
