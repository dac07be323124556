import { expect, test } from "vitest";
import { CutWires } from "../../composer/model/network/cut-wires.ts";
import type { ShownParameter } from "../../composer/model/network/shown-parameter.ts";
import { type ShownWire, wireKey } from "../../composer/model/network/shown-wire.ts";
import { WireStates } from "../../composer/model/network/wire-states.ts";
import { Observable } from "../../composer/model/observable.ts";
import type { LinkState } from "../../src/index.ts";

/** What a network is for those who only look at its wires. */
class Wired extends Observable {
  wires: readonly ShownWire[] = [];
  readonly node = { peers: new Map<string, unknown>() };

  wire(key: string): ShownWire | undefined {
    return this.wires.find((wire) => wire.key === key);
  }

  tell(): void {
    this.changed();
  }
}

type Answer = (links: readonly Partial<LinkState>[]) => void;

/** A desk whose wires end at so many lamps; each lamp answers when the test wants it. */
function open(lamps: number) {
  const network = new Wired();
  const asked: string[] = [];
  const answers = new Map<string, Answer[]>();
  const nodeOf = (name: string): ShownParameter["node"] => {
    const links = (): Promise<unknown> => {
      asked.push(name);
      return new Promise((resolve) => answers.set(name, [...(answers.get(name) ?? []), resolve]));
    };
    network.node.peers.set(name, {});
    return { key: name, name, extensions: true, remote: { id: name, name, extensions: true, links } } as never;
  };
  const desk = { key: "desk\nlevel", path: "level", node: nodeOf("desk") } as ShownParameter;
  network.wires = Array.from({ length: lamps }, (_, index) => {
    const sensor = { key: `lamp-${index}\nx`, path: "x", node: nodeOf(`lamp-${index}`) } as ShownParameter;
    return { key: wireKey(desk, sensor), emitter: desk, sensor, made: true, reason: "" };
  });
  const states = new WireStates(network as never);
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  /** Answers the oldest open question of a lamp. */
  const answer = async (lamp: string, more: Partial<LinkState>): Promise<void> => {
    const [first, ...others] = answers.get(lamp) ?? [];
    answers.set(lamp, others);
    first?.([linkTo(lamp, more)]);
    await settle();
  };
  return { network, states, asked, answer, settle, wires: network.wires };
}

function linkTo(lamp: string, more: Partial<LinkState> = {}): Partial<LinkState> {
  const [emitter, sensor] = [
    { node: "desk", parameter: "level" },
    { node: lamp, parameter: "x" },
  ];
  return { emitter, sensor, state: "made", reason: "", options: new Map(), by: "ada", at: 0, ...more };
}

test("nodes are asked a few at a time, those first that were not asked for longest, and all of them in turn", () => {
  const { states, asked } = open(10);
  for (let looks = 0; looks < 4; looks += 1) states.look();
  expect(asked).toHaveLength(12);
  expect(new Set(asked.slice(0, 10)).size).toBe(10);
  expect(asked.slice(10)).toEqual(asked.slice(0, 2));
});

test("nobody is asked of a wire that waits, and of none nobody", () => {
  const { network, states, asked } = open(3);
  network.wires = network.wires.map((wire) => ({ ...wire, made: false }));
  states.look();
  network.wires = [];
  states.look();
  expect(asked).toEqual([]);
});

test("what is told is known, and readers hear of it when it is something else", async () => {
  const { states, answer, wires } = open(1);
  const [wire] = wires as [ShownWire];
  let heard = -1;
  states.subscribe(() => (heard += 1));
  expect(states.of(wire)).toBeUndefined();
  const refusals = { count: 18, of: 18, reason: "0.95 is above the maximum 0.5" };
  for (const [more, times] of [
    [{}, 1],
    [{}, 1],
    [{ refusals }, 2],
    [{ refusals: { ...refusals } }, 2],
    [{ refusals: { ...refusals, count: 19, of: 19 } }, 3],
    [{ options: new Map([["mute", true]]) }, 4],
    [{ options: new Map([["mute", true]]), dropped: 2 }, 5],
    [{ by: "bea" }, 6],
    [{ options: new Map([["large", 2n ** 60n]]) }, 7],
  ] as const) {
    states.look();
    await answer("lamp-0", more as Partial<LinkState>);
    expect([states.of(wire)?.by !== undefined, heard]).toEqual([true, times]);
  }
});

test("an answer that comes after a newer question says nothing: what was changed meanwhile is not in it", async () => {
  const { states, answer, wires } = open(1);
  const [wire] = wires as [ShownWire];
  states.look();
  void states.renew(wire);
  await answer("lamp-0", { by: "the past" });
  expect(states.of(wire)).toBeUndefined();
  await answer("lamp-0", { by: "the present" });
  expect(states.of(wire)?.by).toBe("the present");
});

test("a wire that is gone, or waits, is not known any more", async () => {
  const { network, states, answer, wires } = open(2);
  states.look();
  await answer("lamp-0", {});
  await answer("lamp-1", {});
  const [one, other] = wires as [ShownWire, ShownWire];
  network.wires = [{ ...one, made: false }, other];
  network.tell();
  expect([states.of(one), states.of(other)?.by]).toEqual([undefined, "ada"]);
  network.wires = [];
  network.tell();
  expect(states.of(other)).toBeUndefined();
});

/** Wires that were cut, of a desk and a lamp on paper. */
function cuts() {
  let changes = 0;
  const wires = new CutWires(() => void (changes += 1));
  let told: readonly Partial<LinkState>[] | undefined = [];
  const remote = {
    ...{ id: "lamp-id", name: "lamp-0", extensions: true },
    links: async () => told ?? Promise.reject(new Error("no answer")),
  };
  const nodes = new Map(
    ["desk", "lamp-0"].map((name) => {
      const parameters = new Map(["level", "x"].map((path) => [path, { key: `${name}\n${path}`, path }]));
      return [name, { name, parameters, ...(name === "lamp-0" && { remote }) }];
    }),
  );
  const ask = async (links: typeof told, more: object = {}): Promise<void> => {
    told = links;
    await wires.ask({ ...remote, ...more } as never);
  };
  const list = (made: ReadonlyMap<string, ShownWire> = new Map()): readonly ShownWire[] =>
    wires.list(nodes as never, made);
  return { wires, ask, list, changes: () => changes };
}

const CUT = { state: "cut", reason: "cut by ada" } as const;

test("a wire that was cut is told with who, and whose program wants it; one of others is not", async () => {
  const { ask, list, changes } = cuts();
  await ask([linkTo("lamp-0", CUT)]);
  expect(list().map(({ made, cut, reason }) => [made, cut, reason])).toEqual([
    [false, true, "cut by ada; lamp-0's program wants it"],
  ]);
  await ask([linkTo("lamp-7", CUT), linkTo("lamp-0")]);
  expect([list(), changes()]).toEqual([[], 2]);
});

test("who cannot say, or does not answer, has cut nothing; who has left is forgotten", async () => {
  const { wires, ask, list, changes } = cuts();
  await ask([linkTo("lamp-0", CUT)], { extensions: false });
  await ask(undefined);
  expect([list(), changes()]).toEqual([[], 0]);
  await ask([linkTo("lamp-0", CUT)]);
  expect(list()).toHaveLength(1);
  wires.forget("lamp-id");
  expect(list()).toEqual([]);
});

test("one that a person hides comes back when it was made and is cut again", async () => {
  const { wires, ask, list } = cuts();
  await ask([linkTo("lamp-0", CUT)]);
  const [wire] = list() as [ShownWire];
  wires.hide(wire.key);
  expect(list()).toEqual([]);
  expect(list(new Map([[wire.key, { ...wire, made: true }]]))).toEqual([]);
  expect(list()).toHaveLength(1);
});
