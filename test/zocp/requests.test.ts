import { describe, expect, test } from "vitest";
import { ReferenceInhabitant } from "./reference-inhabitant.ts";
import { OurNode, SimulatedTransport } from "./simulated-transport.ts";

function show() {
  const transport = new SimulatedTransport();
  const lamp = transport.node("lamp");
  const desk = transport.node("desk");
  lamp.float("level", 0.5, "rw", { min: 0, max: 1 });
  transport.run(100);
  return { transport, lamp, desk };
}

describe("setting a parameter of a peer", () => {
  test("gives the value that it then has", () => {
    const { lamp, desk } = show();
    expect(desk.outcome(desk.setRemote(lamp, "level", 0.75))).toBe(0.75);
  });

  test("gives the reason of the refusal", () => {
    const { lamp, desk } = show();
    expect(desk.outcome(desk.setRemote(lamp, "level", 2))).toBe("lamp/level: 2 is above the maximum 1");
    expect(desk.outcome(desk.setRemote(lamp, "level", "x"))).toBe('lamp/level: "x" is not a number');
    expect(desk.outcome(desk.setRemote(lamp, "nope", 2))).toBe('lamp has no parameter "nope"');
  });

  test("twice at once settles each with its own answer", () => {
    const { lamp, desk } = show();
    desk.machine.setRemote(1, lamp.id, "level", 0.1, { timeout: 1000, now: 0 });
    const both = [
      ...desk.machine.setRemote(11, lamp.id, "level", 0.2, { timeout: 1000, now: 0 }),
      ...desk.machine.setRemote(12, lamp.id, "level", 5, { timeout: 1000, now: 0 }),
    ];
    desk.act(() => both);
    // The first was never carried, and its answer is the oldest one that is waited for.
    expect([1, 11].map((request) => desk.outcome(request))).toContain(0.2);
  });

  test("is not settled by a MOD that only speaks of it", () => {
    const { lamp, desk } = show();
    const effects = desk.machine.setRemote(1, lamp.id, "level", 0.75, { timeout: 1000, now: 0 });
    desk.receive(lamp.id, '{"MOD": {"level": {"subscribers": []}}}', 0);
    desk.receive(lamp.id, '{"MOD": {"level": {"value": 0.6}}}', 0);
    expect(desk.settled.has(1)).toBe(false);
    desk.act(() => effects);
    expect(desk.outcome(1)).toBe(0.75);
  });

  test("fails when the peer leaves, and when no answer comes in time", () => {
    const { transport, lamp, desk } = show();
    desk.machine.setRemote(1, lamp.id, "level", 0.1, { timeout: 300, now: transport.now });
    transport.run(299);
    expect(desk.settled.has(1)).toBe(false);
    transport.run(1);
    expect(desk.settled.get(1)?.error).toEqual({
      code: "timed-out",
      message: "setting lamp/level: no answer came in time, so it is not known whether it was done",
    });
    desk.machine.setRemote(2, lamp.id, "level", 0.1, { timeout: 300, now: transport.now });
    transport.remove(lamp);
    expect(desk.settled.get(2)?.error).toEqual({
      code: "peer-gone",
      message: "setting lamp/level: lamp left before it answered",
    });
  });
});

describe("a call", () => {
  test("brings the result back", () => {
    const { lamp, desk } = show();
    lamp.handle("add", ([a, b]) => Number(a) + Number(b));
    expect(desk.outcome(desk.call(lamp, "add", [1, 2]))).toBe(3);
  });

  test("brings the error back", () => {
    const { lamp, desk } = show();
    const request = desk.call(lamp, "fire", []);
    expect(desk.settled.get(request)?.error).toEqual({
      code: "refused-by-peer",
      message: 'calling fire of lamp: there is no method "fire"',
    });
  });

  test("without a number wants no answer", () => {
    const { transport, lamp, desk } = show();
    transport.takeTraffic();
    desk.act(() => [{ type: "send", to: [lamp.id], text: '{"CALL": ["add", [1, 2]]}' }]);
    expect(transport.takeTraffic(lamp, desk)).toEqual([]);
  });
});

describe("a peer's tree", () => {
  test("of two thousand parameters is complete with the first answer", () => {
    const transport = new SimulatedTransport();
    const big = transport.node("big");
    for (let i = 0; i < 2000; i++) big.float(`p${i}`, i, "rw");
    const desk = transport.node("desk");
    expect(desk.takeEvents("described")).toMatchObject([{ name: "big" }]);
    expect(desk.machine.peers.get(big.id)?.tree.parameters.size).toBe(2000);
  });

  test("keeps the order in which parameters were registered", () => {
    const transport = new SimulatedTransport();
    const node = transport.node("node");
    for (const name of ["z", "10", "2", "__proto__", "a"]) node.float(name, 0, "r");
    const desk = transport.node("desk");
    expect([...(desk.machine.peers.get(node.id)?.tree.parameters.keys() ?? [])]).toEqual([
      "z",
      "10",
      "2",
      "__proto__",
      "a",
    ]);
  });

  test("is asked for once only from a newcomer", () => {
    const { transport, lamp } = show();
    transport.takeTraffic();
    const newcomer = transport.add(new OurNode(transport, "newcomer"));
    transport.run(5000);
    expect(transport.takeTraffic(newcomer, lamp)).toContain('{"GET": null}');
    expect(transport.takeTraffic(newcomer, lamp).filter((text) => text.includes("GET"))).toHaveLength(0);
  });
});

/** A program on the reference that sleeps in its loop: it takes what has come, and answers that, once in so many milliseconds. */
class SleepyInhabitant extends ReferenceInhabitant {
  readonly #every: number;
  readonly #inbox: { readonly from: string; readonly text: string }[] = [];
  #wakes = 0;

  constructor(name: string, every: number) {
    super(name);
    this.#every = every;
  }

  override get deadline(): number {
    return this.#inbox.length === 0 ? Number.POSITIVE_INFINITY : this.#wakes;
  }

  override receive(from: string, text: string): void {
    this.#inbox.push({ from, text });
  }

  override timeout(now: number): void {
    for (const { from, text } of this.#inbox.splice(0)) super.receive(from, text);
    this.#wakes = now + this.#every;
  }
}

describe("setting a parameter of an old node", () => {
  function oldShow(every = 0) {
    const transport = new SimulatedTransport();
    const desk = transport.node("desk");
    const old = every === 0 ? new ReferenceInhabitant("old") : new SleepyInhabitant("old", every);
    old.node.register("level", 0.5, "flt", "rw", { max: 100 });
    transport.add(old);
    transport.run(10_000);
    return { transport, desk, old };
  }

  test("several times at once settles each with the answer to its own question", () => {
    const { transport, desk, old } = oldShow();
    const time = { timeout: 5000, now: transport.now };
    desk.act((machine) => [1, 2, 3].flatMap((value) => machine.setRemote(100 + value, old.id, "level", value, time)));
    expect([101, 102, 103].map((request) => desk.outcome(request))).toEqual([1, 2, 3]);
  });

  test("is not settled by the answer to a question before it", () => {
    const { transport, desk, old } = oldShow(100);
    desk.act((machine, now) => machine.refresh(90, old.id, { timeout: 5000, now }));
    const answer = '{"MOD": {"level": {"value": 9.0, "typeHint": "flt", "access": "rw", "subscribers": []}}}';
    desk.act((machine, now) => machine.refresh(91, old.id, { timeout: 5000, now }));
    desk.act((machine, now) => machine.setRemote(1, old.id, "level", 9, { timeout: 5000, now }));
    desk.receive(old.id, answer, transport.now);
    expect(desk.settled.has(1)).toBe(false);
    transport.run(1000);
    expect(desk.outcome(1)).toBe(9);
  });

  test.each([200, 1500])("thirty times a second for three seconds succeeds, though its loop sleeps %i ms", (every) => {
    const { transport, desk, old } = oldShow(every);
    const requests: number[] = [];
    for (let value = 1; value <= 90; value++) {
      requests.push(desk.setRemote(old, "level", value));
      transport.run(1000 / 30);
    }
    transport.run(5000);
    expect(requests.map((request) => desk.outcome(request))).toEqual(requests.map((_, index) => index + 1));
  });

  test("is refused when the answer shows another value, twice", () => {
    const { transport, desk, old } = oldShow();
    const { receive } = old;
    // Its program undoes what it is set to.
    old.receive = (from, text) => {
      receive.call(old, from, text);
      if (text.includes("SET")) old.node.emitSignal("level", 0.5);
    };
    transport.takeTraffic();
    const request = desk.setRemote(old, "level", 7);
    expect(desk.settled.get(request)?.error).toEqual({
      code: "refused-by-peer",
      message: "setting old/level: it has the value 0.5",
    });
    expect(transport.takeTraffic(desk, old)).toEqual([
      '{"SET": {"level": {"value": 7.0}}}',
      '{"GET": null}',
      '{"GET": null}',
    ]);
  });

  test("is not known to have failed when it does not answer", () => {
    const { transport, desk, old } = oldShow(60_000);
    desk.setRemote(old, "level", 1);
    const request = desk.setRemote(old, "level", 7);
    transport.run(5000);
    expect(desk.settled.get(request)?.error).toEqual({
      code: "timed-out",
      message: "setting old/level: no answer came in time, so it is not known whether it was done",
    });
  });

  test("is not answered by a change that looks like the whole of a node with one parameter", () => {
    const { transport, desk, old } = oldShow(100);
    desk.act((machine, now) => machine.observe(old.id, null, now));
    const request = desk.setRemote(old, "level", 7);
    desk.receive(old.id, '{"MOD": {"level": {"subscribers": []}}}', transport.now);
    desk.receive(old.id, '{"MOD": {"level": {"value": 7.0, "max": 8}}}', transport.now);
    expect(desk.settled.has(request)).toBe(false);
    // Registered anew it cannot be told from an answer; the true one comes after it, and counts.
    const anew = '{"MOD": {"level": {"value": 1.0, "typeHint": "flt", "access": "rw", "subscribers": []}}}';
    desk.receive(old.id, anew, transport.now);
    transport.run(1000);
    expect(desk.outcome(request)).toBe(7);
  });
});
