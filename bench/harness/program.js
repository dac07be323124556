// A process that plays a role in a row.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * What a role can do, as it is asked for from another process: every answer is a promise.
 *
 * @template Actor
 * @typedef {{ [Method in keyof Actor]: Actor[Method] extends (...args: infer Args) => infer Result
 *   ? (...args: Args) => Promise<Awaited<Result>> : never }} Remote
 */

/** @typedef {{ usage: () => { cpu: number, rss: number, heap: number } }} Common what every role can do */

/** @template Actor */
export class Program {
  /** @type {Remote<Actor & Common>} */
  ask;
  /** When it was started. @type {number} */
  started = performance.now();
  #child;
  #number = 0;
  /** @type {Map<number, { resolve: (result: unknown) => void, reject: (error: Error) => void }>} */
  #questions = new Map();
  /** @type {Promise<void>} */
  #ready;
  #ended;

  /** @param {readonly string[]} args the file of the role, its name, its options as JSON @param {readonly string[]} flags of Node */
  constructor(args, flags) {
    this.#child = fork(WORKER, args, {
      execArgv: [...flags],
      env: { ...process.env, ZOCP_INTERFACE: "lo", NODE_OPTIONS: "" },
    });
    this.#ended = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#ready = this.#listen();
    this.ask = /** @type {Remote<Actor & Common>} */ (
      new Proxy(
        {},
        {
          get:
            (_, method) =>
            (/** @type {unknown[]} */ ...rest) =>
              this.#ask(String(method), rest),
        },
      )
    );
  }

  /** Resolves when the role is ready to be asked. */
  get ready() {
    return this.#ready;
  }

  /** @param {NodeJS.Signals} signal */
  kill(signal) {
    this.#child.kill(signal);
  }

  /** Lets the process end, and ends it when it does not. */
  async close() {
    if (this.#child.connected) this.#child.disconnect();
    // One that was frozen cannot end.
    this.kill("SIGCONT");
    const late = setTimeout(() => this.kill("SIGKILL"), PATIENCE);
    await this.#ended;
    clearTimeout(late);
  }

  /** @returns {Promise<void>} */
  #listen() {
    return new Promise((resolve, reject) => {
      const early = () => {
        reject(new Error(`${this.#child.spawnargs.slice(-2).join(" ")} ended`));
        for (const question of this.#questions.values()) question.reject(new Error("the process ended"));
      };
      this.#child.once("exit", early).once("error", early);
      this.#child.on("message", (message) => {
        const { ready, number, ...outcome } = /** @type {Answer} */ (message);
        if (ready === true) resolve();
        else this.#settle(number, outcome);
      });
    });
  }

  /** @param {string} method @param {unknown[]} args */
  #ask(method, args) {
    const number = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#questions.set(number, { resolve, reject });
      this.#child.send({ number, method, args });
    });
  }

  /** @param {number} number @param {{ result?: unknown, error?: string }} outcome */
  #settle(number, { result, error }) {
    const question = this.#questions.get(number);
    this.#questions.delete(number);
    if (error === undefined) question?.resolve(result);
    else question?.reject(new Error(error));
  }
}

/** @typedef {{ ready?: boolean, number: number, result?: unknown, error?: string }} Answer */

const WORKER = fileURLToPath(new URL("../worker.js", import.meta.url));
const PATIENCE = 5000;
