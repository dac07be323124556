// This machine as the only one: nothing of it can be broken, and its nodes see each other on loopback.
import { Program } from "./program.js";

export class Local {
  #options;
  /** @type {Program[]} */
  #programs = [];

  /** @param {number} beaconPort */
  constructor(beaconPort) {
    this.#options = { interface: "lo", beaconPort };
  }

  async open() {}

  async plug() {}

  host() {
    return this;
  }

  /** @param {string} file @param {object} options for it @param {readonly string[]} [flags] of the host */
  async run(file, options, flags = []) {
    const given = JSON.stringify({ ...options, ...this.#options });
    const program = new Program([process.execPath, ...flags, file, given]);
    this.#programs.push(program);
    await program.ready;
    return program;
  }

  async close() {
    await Promise.all(this.#programs.map((program) => program.kill()));
  }
}
