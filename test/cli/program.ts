import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { freePort } from "../../tools/ports.js";
import { PATIENCE } from "../patience.ts";

/** The built command line. */
export const PROGRAM: string = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** Preloads that make Node.js answer as it does on other systems. */
const PRELOADS = fileURLToPath(new URL("../preloads", import.meta.url));
const SYSTEM = join(PRELOADS, "system.cjs");

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts commands on one network of their own, and ends them all when the test is over. */
export class Bench {
  readonly port: number;
  readonly folder: string = mkdtempSync(join(tmpdir(), "zocp-cli-"));
  readonly #running = new Set<Running>();

  readonly #zocp: readonly string[] | undefined;

  private constructor(port: number, zocp?: readonly string[]) {
    this.port = port;
    this.#zocp = zocp;
  }

  /** `zocp`: another command line than the built one. */
  static async open(zocp?: readonly string[]): Promise<Bench> {
    return new Bench(await freePort(), zocp);
  }

  start(...words: string[]): Running {
    return this.startOn({}, ...words);
  }

  /** Starts a command as on another system, which `test/preloads/system.cjs` imitates. */
  startOn(system: Readonly<Record<string, string | undefined>>, ...words: string[]): Running {
    const preload = Object.keys(system).length > 0 ? ["-r", SYSTEM] : [];
    const zocp = this.#zocp ?? [process.execPath, ...preload, PROGRAM];
    return this.#start([...zocp, ...words], { ...this.environment, ...system });
  }

  /** Starts a line of bash, in which `$ZOCP` stands for the built command line, and `$PRELOADS` for the folder of other systems. */
  shell(line: string): Running {
    const names = { ZOCP: `${process.execPath} ${PROGRAM}`, NODE: process.execPath, PROGRAM, PRELOADS };
    // What a person has as a shell makes no difference: script starts its command by it.
    return this.#start(["bash", "-c", line], { ...this.environment, SHELL: "/bin/sh", ...names });
  }

  /** Runs a command to its end. One that waits until it finds a node does so longer than it would by itself: others may be late. */
  async run(...words: string[]): Promise<Ended> {
    const finds = FINDING.test(words[0] ?? "") && !/[*?]/.test(words[1] ?? "") && !words.includes("--wait");
    const running = this.start(...words.slice(0, 1), ...(finds ? WAIT : []), ...words.slice(1));
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

  #start(words: readonly string[], env: NodeJS.ProcessEnv): Running {
    const running = new Running(words, env);
    this.#running.add(running);
    return running;
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
  readonly #lines: Record<string, unknown>[] = [];
  /** How many lines of each node were asked for: what two nodes say comes in any order. */
  readonly #taken = new Map<unknown, number>();

  constructor([program = "", ...words]: readonly string[], env: NodeJS.ProcessEnv) {
    this.child = spawn(program, words, { env });
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

  /** The next event of that kind, after the last one of its node that was asked for, in which these fields are so. */
  async event(event: string, fields: object = {}): Promise<Record<string, unknown>> {
    let found: Record<string, unknown> | undefined;
    await this.until(
      () => {
        found = this.#next((line) => line.event === event && contains(line, fields));
        return found !== undefined;
      },
      `the event ${event} ${JSON.stringify(fields)}`,
    );
    return found ?? {};
  }

  #next(fits: (line: Record<string, unknown>) => boolean): Record<string, unknown> | undefined {
    const lines = this.#stdout.split("\n").slice(0, -1);
    for (const line of lines.slice(this.#lines.length)) this.#lines.push(JSON.parse(line));
    const index = this.#lines.findIndex((line, at) => at >= (this.#taken.get(line.node) ?? 0) && fits(line));
    const found = this.#lines[index];
    if (found) this.#taken.set(found.node, index + 1);
    return found;
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

const WAIT = ["--wait", String(PATIENCE / 1000)];
const FINDING = /^(get|set|call|connect|disconnect)$/;
