// What every node of a scenario does, be it a program or a page: it emits counted values, takes those of its partners, and
// writes down what happens.
import { Journal } from "./journal.js";

/**
 * @param {import("zocp").TransportNode} node
 * @param {{ count?: number, note?: (text: string) => void }} [options] `count` is where its values begin
 */
export function exchange(node, { count = 0, note = () => {} } = {}) {
  const journal = new Journal();
  const out = node.int("out", count, { access: "re" });
  const state = node.int("state", count, { access: "re" });
  const cue = node.int("cue", count, { access: "re", event: true });
  let signals = 0;
  listen(node, journal, note);
  node.on("signal", () => signals++);
  const pacer = new Pacer(() => out.emit(out.value + 1));

  const methods = {
    /** Wires every emitter of these nodes to a sensor of ours. @param {readonly string[]} partners */
    aim(partners) {
      for (const partner of partners) {
        for (const emitter of ["out", "state", "cue"]) {
          const sensor = `${emitter}-${partner}`;
          node.int(sensor, -1, { access: "rs", event: emitter === "cue" });
          void node.connect(`${partner}/${emitter}`, `${node.name}/${sensor}`);
        }
      }
    },
    /** Values of `out` in a second. @param {number} rate */
    pace: (rate) => pacer.pace(rate),
    /** A value that is said once and never again, and an event. */
    mark() {
      state.set(state.value + 1);
      cue.emit(cue.value + 1);
    },
    /** From here on: what came before was the beginning. */
    forget: () => journal.forget(),
    stop: () => node.stop(),
  };
  const report = () => ({
    id: node.id,
    zocp: [...node.peers.values()].map((peer) => peer.name).sort(),
    own: { out: out.value, state: state.value, cue: cue.value },
    sensors: sensorsOf(node),
    links: linksOf(node),
    suspected: /** @type {string[]} */ ([]),
    shouts: {},
    counts: journal.counts,
    problems: journal.problems,
    gap: journal.gap,
    signals,
  });
  return { journal, methods, report };
}

/** @param {import("zocp").TransportNode} node @param {Journal} journal @param {(text: string) => void} note */
function listen(node, journal, note) {
  node
    .on("enter", ({ peer }) => {
      journal.begin("enter", `zocp ${peer}`);
      journal.greeted(peer);
    })
    .on("exit", ({ peer }) => journal.end("exit", `zocp ${peer}`))
    .on("linked", ({ link }) => {
      note(`linked ${link.emitter.node}/${link.emitter.parameter}`);
      journal.begin("linked", `link ${JSON.stringify(link)}`);
    })
    .on("unlinked", ({ link, reason }) => {
      note(`unlinked ${link.emitter.node}/${link.emitter.parameter} ${reason}`);
      journal.end("unlinked", `link ${JSON.stringify(link)}`);
    })
    .on("failed", ({ error }) => note(`failed ${error.message}`))
    .on("ignored", ({ name, reason }) => note(`ignored zocp ${name} ${reason}`))
    .on("signal", ({ peer, emitter, value, sensors }) => {
      // A greeting that says nothing new is told, and no sensor takes it.
      journal.value(peer, emitter, Number(value), emitter === "cue" ? 0 : Math.max(sensors.length, 1));
    });
}

/** @param {import("zocp").TransportNode} node */
function sensorsOf(node) {
  const sensors = [...node.parameters].filter(([path]) => path.includes("-"));
  return Object.fromEntries(sensors.map(([path, { value }]) => [path, value]));
}

/** @param {import("zocp").TransportNode} node */
function linksOf(node) {
  return node.links.map(({ emitter, sensor, state, reason }) => ({
    link: `${emitter.node}/${emitter.parameter} ${sensor.node}/${sensor.parameter}`,
    state,
    reason,
  }));
}

/** Calls so many times in a second. */
class Pacer {
  #rate = 0;
  #owed = 0;
  #last = performance.now();

  /** @param {() => void} call */
  constructor(call) {
    setInterval(() => {
      const now = performance.now();
      // A process that was frozen does not make up for it.
      this.#owed = Math.min(this.#owed + ((now - this.#last) * this.#rate) / 1000, this.#rate / 10 + 1);
      this.#last = now;
      for (; this.#owed >= 1; this.#owed--) call();
    }, 2);
  }

  /** @param {number} rate */
  pace(rate) {
    this.#rate = rate;
  }
}
