// A process that is asked for things, one JSON object a line in each direction.
import { spawn } from "node:child_process";

export class Program {
  /** What it printed besides answers. */
  complaints = "";
  /** Whether it has ended although nobody ended it. */
  died = false;
  #child;
  #number = 0;
  #rest = "";
  #ending = false;
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  #questions = new Map();
  #ready;
  #ended;

  /** @param {readonly string[]} command */
  constructor([command = "", ...args]) {
    // Nothing of our environment may choose an interface or a port for a node.
    const { ZOCP_INTERFACE: _interface, ZOCP_PORT: _port, NODE_OPTIONS: _options, ...env } = process.env;
    const child = spawn(command, args, { env, stdio: ["pipe", "pipe", "pipe"] });
    this.#child = child;
    child.stdin.on("error", () => {});
    child.stderr.setEncoding("utf8").on("data", (text) => {
      this.complaints = (this.complaints + text).slice(-MOST);
    });
    child.stdout.setEncoding("utf8").on("data", (text) => this.#hear(text));
    this.#ended = new Promise((resolve) => child.once("close", resolve));
    this.#ready = this.#question(0);
    child.once("error", (error) => this.#end(error.message));
    child.once("exit", (code, signal) => this.#end(`it ended (${signal ?? code}) ${this.complaints}`));
  }

  /** Resolves when it can be asked. */
  get ready() {
    return this.#ready;
  }

  get pid() {
    return this.#child.pid;
  }

  /** @param {string} method @param {...unknown} args @returns {Promise<any>} */
  ask(method, ...args) {
    const number = ++this.#number;
    const answer = this.#question(number);
    this.#child.stdin.write(`${JSON.stringify({ number, method, args })}\n`);
    return answer;
  }

  /** @param {NodeJS.Signals} signal */
  signal(signal) {
    this.#child.kill(signal);
  }

  /** Ends it at once, and waits until it is gone. */
  async kill() {
    this.#ending = true;
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  /** Lets it say goodbye. */
  async stop() {
    this.#ending = true;
    await this.ask("stop").catch(() => {});
    await this.kill();
  }

  /** @param {number} number @returns {Promise<any>} */
  #question(number) {
    const { promise, resolve, reject } = withResolvers();
    this.#questions.set(number, { resolve, reject });
    return promise;
  }

  /** @param {string} text */
  #hear(text) {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const { number, result, error } = JSON.parse(line);
      const question = this.#questions.get(number);
      this.#questions.delete(number);
      if (error === undefined) question?.resolve(result);
      else question?.reject(new Error(error));
    }
  }

  /** @param {string} why */
  #end(why) {
    if (!this.#ending) this.died = true;
    for (const { reject } of this.#questions.values()) reject(new Error(why));
    this.#questions.clear();
  }
}

function withResolvers() {
  /** @type {(result: any) => void} */
  let resolve = () => {};
  /** @type {(error: Error) => void} */
  let reject = () => {};
  const promise = new Promise((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Whoever waits is told; others see it by `died`.
  promise.catch(() => {});
  return { promise, resolve, reject };
}

const MOST = 4000;
