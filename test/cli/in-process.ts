import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { vi } from "vitest";
import type { Interruption } from "../../src/cli/streams/interruptions.ts";
import { Output, type Sink } from "../../src/cli/streams/output.ts";
import { type Registration, ZocpNode, type ZocpOptions } from "../../src/index.ts";
import { freePort } from "../../tools/ports.js";
import { PATIENCE, settled } from "../patience.ts";

/** The streams of the command that runs: a command of this process prints into a text. */
const streams = vi.hoisted(() => ({ out: undefined as unknown, err: undefined as unknown, ends: [] as unknown[] }));

vi.mock("../../src/cli/streams/standard-streams.ts", () => ({
  standardOutput: () => streams.out,
  standardError: () => streams.err,
  flushStandardStreams: async () => {},
  streamsAreHeld: () => false,
  leaveLostTerminals: () => {},
  endProcess: (code: unknown) => void streams.ends.push(code),
}));

/** Lets what runs in this process print into these. */
export function useStreams(out: Sink, err: Sink): void {
  [streams.out, streams.err, streams.ends] = [new Output(out), new Output(err), []];
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A stream that takes everything, until its reader goes away. */
export class Taken extends EventEmitter implements Sink {
  text = "";

  write(text: string): boolean {
    this.text += text;
    return true;
  }
}

/** A command that runs in this process. */
export class Command {
  readonly ended: Promise<Ended>;
  readonly out: Taken = new Taken();
  readonly err: Taken = new Taken();
  readonly #before = SIGNALS.map((name) => [name, process.listeners(name)] as const);

  constructor(words: readonly string[]) {
    useStreams(this.out, this.err);
    this.ended = this.#run(words);
  }

  get stdout(): string {
    return this.out.text;
  }

  get stderr(): string {
    return this.err.text;
  }

  /** The lines of standard output as JSON. */
  get events(): readonly Record<string, unknown>[] {
    return this.stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  }

  /** With which exit codes the command would have ended this process at once. */
  get processEnds(): readonly unknown[] {
    return streams.ends;
  }

  /** What the system does at Ctrl-C. */
  interrupt(name: Interruption = "SIGINT"): void {
    const listeners = this.#added(name);
    if (listeners.length === 0) throw new Error(`${name} would end the process: the command does not listen to it yet`);
    for (const listener of listeners) listener(name);
  }

  /** Resolves when standard output holds this, or the command has ended. */
  async until(text: string): Promise<void> {
    const condition = (): boolean => this.stdout.includes(text) || this.stderr.includes(text);
    await settled(() => {
      if (!condition()) throw new Error(`"${text}" did not come; stdout: ${this.stdout}; stderr: ${this.stderr}`);
    });
  }

  /** Ends it, if it still runs. */
  stop(): void {
    if (this.#added("SIGINT").length > 0) this.interrupt();
  }

  #added(name: Interruption): readonly NodeJS.SignalsListener[] {
    const before = this.#before.find(([one]) => one === name)?.[1] ?? [];
    return (process.listeners(name) as NodeJS.SignalsListener[]).filter((one) => !before.includes(one as never));
  }

  async #run(words: readonly string[]): Promise<Ended> {
    const { runCommandLine } = await import("../../src/cli/program.ts");
    try {
      const code = await runCommandLine(words);
      return { code, stdout: this.stdout, stderr: this.stderr };
    } finally {
      for (const name of SIGNALS) for (const listener of this.#added(name)) process.off(name, listener);
    }
  }
}

/** Commands and nodes of this process, on one network of their own: quicker than processes, and one command at a time. */
export class Room {
  readonly port: number;
  readonly folder: string = mkdtempSync(join(tmpdir(), "zocp-room-"));
  readonly #nodes: ZocpNode[] = [];
  readonly #commands: Command[] = [];
  readonly #environment = { ...process.env };

  private constructor(port: number) {
    this.port = port;
    this.environment({ ZOCP_PORT: String(port), ZOCP_INTERFACE: "lo" });
  }

  static async open(): Promise<Room> {
    return new Room(await freePort());
  }

  environment(variables: Readonly<Record<string, string>>): void {
    Object.assign(process.env, variables);
  }

  start(...words: string[]): Command {
    const command = new Command(words);
    this.#commands.push(command);
    return command;
  }

  /** Runs a command to its end. One that waits until it finds a node does so longer than by itself: a busy machine is late. */
  run(...words: string[]): Promise<Ended> {
    const finds = FINDING.test(words[0] ?? "") && !/[*?]/.test(words[1] ?? "") && !words.includes("--wait");
    return this.start(...words.slice(0, 1), ...(finds ? WAIT : []), ...words.slice(1)).ended;
  }

  /** Runs a command that looks for a while, again and again until it had the time to find what it gives then. */
  gives(words: readonly string[], check: (ended: Ended) => void): Promise<void> {
    return settled(async () => check(await this.start(...words).ended));
  }

  /** A node with these parameters, which runs. */
  async node(
    name: string,
    parameters: Readonly<Record<string, Registration>> = {},
    options: ZocpOptions = {},
  ): Promise<ZocpNode> {
    const node = new ZocpNode(name, { interface: "lo", beaconPort: this.port, ...options });
    for (const [path, registration] of Object.entries(parameters)) node.register(path, registration);
    this.#nodes.push(node);
    await node.start();
    return node;
  }

  /** The same on a network where nobody else is. */
  async apart(words: readonly string[]): Promise<Ended> {
    this.environment({ ZOCP_PORT: String(await freePort()) });
    try {
      return await this.start(...words).ended;
    } finally {
      this.environment({ ZOCP_PORT: String(this.port) });
    }
  }

  /** Resolves when a node of this room hears another one whose name begins so. */
  heard(name: string): Promise<void> {
    return settled(() => {
      const peers = this.#nodes.flatMap((node) => [...node.peers.values()]);
      if (!peers.some((peer) => peer.name.startsWith(name))) throw new Error(`nobody heard of ${name}`);
    });
  }

  file(name: string, content: object | string): string {
    const path = join(this.folder, name);
    writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const command of this.#commands) command.stop();
    await Promise.all(this.#commands.map(({ ended }) => ended));
    await Promise.all(this.#nodes.map((node) => node.stop()));
    for (const name of Object.keys(process.env)) if (!(name in this.#environment)) delete process.env[name];
    Object.assign(process.env, this.#environment);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const SIGNALS: readonly Interruption[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"];
const WAIT = ["--wait", String(PATIENCE / 1000)];
const FINDING = /^(get|set|call|connect|disconnect|go|back|pause|cue|cues|scene|takeover)$/;
