import { expect, test } from "vitest";
import { Preflight } from "../../composer/model/health/preflight.ts";
import { LoadDraft } from "../../composer/model/show/load-draft.ts";
import { SaveDraft } from "../../composer/model/show/save-draft.ts";
import { readOver, Scenes } from "../../composer/model/show/scenes.ts";
import { Sheet } from "../../composer/model/show/sheet.ts";
import { readCell } from "../../composer/model/show/sheet-value.ts";
import { Standby } from "../../composer/model/show/standby.ts";
import { readShow } from "../../composer/model/show/state.ts";
import { StoreDraft } from "../../composer/model/show/store-draft.ts";
import { describeTakeover, describeUnderstudy, understudiesOf } from "../../composer/model/show/understudies.ts";
import { formatJson, type Json, parseJson } from "../../src/browser.ts";
import { object } from "./dashboards/keeping-show.ts";
import { openToldShow } from "./told-show.ts";

/** A show that answers each question as a test says; what is not said is answered by nothing. */
async function open(state: object = {}, answers: Readonly<Record<string, string>> = {}) {
  const told = openToldShow(state);
  told.answers(async (method) => parseJson(answers[method.replace("show.", "")] ?? "null"));
  await told.live.look();
  return told;
}

const CUES = [
  { id: "a", cue: "1", name: "one" },
  { id: "b", cue: "2", name: "two" },
];

// A view draws each thing once, by its name: what another program says twice must not be there twice.
test("of what a show says twice there is one of each, the first", async () => {
  const twice = (one: object, other: object): string => JSON.stringify([one, other]);
  const { live } = await open(
    { cues: [...CUES, { id: "a", cue: "9", name: "again" }] },
    {
      scenes: twice({ name: "dusk", note: "first" }, { name: "dusk", note: "second" }),
      sheet: JSON.stringify({
        total: 2,
        cues: [...CUES, { id: "a", cue: "9" }],
        rows: [
          ["lamp/level", 0, []],
          ["lamp/level", 1, []],
        ],
      }),
      preview: JSON.stringify({
        id: "a",
        values: [
          { address: "lamp/level", to: 1 },
          { address: "lamp/level", to: 2 },
        ],
      }),
      compare: JSON.stringify({
        missing: [{ name: "cam" }, { name: "cam" }],
        rows: [
          { key: "k", kind: "value", name: "lamp/level", to: 1 },
          { key: "k", kind: "value", name: "lamp/level", to: 2 },
        ],
      }),
      present: JSON.stringify({
        rows: [
          { address: "lamp/level", value: 1, changed: true },
          { address: "lamp/level", value: 2, changed: true },
        ],
      }),
      save: JSON.stringify({
        differences: [
          { what: "value", name: "lamp/level", to: 1 },
          { what: "value", name: "lamp/level", to: 2 },
        ],
      }),
    },
  );
  expect(live.state?.cues.map(({ id, name }) => [id, name])).toEqual([
    ["a", "one"],
    ["b", "two"],
  ]);
  const tools = { history: { do: () => {} } as never, now: () => 0 };
  const [scenes, sheet, standby] = [new Scenes(live), new Sheet(live, tools), new Standby(live)];
  const [load, store, save] = [new LoadDraft(live), new StoreDraft(live, "scene"), new SaveDraft(live)];
  standby.choose("a");
  const stops = [scenes, sheet, standby].map((one) => one.follow());
  store.say({ target: "dusk" });
  await Promise.all([load.look(), store.look(), save.look()]);
  await expect.poll(() => [scenes.all.length, sheet.known, standby.moves.length]).toEqual([1, true, 1]);
  expect(scenes.all[0]?.note).toBe("first");
  expect(sheet.cues.map(({ cue }) => cue)).toEqual(["1", "2"]);
  expect(sheet.rows.map(({ address, start }) => [address, start])).toEqual([["lamp/level", 0]]);
  expect(standby.moves[0]?.to).toBe(1);
  expect([load.missing.length, load.choice.rows.length, load.choice.rows[0]?.to]).toEqual([1, 1, 1]);
  expect([store.choice.rows.length, save.rows.length, save.rows[0]?.to]).toEqual([1, 1, 1]);
  for (const stop of stops) stop();
});

test.each<[answer: string]>([["null"], ["[]"], ['"show"'], ["7"], ["{}"], ['{"name": 7}'], ['{"name": ["show"]}']])(
  "%s is no show",
  (answer) => {
    expect(readShow(parseJson(answer))).toBeUndefined();
  },
);

test("a show that says everything otherwise than it should is one with nothing in it", () => {
  const fields = ["title", "file", "revision", "now", "active", "next", "paused", "rate", "progress", "cues", "scenes"];
  const more = ["refused", "grabbed", "understudies", "disputed", "nodes", "notes", "streamed", "blackout", "panicked"];
  const plain = readShow(object({ name: "show" }));
  expect(plain).toMatchObject({ title: "show", file: "", revision: 0, rate: 1, cues: [], scenes: [], troubles: [] });
  for (const odd of ["null", "[[]]", "[7, null]", '{"a": 7}'])
    expect(
      readShow(parseJson(`{"name": "show", ${[...fields, ...more].map((field) => `"${field}": ${odd}`).join(", ")}}`)),
      odd,
    ).toEqual(plain);
});

test("what is wrong with a show is told worst first, each with who and why", () => {
  const state = readShow(
    object({
      name: "show",
      refused: { "lamp/level": "above 1" },
      grabbed: { "lamp/pan": "ann" },
      streamed: ["a/b", "a/c"],
      notes: [{ text: "old" }, { text: "new" }],
      nodes: [
        { name: "fog", id: "" },
        { name: "cam", id: "", trouble: "two of that name" },
        { name: "amp", id: "" },
        { name: "lamp", id: "1", locked: true },
        { name: "desk", id: "2", suspected: true },
      ],
    }),
  );
  expect(state?.troubles.map(({ tone, text }) => `${tone}: ${text}`)).toEqual([
    "bad: refused lamp/level: above 1",
    "bad: cam: two of that name",
    "warn: not here: fog, amp",
    "warn: desk does not answer",
    "warn: lamp/pan was taken by ann",
    "plain: 2 streamed from the show",
    "plain: lamp is locked",
    "plain: new",
  ]);
});

test.each<[follow: unknown, text: string]>([
  [{ end: 0 }, "at its end"],
  [{ end: 2.5 }, "2.5 s after its end"],
  [{ start: 0 }, "0 s after it began"],
  [{ start: 3, end: 1 }, "3 s after it began"],
  [{ start: "3" }, ""],
  [{}, ""],
  [true, ""],
  [null, ""],
])("a cue that follows by %j follows %j", (follow, text) => {
  expect(readShow(object({ name: "s", cues: [{ id: "a", follow }] }))?.cues[0]?.follow).toBe(text);
});

// What is typed for a time, by hand: seconds, none for what is empty, and nothing that is no time of a day.
test.each<[text: string, seconds: number | undefined]>([
  ["0", 0],
  [" 2,5 ", 2.5],
  ["1e1", 10],
  ["86400", 86_400],
  ["86400.001", undefined],
  ["-0.1", undefined],
  ["", undefined],
  ["  ", undefined],
  ["1:30", undefined],
  ["3 s", undefined],
  ["Infinity", undefined],
  ["NaN", undefined],
])("the time %j of a scene is %s seconds", (text, seconds) => {
  expect(readOver(text)).toBe(seconds);
});

test.each<[text: string, like: Json | undefined, value: Json | undefined]>([
  ["0,5", 1, 0.5],
  ["", 1, undefined],
  ["1,000,000", 1, undefined],
  ["1e999", 1, undefined],
  ["five", 1, undefined],
  [" on ", true, true],
  ["NO", true, false],
  ["2", true, undefined],
  [" kept as it is ", "text", " kept as it is "],
  ["1 2 3", [0, 0, 0], [1, 2, 3]],
  ["1,2,3", [0, 0, 0], [1, 2, 3]],
  ["[1, 2, 3]", [0, 0, 0], [1, 2, 3]],
  ["0,5 0,25", [0, 0], [0.5, 0.25]],
  ["1 2", [0, 0, 0], undefined],
  ["1 x 3", [0, 0, 0], undefined],
  ["#ff0000", [0, 0, 0], [1, 0, 0]],
  ["#00ff00", [0, 0, 0, 0], [0, 1, 0, 1]],
  ["#ff0000", [0, 0], undefined],
  ['{"a": 1}', undefined, new Map([["a", 1]])],
  ["words", undefined, "words"],
  ["[1, 2", undefined, undefined],
  ["12", undefined, 12],
  ["true", undefined, true],
  ["null", undefined, null],
])("%j typed where %s stands is %s", (text, like, value) => {
  const read = readCell(text, like);
  expect(read === undefined ? read : formatJson(read)).toBe(value === undefined ? value : formatJson(value));
});

test("on a sheet a cell is what stands in it, or what stands left of it", async () => {
  const rows = [
    [
      "lamp/level",
      0.1,
      [
        [0, 1, "own"],
        [2, 0, "scene"],
        [3, 0.5, "back"],
        ["x", 9, "own"],
        [4, 9, "odd"],
      ],
    ],
    ["lamp/pan", null, [[1, 5, "own"]]],
    ["lamp/tilt", null, []],
    "nothing",
  ];
  const cues = ["1", "2", "3", "4", "5"].map((cue) => ({
    id: `c${cue}`,
    cue,
    flags: cue === "3" ? ["block", "only"] : 7,
  }));
  const { live } = await open({}, { sheet: JSON.stringify({ total: 4, cues, rows }) });
  const sheet = new Sheet(live, { history: { do: () => {} } as never, now: () => 0 });
  const stop = sheet.follow();
  await expect.poll(() => sheet.known).toBe(true);
  const read = (row: number): readonly string[] =>
    cues.map((_, at) => {
      const found = sheet.rows[row];
      if (found === undefined) throw new Error("no row");
      const { value, how } = sheet.cell(found, at);
      return value === undefined ? how : `${formatJson(value)} ${how}`;
    });
  expect(read(0)).toEqual(["1 own", "1 tracked", "0 scene", "0.5 back", "0.5 tracked"]);
  expect(read(1)).toEqual(["none", "5 own", "5 tracked", "5 tracked", "5 tracked"]);
  expect(read(2)).toEqual(["none", "none", "none", "none", "none"]);
  expect(sheet.cues.map(({ blocks, only }) => [blocks, only])).toEqual([
    [false, false],
    [false, false],
    [true, true],
    [false, false],
    [false, false],
  ]);
  sheet.find(" PAN ");
  expect(sheet.rows.map(({ address }) => address)).toEqual(["lamp/pan"]);
  sheet.add("cam/pan");
  sheet.add("cam/pan");
  sheet.add("lamp/pan");
  expect(sheet.rows.map(({ address }) => address)).toEqual(["cam/pan", "lamp/pan"]);
  stop();
});

test("a sheet that says it is endless is asked for in parts, and ends where its parts do", async () => {
  const told = await open();
  let asked = 0;
  told.answers(async (method) => {
    if (method !== "show.sheet") return null;
    asked += 1;
    return parseJson(`{"total": 3, "rows": [["lamp/p${asked}", 0, []]], "cues": []}`);
  });
  const sheet = new Sheet(told.live, { history: { do: () => {} } as never, now: () => 0 });
  const stop = sheet.follow();
  await expect.poll(() => sheet.rows.length).toBe(3);
  expect(asked).toBe(3);
  stop();
});

test("what a cue would move is told worst first: not here, refused, taken, and then the rest in its order", async () => {
  const { live } = await open(
    {
      next: "a",
      cues: CUES,
      refused: { "lamp/level": "above 1" },
      grabbed: { "lamp/pan": "ann", "cam/pan": "bob" },
    },
    {
      preview: JSON.stringify({
        id: "a",
        missing: ["cam", "front/left"],
        values: ["fan/speed", "lamp/pan", "camera/pan", "lamp/level", "cam/pan", '"front/left"/x'].map((address) => ({
          address,
          to: 1,
        })),
      }),
    },
  );
  const standby = new Standby(live);
  const stop = standby.follow();
  await expect.poll(() => standby.moves.length).toBe(6);
  expect(standby.moves.map(({ address, tone, note }) => `${address} ${tone} ${note}`.trim())).toEqual([
    "lamp/level bad refused: above 1",
    "cam/pan bad not here",
    '"front/left"/x bad not here',
    "lamp/pan warn taken by ann",
    "fan/speed plain",
    "camera/pan plain",
  ]);
  stop();
});

test.each<[from: string | undefined, steps: readonly number[], chosen: string]>([
  [undefined, [1], "b"],
  [undefined, [-1], "a"],
  [undefined, [99], "b"],
  ["b", [-1, -1], "a"],
  ["b", [1, -1], "a"],
])("from the cue %s that is next, %j steps choose %s", async (next, steps, chosen) => {
  const { live, pressed } = await open({ next: next ?? "a", cues: CUES }, {});
  const standby = new Standby(live);
  for (const by of steps) standby.step(by);
  expect(standby.cue?.id).toBe(chosen);
  // To choose is to look: nothing but questions is sent.
  expect(pressed().filter(([method]) => !["show.preview", "show.state"].includes(method))).toEqual([]);
});

test("in a show without cues nothing is chosen, and a cue that is gone is chosen no more", async () => {
  const { live, world } = await open({ cues: [] });
  const standby = new Standby(live);
  standby.step(1);
  expect(standby.cue).toBeUndefined();
  world.state = { name: "show", next: "a", cues: CUES };
  await live.look();
  standby.choose("b");
  world.state = { name: "show", next: "a", cues: CUES.slice(0, 1) };
  void live.look();
  await expect.poll(() => standby.cue?.id).toBe("a");
});

test("two shows of one name are rivals, and a show is none of itself", async () => {
  const { live, world, remote } = await open({ disputed: "b2".repeat(16) });
  expect(live.rivals.map(({ id }) => id)).toEqual([remote.id, "b2".repeat(16)]);
  world.state = { name: "show", disputed: remote.id };
  await live.look();
  expect(live.rivals).toEqual([]);
});

test.each<[role: unknown, ready: boolean]>([
  [{ of: "show", plays: false }, true],
  [{ of: "show", plays: true }, false],
  [{ of: "other", plays: false }, false],
  [{ of: "show" }, false],
  ["show", false],
  [null, false],
])("who says %j of itself stands ready: %s", (role, ready) => {
  const peer = { id: "d4".repeat(16), name: "spare", metadata: object({ _role: role }) };
  const found = understudiesOf([peer as never], "show", []);
  expect(found).toEqual(ready ? [{ id: peer.id, name: "spare", auto: false, follows: false }] : []);
});

test("an understudy in words, and what happens when it takes over", () => {
  const actor = { id: "abcdef0123456789", name: "spare", auto: true, follows: false };
  expect(describeUnderstudy(actor)).toBe("understudy: spare abcdef01, takes over by itself, does not follow yet");
  expect(describeUnderstudy({ ...actor, auto: false, follows: true })).toBe("understudy: spare abcdef01");
  expect(describeTakeover(actor, "show", false)).toBe(
    "spare abcdef01 goes on as show. Nothing is sent by that, and nothing jumps.",
  );
  expect(describeTakeover(actor, "show", true)).toContain("whoever plays show now becomes its understudy");
});

test.each<[sign: string, note: string, section: string]>([
  ["+", "is new", "Into the show"],
  ["-", "is taken away", "Only in the show"],
  ["~", "takes the place of the one of the show", "Into the show"],
  ["constructor", "", "Into the show"],
  ["", "", "Into the show"],
])("a part of a file with the sign %j: %j", async (sign, note, section) => {
  const { live } = await open({}, { compare: JSON.stringify({ show: [{ key: "k", what: "cue", name: "1", sign }] }) });
  const load = new LoadDraft(live);
  await load.look();
  const [row] = load.choice.rows;
  expect([row?.note, row?.section, load.choice.ticked.length]).toEqual([note, section, sign === "-" ? 0 : 1]);
});

test("what speaks against a show is told worst first, a missing node once and not for each of its parameters", async () => {
  const answers: Readonly<Record<string, Json>> = {
    preflight: object({
      targets: 1,
      problems: [
        { address: "cam/pan", reason: "is not here", cues: ["1"] },
        { address: "lamp/level", reason: "above 1", cues: ["1", "2", "3", "4", "5"] },
        { address: "camera/pan", reason: "is not here", cues: [] },
      ],
    }),
    compare: object({
      same: 2,
      missing: [{ name: "cam", reason: "is not here" }],
      problems: [{ address: "fan/speed", reason: "is read-only" }],
      rows: [{ name: "a → b" }, { name: "c → d", waits: "d" }],
      extras: [{ emitter: "x/y", sensor: "z/w" }],
    }),
  };
  const flight = new Preflight({ ask: async (method: string) => answers[method] ?? null }, { compares: true });
  await flight.look();
  expect(flight.summary).toBe("the cues move 1 parameter; 2 things as the show says");
  expect(flight.rows.map(({ tone, name, note }) => `${tone} ${name}: ${note}`)).toEqual([
    "bad cam: is not here",
    "bad lamp/level: above 1 (cue 1, 2, 3, 4 …)",
    "bad camera/pan: is not here",
    "bad fan/speed: is read-only",
    "warn a → b: is otherwise than the show says",
    "warn c → d: is made when d comes",
    "warn x/y → z/w: a wire that the show does not have",
  ]);
});
