import { expect, test } from "vitest";
import type { ShownParameter } from "../../composer/model/network/shown-parameter.ts";
import { hueOf } from "../../composer/model/view/hue.ts";
import { KeptPlaces } from "../../composer/model/view/kept-places.ts";
import { best, matches, passes, score } from "../../composer/model/view/search.ts";
import { Selection } from "../../composer/model/view/selection.ts";
import { type Look, lookAfter, lookOf, Settings, type Shelf } from "../../composer/model/view/settings.ts";

const found = (typed: string, ...texts: readonly string[]): readonly string[] =>
  best(
    typed,
    texts.map((text) => ({ text, note: "" })),
  ).map(({ text }) => text);

test("what begins with it comes first, then what has a word of it, then what has it inside, then its letters in order", () => {
  expect(found("lamp", "l-a-m-p", "clamp/x", "desk/lamp", "lamp/level")).toEqual([
    "lamp/level",
    "desk/lamp",
    "clamp/x",
    "l-a-m-p",
  ]);
});

test("of two that answer as well the shorter is meant", () => {
  expect(found("lamp", "lamp-left/level", "lamp")).toEqual(["lamp", "lamp-left/level"]);
});

test("capitals and spaces around make no difference, and letters in another order answer nothing", () => {
  expect(found("  LAMP ", "lamp")).toEqual(["lamp"]);
  expect(found("pmal", "lamp")).toEqual([]);
  expect(score("", "anything")).toBe(1);
});

test("what else is said of a thing is found, and counts less than a name", () => {
  const things = [
    { text: "fan/speed", note: "int lamp" },
    { text: "x-lamp-y", note: "" },
  ];
  expect(best("lamp", things).map(({ text }) => text)).toEqual(["x-lamp-y", "fan/speed"]);
});

test("as many answers are given as are wanted", () => {
  const things = Array.from({ length: 100 }, (_, index) => ({ text: `lamp-${index}`, note: "" }));
  expect([best("lamp", things).length, best("lamp", things, 5).length]).toEqual([60, 5]);
});

const LAMP = { address: "lamp/level", type: "float", kind: "number", access: "rws", description: "of the Front" };
const lamp = LAMP as unknown as ShownParameter;
const ALL = { text: "", kind: "", access: "", connected: "all" } as const;

test.each([
  ["level", true],
  ["front lamp", true],
  ["FLOAT", true],
  ["lamp back", false],
  ["", true],
])('a parameter answers "%s": %s, by all words in its address, type or description', (text, answers) => {
  expect(matches(lamp, text)).toBe(answers);
});

test.each([
  [{ kind: "number" }, false, true],
  [{ kind: "text" }, false, false],
  [{ access: "s" }, false, true],
  [{ access: "e" }, false, false],
  [{ connected: "yes" }, false, false],
  [{ connected: "yes" }, true, true],
  [{ connected: "no" }, true, false],
  [{ text: "lamp", kind: "number", access: "w", connected: "no" }, false, true],
] as const)("%o of a parameter with a wire %s passes: %s", (filter, connected, answer) => {
  expect(passes(lamp, { ...ALL, ...filter }, connected)).toBe(answer);
});

test("a selection tells of changes and not of what is as it was", () => {
  const selection = new Selection();
  let times = -1;
  selection.subscribe(() => (times += 1));
  selection.only("a", "b");
  selection.only("b", "a");
  expect([times, [...selection.keys]]).toEqual([1, ["a", "b"]]);
  selection.toggle("a");
  selection.toggle("c");
  expect([...selection.keys]).toEqual(["b", "c"]);
  selection.clear();
  selection.clear();
  expect([times, selection.keys.size]).toEqual([4, 0]);
});

function shelfOf(kept: Record<string, string>): Shelf {
  const all = new Map(Object.entries(kept));
  return { getItem: (name) => all.get(name) ?? null, setItem: (name, value) => void all.set(name, value) };
}

const FULL: Shelf = {
  getItem: () => null,
  setItem: () => {
    throw new Error("the quota is exceeded");
  },
};

test("what a person chose is there at the next visit, and what nobody chose as at the first", () => {
  const shelf = shelfOf({});
  new Settings(shelf).choose({ view: "list", panel: false });
  expect(new Settings(shelf).choices).toEqual({ ...new Settings(shelfOf({})).choices, view: "list", panel: false });
});

test.each(["", "no JSON", "null", "7", "[]", '{"view": "cellar", "panel": "yes"}'])(
  "%s on the shelf is as good as nothing",
  (text) => {
    expect(new Settings(shelfOf({ "zocp-composer": text })).choices).toEqual(new Settings(shelfOf({})).choices);
  },
);

test("of what stands on the shelf what is known is taken, also beside what is not", () => {
  const text = '{"view": "matrix", "theme": "pink", "constructor": true, "drawer": "log"}';
  const { view, theme, drawer } = new Settings(shelfOf({ "zocp-composer": text })).choices;
  expect([view, theme, drawer]).toEqual(["matrix", "system", "log"]);
});

test("a shelf that is full keeps nobody from choosing, nor from putting nodes somewhere", () => {
  const settings = new Settings(FULL);
  settings.choose({ view: "list" });
  expect(settings.choices.view).toBe("list");
  const places = new KeptPlaces(FULL);
  places.keep("lamp", { x: 1, y: 2 });
  expect(places.of("lamp")).toEqual({ x: 1, y: 2 });
});

test("places come back at the next visit; of what is no place nothing does", () => {
  const shelf = shelfOf({});
  new KeptPlaces(shelf).keep("lamp", { x: 10, y: -20 });
  expect(new KeptPlaces(shelf).of("lamp")).toEqual({ x: 10, y: -20 });
  const odd = shelfOf({
    "zocp-composer-places": '[["lamp", {"x": "a", "y": 1}], ["fan", {"x": 1, "y": 2}], [7, {"x": 1, "y": 1}]]',
  });
  expect([new KeptPlaces(odd).of("lamp"), new KeptPlaces(odd).of("fan")]).toEqual([undefined, { x: 1, y: 2 }]);
  expect(new KeptPlaces(shelfOf({ "zocp-composer-places": "{" })).of("lamp")).toBeUndefined();
});

test("of more than a thousand places the oldest are forgotten", () => {
  const shelf = shelfOf({});
  const places = new KeptPlaces(shelf);
  for (let index = 0; index < 1001; index += 1) places.keep(`n${index}`, { x: index, y: 0 });
  const again = new KeptPlaces(shelf);
  expect([again.of("n0"), again.of("n1")?.x, again.of("n1000")?.x]).toEqual([undefined, 1, 1000]);
});

test("a name has always the same hue, and names in a row have different ones", () => {
  expect(hueOf("lamp")).toBe(hueOf("lamp"));
  const hues = Array.from({ length: 8 }, (_, index) => hueOf(`lamp-${index + 1}`));
  expect(hues.every((hue) => hue >= 0 && hue < 360)).toBe(true);
  expect(new Set(hues).size).toBeGreaterThanOrEqual(5);
});

test("a page has the look that was chosen, or the system's, and a button leads to the next", () => {
  const { choices } = new Settings(shelfOf({}));
  expect([lookOf(choices, true), lookOf(choices, false)]).toEqual(["light", "dark"]);
  expect(lookOf({ ...choices, theme: "contrast" }, true)).toBe("contrast");
  expect(["dark", "light", "contrast"].map((look) => lookAfter(look as Look))).toEqual(["light", "contrast", "dark"]);
});

test("a drawer closes when it is asked for again, and one takes the place of another", () => {
  const settings = new Settings(shelfOf({}));
  const open: string[] = [];
  for (const name of ["log", "scope", "scope"] as const) {
    settings.toggleDrawer(name);
    open.push(settings.choices.drawer);
  }
  expect(open).toEqual(["log", "scope", "closed"]);
});

test("the panel is made wider and narrower within bounds, and what was kept beyond them is forgotten", () => {
  const settings = new Settings(shelfOf({}));
  const widths = [100, 400.4, 5000].map((width) => {
    settings.widen(width);
    return settings.choices.panelWidth;
  });
  expect(widths).toEqual([280, 400, 720]);
  const kept = (width: unknown): number =>
    new Settings(shelfOf({ "zocp-composer": JSON.stringify({ panelWidth: width }) })).choices.panelWidth;
  expect([500, 20, "500", null, 9999].map(kept)).toEqual([500, 348, 348, 348, 348]);
});
