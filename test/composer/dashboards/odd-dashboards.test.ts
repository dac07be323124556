import { expect, test } from "vitest";
import { readDashboard } from "../../../composer/model/dashboards/dashboard.ts";
import { Fingers } from "../../../composer/model/dashboards/fingers.ts";
import { freePlace, narrowed, pushed } from "../../../composer/model/dashboards/grid.ts";
import { keyInput, nameOfSource, PadReader, readMidi } from "../../../composer/model/dashboards/inputs.ts";
import { sizeOf } from "../../../composer/model/dashboards/kinds.ts";
import { GO, GO_TARGET, Learned } from "../../../composer/model/dashboards/learned.ts";
import { dashboardHash, dashboardIn } from "../../../composer/model/dashboards/link.ts";
import { applyOps, type DashboardOp, inverseOf } from "../../../composer/model/dashboards/ops.ts";
import { Pickup } from "../../../composer/model/dashboards/pickup.ts";
import { Press, type PressInput } from "../../../composer/model/dashboards/press.ts";
import { formatJson, parseJson } from "../../../src/browser.ts";
import { object } from "./keeping-show.ts";

const board = (tiles: readonly object[], more: object = {}) => readDashboard("x", object({ tiles, ...more }));

test.each<[columns: unknown, read: number]>([
  [6, 6],
  [1, 1],
  [24, 24],
  [25, 24],
  [1e12, 24],
  [0, 6],
  [-4, 6],
  [2.5, 6],
  ["8", 6],
  [null, 6],
])("a dashboard that says %j of its columns has %d", (columns, read) => {
  expect(board([], { columns }).columns).toBe(read);
});

// Who writes a file by hand, or another program, may put a tile anywhere: it stands on the dashboard all the same.
test.each<[at: unknown, size: unknown, place: readonly [readonly number[], readonly number[]]]>([
  [
    [0, 0],
    [1, 1],
    [
      [0, 0],
      [1, 1],
    ],
  ],
  [
    [5, 2],
    [3, 1],
    [
      [3, 2],
      [3, 1],
    ],
  ],
  [
    [30, 0],
    [2, 1],
    [
      [4, 0],
      [2, 1],
    ],
  ],
  [
    [0, 0],
    [99, 1],
    [
      [0, 0],
      [6, 1],
    ],
  ],
  [
    [0, 0],
    [1, 1e9],
    [
      [0, 0],
      [1, 24],
    ],
  ],
  [
    [0, 1e9],
    [1, 1],
    [
      [0, 999],
      [1, 1],
    ],
  ],
  [
    [-1, 0],
    [1, 1],
    [
      [0, 0],
      [1, 1],
    ],
  ],
  [
    [0.5, 0],
    [1, 1],
    [
      [0, 0],
      [1, 1],
    ],
  ],
  [
    [2, 3],
    [0, 1],
    [
      [2, 3],
      [1, 1],
    ],
  ],
  [
    [2, 3],
    "large",
    [
      [2, 3],
      [1, 1],
    ],
  ],
  [
    "here",
    [2, 2],
    [
      [0, 0],
      [2, 2],
    ],
  ],
  [
    undefined,
    undefined,
    [
      [0, 0],
      [1, 1],
    ],
  ],
])("a tile at %j of size %j stands at %j", (at, size, [place, sides]) => {
  const [tile] = board([{ id: "a", kind: "fader", at, size }]).tiles;
  expect([tile?.at, tile?.size]).toEqual([place, sides]);
});

test("what a tile is put beside is found at once, however large another says that it is", () => {
  const tall = board([{ id: "a", kind: "pad", at: [0, 0], size: [6, 1e9] }]);
  expect(freePlace(tall.tiles, tall.columns, [2, 1])).toEqual([0, 24]);
  const far = board([{ id: "a", kind: "pad", at: [0, 1e9], size: [6, 1e9] }]);
  expect(freePlace(far.tiles, far.columns, [6, 1])).toEqual([0, 0]);
});

test("of two tiles of one id there is one: the first, and what is written of it stays as it is", () => {
  const { tiles } = board([
    { id: "a", kind: "fader", label: "first", mine: [1, 2] },
    { id: "b", kind: "fader" },
    { id: "a", kind: "pad", label: "second" },
  ]);
  expect(tiles.map(({ id, kind, label }) => [id, kind, label])).toEqual([
    ["a", "fader", "first"],
    ["b", "fader", ""],
  ]);
  expect(formatJson(tiles[0]?.written ?? null)).toContain('"mine": [1, 2]');
});

test.each<[tile: unknown, why: string]>([
  [{ kind: "fader" }, "without an id"],
  [{ id: "", kind: "fader" }, "with an empty id"],
  [{ id: 7, kind: "fader" }, "with a number for an id"],
  [{ id: "a" }, "without a kind"],
  [{ id: "a", kind: "knob" }, "of a kind that nobody knows"],
  [{ id: "a", kind: "constructor" }, "of a kind that every object has"],
  ["fader", "that is a text"],
  [null, "that is nothing"],
  [[], "that is a list"],
])("a tile %j is left out: %s", (tile) => {
  expect(board([tile as object, { id: "z", kind: "label" }]).tiles.map(({ id }) => id)).toEqual(["z"]);
});

test.each<[address: unknown, parameter: object | undefined]>([
  ["lamp/level", { node: "lamp", path: "level" }],
  ['"a/b"/level', { node: "a/b", path: "level" }],
  ["lamp", undefined],
  ["", undefined],
  [5, undefined],
  ["/", undefined],
])("a tile of %j moves %j", (address, parameter) => {
  expect(board([{ id: "a", kind: "fader", parameter: address }]).tiles[0]?.parameter).toEqual(parameter);
});

// A link must hold whatever name a show gives its dashboard, and lead back to it.
test.each(["stage", "front of house", "a&b=c#d%", "ärger/§", "👩‍🚒", "\u202Egnp", "%zz", " "])(
  "the link to %j leads there",
  (name) => {
    expect(dashboardIn(dashboardHash(name))).toBe(name);
  },
);

test.each([
  ["half \ud83d of a letter", "half \ufffd of a letter"],
  ["\udc00", "\ufffd"],
  ["👩\ud800", "👩\ufffd"],
])("half of a letter in the name %j breaks no page", (name, found) => {
  expect(dashboardIn(dashboardHash(name))).toBe(found);
});

test.each([
  ["", undefined],
  ["#", undefined],
  ["#dashboard", undefined],
  ["#dashboard=", undefined],
  ["#other=stage", undefined],
  ["#dashboard=%E2%82", "%E2%82"],
  ["#dashboard=a=b", "a=b"],
])("the link %j leads to %j", (hash, name) => {
  expect(dashboardIn(hash)).toBe(name);
});

test.each<[kind: Parameters<typeof sizeOf>[0], columns: number, size: readonly number[]]>([
  ["fader", 6, [3, 1]],
  ["fader", 12, [6, 1]],
  ["fader", 24, [12, 1]],
  ["fader", 1, [1, 1]],
  ["pad", 2, [1, 3]],
  ["pad", 24, [8, 3]],
  ["toggle", 24, [4, 1]],
  ["toggle", 1, [1, 1]],
  ["label", 24, [24, 1]],
  ["label", 1, [1, 1]],
])("a new %s on %d columns is %j", (kind, columns, size) => {
  expect(sizeOf(kind, columns)).toEqual(size);
});

test("a tower of tiles goes down as one, and none of them lies on another", () => {
  const tower = Array.from({ length: 40 }, (_, row) => ({
    ...{ id: `t${row}`, at: [0, row] as const, size: [2, 1] as const },
  }));
  const moved = { id: "new", at: [1, 0] as const, size: [3, 5] as const };
  expect(pushed(tower, moved).map(({ at }) => at[1])).toEqual(Array.from({ length: 40 }, (_, row) => row + 5));
});

test("on one column of a phone reading order is from the left, line by line, also of what overlaps", () => {
  const tiles = board([
    { id: "d", kind: "toggle", at: [0, 1] },
    { id: "c", kind: "toggle", at: [2, 0] },
    { id: "a", kind: "toggle", at: [0, 0] },
    { id: "b", kind: "toggle", at: [0, 0] },
  ]).tiles;
  expect(narrowed(tiles, 6).map(({ id, span }) => `${id}${span}`)).toEqual(["a1", "b1", "c1", "d1"]);
});

const said = (tile: object): DashboardOp => ({ op: "put-tile", name: "stage", tile: object(tile) });
const before = new Map([
  ["stage", object({ tiles: [{ id: "a", label: "A" }, { id: "b" }], columns: 4, theirs: true })],
  ["other", object({ tiles: [] })],
]);
test.each<[what: string, ops: readonly DashboardOp[]]>([
  ["a tile that is new", [said({ id: "c" })]],
  ["a tile that is changed", [said({ id: "a", label: "B" })]],
  ["a tile that is changed twice", [said({ id: "a", label: "B" }), said({ id: "a", label: "C" })]],
  ["a tile that is put and removed", [said({ id: "c" }), { op: "remove-tile", name: "stage", id: "c" }]],
  [
    "a dashboard that is renamed, and a tile of it",
    [
      { op: "rename-dashboard", from: "stage", to: "front" },
      { op: "put-tile", name: "front", tile: object({ id: "a", label: "B" }) },
    ],
  ],
  ["a dashboard that is removed", [{ op: "remove-dashboard", name: "stage" }]],
  [
    "a dashboard that is new, with a tile",
    [
      { op: "put-dashboard", name: "new", dashboard: object({ tiles: [] }) },
      { op: "put-tile", name: "new", tile: object({ id: "z" }) },
    ],
  ],
  [
    "a dashboard that takes the place of another",
    [{ op: "put-dashboard", name: "other", dashboard: object({ tiles: [{ id: "q" }] }) }],
  ],
  ["what is not there", [said({ id: "c" }), { op: "remove-tile", name: "nowhere", id: "a" }]],
])("what undoes %s leaves every dashboard as it was", (_, ops) => {
  const done = applyOps(before, ops);
  const back = applyOps(done, inverseOf(before, ops));
  const text = (all: typeof before) => [...all].map(([name, one]) => `${name} ${formatJson(one)}`).sort();
  expect(text(new Map(back))).toEqual(text(before));
  // And it changed nothing in the place where it began.
  expect([...before.keys()]).toEqual(["stage", "other"]);
});

test("the undo of a tile that somebody else has removed meanwhile puts it back, and no other", () => {
  const ops = [said({ id: "a", label: "mine" })];
  const back = inverseOf(before, ops);
  const without = applyOps(applyOps(before, ops), [{ op: "remove-tile", name: "stage", id: "a" }]);
  const tiles = applyOps(without, back).get("stage")?.get("tiles");
  expect(formatJson(tiles ?? null)).toBe('[{"id": "b"}, {"id": "a", "label": "A"}]');
});

// MIDI 1.0, by its tables: 0x80 note off, 0x90 note on, 0xB0 controller, 0xE0 pitch wheel with 7 bits in each byte, the low ones first.
test.each<[bytes: readonly number[], what: string | undefined, value: number]>([
  [[0xb0, 7, 127], "CC 7, channel 1 of box", 1],
  [[0xbf, 0, 0], "CC 0, channel 16 of box", 0],
  [[0x90, 60, 127], "note 60, channel 1 of box", 1],
  [[0x90, 60, 0], "note 60, channel 1 of box", 0],
  [[0x80, 60, 99], "note 60, channel 1 of box", 0],
  [[0xe3, 0, 0], "pitch wheel, channel 4 of box", 0],
  [[0xe3, 0x7f, 0x7f], "pitch wheel, channel 4 of box", 1],
  [[0xe3, 0, 0x40], "pitch wheel, channel 4 of box", 8192 / 16_383],
  [[0xf8], undefined, 0],
  [[0xc0, 5], undefined, 0],
  [[], undefined, 0],
  [[7, 127], undefined, 0],
])("the MIDI bytes %j are %s at %d", (bytes, what, value) => {
  const read = readMidi("box", bytes);
  expect(read && nameOfSource(read.source)).toBe(what);
  if (read !== undefined) expect(read.value).toBe(value);
});

const pad = (buttons: readonly number[], axes: readonly number[]) => ({
  ...{ index: 0, id: "Pad (STANDARD GAMEPAD Vendor: 045e)", buttons: buttons.map((value) => ({ value })), axes },
});

test("a gamepad tells what has changed since it was seen first, and a stick that rests a little beside its middle tells nothing", () => {
  const reader = new PadReader();
  expect(reader.read(pad([1, 0], [0.1, 0]))).toEqual([]);
  expect(reader.read(pad([1, 0], [-0.14, 0.05]))).toEqual([]);
  const told = reader.read(pad([0, 1], [1, 0]));
  expect(told.map(({ how, value }) => [how, value])).toEqual([
    ["button", 0],
    ["button", 1],
    ["stick", 1],
  ]);
  expect(told.map(({ source }) => nameOfSource(source))).toEqual([
    "button 0 of Pad",
    "button 1 of Pad",
    "stick 0 of Pad",
  ]);
  // 0.15 is the middle and 1 the end: halfway between them is half.
  expect(reader.read(pad([0, 1], [-0.575, 0]))[0]?.value).toBeCloseTo(-0.5, 10);
  expect(reader.read(pad([0, 1], [0.15, 0]))[0]?.value).toBe(0);
});

test.each([
  ["KeyQ", "key Q"],
  ["Digit4", "key 4"],
  ["Space", "key Space"],
  ["NumpadEnter", "key NumpadEnter"],
])("the key %s is called %s, pressed is 1 and let go 0", (code, name) => {
  const [down, up] = [keyInput(code, true, false), keyInput(code, false, true)];
  expect([nameOfSource(down.source), down.value, up.value, up.back, down.source === up.source]).toEqual([
    name,
    1,
    0,
    true,
    true,
  ]);
});

// A knob that is elsewhere does nothing until it comes to where the parameter is: positions by hand, parts of the way.
test.each<
  [what: string, moves: readonly (readonly [knob: number, parameter: number])[], takes: readonly (number | undefined)[]]
>([
  [
    "comes from below",
    [
      [0, 0.5],
      [0.4, 0.5],
      [0.49, 0.5],
      [0.6, 0.49],
    ],
    [undefined, undefined, 0.49, 0.6],
  ],
  [
    "passes in one leap",
    [
      [0, 0.5],
      [0.9, 0.5],
      [0.8, 0.9],
    ],
    [undefined, 0.9, 0.8],
  ],
  [
    "passes downwards",
    [
      [1, 0.5],
      [0.1, 0.5],
    ],
    [undefined, 0.1],
  ],
  ["is there already", [[0.51, 0.5]], [0.51]],
  [
    "loses hold when another hand moves it",
    [
      [0.5, 0.5],
      [0.52, 0.9],
      [0.6, 0.9],
      [0.91, 0.9],
    ],
    [0.5, undefined, undefined, 0.91],
  ],
  [
    "is at an end that the parameter never reaches",
    [
      [1, 0.5],
      [1, 0.5],
      [1, 0.5],
    ],
    [undefined, undefined, undefined],
  ],
  [
    "stands where nobody knows the parameter",
    [
      [0.3, Number.NaN],
      [0.9, Number.NaN],
    ],
    [undefined, undefined],
  ],
])("a knob that %s", (_, moves, takes) => {
  const pickup = new Pickup();
  const taken = moves.map(([knob, parameter]) => {
    const goes = pickup.move(knob, parameter);
    if (goes !== undefined) pickup.left(goes);
    return goes;
  });
  expect(taken).toEqual(takes);
});

const down = (pointer = 1, by: "mouse" | "finger" = "finger", x = 10): PressInput => ({
  type: "down",
  pointer,
  by,
  x,
  y: 10,
});
const move = (x: number, pointer = 1): PressInput => ({ type: "move", pointer, x, y: 10 });
const up = (pointer = 1): PressInput => ({ type: "up", pointer });

test.each<[what: string, holds: boolean, inputs: readonly PressInput[], effects: readonly string[]]>([
  [
    "a second finger on a button that is held changes nothing",
    true,
    [down(1, "mouse"), down(2), up(2), up(1)],
    ["press", "release"],
  ],
  ["a finger that slid away and comes back has pressed nothing", false, [down(), move(40), move(10), up()], []],
  ["a finger that trembles has pressed", false, [down(), move(20), move(11), up()], ["press"]],
  [
    "a held button is let go when the window loses the focus",
    true,
    [down(), { type: "rested" }, { type: "cancel" }, up()],
    ["press", "release"],
  ],
  [
    "a button that is only pressed does nothing then",
    false,
    [down(), { type: "rested" }, { type: "cancel" }, up()],
    [],
  ],
  [
    "a held button stays on wherever the finger goes",
    true,
    [down(), { type: "rested" }, move(500), up()],
    ["press", "release"],
  ],
  ["a quick tap on a held button is on and off", true, [down(), up()], ["press", "release"]],
  ["what is let go twice was pressed once", false, [down(), up(), up()], ["press"]],
  [
    "a finger that rests after it was lifted presses nothing",
    true,
    [down(), up(), { type: "rested" }],
    ["press", "release"],
  ],
  [
    "what rested twice is pressed once",
    true,
    [down(), { type: "rested" }, { type: "rested" }, up()],
    ["press", "release"],
  ],
])("%s (held: %s)", (_, holds, inputs, effects) => {
  const press = new Press(holds);
  expect(inputs.flatMap((input) => press.handle(input))).toEqual(effects);
});

test("while one finger drags a fader another scrolls, and the one that drags does not", () => {
  const fingers = new Fingers();
  fingers.down({ pointer: 1, x: 0, y: 100 });
  fingers.down({ pointer: 2, x: 50, y: 100 });
  expect(fingers.move({ pointer: 2, x: 50, y: 60 })).toBe(0);
  fingers.drags(1);
  // The first eight pixels only say that it is meant.
  expect([93, 80, 60, 70].map((y) => fingers.move({ pointer: 2, x: 50, y }))).toEqual([0, 0, 20, -10]);
  expect(fingers.move({ pointer: 1, x: 30, y: 10 })).toBe(0);
  expect(fingers.move({ pointer: 9, x: 30, y: 10 })).toBe(0);
  fingers.up(1);
  expect(fingers.move({ pointer: 2, x: 50, y: 10 })).toBe(0);
});

/** A shelf that holds one text. */
const shelf = (text: string | null) => ({ getItem: () => text, setItem: () => {} });

test.each([
  "",
  "no json",
  "[]",
  "null",
  '{"knob": null}',
  '{"knob": {"dashboard": 1, "tile": "a"}}',
  '{"knob": {"dashboard": "x"}}',
])("a browser that keeps %j has learned nothing", (kept) => {
  expect([...new Learned(shelf(kept)).all]).toEqual([]);
});

test("what is kept of knobs is read as far as it is known: of a pad the second side, of all else the first", () => {
  const target = (side: unknown) => ({ dashboard: "x", tile: "a", side });
  const kept = JSON.stringify({ one: target(1), two: target(7), three: target("1"), four: 5 });
  const learned = new Learned(shelf(kept));
  expect([...learned.all].map(([source, { side }]) => `${source} ${side}`)).toEqual(["one 1", "two 0", "three 0"]);
});

test("a knob that only trembles, a key that is let go and a stick in its middle are not learned; what is meant is, once", () => {
  const learned = new Learned(shelf(null));
  const knob = (value: number) => ({ source: "knob", how: "absolute" as const, value });
  expect(learned.hear(knob(0.9))).toBe(false);
  learned.wait(GO_TARGET);
  for (const value of [0.5, 0.51, 0.53]) expect(learned.hear(knob(value))).toBe(true);
  learned.hear({ source: "key", how: "button", value: 0 });
  learned.hear({ source: "stick", how: "stick", value: 0.5 });
  expect([...learned.all]).toEqual([]);
  learned.hear(knob(0.55));
  expect(learned.targetOf("knob")?.tile).toBe(GO);
  expect([learned.waiting, learned.hear(knob(0.9))]).toEqual([undefined, false]);
  learned.forget("knob");
  expect(learned.sourcesOf(GO_TARGET)).toEqual([]);
});

test("what a browser cannot keep is learned for as long as the page is open", () => {
  const full = {
    getItem: () => {
      throw new Error("forbidden");
    },
    setItem: () => {
      throw new Error("full");
    },
  };
  const learned = new Learned(full);
  learned.wait({ dashboard: "x", tile: "a", side: 1 });
  learned.hear({ source: "key\nKeyQ", how: "button", value: 1 });
  expect(learned.sourcesOf({ dashboard: "x", tile: "a", side: 1 })).toEqual(["key\nKeyQ"]);
  expect(learned.sourcesOf({ dashboard: "x", tile: "a", side: 0 })).toEqual([]);
});

test("a dashboard that is written by a program of 2031 keeps what this page does not know", () => {
  const written = parseJson('{"tiles": [{"id": "a", "kind": "fader", "glow": {"size": 3}}], "grid": "hex"}');
  const read = readDashboard("x", written as never);
  expect(formatJson(read.tiles[0]?.written ?? null)).toContain('"glow": {"size": 3}');
});
