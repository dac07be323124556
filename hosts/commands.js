// What a person does with the command line, on one host.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../tools/ports.js";

/** @typedef {{ name: string, program: string, words: readonly string[], installs: boolean }} Host what starts a program there */

/**
 * Throws what differs from what is promised.
 *
 * @param {Host} host @param {string} folder where zocp is installed
 */
export async function tryCommands(host, folder) {
  const port = String(await freePort());
  /** @param {readonly string[]} words */
  const zocp = (...words) => new Command(host, folder, [...words, "--interface", "lo", "--port", port]);
  write(folder, "lamp", { level: { type: "float", value: 0, access: "rws", min: 0, max: 1 } });
  write(folder, "desk", { fader: { type: "float", value: 0, access: "rwe", min: 0, max: 1 } });
  const nodes = [zocp("node", "lamp.json", "--json"), zocp("node", "desk.json", "--json")];
  try {
    for (const node of nodes) await node.says(/"ready"/);
    const lists = await zocp("ls", "--json", "--wait", "5").output();
    assert.deepEqual(
      JSON.parse(lists).map((/** @type {{ name: string }} */ { name }) => name),
      ["desk", "lamp"],
    );
    assert.equal(await zocp("set", "lamp/level", "0.25", "--wait", "15").output(), "0.25");
    await zocp("connect", "desk/fader", "lamp/level", "--wait", "15").output();
    const watched = zocp("watch", "lamp/level", "--json", "--seconds", "60");
    await watched.says(/"event":"value"/);
    assert.equal(await zocp("set", "desk/fader", "0.75", "--wait", "15").output(), "0.75");
    // The value went over the link.
    await watched.says(/"value":0.75/);
    await watched.end();
  } finally {
    await Promise.all(nodes.map((node) => node.end()));
  }
  for (const node of nodes) assert.equal(node.code, 0, "a node that is told to end ends with 0");
}

/** @param {string} folder @param {string} name @param {object} parameters */
function write(folder, name, parameters) {
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ name, parameters }));
}

class Command {
  #words;
  #child;
  #ended;
  #printed = "";
  #told = "";
  /** @type {number | null | undefined} */
  code;

  /** @param {Host} host @param {string} folder @param {readonly string[]} words */
  constructor(host, folder, words) {
    this.#words = words.join(" ");
    const file = join(folder, "node_modules", "zocp", "dist", "cli", "main.js");
    const child = spawn(host.program, [...host.words, file, ...words], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.setEncoding("utf8").on("data", (text) => {
      this.#printed += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      this.#told += text;
    });
    this.#child = child;
    this.#ended = new Promise((resolve) => {
      child.once("error", () => resolve(null));
      child.once("close", resolve);
    }).then((code) => {
      this.code = /** @type {number | null} */ (code);
    });
  }

  /** @returns {Promise<string>} what it prints, when it has ended well */
  async output() {
    await this.#within(this.#ended);
    if (this.code !== 0) throw this.#wrong(`ended with ${this.code}`);
    return this.#printed.trim();
  }

  /** Waits until it prints that. @param {RegExp} pattern */
  async says(pattern) {
    const said = new Promise((resolve) => {
      const look = () => (pattern.test(this.#printed) ? resolve(undefined) : undefined);
      this.#child.stdout.on("data", look);
      look();
    });
    await this.#within(Promise.race([said, this.#ended]));
    if (!pattern.test(this.#printed)) throw this.#wrong(`did not say ${pattern}`);
  }

  async end() {
    this.#child.kill("SIGTERM");
    await this.#within(this.#ended);
  }

  /** @param {Promise<unknown>} wait */
  async #within(wait) {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => {
        this.#child.kill("SIGKILL");
        reject(this.#wrong("took longer than a minute"));
      }, LONGEST);
    });
    await Promise.race([wait, late]).finally(() => clearTimeout(timer));
  }

  /** @param {string} what */
  #wrong(what) {
    return new Error(`zocp ${this.#words} ${what}\n${this.#printed}\n${this.#told}`.trim());
  }
}

const LONGEST = 60_000;
