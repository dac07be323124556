// A show on pretend machines, and what must be true of it once everything that was broken works again.
import { fileURLToPath } from "node:url";
import { findDiffering, findMissing } from "./expectations.js";
import { pause } from "./pause.js";
import { findKept } from "./resources.js";
import { World } from "./world.js";

/** Seconds that everything may take to work again after a repair. */
const PROMISE = 3;

/**
 * @typedef {object} Actor
 * @property {string} name
 * @property {import("./world.js").Host} host
 * @property {import("./program.js").Program} program
 * @property {"node" | "zre" | "page"} kind
 * @property {object} options
 * @property {import("./resources.js").Resources | undefined} baseline what it held at the beginning
 */

export class Stage {
  world;
  /** @type {Map<string, Actor>} */
  actors = new Map();
  /** What was measured, for people. @type {string[]} */
  notes = [];
  /** What was not as promised. @type {string[]} */
  faults = [];
  #late = 0;
  /** What was missing last. */
  #waitedFor = "";
  #peerFile;

  /**
   * @param {string} peerFile the ZRE peer on libzmq as a module that can be run
   * @param {World} [world]
   */
  constructor(peerFile, world = new World()) {
    this.#peerFile = peerFile;
    this.world = world;
  }

  /** @param {string} name @param {object} [options] of the node @param {string} [on] the host */
  async start(name, options = {}, on = name) {
    const host = this.world.host(on);
    const program = await host.run(NODE, { name, ...options }, ["--expose-gc", "--import", CLOCK]);
    this.actors.set(name, { name, host, program, kind: "node", options, baseline: undefined });
  }

  /** @param {string} name */
  async startZre(name) {
    const host = this.world.host(name);
    const given = { name, address: host.address, broadcast: "10.10.0.255", peer: this.#peerFile };
    const program = await host.run(ZRE, given, ["--expose-gc"]);
    this.actors.set(name, { name, host, program, kind: "zre", options: {}, baseline: undefined });
  }

  /** @param {string} name also of the host @param {string} url of the gateway */
  async startPage(name, url) {
    const host = this.world.host(name);
    const program = await host.run(PAGE, { name, url }, ["--expose-gc"]);
    this.actors.set(name, { name, host, program, kind: "page", options: {}, baseline: undefined });
  }

  /** A node takes the values of these. @param {string} name @param {readonly string[]} partners */
  async aim(name, partners) {
    await this.ask(name, "aim", partners);
  }

  /** @param {string} name */
  actor(name) {
    const actor = this.actors.get(name);
    if (actor === undefined) throw new Error(`there is no ${name}`);
    return actor;
  }

  /** @param {string} name @param {string} method @param {...unknown} args */
  ask(name, method, ...args) {
    return this.actor(name).program.ask(method, ...args);
  }

  get nodes() {
    return [...this.actors.values()].filter(({ kind }) => kind !== "zre");
  }

  /** Values that each node emits in a second; or one of them. @param {number} rate @param {string} [name] */
  async pace(rate, name) {
    const nodes = name === undefined ? this.nodes : [this.actor(name)];
    await Promise.all(nodes.map(({ program }) => program.ask("pace", rate)));
  }

  /** Every node that runs says something that it never repeats: whoever missed it has to get it all the same. @param {readonly string[]} [but] */
  async mark(but = []) {
    const nodes = this.nodes.filter(({ name }) => !but.includes(name));
    await Promise.all(nodes.map(({ program }) => program.ask("mark")));
  }

  /** @param {string} name */
  host(name) {
    return this.world.host(name);
  }

  /** @param {string} text */
  note(text) {
    this.notes.push(text);
  }

  /** @param {string} text */
  fault(text) {
    this.faults.push(text);
  }

  /**
   * Everything that is broken has just been repaired: sees that all comes back in time, that nothing was lost or told twice,
   * and that what was used is given back.
   *
   * @param {{ more?: number, within?: number }} [options] `more`: sockets that a node may hold more than before, because of what
   *   has changed; `within`: seconds
   */
  async returns({ more = 0, within = PROMISE } = {}) {
    await this.working(within);
    await this.quiet();
    const kept = await findKept(this.nodes, more);
    if (kept !== undefined) this.fault(kept);
  }

  /** Everything that is broken has just been repaired: sees that all comes back in time, in seconds. */
  async working(within = PROMISE) {
    const took = await this.#working();
    if (took === undefined) return;
    this.note(`back after ${took.toFixed(1)} s`);
    // In a crowd everything takes longer, on purpose: see `Vitals`.
    const promise = within + this.actors.size * CROWD;
    if (took <= promise) return;
    this.fault(
      `everything works again after ${took.toFixed(1)} s; promised are ${promise.toFixed(1)} s; last was: ${this.#waitedFor}`,
    );
    this.#late++;
  }

  /** Whether nothing is wrong but that it took too long. */
  get onlyLate() {
    return this.faults.length === this.#late;
  }

  /** The values come to rest: every sensor holds its emitter's last value, and nothing was told twice. */
  async quiet() {
    await this.pace(0);
    const final = await this.#until((reports) => findDiffering(reports), 5);
    if (final !== undefined) this.fault(`when all is quiet: ${final}`);
    // What comes twice may come late.
    await pause(1000);
    for (const actor of this.actors.values()) {
      if (actor.program.died) this.fault(`${actor.name} died: ${actor.program.complaints}`);
      else if (actor.program.complaints !== "") this.fault(`${actor.name} printed ${actor.program.complaints}`);
    }
    const reports = await this.reports();
    for (const [name, { problems }] of reports) for (const problem of problems) this.fault(`${name}: ${problem}`);
    const last = findDiffering(reports);
    if (last !== undefined) this.fault(`after all was quiet: ${last}`);
  }

  /** @returns {Promise<Map<string, any>>} */
  async reports() {
    const entries = [...this.actors.values()].map(async ({ name, program }) => [name, await program.ask("report")]);
    return new Map(/** @type {[string, any][]} */ (await Promise.all(entries)));
  }

  /** How often a peer was given up by any node. @returns {Promise<number>} */
  async exits() {
    const reports = [...(await this.reports()).values()];
    return reports.reduce((sum, { counts }) => sum + (counts?.["zre exit"] ?? 0), 0);
  }

  /** Waits until each of these sees exactly those. @param {Record<string, readonly string[]>} expected @param {number} seconds */
  async sees(expected, seconds) {
    const late = await this.#until((reports) => {
      for (const [name, others] of Object.entries(expected)) {
        const seen = reports.get(name).zre.join(" ");
        if (seen !== [...others].sort().join(" ")) return `${name} sees ${seen || "nobody"}`;
      }
      return undefined;
    }, seconds);
    if (late !== undefined) this.fault(`after ${seconds} s ${late}, expected was ${JSON.stringify(expected)}`);
  }

  /** A node ends: with a goodbye, or killed. @param {string} name @param {boolean} [gentle] */
  async leave(name, gentle = false) {
    const { program } = this.actor(name);
    this.actors.delete(name);
    if (gentle) await program.stop();
    else await program.kill();
  }

  async close() {
    await this.world.close();
  }

  /** What every process remembers of the last minutes. */
  async diaries() {
    const lines = [];
    for (const { name, program } of this.nodes) {
      const report = await Promise.race([program.ask("report").catch(() => undefined), pause(1000)]);
      for (const line of report?.diary ?? []) {
        const [at, ...text] = line.split(" ");
        lines.push({ at: Number(at), text: `${name}: ${text.join(" ")}` });
      }
    }
    return lines.sort((a, b) => a.at - b.at);
  }

  /** Waits until all is well, and sees what everybody holds. Throws when it does not come to that. */
  async begin(seconds = 20) {
    const missing = await this.#until((reports) => findMissing(reports), seconds);
    if (missing !== undefined) throw new Error(`the show does not begin: ${missing}`);
    await Promise.all(this.nodes.map(({ program }) => program.ask("forget")));
    await pause(500);
    for (const actor of this.actors.values()) actor.baseline = await actor.program.ask("resources");
  }

  /** Waits until values flow everywhere again; returns the seconds it took, or nothing when it does not come to that. */
  async #working() {
    const begin = performance.now();
    const then = await this.reports();
    const missing = await this.#until((reports) => findMissing(reports, then), 30);
    if (missing === undefined) return (performance.now() - begin) / 1000;
    this.fault(`30 s after the repair: ${missing}`);
    return undefined;
  }

  /** @param {(reports: Map<string, any>) => string | undefined} missing @param {number} seconds */
  async #until(missing, seconds) {
    const end = performance.now() + seconds * 1000;
    for (;;) {
      const what = missing(await this.reports());
      if (what === undefined || performance.now() > end) return what;
      this.#waitedFor = what;
      await pause(100);
    }
  }
}

const NODE = fileURLToPath(new URL("../workers/node.js", import.meta.url));
const PAGE = fileURLToPath(new URL("../workers/page.js", import.meta.url));
const ZRE = fileURLToPath(new URL("../workers/zre.js", import.meta.url));
const CLOCK = new URL("../workers/clock.js", import.meta.url).href;
const CROWD = 0.1;
