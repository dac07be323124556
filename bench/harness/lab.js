// Where a row does its work: its size, its ports, its processes.

import { freePort } from "../../tools/ports.js";
import { Program } from "./program.js";

/** @typedef {"smoke" | "quick" | "full"} Size how much work: to see that it works, to compare, to publish */

export class Lab {
  /** @type {Size} */
  size;
  /** Whether there are ten minutes for what shows itself rarely. */
  soak;
  #profiles;
  /** @type {Program<unknown>[]} */
  #programs = [];

  /**
   * @param {Size} size
   * @param {{ readonly soak?: boolean, readonly profiles?: string | undefined }} [options] `profiles` is the folder for the CPU
   *   profile of every process
   */
  constructor(size, { soak = false, profiles } = {}) {
    this.size = size;
    this.soak = soak;
    this.#profiles = profiles;
  }

  /**
   * One of three, by the size of the run.
   *
   * @template Value
   * @param {{ readonly smoke: Value, readonly quick: Value, readonly full: Value }} values
   */
  choose(values) {
    return values[this.size];
  }

  /** A UDP port that no other row uses. */
  port() {
    return freePort();
  }

  /**
   * Starts a process that plays a role: an exported function of the file, which is given the options and returns what the
   * process can be asked to do.
   *
   * @template Options, Actor
   * @param {string} file
   * @param {(options: Options) => Actor | Promise<Actor>} role
   * @param {Options} options
   * @param {readonly string[]} [flags] of Node
   * @returns {Promise<Program<Actor>>}
   */
  async start(file, role, options, flags = []) {
    const program = this.launch(file, role, options, flags);
    await program.ready;
    return program;
  }

  /**
   * {@link start} without waiting.
   *
   * @template Options, Actor
   * @param {string} file
   * @param {(options: Options) => Actor | Promise<Actor>} role
   * @param {Options} options
   * @param {readonly string[]} [flags] of Node
   * @returns {Program<Actor>}
   */
  launch(file, role, options, flags = []) {
    const profile =
      this.#profiles === undefined
        ? []
        : [
            "--cpu-prof",
            `--cpu-prof-dir=${this.#profiles}`,
            `--cpu-prof-name=${role.name}-${this.#programs.length}.cpuprofile`,
          ];
    /** @type {Program<Actor>} */
    const program = new Program([file, role.name, JSON.stringify(options)], [...flags, ...profile]);
    this.#programs.push(/** @type {Program<unknown>} */ (program));
    // Whoever waits for it is told; the others see it end.
    program.ready.catch(() => {});
    return program;
  }

  /** Ends every process. */
  async close() {
    await Promise.all(this.#programs.splice(0).map((program) => program.close()));
  }
}
