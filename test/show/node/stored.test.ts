import { afterEach, describe, expect, test } from "vitest";
import { openCalled } from "./called.ts";
import { SimulatedStage, show, valueAt } from "./stage.ts";

const HARBOUR = show({
  safe: ["house/colour"],
  scenes: { dusk: { values: { "lamp/level": 0.3 }, over: 1 } },
  cues: [
    { id: "a", cue: "1", values: { "lamp/level": 0.5, "house/level": 0 } },
    { id: "b", cue: "2", values: { "lamp/level": 1 } },
    { id: "c", cue: "3", values: { "house/level": 1 } },
  ],
});

let stage = new SimulatedStage();
afterEach(async () => {
  await stage.stop();
  stage = new SimulatedStage();
});

describe("what would be stored", () => {
  test("is told row by row: what changed since the cue on stage, and what is left out and why", async () => {
    const { call, harbour, lamp, desk } = await openCalled(stage, HARBOUR);
    await harbour.go();
    await stage.wait(1);
    lamp.set("level", 0.8);
    await stage.network.until(desk.connect("desk/fader", "house/level"));
    await stage.wait(1);
    const { rows, ...rest } = await call("show.present", { cue: "1.5" });
    expect(rest).toEqual({ revision: 0, number: "1.5", silent: [], namesakes: [] });
    expect(rows.map((row: Row) => [row.address, row.changed, row.left])).toEqual(
      [
        ["desk/fader", true, null],
        ["house/level", false, "driven by desk/fader"],
        ["house/colour", true, "it is safe from recall"],
        ["lamp/level", true, null],
        ["lamp/colour", true, null],
      ].sort(([a = ""], [b = ""]) => (a === b ? 0 : ORDER(rows, String(a)) - ORDER(rows, String(b)))),
    );
    expect(rows.find(({ address }: Row) => address === "lamp/level")).toMatchObject({
      ...{ value: 0.8, front: 0.5, kept: null, tracked: false },
    });
  });

  test("is compared with what the scene has already", async () => {
    const { call } = await openCalled(stage, HARBOUR);
    const { rows } = await call("show.present", { scene: "dusk", patterns: ["lamp/level"] });
    expect(rows).toEqual([
      { address: "lamp/level", value: 0, left: null, changed: true, kept: 0.3, front: null, tracked: false },
    ]);
  });
});

describe("what somebody has seen and chosen", () => {
  test("is stored as it was seen, whatever moves meanwhile", async () => {
    const { call, lamp, harbour } = await openCalled(stage, HARBOUR);
    lamp.set("level", 0.8);
    const answer = await call("show.store", "tea", [], { values: { "lamp/level": 0.7 }, revision: 0 });
    expect(answer).toMatchObject({ accepted: true, values: 1, revision: 1 });
    expect(harbour.show.scenes.get("tea")?.values).toEqual(new Map([["lamp/level", 0.7]]));
  });

  test("is refused when somebody else has edited the show since", async () => {
    const { call, harbour } = await openCalled(stage, HARBOUR);
    await harbour.edit(0, [{ op: "title", title: "Tea" }]);
    const how = { values: { "lamp/level": 0.7 }, revision: 0 };
    expect(await call("show.record", "4", [], how)).toMatchObject({
      accepted: false,
      text: "the show is at revision 1, not 0",
    });
    expect(harbour.show.cues).toHaveLength(3);
  });

  test("is asked about without storing: which cues would look different", async () => {
    const { call, harbour } = await openCalled(stage, HARBOUR);
    const how = { values: { "lamp/level": 0.7, "house/level": 0.2 }, dry: true };
    expect(await call("show.record", "1", [], how)).toMatchObject({ accepted: true, revision: 0, alters: ["1", "2"] });
    expect(harbour.show).toEqual(HARBOUR);
  });

  test("is refused where it is no address or no value that a file can hold", async () => {
    const { call } = await openCalled(stage, HARBOUR);
    await expect(call("show.store", "tea", [], { values: { lamp: 1 } })).rejects.toThrow();
  });
});

test("an edit that says what it found needs no revision, and others do", async () => {
  const { call, harbour } = await openCalled(stage, HARBOUR);
  const set = { op: "set-value", cue: "b", address: "lamp/level", was: 1, to: 0.6 };
  expect(await call("show.edit", null, [set])).toMatchObject({ accepted: true, revision: 1 });
  expect(await call("show.edit", null, [set])).toMatchObject({
    accepted: false,
    text: "lamp/level of cue 2 is 0.6 by now, not 1",
  });
  expect(await call("show.edit", null, [{ op: "title", title: "Tea" }])).toMatchObject({ accepted: false });
  expect(harbour.show.title).toBeUndefined();
});

test("the tracking sheet is told in parts", async () => {
  const { call } = await openCalled(stage, HARBOUR);
  const sheet = await call("show.sheet", { from: 1, count: 1 });
  expect(sheet).toEqual({
    ...{ revision: 0, total: 2 },
    cues: HARBOUR.cues.map(({ id, cue }) => ({
      ...{ id, cue, name: null, note: null, scene: null, over: null, wait: null, flags: [], disabled: null },
    })),
    rows: [
      [
        "lamp/level",
        null,
        [
          [0, 0.5, "own"],
          [1, 1, "own"],
        ],
      ],
    ],
  });
  expect((await call("show.sheet")).rows).toHaveLength(2);
});

const FILE = {
  zocp: 1,
  title: "Another",
  values: { "lamp/level": 0.4, "house/level": 0.2, "cam/pan": 1 },
  wires: [["desk/fader", "lamp/level"]],
  cues: [{ id: "d", cue: "4", name: "Encore", values: { "lamp/level": 0 } }],
};

describe("a file", () => {
  test("is compared with what is here and with the show, and nothing is sent by that", async () => {
    const { call, harbour } = await openCalled(stage, HARBOUR);
    const told = await call("show.compare", { text: JSON.stringify(FILE) });
    expect(told.rows.map(({ key }: { key: string }) => key)).toEqual([
      "value house/level",
      "value lamp/level",
      "wire desk/fader → lamp/level",
    ]);
    expect(told.rows[0]).toEqual({ key: "value house/level", kind: "value", name: "house/level", from: 0, to: 0.2 });
    expect(told.missing).toMatchObject([{ name: "cam" }]);
    expect(told.show.map(({ key, sign }: { key: string; sign: string }) => sign + key)).toEqual([
      ...["+title", "~patch", "+cue 4", "-scene dusk", "-cue 1", "-cue 2", "-cue 3"],
    ]);
    expect(harbour.show).toEqual(HARBOUR);
  });

  test("is loaded as far as somebody has chosen it: into the show, and onto the stage", async () => {
    const { call, harbour, lamp, house } = await openCalled(stage, HARBOUR);
    const choose = ["value house/level", "cue 4"];
    const answer = await call("show.load", { text: JSON.stringify(FILE), choose, revision: 0 });
    expect(answer).toEqual({ accepted: true, text: "1 done", done: 1, waiting: 0, refused: [], moved: [] });
    expect([valueAt(lamp), valueAt(house)]).toEqual([0, 0.2]);
    expect(harbour.show.cues.map(({ cue }) => cue)).toEqual(["1", "2", "3", "4"]);
    expect([harbour.show.title, harbour.show.values.size]).toEqual([undefined, 0]);
  });

  test("is loaded by nobody who has seen another version of the show", async () => {
    const { call, harbour, house } = await openCalled(stage, HARBOUR);
    await harbour.edit(0, [{ op: "title", title: "Tea" }]);
    const what = { text: JSON.stringify(FILE), choose: ["value house/level", "cue 4"], revision: 0 };
    expect(await call("show.load", what)).toMatchObject({ accepted: false, text: "the show is at revision 1, not 0" });
    expect([valueAt(house), harbour.show.cues.length]).toEqual([0, 3]);
  });

  test("that cannot be read is refused with its line", async () => {
    const { call } = await openCalled(stage, HARBOUR);
    await expect(call("show.compare", { text: '{"zocp": 1,\n"cues": [{}]}' })).rejects.toThrow("line 2");
  });

  test("has other nodes for those that are not here", async () => {
    const { call, lamp } = await openCalled(stage, HARBOUR);
    const what = {
      text: JSON.stringify({ zocp: 1, values: { "old-lamp/level": 0.9 } }),
      replace: { "old-lamp": "lamp" },
    };
    expect((await call("show.compare", what)).rows).toHaveLength(1);
    await call("show.load", { ...what, choose: ["value old-lamp/level"] });
    expect(valueAt(lamp)).toBe(0.9);
  });
});

describe("what is patched and set now", () => {
  test("is saved into the show; what would be other is told before", async () => {
    const { call, harbour, lamp, desk } = await openCalled(stage, HARBOUR);
    lamp.set("level", 0.8);
    await stage.network.until(desk.connect("desk/fader", "house/level"));
    await stage.wait(1);
    const dry = await call("show.save", { dry: true });
    expect(dry).toMatchObject({ accepted: true, revision: 0, kept: false, alters: [] });
    expect(dry.differences).toContainEqual({ what: "value", name: "lamp/level", from: null, to: 0.8 });
    expect(dry.differences).toContainEqual({ what: "wire", name: "desk/fader → house/level", from: null, to: {} });
    expect(harbour.show).toEqual(HARBOUR);
    expect(await call("show.save", { revision: 0 })).toMatchObject({ accepted: true, revision: 1 });
    expect(harbour.show.values.get("lamp/level")).toBe(0.8);
    expect(harbour.show.wires).toMatchObject([{ emitter: "desk/fader", sensor: "house/level" }]);
    expect((await call("show.save", { dry: true })).differences).toEqual([]);
  });

  test("is not what cues have moved, once one was played", async () => {
    const { harbour, lamp } = await openCalled(stage, HARBOUR);
    await harbour.go();
    await stage.wait(1);
    lamp.set("colour", [1, 0, 0]);
    await stage.network.until(harbour.save());
    expect(harbour.show.values.has("lamp/level")).toBe(false);
    expect(harbour.show.values.get("lamp/colour")).toEqual([1, 0, 0]);
  });

  test("is saved by nobody who has seen another version of the show", async () => {
    const { call, harbour } = await openCalled(stage, HARBOUR);
    await harbour.edit(0, [{ op: "title", title: "Tea" }]);
    expect(await call("show.save", { revision: 0 })).toMatchObject({ accepted: false, revision: 1 });
    expect(harbour.show.values.size).toBe(0);
  });
});

interface Row {
  readonly address: string;
  readonly changed: boolean;
  readonly left: string | null;
}
const ORDER = (rows: readonly Row[], address: string): number => rows.findIndex((row) => row.address === address);
