import { expect, test } from "vitest";
import { copyText, readText } from "../../composer/model/edit/clipboard.ts";
import { ShownNode } from "../../composer/model/network/shown-node.ts";
import { ShownParameter } from "../../composer/model/network/shown-parameter.ts";
import { wireKey } from "../../composer/model/network/shown-wire.ts";
import { formatJson, type Json } from "../../src/browser.ts";
import { SeededRandom } from "../../src/net/sim/seeded-random.ts";
import { Bench, deskAndLamp } from "./stage.ts";

type Parts = Readonly<Record<string, readonly [access: string, value: Json | undefined]>>;

/** A show on paper: nodes by key with their parameters, and wires by the keys of their ends. */
function showOf(given: Readonly<Record<string, Parts>>, pairs: readonly (readonly [string, string])[] = []) {
  const nodes = Object.entries(given).map(([key, parts]) => {
    const node = new ShownNode(key, key);
    for (const [path, [access, value]] of Object.entries(parts)) {
      const parameter = new ShownParameter(node, path);
      Object.assign(parameter, { access, value });
      node.parameters.set(path, parameter);
    }
    return node;
  });
  const parameters = nodes.flatMap((node) => [...node.parameters.values()]);
  const find = (node: string, path: string) => nodes.find(({ key }) => key === node)?.parameters.get(path);
  const wires = pairs.map(([from, to]) => {
    const [emitter, sensor] = [from, to].map((key) => parameters.find((one) => one.key === key)) as [
      ShownParameter,
      ShownParameter,
    ];
    return { key: wireKey(emitter, sensor), emitter, sensor, made: true, reason: "" };
  });
  return { nodes, parameters, wires, find } as never as Parameters<typeof copyText>[0];
}

/** What a copy of everything is when it is read in the same show. */
function roundTrip(show: ReturnType<typeof showOf>): ReturnType<typeof readText> {
  return readText(show, copyText(show, new Set(show.nodes.map(({ key }) => key))) ?? "");
}

const VALUES: readonly Json[] = [
  ...[0, -1, 0.1, 1e-7, 1e21, 123456789.125, 2 ** 53 - 1, 2n ** 63n, -(2n ** 70n)],
  ...["", "plain", 'a "quoted" word', "tab\tand\nline", "\u202Egnp", "👩‍🚒", "\u0000", "1", "null", "</script>"],
  ...[true, false, [], [1, [2, [3]]], [0.25, 0.5, 0.75], new Map(), new Map<string, Json>([["a/b", [1, "x"]]])],
];

test("every value comes back as it was, to the last digit and sign", () => {
  const parts = Object.fromEntries(VALUES.map((value, index) => [`p${index}`, ["rw", value] as const]));
  const read = roundTrip(showOf({ desk: parts }));
  expect(read?.values.map(({ value }) => formatJson(value))).toEqual(VALUES.map((value) => formatJson(value)));
  expect(read?.values.map(({ value }) => typeof value)).toEqual(VALUES.map((value) => typeof value));
  expect([read?.missing, read?.wires]).toEqual([[], []]);
});

test("values that chance makes come back, too", () => {
  const random = new SeededRandom(7, "clipboard");
  const value = (depth = 0): Json => {
    const kind = Math.floor(random.next() * (depth > 3 ? 4 : 6));
    if (kind === 0) return (random.next() - 0.5) * 10 ** Math.floor(random.next() * 40 - 20);
    if (kind === 1) return random.next() < 0.5;
    if (kind === 2)
      return String.fromCodePoint(...Array.from({ length: 5 }, () => 1 + Math.floor(random.next() * 0xd7fe)));
    if (kind === 3) return Math.floor(random.next() * 2 ** 40);
    const list = Array.from({ length: Math.floor(random.next() * 4) }, () => value(depth + 1));
    return kind === 4 ? list : new Map(list.map((item, index) => [`k${index}`, item]));
  };
  for (let tries = 0; tries < 300; tries += 1) {
    const one = value();
    expect(roundTrip(showOf({ desk: { p: ["rw", one] } }))?.values[0]?.value).toEqual(one);
  }
});

test.each(["desk", "stage left", "stage/left", "a@b", "ä ö 灯", "it's", 'the "big" one', "lamp 0a1b", "a\tb", "."])(
  "a node that is called %j is found again",
  (name) => {
    const read = roundTrip(showOf({ [name]: { level: ["rw", 1], "cam.zoom": ["rw", 2], "a/b": ["rw", 3] } }));
    expect(read?.missing).toEqual([]);
    expect(read?.values.map(({ parameter: { node, path } }) => [node.key, path])).toEqual([
      [name, "level"],
      [name, "cam.zoom"],
      [name, "a/b"],
    ]);
  },
);

const SHOW = {
  desk: { level: ["rwe", 0.5], meter: ["re", 0.7], fresh: ["rw", undefined] },
  lamp: { brightness: ["rws", 0.1] },
  fan: { speed: ["rws", 0] },
} as const;
const WIRES = [
  ["desk\nlevel", "lamp\nbrightness"],
  ["desk\nmeter", "fan\nspeed"],
] as const;

test("of a node what can be set is copied; what is only read, or has no value yet, is not", () => {
  const show = showOf(SHOW, WIRES);
  expect(JSON.parse(copyText(show, new Set(["desk"])) ?? "")).toEqual({
    zocp: 1,
    wires: [],
    values: { "desk/level": 0.5 },
  });
  // A person who selects the meter itself wants it.
  expect(JSON.parse(copyText(show, new Set(["desk\nmeter"])) ?? "")).toMatchObject({ values: { "desk/meter": 0.7 } });
});

test("the wires within what is selected are copied, and those that are selected themselves", () => {
  const show = showOf(SHOW, WIRES);
  const wires = (...keys: readonly string[]): unknown => JSON.parse(copyText(show, new Set(keys)) ?? "{}").wires;
  expect(wires("desk", "lamp")).toEqual([["desk/level", "lamp/brightness"]]);
  expect(wires("desk\nlevel", "lamp\nbrightness")).toEqual([["desk/level", "lamp/brightness"]]);
  expect(wires("lamp")).toEqual([]);
  expect(wires(show.wires[1]?.key ?? "")).toEqual([["desk/meter", "fan/speed"]]);
  expect(wires("desk", "lamp", "fan")).toHaveLength(2);
});

test("a node that is selected with a parameter of its own has that once", () => {
  const text = copyText(showOf(SHOW), new Set(["desk", "desk\nlevel"])) ?? "";
  expect(text.match(/desk\/level/g)).toHaveLength(1);
});

test("who has selected nothing, or what is here no more, copies nothing", () => {
  const show = showOf(SHOW, WIRES);
  for (const keys of [[], ["gone"], ["gone\nlevel"], ["desk\nfresh\n→"]])
    expect(copyText(show, new Set(keys))).toBeUndefined();
});

test("in another show what is there is taken, and what is not is named", () => {
  const text = copyText(showOf(SHOW, WIRES), new Set(Object.keys(SHOW))) ?? "";
  const read = readText(showOf({ desk: SHOW.desk, lamp: { dimmer: ["rws", 0] } }), text);
  expect(read?.values.map(({ parameter }) => parameter.address)).toEqual(["desk/level"]);
  expect(read?.wires).toEqual([]);
  expect(new Set(read?.missing)).toEqual(new Set(["lamp/brightness", "fan/speed"]));
});

test.each([
  "",
  "desk/level",
  "[]",
  "null",
  "1",
  '{"zocp": "1"}',
  '{"zocp": 1',
  "{}",
  '{"wires": []}',
  "\u0000",
  "<svg>",
])("%j is no cutting", (text) => {
  expect(readText(showOf(SHOW), text)).toBeUndefined();
});

test.each([
  '{"zocp": 1}',
  '{"zocp": 1, "wires": {}, "values": []}',
  '{"zocp": 1, "wires": "x", "values": 7}',
  '{"zocp": 1, "wires": null, "values": null, "more": 1}',
])("of %s nothing is taken", (text) => {
  expect(readText(showOf(SHOW), text)).toEqual({ wires: [], values: [], missing: [] });
});

test("what is pasted is one entry; events among it are not pressed, what is read only stays, and undo brings all of it back", async () => {
  const bench = new Bench();
  const { desk } = await deskAndLamp(bench);
  const box = await bench.add("box", (node) => {
    node.bool("go", false, { access: "rws", event: true });
    node.int("count", 3, { access: "re" });
  });
  const { composer } = bench;
  const pressed: unknown[] = [];
  box.on("changed", ({ value }) => pressed.push(value));
  const values = { "box/go": true, "box/count": 9, "desk/level": 0.25, "desk/cue": "two" };
  expect(composer.paste(JSON.stringify({ zocp: 1, wires: [["desk/level", "lamp/brightness"]], values }))).toBe(true);
  expect(composer.history.done.map(({ name }) => name)).toEqual(["paste 1 wire and 2 values"]);
  await bench.until(() => composer.network.wires[0]?.made === true, "the wire");
  await bench.until(
    () => desk.parameter("cue").value === "two" && desk.parameter("level").value === 0.25,
    "the values",
  );
  expect([pressed, box.parameter("count").value]).toEqual([[], 3]);
  composer.undo();
  await bench.until(() => composer.network.wires.length === 0, "the wire is gone");
  await bench.until(() => desk.parameter("cue").value === "one" && desk.parameter("level").value === 0.5, "as before");
});
