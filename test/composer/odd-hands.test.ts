import { expect, test } from "vitest";
import type { Freedom } from "../../composer/model/edit/lock.ts";
import { spreadsOn } from "../../composer/model/edit/spread.ts";
import { Scope } from "../../composer/model/render/scope.ts";
import { type Drop, dropItems } from "../../composer/model/view/drop-items.ts";
import { itemsFor, type MenuDesk, type Target } from "../../composer/model/view/menu-items.ts";
import { PadSpans } from "../../composer/model/view/pad-spans.ts";
import { visible } from "../../composer/model/view/words.ts";
import type { Json } from "../../src/index.ts";
import { Bench, deskAndLamp } from "./stage.ts";

const CUTTING = {
  values: '{"zocp": 1, "wires": [], "values": {"desk/level": 0.7}}',
  wires: '{"zocp": 1, "wires": [["desk/level", "lamp/brightness"]], "values": {}}',
  both: '{"zocp": 1, "wires": [["desk/level", "lamp/brightness"]], "values": {"desk/level": 0.7}}',
};
const [PERFORMS, LOCKED] = ["performance mode: wires are locked", "the page is locked"];
const GONE = "the gateway is gone: this rests until the page is back";

// What is pasted where it may not be says what keeps it off, and not that it would not fit.
test.each<[what: keyof typeof CUTTING, freedom: Freedom | "lost", told: string, level: number, wires: number]>([
  ["values", "edit", "pasted 0 wires and 1 value", 0.7, 0],
  ["wires", "edit", "pasted 1 wire and 0 values", 0.5, 1],
  ["both", "edit", "pasted 1 wire and 1 value", 0.7, 1],
  ["values", "perform", "pasted 0 wires and 1 value", 0.7, 0],
  ["wires", "perform", PERFORMS, 0.5, 0],
  ["both", "perform", "pasted 0 wires and 1 value", 0.7, 0],
  ["values", "locked", LOCKED, 0.5, 0],
  ["wires", "locked", LOCKED, 0.5, 0],
  ["both", "locked", LOCKED, 0.5, 0],
  ["values", "lost", GONE, 0.5, 0],
  ["wires", "lost", GONE, 0.5, 0],
  ["both", "lost", GONE, 0.5, 0],
])("%s pasted into a page that is at %j: %s", async (what, freedom, told, level, wires) => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  const { composer } = bench;
  if (freedom === "lost") composer.connection.become("lost");
  else composer.lock.become(freedom);
  expect(composer.paste(CUTTING[what])).toBe(true);
  expect(composer.notices.all.map(({ text }) => text)).toEqual([told]);
  if (wires + level > 0.5) await bench.until(() => !composer.history.busy, "it has arrived");
  await calm(bench);
  expect([desk.parameter("level").value, composer.network.wires.length]).toEqual([level, wires]);
});

test("what is pasted and stands here already, or fits nowhere, says so", async () => {
  const bench = new Bench();
  await deskAndLamp(bench);
  const { composer } = bench;
  const told = (text: string): readonly string[] => {
    for (const { id } of composer.notices.all) composer.notices.dismiss(id);
    composer.paste(text);
    return composer.notices.all.map((notice) => notice.text);
  };
  expect(told('{"zocp": 1, "wires": [["desk/cue", "lamp/brightness"]], "values": {}}')).toEqual([
    "not connected: it takes a number, and this sends text",
    "nothing of it fits here",
  ]);
  expect(told('{"zocp": 1, "values": {"fan/speed": 1, "desk/none": 2}}')).toEqual([
    "nothing of it fits here",
    "not here: fan/speed, desk/none",
  ]);
  composer.paste(CUTTING.wires);
  await bench.until(() => composer.network.wires[0]?.made === true, "the wire");
  expect(told(CUTTING.wires)).toEqual(["all of it is here already"]);
  for (const text of ["", "text", "[1]", "{}", '{"zocp": 2}', '{"zocp": "1"}'])
    expect(composer.paste(text)).toBe(false);
});

/** What would be drawn of a menu: a view keeps its lines apart by their names. */
function names(on: Target, bench: Bench): readonly string[] {
  return itemsFor(on, bench.composer, {} as MenuDesk).map(({ name }) => name);
}

test("no menu has two lines of one name: whatever it is opened on, and whatever is selected", async () => {
  const bench = new Bench();
  await deskAndLamp(bench);
  for (const name of ["twin", "twin"])
    await bench.add(name, (node) => {
      node.float("level", 0, { access: "rws" });
      node.string("gain", "", { access: "rws" });
    });
  await bench.until(() => bench.composer.network.nodes.filter(({ name }) => name === "twin").length === 2, "both");
  const { network, selection, edits } = bench.composer;
  edits.connect([{ emitter: bench.get("desk/level"), sensor: bench.get("lamp/brightness") }]);
  await bench.until(() => network.wires[0]?.made === true, "the wire");
  const emitter = bench.get("desk/level");
  const drops = [
    ...network.nodes.map((node): Drop => ({ type: "drop", emitter, over: { node } })),
    ...network.parameters.map((sensor): Drop => ({ type: "drop", emitter, over: { sensor } })),
  ];
  const targets: readonly Target[] = [
    ...drops,
    ...network.nodes.map((node) => ({ type: "node" as const, node })),
    ...network.parameters.map((parameter) => ({ type: "parameter" as const, parameter })),
    ...network.wires.map((wire) => ({ type: "wire" as const, wire })),
    { type: "canvas" },
  ];
  const select = [
    () => selection.clear(),
    () => bench.composer.selectAll(),
    () => selection.only(...network.parameters.map(({ key }) => key)),
    () => selection.only(...network.nodes.map(({ key }) => key), bench.get("lamp/brightness").key),
  ];
  for (const choose of select) {
    choose();
    for (const target of targets) {
      const lines = names(target, bench);
      expect(new Set(lines).size, `${target.type}: ${lines.join(" | ")}`).toBe(lines.length);
    }
  }
});

test("sensors that are selected by themselves beside nodes are named with each path that goes with them", async () => {
  const bench = new Bench();
  await bench.add("desk", (node) => void node.float("out", 0.5, { access: "rwe" }));
  await bench.add("lamp", (node) => {
    for (const path of ["x", "y"]) node.float(path, 0, { access: "rws" });
  });
  await bench.add("fan", (node) => void node.float("speed", 0, { access: "rws" }));
  const { network, selection } = bench.composer;
  const lamp = network.nodeOf("lamp") ?? expect.fail("no lamp");
  selection.only("lamp", bench.get("fan/speed").key);
  const emitter = bench.get("desk/out");
  expect(spreadsOn(emitter, lamp, bench.composer)).toHaveLength(2);
  expect(names({ type: "drop", emitter, over: { node: lamp } }, bench)).toEqual([
    "To x and other sensors of all 2 that are selected",
    "To y and other sensors of all 2 that are selected",
    "Only lamp …",
  ]);
});

test("of two nodes of one name that cannot be wired a menu tells once why", async () => {
  const bench = new Bench();
  await bench.add("desk", (node) => void node.float("out", 0.5, { access: "rwe" }));
  for (const name of ["lamp-1", "lamp-2"]) await bench.add(name, (node) => void node.float("in", 0, { access: "rws" }));
  for (const name of ["twin", "twin"]) await bench.add(name, (node) => void node.string("in", "", { access: "rws" }));
  // A text takes a number where its node makes one of it: these are old nodes, which do not.
  const { network } = bench.composer;
  await bench.until(() => network.nodes.length === 5, "all");
  bench.composer.selectAll();
  const emitter = bench.get("desk/out");
  const lines = dropItems(
    { type: "drop", emitter, over: { sensor: bench.get("lamp-1/in") } },
    bench.composer,
    {} as MenuDesk,
  );
  expect(new Set(lines.map(({ name }) => name)).size).toBe(lines.length);
});

// A place that a node tells of itself is believed as far as anybody would go; else it is laid out like one that has none.
test.each<[place: Json, drawn: boolean]>([
  [[120, -40], true],
  [[1_000_000, -1_000_000], true],
  [[1_000_001, 0], false],
  [[1e300, 1e300], false],
  [[Number.NaN, 0], false],
  [[0, Number.POSITIVE_INFINITY], false],
  [["1", "2"], false],
  [[5], false],
  [[2n ** 70n, 0], false],
  ["here", false],
])("a node that wants to be drawn at %o is (%s)", async (place, drawn) => {
  const bench = new Bench();
  await bench.add("lamp", (node) => {
    node.float("level", 0, { access: "rws" });
    node.setMetadata("_zne_position", place);
  });
  const lamp = bench.composer.network.nodeOf("lamp") ?? expect.fail("no lamp");
  const { x, y } = bench.composer.positions.of(lamp);
  expect(lamp.position !== undefined).toBe(drawn);
  expect(Math.abs(x) <= 1_000_000 && Math.abs(y) <= 1_000_000).toBe(true);
  if (drawn) expect([x, y]).toEqual(place);
});

/** A parameter as a pad looks at it. */
const flat = (given: object = {}) =>
  ({
    ...{ address: "lamp/where", typeHint: "vec2f", min: undefined, max: undefined, value: [0, 0] },
    ...given,
  }) as never;

// By hand: a pad begins as 0 to 1 and doubles; below zero the other side opens as far.
test.each<[what: string, given: object, held: Json, byHand: boolean, spans: readonly (readonly [number, number])[]]>([
  [
    "what lies within changes nothing",
    {},
    [0.5, 1],
    false,
    [
      [0, 1],
      [0, 1],
    ],
  ],
  [
    "what is larger doubles it",
    {},
    [2.5, 1],
    false,
    [
      [0, 4],
      [0, 1],
    ],
  ],
  [
    "what is below zero opens the other side",
    {},
    [-0.3, 0],
    false,
    [
      [-1, 1],
      [0, 1],
    ],
  ],
  [
    "far below it doubles",
    {},
    [-5, 0],
    false,
    [
      [-8, 1],
      [0, 1],
    ],
  ],
  [
    "a hand at the edge opens it",
    {},
    [1, 0],
    true,
    [
      [0, 2],
      [0, 1],
    ],
  ],
  [
    "a value at the edge does not",
    {},
    [1, 0],
    false,
    [
      [0, 1],
      [0, 1],
    ],
  ],
  [
    "what is no number changes nothing",
    {},
    [Number.NaN, Number.POSITIVE_INFINITY],
    false,
    [
      [0, 1],
      [0, 1],
    ],
  ],
  [
    "what is beyond sense changes nothing",
    {},
    [1e16, -1e300],
    false,
    [
      [0, 1],
      [0, 1],
    ],
  ],
  [
    "what is text changes nothing",
    {},
    "far",
    false,
    [
      [0, 1],
      [0, 1],
    ],
  ],
  [
    "what a node tells is never left",
    { min: [0, -1], max: [10, 1] },
    [99, -99],
    false,
    [
      [0, 10],
      [-1, 1],
    ],
  ],
  [
    "a least alone holds on its side",
    { min: 5 },
    [99, 5],
    false,
    [
      [5, 192],
      [5, 6],
    ],
  ],
  [
    "a most below zero has room below it",
    { max: -5 },
    [-5, -5],
    false,
    [
      [-6, -5],
      [-6, -5],
    ],
  ],
  [
    "a most that is reached from far below",
    { max: -5 },
    [-20, -5],
    false,
    [
      [-24, -5],
      [-6, -5],
    ],
  ],
])("a pad: %s", (_, given, held, byHand, spans) => {
  const pads = new PadSpans({ getItem: () => null, setItem: () => {} });
  const parameter = flat(given);
  pads.hold(parameter, held, byHand);
  expect([0, 1].map((side) => pads.of(parameter, side)).map(({ least, most }) => [least, most])).toEqual(spans);
});

test("a pad that a person makes larger and smaller always holds what there is, and is so at the next visit", () => {
  let kept: string | null = null;
  const shelf = { getItem: () => kept, setItem: (_: string, text: string) => void (kept = text) };
  const pads = new PadSpans(shelf);
  const span = (of: PadSpans, side: number) => Object.values(of.of(flat({ value: [3, 0] }), side));
  pads.scale(flat({ value: [3, 0] }), 4);
  expect([span(pads, 0), span(pads, 1)]).toEqual([
    [0, 4],
    [0, 4],
  ]);
  pads.scale(flat({ value: [3, 0] }), 0.5);
  expect([span(pads, 0), span(pads, 1)]).toEqual([
    [0, 4],
    [0, 2],
  ]);
  expect(span(new PadSpans(shelf), 1)).toEqual([0, 2]);
  for (let times = 0; times < 3000; times += 1) pads.scale(flat({ value: [0, 0] }), 0.5);
  const { least, most } = pads.of(flat(), 0);
  expect(most > least).toBe(true);
});

test.each([
  ["no json"],
  ["{}"],
  ["[[1, 2]]"],
  ['[["lamp/where\\n0"]]'],
  ['[["lamp/where\\n0", {"least": 5, "most": 1}]]'],
  ['[["lamp/where\\n0", {"least": "a", "most": null}]]'],
])("spans of pads that a browser keeps as %s are none", (text) => {
  const pads = new PadSpans({ getItem: () => text, setItem: () => {} });
  expect(pads.of(flat(), 0)).toEqual({ least: 0, most: 1 });
});

test.each([
  ["lamp", "lamp"],
  ["", ""],
  ["a\u202Eb", "a⟨U+202E⟩b"],
  ["a\nb\u0000", "a⟨U+000A⟩b⟨U+0000⟩"],
  ["👩‍🚒", "👩‍🚒"],
  ["\u{e0041}", "⟨U+E0041⟩"],
  ["\ud800", "\ud800"],
  ["می‌خواهم", "می‌خواهم"],
])("the name %j is shown as %s", (name, shown) => {
  expect(visible(name)).toBe(shown);
});

test("a scope draws what it was told, holds it until the next, and leaves out what would hide all other lines", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  const { stage } = bench;
  const scope = new Scope(() => stage.now());
  scope.add(bench.get("lamp/colour"));
  scope.add(bench.get("desk/cue"));
  expect(scope.traces.map(({ name }) => name)).toEqual(["lamp/colour x", "lamp/colour y", "lamp/colour z"]);
  scope.remove(bench.get("lamp/colour"));
  const level = bench.get("desk/level");
  scope.add(level);
  for (const value of [0.25, Number.POSITIVE_INFINITY, Number.NaN, 1]) {
    stage.time += 40;
    level.take(value, stage.now());
    level.paint();
  }
  const [trace] = scope.traces;
  expect(trace?.values.every(Number.isFinite)).toBe(true);
  expect(new Set(trace?.values)).toEqual(new Set([0.5, 0.25, 1]));
  const [axis = [], values = []] = scope.table(60, stage.now());
  expect(axis.at(-1)).toBe(0);
  expect([values[0], values.at(-1), axis.length === values.length]).toEqual([0.5, 1, true]);
  scope.paused = true;
  const before = trace?.times.length;
  desk.set("level", 0.75);
  await bench.until(() => level.value === 0.75, "it moves on");
  expect(trace?.times.length).toBe(before);
});

/** Lets everything pass that is on its way. */
async function calm(bench: Bench): Promise<void> {
  for (let look = 0; look < 30; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    bench.stage.draw();
  }
}
