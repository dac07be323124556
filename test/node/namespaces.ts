import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, afterEach, beforeAll } from "vitest";

import { eventually } from "./loopback.ts";

/** Why network namespaces cannot be used here; undefined when they can. */
export function whyNoNamespaces(): string | undefined {
  if (process.platform !== "linux") return "network namespaces exist only on Linux";
  try {
    const script = "ip link set lo up && ip link add eth0 type veth peer name eth1 && ip link set eth0 up";
    execFileSync("unshare", ["-rn", "sh", "-c", script], { stdio: "ignore" });
    execFileSync("nsenter", ["--version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "this system does not let a user make network namespaces (unshare -rn, ip, nsenter)";
  }
}

/** The library as users get it, built once: processes of their own cannot run TypeScript. */
export class Build {
  readonly folder: string;

  constructor() {
    this.folder = mkdtempSync(join(ROOT, "node_modules/.zocp-test-"));
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const options = ["-p", "tsconfig.build.json", "--outDir", this.folder, "--declaration", "false"];
    execFileSync(process.execPath, [tsc, ...options], { cwd: ROOT, stdio: "inherit" });
    writeFileSync(join(this.folder, "package.json"), '{ "type": "module" }');
    writeFileSync(join(this.folder, "node.js"), NODE);
    writeFileSync(join(this.folder, "hear.js"), HEAR);
    writeFileSync(join(this.folder, "hub.js"), HUB);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** For a group of tests: the library is built before them, and the machines of each are removed after it. */
export function machineRoom(): { readonly build: Build; machine(beside?: Machine): Promise<Machine> } {
  let build: Build | undefined;
  const machines: Machine[] = [];
  beforeAll(() => {
    build = new Build();
  }, 400_000);
  afterEach(async () => {
    for (const machine of machines.splice(0).reverse()) await machine.remove();
  });
  afterAll(() => build?.remove());
  return {
    get build() {
      if (build === undefined) throw new Error("the library is built when the first test begins");
      return build;
    },
    async machine(beside) {
      const made = await Machine.make(beside);
      machines.push(made);
      return made;
    },
  };
}

/** A machine of its own, as far as the network goes: a namespace, held open by a process that sleeps. */
export class Machine {
  readonly #holder: ChildProcess;
  readonly #processes: Program[] = [];

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  /** A machine without any network but loopback; in the transport of another one, so that a cable can join them. */
  static async make(beside?: Machine): Promise<Machine> {
    const sleeping = ["sh", "-c", "ip link set lo up && echo ready && exec sleep 120"];
    const [command, ...args] =
      beside === undefined ? ["unshare", "-rn", ...sleeping] : [...beside.#enter, "unshare", "-n", ...sleeping];
    const holder = spawn(command ?? "", args, { stdio: ["ignore", "pipe", "inherit"] });
    let ready = false;
    holder.stdout?.on("data", () => {
      ready = true;
    });
    await eventually("the namespace is there", () => ready);
    return new Machine(holder);
  }

  get pid(): string {
    return String(this.#holder.pid);
  }

  get #enter(): readonly string[] {
    return ["nsenter", "-t", this.pid, "-U", "-n", "--preserve-credentials"];
  }

  ip(...args: readonly string[]): void {
    const [command, ...rest] = [...this.#enter, "ip", ...args];
    execFileSync(command ?? "", rest, { stdio: "inherit" });
  }

  /** Runs a command on this machine to its end. */
  command(...words: readonly string[]): void {
    const [command, ...rest] = [...this.#enter, ...words];
    execFileSync(command ?? "", rest, { stdio: "inherit" });
  }

  /** Joins two machines by a cable, and gives its ends a name and an address each. */
  async plug(name: string, address: string, other: Machine, otherName: string, otherAddress: string): Promise<void> {
    this.ip("link", "add", name, "type", "veth", "peer", "name", otherName, "netns", other.pid);
    const ends = [[this, name, address] as const, [other, otherName, otherAddress] as const];
    for (const [machine, on, at] of ends) {
      machine.ip("addr", "add", at, "brd", "+", "dev", on);
      machine.ip("link", "set", on, "up");
    }
    await eventually("the cable is in use", () => ends.every(([machine, on]) => machine.#running(on)));
  }

  /** Takes an interface down, and waits until the machine at the other end of its cable knows. */
  async unplug(name: string, other: Machine, otherName: string): Promise<void> {
    this.ip("link", "set", name, "down");
    await eventually("the cable is out", () => !other.#running(otherName));
  }

  #running(on: string): boolean {
    const [command, ...rest] = [...this.#enter, "ip", "link", "show", on];
    return execFileSync(command ?? "", rest, { encoding: "utf8" }).includes("state UP");
  }

  /** Runs a command to its end, where /sys shows the network cards of this machine as far as the system permits that. */
  async output(environment: NodeJS.ProcessEnv, ...words: readonly string[]): Promise<Output> {
    const own = ["unshare", "-m", "sh", "-c", 'mount -t sysfs sysfs /sys 2>/dev/null; exec "$0" "$@"'];
    const [command, ...args] = [...this.#enter, ...own, ...words];
    const child = spawn(command ?? "", args, { env: { ...cleanEnvironment(), ...environment } });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
    return { code, ...output };
  }

  /** Runs a program of the build on this machine, with nothing of our environment that would choose for it. */
  run(build: Build, program: "node" | "hear" | "hub", ...args: readonly string[]): Program {
    return this.runWith({}, build, program, ...args);
  }

  /** The same in an environment. */
  runWith(environment: NodeJS.ProcessEnv, build: Build, program: string, ...args: readonly string[]): Program {
    const [command, ...rest] = [...this.#enter, process.execPath, join(build.folder, `${program}.js`), ...args];
    const options = {
      env: { ...cleanEnvironment(), ...environment },
      stdio: ["pipe", "pipe", "inherit"] as ["pipe", "pipe", "inherit"],
    };
    const running = new Program(spawn(command ?? "", rest, options));
    this.#processes.push(running);
    return running;
  }

  async remove(): Promise<void> {
    for (const program of this.#processes) await program.end();
    this.#holder.kill("SIGKILL");
  }
}

/** What a command printed, and how it ended. */
export interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing in it chooses for a program. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const { ZOCP_INTERFACE: _interface, ZOCP_PORT: _port, NODE_OPTIONS: _options, ...env } = process.env;
  return env;
}

/** A process that prints one JSON object a line. */
export class Program {
  readonly said: Record<string, unknown>[] = [];
  readonly #process: ChildProcess;
  #rest = "";

  constructor(process: ChildProcess) {
    this.#process = process;
    process.stdout?.setEncoding("utf8");
    process.stdout?.on("data", (text: string) => this.#hear(text));
  }

  /** Waits for a line with these fields, and returns it. */
  async says(fields: Record<string, unknown>, since = 0): Promise<Record<string, unknown>> {
    const find = () =>
      this.said.slice(since).find((line) => Object.entries(fields).every(([key, value]) => line[key] === value));
    await eventually(`a line ${JSON.stringify(fields)}`, () => find() !== undefined);
    return find() ?? {};
  }

  async end(): Promise<void> {
    const { exitCode, signalCode } = this.#process;
    if (exitCode !== null || signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGKILL");
    await ended;
  }

  #hear(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.said.push(JSON.parse(line));
  }
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A node that emits a count ten times a second, takes that of another, and says what happens. */
const NODE = `
import { ZocpNode } from "./index.js";
const [name, from] = process.argv.slice(2);
const say = (line) => process.stdout.write(JSON.stringify(line) + "\\n");
const node = new ZocpNode(name);
const out = node.int("out", 0, { access: "re" });
const input = node.int("in", 0, { access: "rs" });
node.zre.on("enter", ({ name, endpoint }) => say({ event: "enter", name, endpoint }));
node.zre.on("exit", ({ name, reason }) => say({ event: "exit", name, reason }));
node.on("failed", ({ error }) => say({ event: "failed", code: error.code }));
node.on("signal", ({ value }) => say({ event: "signal", value }));
await node.start();
say({ event: "started", endpoints: node.endpoints });
if (from) node.connect(from + "/out", name + "/in");
let count = 0;
setInterval(() => out.emit(++count), 100);
`;

/** A hub on every address of the machine. */
const HUB = `
import { GossipHub } from "./index.js";
const hub = new GossipHub();
const say = (line) => process.stdout.write(JSON.stringify(line) + "\\n");
hub.on("published", ({ value }) => say({ event: "published", value }));
hub.on("withdrawn", ({ value, reason }) => say({ event: "withdrawn", value, reason }));
await hub.start();
say({ event: "started" });
`;

/** A plain UDP socket that is bound as pyre's is. */
const HEAR = `
import { createSocket } from "node:dgram";
const [address] = process.argv.slice(2);
const socket = createSocket({ type: "udp4", reuseAddr: true });
const say = (line) => process.stdout.write(JSON.stringify(line) + "\\n");
socket.on("message", (bytes, { address }) => say({ event: "beacon", hex: bytes.toString("hex"), from: address }));
socket.bind(5670, address, () => say({ event: "bound" }));
`;
