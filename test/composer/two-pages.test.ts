import { expect, test } from "vitest";
import { POSITION } from "../../composer/model/network/shown-node.ts";
import type { ShownWire } from "../../composer/model/network/shown-wire.ts";
import { SeededRandom } from "../../src/net/sim/seeded-random.ts";
import { Bench } from "./stage.ts";

const NODES = ["desk", "lamp"] as const;
const VALUES = ["desk/a", "lamp/c"] as const;
const SENSORS = ["lamp/x"] as const;

/** Two pages that look at the same two nodes. */
async function open() {
  const one = new Bench();
  const other = new Bench(one);
  await other.node.start();
  const desk = await one.add("desk", (node) => {
    node.float("a", 0, { access: "rwe", min: 0, max: 1 });
  });
  const lamp = await one.add("lamp", (node) => {
    node.float("c", 0, { access: "rwe", min: 0, max: 1 });
    node.float("x", 0, { access: "rws", min: 0, max: 1 });
  });
  await other.until(() => other.composer.network.nodeOf("lamp")?.present === true, "the other page sees it");
  const pages = [one, other] as const;
  const settle = async (): Promise<void> => {
    let known = "";
    for (let still = 0; still < STILL; still += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      const now = JSON.stringify(pages.map((page) => [...facts(page)]));
      if (now !== known) [known, still] = [now, 0];
      for (const { stage, composer } of pages) {
        stage.draw();
        composer.states.look();
      }
    }
  };
  await settle();
  return { pages, settle, nodes: { desk, lamp } };
}

/** Everything that a person can have made, as a page shows it: values, places, wires and whether they are muted. */
function facts(page: Bench): ReadonlyMap<string, string> {
  const { composer } = page;
  const found = new Map<string, string>();
  for (const address of VALUES) found.set(address, String(page.get(address).value));
  for (const name of NODES) {
    const place = composer.network.nodeOf(name)?.position;
    found.set(name, place === undefined ? "" : `${place.x} ${place.y}`);
  }
  for (const emitter of VALUES)
    for (const sensor of SENSORS) {
      const wire = wireOf(composer, emitter, sensor);
      const muted = wire !== undefined && composer.states.of(wire)?.options.get("mute") === true;
      found.set(`${emitter} → ${sensor}`, wire?.made === true ? (muted ? "muted" : "made") : "");
    }
  return found;
}

function wireOf({ network }: Bench["composer"], emitter: string, sensor: string): ShownWire | undefined {
  return network.wires.find((wire) => wire.emitter.address === emitter && wire.sensor.address === sensor);
}

/** The names of what is different. */
function changes(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  return [...after.keys()].filter((name) => before.get(name) !== after.get(name));
}

/** One thing that a person does. */
function act(page: Bench, random: SeededRandom): void {
  const { composer } = page;
  const pick = <Thing>(things: readonly Thing[]): Thing => things[Math.floor(random.next() * things.length)] as Thing;
  const [emitter, sensor] = [pick(VALUES), pick(SENSORS)];
  const wire = wireOf(composer, emitter, sensor);
  const node = composer.network.nodeOf(pick(NODES));
  const value = Math.round(random.next() * 1000) / 1000;
  switch (pick(["set", "wire", "wire", "mute", "move", "paste"] as const)) {
    case "set":
      return composer.edits.set([page.get(pick(VALUES))], value);
    case "wire":
      if (wire?.made === true) return composer.edits.disconnect([wire]);
      return composer.edits.connect([{ emitter: page.get(emitter), sensor: page.get(sensor) }]);
    case "mute": {
      const muted = wire !== undefined && composer.states.of(wire)?.options.get("mute") === true;
      return wire?.made === true ? composer.edits.change(wire, "mute", muted ? undefined : true) : undefined;
    }
    case "move":
      return node && composer.positions.move(new Map([[node, { x: Math.floor(value * 900), y: 40 }]]));
    case "paste":
      composer.paste(JSON.stringify({ zocp: 1, wires: [[emitter, sensor]], values: { [pick(VALUES)]: value } }));
  }
}

/** Who made each fact what it is now, and what it was before, newest last. */
class Hands {
  readonly #all = new Map<string, { readonly page: Bench; readonly was: string }[]>();

  of(fact: string): Bench | undefined {
    return this.#all.get(fact)?.at(-1)?.page;
  }

  /** Who takes something back leaves it to whoever had it before. */
  note(fact: string, page: Bench, [was, is]: readonly [string, string], undone: boolean): void {
    const hands = this.#all.get(fact) ?? [];
    if (undone && hands.at(-1)?.was === is) hands.pop();
    else hands.push({ page, was });
    this.#all.set(fact, hands);
  }
}

test.each([2, 12])("whatever two people do, undo takes back nothing of the other's (%i)", async (seed) => {
  const { pages, settle, nodes } = await open();
  const random = new SeededRandom(seed, "two pages");
  const hands = new Hands();
  const trail: string[] = [];
  for (let turn = 0; turn < 12; turn += 1) {
    const page = pages[random.next() < 0.5 ? 0 : 1];
    const name = page.composer.history.undoable;
    const undoes = random.next() < 0.4 && name !== undefined;
    const before = facts(page);
    if (undoes) page.composer.undo();
    else act(page, random);
    await settle();
    const after = facts(page);
    const changed = changes(before, after);
    const did = undoes ? `takes back ${name}` : page.composer.history.undoable;
    trail.push(`${page === pages[0] ? "one" : "other"} ${did}: ${changed.join(", ")}`);
    if (undoes)
      expect(
        changed.filter((fact) => hands.of(fact) !== page),
        trail.join("\n"),
      ).toEqual([]);
    for (const fact of changed) hands.note(fact, page, [before.get(fact) ?? "", after.get(fact) ?? ""], undoes);
    expect(changes(facts(pages[0]), facts(pages[1])), trail.join("\n")).toEqual([]);
  }
  // What the pages show is what is there.
  const [page] = pages;
  const { desk, lamp } = nodes;
  const values = [desk.parameter("a"), lamp.parameter("c")].map(({ value }) => value);
  expect(values).toEqual(VALUES.map((address) => page.get(address).value));
  for (const [name, node] of Object.entries(nodes)) {
    const place = page.composer.network.nodeOf(name)?.position;
    expect(node.metadata.get(POSITION)).toEqual(place && [place.x, place.y]);
  }
});

/** Looks without anything new after which nothing more comes: a millisecond each, longer than any timer of the nodes. */
const STILL = 40;
