import { expect, test } from "vitest";
import { type Json, type JsonObject, parseJson } from "../../../src/index.ts";
import { editShow, formatShow, readShow, renameNode, type ShowOp } from "../../../src/show.ts";

const STAGE = `{
  "zocp": 1,
  "cues": [
    {"id": "k1", "cue": "1"}
  ],
  "dashboards": {
    "stage": {
      "columns": 4,
      "tiles": [
        {"id": "t1", "kind": "fader", "parameter": "lamp/level", "label": "Left", "at": [0, 0], "size": [4, 1], "glow": true},
        {"id": "t2", "kind": "cue", "cue": "k1", "at": [0, 1], "size": [2, 2]}
      ],
      "mood": "calm"
    },
    "tea": {}
  }
}
`;

const object = (value: object): JsonObject => parseJson(JSON.stringify(value)) as JsonObject;
const edited = (...ops: readonly ShowOp[]): Json => parseJson(formatShow(editShow(readShow(STAGE), ops)));
const dashboardsOf = (tree: Json): JsonObject => (tree as JsonObject).get("dashboards") as JsonObject;

test("dashboards are written as they were read, a tile a line, with what this version does not know", () => {
  expect(formatShow(readShow(STAGE))).toBe(STAGE);
  expect(readShow(STAGE).dashboards.get("stage")?.tiles[0]).toMatchObject({
    kind: "fader",
    parameter: "lamp/level",
    rest: new Map([["glow", true]]),
  });
});

test("a tile without a place stands in the corner, and takes one field", () => {
  const { dashboards } = readShow('{"zocp": 1, "dashboards": {"s": {"tiles": [{"id": "a", "kind": "label"}]}}}');
  expect(dashboards.get("s")?.tiles[0]).toMatchObject({ at: [0, 0], size: [1, 1] });
});

test("a node that is renamed is renamed on the dashboards", () => {
  const tile = renameNode(readShow(STAGE), "lamp", "lamp-left").dashboards.get("stage")?.tiles[0];
  expect(tile?.parameter).toBe("lamp-left/level");
});

test("a tile is put, put in place of itself, and removed; all others stay", () => {
  const fresh = { id: "t3", kind: "meter", parameter: "mic/loudness" };
  const moved = { id: "t1", kind: "fader", parameter: "lamp/level", at: [0, 5] };
  const ops: readonly ShowOp[] = [
    { op: "put-tile", name: "stage", tile: object(fresh) },
    { op: "put-tile", name: "stage", tile: object(moved) },
    { op: "remove-tile", name: "stage", id: "t2" },
    // Somebody else has removed it before.
    { op: "remove-tile", name: "stage", id: "t2" },
  ];
  const stage = dashboardsOf(edited(...ops)).get("stage") as JsonObject;
  expect(stage.get("mood")).toBe("calm");
  expect((stage.get("tiles") as readonly JsonObject[]).map((tile) => tile.get("id"))).toEqual(["t1", "t3"]);
});

test("a dashboard is made, renamed and removed", () => {
  const made = edited(
    { op: "put-dashboard", name: "booth", dashboard: object({ columns: 2 }) },
    { op: "rename-dashboard", from: "stage", to: "front" },
    { op: "remove-dashboard", name: "tea" },
  );
  expect([...dashboardsOf(made).keys()]).toEqual(["booth", "front"]);
});

test.each<[string, ShowOp, string]>([
  ["a tile of nothing", { op: "remove-tile", name: "x", id: "t1" }, 'there is no dashboard "x"'],
  ["a name that is taken", { op: "rename-dashboard", from: "stage", to: "tea" }, 'there is a dashboard "tea" already'],
  ["a removal twice", { op: "remove-dashboard", name: "x" }, 'there is no dashboard "x"'],
  ["a tile that is none", { op: "put-tile", name: "tea", tile: object({ id: "a" }) }, "lacks its kind"],
])("what cannot be is refused: %s", (_, op, reason) => {
  expect(() => edited(op)).toThrow(reason);
});
