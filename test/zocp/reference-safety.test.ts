import fc from "fast-check";
import { expect, test } from "vitest";

import type { Json, JsonObject } from "../../src/bytes/json.ts";
import { UsageError } from "../../src/errors.ts";
import type { Sampling } from "../../src/zocp/codec/sampling.ts";
import { ReferenceInhabitant } from "./reference-inhabitant.ts";
import { type OurNode, SimulatedTransport } from "./simulated-transport.ts";

// Whatever two programs of ours and two of the reference do with each other: nothing that we send ends a reference node.
const OURS = ["ours", "also"] as const;
const OLD = ["old", "ref"] as const;

const our = fc.constantFrom(...OURS);
const old = fc.constantFrom(...OLD);
const anyone = fc.constantFrom(...OURS, ...OLD);
const parameter = fc.constantFrom("a", "a", "a", "b", "b", "b", "late", "nope", "_location", "objects", "cam.x", "");
const sampling = fc.constantFrom<Sampling | undefined>(undefined, { rate: 30 }, { rate: 0.5 }, { every: true });
const value = fc.oneof(fc.double(), fc.constantFrom<Json>(0, null, true, "x", [1, 2], new Map([["value", 1]])));
const access = fc.constantFrom("r", "rwes", "re", "rws");
const ends = { from: anyone, emitter: parameter, to: anyone, sensor: parameter };
const oldEnds = { from: anyone, emitter: fc.option(parameter), to: anyone, sensor: fc.option(parameter) };

/** What somebody does; each arbitrary makes a function that does it. */
const deed: fc.Arbitrary<(show: Show) => void> = fc.oneof(
  fc.record({ at: our, ...ends, un: fc.boolean(), sampling }).map((o) => ({ node }: Show) => {
    const [emitter, sensor] = [`${o.from}/${o.emitter}`, `${o.to}/${o.sensor}`];
    if (o.un) node(o.at).unlink(emitter, sensor);
    else node(o.at).link(emitter, sensor, o.sampling);
  }),
  fc.record({ at: our, name: parameter, value }).map(
    (o) =>
      ({ node }: Show) =>
        node(o.at).emit(o.name, o.value),
  ),
  fc.record({ at: our, name: parameter, value }).map((o) => ({ node }: Show) => {
    node(o.at).act((machine, now) => machine.set(o.name, o.value, now));
  }),
  fc.record({ at: our, to: anyone, name: parameter, value }).map((o) => ({ node, id }: Show) => {
    const peer = { id: id(o.to) } as OurNode;
    node(o.at).setRemote(peer, o.name, o.value);
  }),
  fc.record({ at: our, name: parameter, access }).map(
    (o) =>
      ({ node }: Show) =>
        node(o.at).float(o.name, 0, o.access),
  ),
  fc.record({ at: our, name: parameter, value }).map((o) => ({ node }: Show) => {
    const description = { typeHint: "any", value: o.value, access: "rwes" };
    node(o.at).act((machine, now) => machine.register({ name: o.name }, description, now));
  }),
  fc.record({ at: our, name: parameter }).map((o) => ({ node }: Show) => {
    const description = { typeHint: "flt", value: 0, access: "rwes" };
    node(o.at).act((machine, now) => machine.register({ object: "cam", name: o.name }, description, now));
  }),
  fc.record({ at: our, to: anyone, name: parameter, access }).map((o) => ({ node, id }: Show) => {
    const description = { typeHint: "flt", value: 0, access: o.access };
    const time = { timeout: 5000, now: 0 };
    node(o.at).act((machine) => machine.registerRemote(1000, id(o.to), o.name, description, time));
  }),
  fc.record({ at: our, name: parameter }).map((o) => ({ node }: Show) => {
    node(o.at).act((machine, now) => machine.remove(o.name, now));
  }),
  fc
    .record({ at: our, name: fc.constantFrom("_location", "_scale", "_x", "a"), value })
    .map((o) => ({ node }: Show) => {
      node(o.at).act((machine, now) => machine.setMetadata(o.name, o.value, now));
    }),
  fc
    .record({ at: our, to: anyone, name: fc.option(parameter), un: fc.boolean(), sampling })
    .map((o) => ({ node, id }: Show) => {
      node(o.at).act((machine, now) =>
        o.un ? machine.unobserve(id(o.to), o.name, now) : machine.observe(id(o.to), o.name, now, o.sampling),
      );
    }),
  fc.record({ at: our, reason: fc.option(fc.constantFrom("", "the show is running")) }).map((o) => ({ node }: Show) => {
    node(o.at).act((machine, now) => (o.reason === null ? machine.unlock(now) : machine.lock(o.reason, now)));
  }),
  fc.record({ at: our, to: anyone }).map((o) => ({ node, id }: Show) => {
    node(o.at).call({ id: id(o.to) } as OurNode, "method", [1]);
  }),
  old.map(
    (at) =>
      ({ restart }: Show) =>
        restart(at),
  ),
  fc.record({ at: old, ...oldEnds, un: fc.boolean() }).map(
    (o) =>
      ({ subscribeOld }: Show) =>
        subscribeOld(o),
  ),
  fc.record({ at: old, name: parameter, value: fc.double() }).map((o) => ({ transport, oldNode }: Show) => {
    const { node } = oldNode(o.at);
    if (node.getCapability().get(o.name) instanceof Map) node.emitSignal(o.name, o.value);
    transport.settle();
  }),
  fc.record({ at: old, name: fc.constantFrom("a", "b", "late"), access }).map((o) => ({ transport, oldNode }: Show) => {
    oldNode(o.at).node.register(o.name, 0, "flt", o.access);
    transport.settle();
  }),
  fc.record({ at: old, to: our, name: parameter, value }).map((o) => ({ transport, oldNode, id }: Show) => {
    oldNode(o.at).node.peerSet(id(o.to), new Map([[o.name, new Map([["value", o.value]])]]));
    transport.settle();
  }),
  old.map(
    (at) =>
      ({ oldNode }: Show) =>
        oldNode(at).node.setObject("cam"),
  ),
  fc.constantFrom(10, 1000, 10_000).map(
    (time) =>
      ({ transport }: Show) =>
        transport.run(time),
  ),
);

class Show {
  readonly transport = new SimulatedTransport();
  readonly #ours = new Map<string, OurNode>();
  readonly #old = new Map<string, ReferenceInhabitant>();

  constructor() {
    for (const name of OURS) {
      // One of ours is guarded: it refuses some acts, of whomever.
      const node = this.transport.node(name, name === OURS[0] ? { permit: ({ parameter }) => parameter !== "b" } : {});
      node.float("a", 0, "rwe");
      node.float("b", 0, "rws");
      this.#ours.set(name, node);
    }
    for (const name of OLD) this.restart(name);
  }

  readonly node = (name: string): OurNode => this.#ours.get(name) as OurNode;
  readonly oldNode = (name: string): ReferenceInhabitant => this.#old.get(name) as ReferenceInhabitant;
  readonly id = (name: string): string => (this.#ours.get(name) ?? this.oldNode(name)).id;

  readonly restart = (name: string): void => {
    const before = this.#old.get(name);
    if (before !== undefined) this.transport.remove(before);
    const node = new ReferenceInhabitant(name);
    node.node.register("a", 0, "flt", "rwe");
    node.node.register("b", 0, "flt", "rws");
    this.#old.set(name, node);
    this.transport.add(node);
  };

  /** A program on the reference that does nothing deadly to itself or to its like: those deaths are not ours. */
  readonly subscribeOld = (o: {
    readonly at: string;
    readonly from: string;
    readonly emitter: string | null;
    readonly to: string;
    readonly sensor: string | null;
    readonly un: boolean;
  }): void => {
    const own = o.to === o.at && o.emitter === null;
    if (o.from === o.to || (!own && !this.#has(o.from, o.emitter)) || (o.sensor !== null && !this.#has(o.to, o.sensor)))
      return;
    const link = { emit: this.id(o.from), emitter: o.emitter, recv: this.id(o.to), receiver: o.sensor };
    const { node } = this.oldNode(o.at);
    if (o.un) node.signalUnsubscribe(link);
    else node.signalSubscribe(link);
    this.transport.settle();
  };

  #has(name: string, parameter: string | null): boolean {
    const reference = this.#old.get(name);
    if (reference === undefined) return true;
    const entry = parameter === null ? undefined : reference.node.getCapability().get(parameter);
    return entry instanceof Map && (entry as JsonObject).has("subscribers");
  }
}

test("nothing that we send ends a node of the reference", () => {
  let [told, asked] = [0, 0];
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40, size: "max" }), (deeds) => {
      const show = new Show();
      for (const act of deeds) {
        try {
          act(show);
        } catch (error) {
          // What our own program is told not to do, it did not do. Two reference nodes may end each other.
          if (!(error instanceof UsageError)) throw blame(error, show);
        }
      }
      show.transport.run(10_000);
      told += show.transport.traffic.filter(
        ({ from, to }) => OURS.includes(from as never) && OLD.includes(to as never),
      ).length;
      asked += show.transport.traffic.filter(({ text }) => text.startsWith('{"SUB"') && text.endsWith("}]}")).length;
    }),
    { numRuns: 300 },
  );
  expect(told).toBeGreaterThan(1000);
  expect(asked).toBeGreaterThan(10);
});

/** The death of a reference node is ours when the last text that was carried came from us. */
function blame(error: unknown, { transport }: Show): unknown {
  const last = transport.traffic.at(-1);
  if (last === undefined || OURS.includes(last.from as never)) return error;
  return fc.pre(false);
}
