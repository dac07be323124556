import { expect, test } from "vitest";
import { POSITION, type ShownNode } from "../../composer/model/network/shown-node.ts";
import { KnownPlaces } from "../../composer/model/together/known-places.ts";
import type { Json, TransportNode } from "../../src/index.ts";
import { openShow } from "./open-show.ts";
import { Bench } from "./stage.ts";

/** A page that asks others where nodes belong. */
class Page extends Bench {
  readonly places: KnownPlaces = new KnownPlaces(this.composer);

  shown(name: string): ShownNode {
    const node = this.composer.network.nodeOf(name);
    if (node === undefined) throw new Error(`no ${name}`);
    return node;
  }

  place(name: string): readonly [number, number] {
    const { x, y } = this.composer.positions.of(this.shown(name));
    return [x, y];
  }
}

const float = (node: TransportNode) => void node.float("level", 0, { access: "rwes" });

test("a browser that never saw a node learns of another page where it belongs, also when its program began anew", async () => {
  const old = new Page();
  const first = await old.add("lamp", float);
  old.composer.positions.move(new Map([[old.shown("lamp"), { x: 640, y: -80 }]]));
  await old.until(() => first.metadata.has(POSITION), "it keeps it");
  await first.stop();
  const fresh = new Page({ room: old.room });
  await fresh.node.start();
  await fresh.until(() => fresh.composer.positions.known.has("lamp"), "it has heard of it");
  await old.node.stop();
  const second = await fresh.add("lamp", float);
  await fresh.until(() => second.metadata.has(POSITION), "it is told its place");
  expect(second.metadata.get(POSITION)).toEqual([640, -80]);
});

const file = {
  zocp: 1,
  title: "The Harbour",
  nodes: { lamp: { position: [320, 480] }, cam: { position: [-50, 20] }, desk: {} },
  cues: [],
};

test("the file of a show says where its nodes belong, and what nobody has placed gives way", async () => {
  const bench = new Page();
  await bench.add("desk", (node) => {
    float(node);
    node.setMetadata(POSITION, [2000, 2000]);
  });
  const { lamp } = await openShow({ bench, file });
  await bench.until(() => lamp.metadata.has(POSITION), "the lamp is told");
  expect([bench.place("lamp"), bench.place("desk")]).toEqual([
    [320, 480],
    [2000, 2000],
  ]);
  const cam = await bench.add("cam", float);
  await bench.until(() => cam.metadata.has(POSITION), "one that comes later, too");
  expect(cam.metadata.get(POSITION)).toEqual([-50, 20]);
});

test("what this browser knows itself counts more, and under the hand of a person nothing moves", async () => {
  const before = new Bench();
  const node = await before.add("lamp", float);
  before.composer.positions.move(new Map([[before.composer.network.nodeOf("lamp") as ShownNode, { x: 2000, y: 10 }]]));
  await before.until(() => node.metadata.has(POSITION), "it is kept");
  const bench = new Page({ shelf: before.shelf });
  const cam = await bench.add("cam", float);
  bench.composer.positions.touch();
  const there = bench.place("cam");
  const { lamp } = await openShow({ bench, file });
  await bench.until(() => bench.composer.positions.known.has("cam"), "the show has told");
  expect(lamp.metadata.get(POSITION)).toEqual([2000, 10]);
  expect([bench.place("cam"), cam.metadata.has(POSITION)]).toEqual([there, false]);
});

test("a page that tells nonsense is believed nothing of it", async () => {
  const bench = new Page();
  const liar = new Bench({ room: bench.room });
  const said: { readonly [name: string]: Json } = { a: "x", b: [1], c: [1e9, 0], d: [1, "2"], e: [3, 4], f: 5 };
  liar.node.handle("composer.places", () => said);
  await liar.node.start();
  await bench.node.start();
  await bench.until(() => bench.composer.positions.known.has("e"), "what is a place");
  expect([...bench.composer.positions.known]).toEqual([["e", { x: 3, y: 4 }]]);
});
