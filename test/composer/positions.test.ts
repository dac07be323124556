import { expect, test } from "vitest";
import type { Point } from "../../composer/model/network/shown-node.ts";
import type { TransportNode } from "../../src/index.ts";
import { Bench } from "./stage.ts";

const NAMES = ["wave", "fader", "lamp", "wall"] as const;

/** A node that can be wired to every other one. */
const described = (node: TransportNode): void => {
  node.float("out", 0, { access: "re" });
  node.float("in", 0, { access: "rws" });
};

function placesOf({ composer }: Bench): Readonly<Record<string, Point>> {
  return Object.fromEntries(composer.network.nodes.map((node) => [node.key, composer.positions.of(node)]));
}

/** A page of that show that is opened now, when everything is known. */
async function openedNow(bench: Bench, wires: number): Promise<Bench> {
  const page = new Bench(bench);
  await page.node.start();
  const { network } = page.composer;
  await page.until(
    () => network.nodes.length === NAMES.length && network.wires.length === wires,
    "the page knows the show",
  );
  return page;
}

async function wire(bench: Bench, from: TransportNode | undefined, emitter: string, sensor: string): Promise<void> {
  const before = bench.composer.network.wires.length;
  await from?.connect(`${emitter}/out`, `${sensor}/in`);
  await bench.until(() => bench.composer.network.wires.length > before, `${emitter} is wired to ${sensor}`);
}

test.each([
  ["one after the other", NAMES],
  ["the other way round", [...NAMES].reverse()],
])(
  "nodes that are found %s, and their wires seconds later, stand as on a page that is opened now",
  async (_, order) => {
    const bench = new Bench();
    const nodes = new Map<string, TransportNode>();
    for (const name of order) {
      nodes.set(name, await bench.add(name, described));
      bench.stage.time += 1000;
    }
    await wire(bench, nodes.get("wave"), "wave", "wall");
    await wire(bench, nodes.get("fader"), "fader", "lamp");
    expect(placesOf(bench)).toEqual(placesOf(await openedNow(bench, 2)));
  },
);

test("a wire that is made later, or after somebody has begun to work, moves nobody", async () => {
  const bench = new Bench();
  const nodes = new Map<string, TransportNode>();
  for (const name of NAMES) nodes.set(name, await bench.add(name, described));
  bench.composer.edits.set([bench.get("lamp/in")], 0.5);
  const before = placesOf(bench);
  await wire(bench, nodes.get("wave"), "wave", "wall");
  expect(placesOf(bench)).toEqual(before);

  const late = await openedNow(bench, 1);
  const stood = placesOf(late);
  late.stage.time += 3000;
  await wire(late, nodes.get("fader"), "fader", "lamp");
  expect(placesOf(late)).toEqual(stood);
});

test("nodes that stay are laid out by nobody, and the others begin at a corner", async () => {
  const bench = new Bench();
  for (const name of ["desk", "lamp", "wall"])
    await bench.add(name, (node) => void node.float("level", 0, { access: "rwes" }));
  const { network, positions } = bench.composer;
  const [desk, ...others] = network.nodes;
  if (desk === undefined) throw new Error("no desk");
  positions.move(new Map([[desk, { x: 33, y: -7 }]]));
  await positions.arrange(new Set([desk]), { x: 500, y: 400 });
  expect(positions.of(desk)).toEqual({ x: 33, y: -7 });
  const places = others.map((node) => positions.of(node));
  expect([Math.min(...places.map(({ x }) => x)), Math.min(...places.map(({ y }) => y))]).toEqual([500, 400]);
  await positions.arrange(new Set(network.nodes), { x: 0, y: 0 });
  expect(positions.of(desk)).toEqual({ x: 33, y: -7 });
});
