// A network of pretend machines: each is a network namespace of its own with real interfaces, joined by bridges as by switches.
import { execFileSync, spawn } from "node:child_process";
import { Program } from "./program.js";

/** Why no such network can be made here; undefined when it can. */
export function whyNoWorld() {
  if (process.platform !== "linux") return "network namespaces exist only on Linux";
  const script = `ip link set lo up && ip link add br0 type bridge && ip link add x0 type veth peer name x1 &&
    ip link set x0 master br0 && nft add table inet chaos && nft add chain inet chaos in &&
    nft add rule inet chaos in numgen random mod 100 '<' 5 drop && nsenter --version`;
  try {
    execFileSync("unshare", ["-rn", "sh", "-c", script], { stdio: "ignore" });
    return undefined;
  } catch {
    return "this system does not let us make network namespaces with bridges and filters (root, unshare, nsenter, ip, nft)";
  }
}

/** A switch, and the machines that are plugged into it. */
export class World {
  /** @type {Map<string, Host>} */
  hosts = new Map();
  #room = new Namespace();

  /** Nothing but the switches: `br0` to which machines are plugged, `br1` for a second network, `br2` for a partition. */
  async open() {
    await this.#room.open(["unshare", "-rn"]);
    const bridges = ["br0", "br1", "br2"].map(
      (name) => `ip link add ${name} type bridge forward_delay 0 && ip link set ${name} up`,
    );
    await this.#room.sh(bridges.join(" && "));
  }

  /**
   * Plugs in one more machine. Its address is 10.10.0.x.
   *
   * @param {string} name
   */
  async plug(name) {
    const host = new Host(name, this.hosts.size + 1, this.#room);
    this.hosts.set(name, host);
    await host.open();
    return host;
  }

  /** @param {string} name */
  host(name) {
    const host = this.hosts.get(name);
    if (host === undefined) throw new Error(`there is no host ${name}`);
    return host;
  }

  /** Ends every process on every machine. */
  async close() {
    await Promise.all([...this.hosts.values()].map((host) => host.close()));
    await this.#room.close();
  }
}

/** One machine. */
export class Host {
  name;
  number;
  #room;
  #own = new Namespace();
  /** @type {Program[]} */
  #programs = [];

  /** @param {string} name @param {number} number @param {Namespace} room */
  constructor(name, number, room) {
    this.name = name;
    this.number = number;
    this.#room = room;
  }

  get address() {
    return `10.10.0.${this.number}`;
  }

  async open() {
    await this.#own.open([...this.#room.enter, "unshare", "-n"]);
    await this.addInterface("eth0", "br0", `${this.address}/24`);
  }

  /**
   * A cable from this machine to a switch.
   *
   * @param {string} name @param {string} bridge @param {string} address with its prefix
   */
  async addInterface(name, bridge, address) {
    const port = this.#port(name);
    const link = `ip link add ${port} type veth peer name ${name} netns ${this.#own.pid}`;
    await this.#room.sh(`${link} && ip link set ${port} master ${bridge} && ip link set ${port} up`);
    await this.sh(`ip addr add ${address} brd + dev ${name} && ip link set ${name} up`);
  }

  /** The interface is switched off, or on, on this machine. @param {"up" | "down"} state @param {string} [name] */
  async link(state, name = "eth0") {
    await this.sh(`ip link set ${name} ${state}`);
  }

  /** The cable is pulled out, or put in again, at the switch: the machine loses its carrier. @param {"up" | "down"} state */
  async cable(state, name = "eth0") {
    await this.#room.sh(`ip link set ${this.#port(name)} ${state}`);
  }

  /** The cable goes to another switch: the machine itself sees nothing of that. @param {string} bridge */
  async replug(bridge, name = "eth0") {
    await this.#room.sh(`ip link set ${this.#port(name)} master ${bridge}`);
  }

  /**
   * What arrives at this machine and is thrown away: a share of everything, everything of some machines, all TCP or all UDP.
   *
   * @param {{ percent?: number, from?: readonly Host[], protocol?: "tcp" | "udp" }} what
   */
  async drop({ percent = 0, from = [], protocol }) {
    const rules = from.map(({ address }) => `ip saddr ${address} drop`);
    if (protocol !== undefined) rules.push(`iifname "eth0" meta l4proto ${protocol} drop`);
    if (percent > 0) rules.push(`iifname "eth0" numgen random mod 100 < ${percent} drop`);
    const chain = ["type filter hook input priority 0", ...rules].join("\n");
    await this.sh("nft -f -", `flush ruleset\ntable inet chaos {\nchain in {\n${chain}\n}\n}\n`);
  }

  /** Nothing is thrown away any more. */
  async heal() {
    await this.sh("nft flush ruleset");
  }

  /** @param {string} script @param {string} [input] */
  sh(script, input) {
    return this.#own.sh(script, input);
  }

  /**
   * Starts a process on this machine.
   *
   * @param {string} file @param {object} options for it @param {readonly string[]} [flags] of the host
   */
  async run(file, options, flags = []) {
    const program = new Program([...this.#own.enter, process.execPath, ...flags, file, JSON.stringify(options)]);
    this.#programs.push(program);
    await program.ready;
    return program;
  }

  async close() {
    await Promise.all(this.#programs.map((program) => program.kill()));
    await this.#own.close();
  }

  /** @param {string} name */
  #port(name) {
    return `p${this.number}-${name}`;
  }
}

/** A network namespace, held open by a process that waits until we are gone. */
class Namespace {
  /** @type {import("node:child_process").ChildProcess | undefined} */
  #holder;

  get pid() {
    return String(this.#holder?.pid);
  }

  /** The beginning of a command that runs inside. @returns {readonly string[]} */
  get enter() {
    return ["nsenter", "-t", this.pid, "-U", "-n", "--preserve-credentials"];
  }

  /** @param {readonly string[]} command that makes the namespace and runs the rest in it */
  async open([command = "", ...args]) {
    const script = "ip link set lo up && echo ready && exec cat";
    const holder = spawn(command, [...args, "sh", "-c", script], { stdio: ["pipe", "pipe", "inherit"] });
    this.#holder = holder;
    await new Promise((resolve, reject) => {
      holder.stdout?.once("data", resolve);
      holder.once("error", reject).once("exit", () => reject(new Error("no namespace could be made")));
    });
  }

  /** @param {string} script @param {string} [input] @returns {Promise<string>} */
  sh(script, input = "") {
    const [command = "", ...args] = this.enter;
    return new Promise((resolve, reject) => {
      const child = spawn(command, [...args, "sh", "-c", script], { stdio: ["pipe", "pipe", "pipe"] });
      let said = "";
      for (const output of [child.stdout, child.stderr])
        output.setEncoding("utf8").on("data", (text) => (said += text));
      child.once("error", reject);
      child.once("close", (code) => (code === 0 ? resolve(said) : reject(new Error(`${script}: ${said}`))));
      child.stdin.on("error", () => {}).end(input);
    });
  }

  async close() {
    const holder = this.#holder;
    if (holder === undefined || holder.exitCode !== null || holder.signalCode !== null) return;
    const gone = new Promise((resolve) => holder.once("exit", resolve));
    holder.kill("SIGKILL");
    await gone;
  }
}
