// A node of the package as users get it.
import { ZocpNode } from "zocp";
import { answer, options } from "./answer.js";
import { exchange } from "./values.js";

const { name, count, every = 200, ...rest } = options;
/** When what happened, for whoever looks for a reason. @type {string[]} */
const diary = [];
const node = new ZocpNode(name, { groups: ["CHAOS"], ...rest });
const { journal, methods, report } = exchange(node, { count, note });
/** What others shouted last, by name. @type {Record<string, number>} */
const shouts = {};
let shouted = 0;

node.zre
  .on("enter", ({ peer, name }) => {
    note(`zre enter ${name} ${peer.slice(0, 4)}`);
    journal.begin("zre enter", `zre ${peer}`);
  })
  .on("exit", ({ peer, name, reason }) => {
    note(`zre exit ${name} ${peer.slice(0, 4)} ${reason}`);
    journal.end("zre exit", `zre ${peer}`);
    journal.lapse(`suspected ${peer}`);
  })
  .on("suspected", ({ peer, name }) => {
    note(`suspected ${name}`);
    journal.begin("suspected", `suspected ${peer}`);
  })
  .on("recovered", ({ peer, name }) => {
    note(`recovered ${name}`);
    journal.end("recovered", `suspected ${peer}`);
  })
  .on("ignored", ({ peer, error }) => note(`ignored ${peer?.slice(0, 4)} ${error.message}`))
  .on("shout", ({ name, content }) => {
    shouts[name] = Number(content.text(0));
  });

await node.start();
setInterval(() => node.zre.shout("CHAOS", String(++shouted)), every);

answer({
  ...methods,
  /** A link, maybe between two others. @param {string} emitter @param {string} sensor */
  wire(emitter, sensor) {
    void node.connect(emitter, sensor);
  },
  /** @param {string} sensor */
  sensor(sensor) {
    node.int(sensor, -1, { access: "rs" });
  },
  /** From now on it knows the time that all share. */
  sync: () => node.clock.sync(),
  /** By how much that time is ahead of the one that all processes of this machine see. */
  ahead: () => node.clock.now() - sharedNow(),
  sharedTime: () => node.clock.now(),
  /** When it acts at that time, and when a bare timer for the same moment rings: as all processes of this machine see it. @param {number} at */
  async act(at) {
    const due = at - node.clock.now();
    const [acted, rang] = await Promise.all([
      new Promise((resolve) => node.clock.at(at, () => resolve(sharedNow()))),
      new Promise((resolve) => setTimeout(() => resolve(sharedNow()), due)),
    ]);
    return { acted, rang };
  },
  /** The host's clock is set. @param {number} by */
  setClock(by) {
    /** @type {any} */ (globalThis).shiftClock(by);
    return Date.now();
  },
  forget() {
    methods.forget();
    diary.length = 0;
  },
  report: () => ({
    ...report(),
    zre: [...node.zre.peers.values()].map((peer) => peer.name).sort(),
    suspected: [...node.zre.peers.values()].flatMap(({ name, state }) =>
      state === "ready" ? [] : [`${name} ${state}`],
    ),
    own: { ...report().own, shout: shouted },
    shouts,
    diary: diary.slice(-400),
  }),
});

/** @param {string} text */
function note(text) {
  diary.push(`${performance.timeOrigin + performance.now()} ${text}`);
  if (diary.length > 2000) diary.splice(0, 1000);
}

/** Milliseconds, the same for all processes. */
function sharedNow() {
  return Number(process.hrtime.bigint()) / 1e6;
}
