import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

import { freePort } from "../../../tools/ports.js";
import { eventually } from "../../node/loopback.ts";

const PACKAGES = { nats: "nats", mqtt: "mqtt" } as const;
const PROGRAMS = { nats: "nats-server", mqtt: "mosquitto" } as const;

/** Where the program of a broker is on this machine. */
export function programOf(kind: keyof typeof PROGRAMS): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  return folders.map((folder) => join(folder, PROGRAMS[kind])).find((path) => isExecutable(path));
}

/** Whether a broker can be started here, and spoken to. Says so in one sentence when not. */
export function hasServer(kind: keyof typeof PROGRAMS): boolean {
  const program = PROGRAMS[kind];
  const missing = [
    ...(programOf(kind) === undefined ? [`the server ${program}`] : []),
    ...(hasPackage(PACKAGES[kind]) ? [] : [`the package ${PACKAGES[kind]}`]),
  ];
  if (missing.length > 0)
    console.warn(`left out: brokers of ${kind}, because ${missing.join(" and ")} is not installed`);
  return missing.length === 0;
}

export function hasPackage(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** A real broker on loopback, with the configuration beside this file. It ends with the test. */
export class Server {
  readonly kind: keyof typeof PROGRAMS;
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), "zocp-broker-"));
  #process: ChildProcess | undefined;

  readonly #config: string;

  private constructor(kind: keyof typeof PROGRAMS, port: number, config: string) {
    this.kind = kind;
    this.port = port;
    this.#config = config;
  }

  /** `config`: another configuration, with PORT in place of the port. */
  static async open(kind: keyof typeof PROGRAMS, config: string = configOf(kind)): Promise<Server> {
    const server = new Server(kind, await freePort(), config);
    onTestFinished(() => server.close());
    await server.start();
    return server;
  }

  get url(): string {
    return `${this.kind}://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const file = join(this.#folder, "broker.conf");
    writeFileSync(file, this.#config.replaceAll("PORT", String(this.port)));
    this.#process = spawn(programOf(this.kind) ?? "", ["-c", file], { stdio: "ignore" });
    await eventually(`${PROGRAMS[this.kind]} listens`, await this.#listening());
  }

  /** Ends it at once, as a machine that loses its power. */
  async kill(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGKILL");
    await ended;
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #listening(): Promise<() => boolean> {
    let listens = false;
    const attempt = (): void => {
      const socket = connect(this.port, "127.0.0.1", () => {
        listens = true;
        socket.destroy();
      });
      socket.on("error", () => setTimeout(attempt, 20));
    };
    attempt();
    return () => listens;
  }
}

function configOf(kind: keyof typeof PROGRAMS): string {
  return readFileSync(fileURLToPath(new URL(`${PROGRAMS[kind]}.conf`, import.meta.url)), "utf8");
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
