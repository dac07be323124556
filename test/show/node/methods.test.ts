import { afterEach, expect, test } from "vitest";
import type { Json, JsonObject, RemoteNode } from "../../../src/index.ts";
import { formatShow, renameNode, type ShowNode } from "../../../src/show.ts";
import { SimulatedStage, show, valueAt } from "./stage.ts";

const HARBOUR = show({
  scenes: { dusk: { values: { "lamp/level": 0.3, "house/level": 0.7 }, over: 1 } },
  cues: [
    { id: "a", cue: "1", values: { "lamp/level": 0.5 } },
    { id: "b", cue: "2", values: { "lamp/level": 1, "house/level": 1 } },
  ],
});

let stage = new SimulatedStage();
afterEach(async () => {
  await stage.stop();
  stage = new SimulatedStage();
});

test("a scene is stored from the stage: of a fade its target, and nothing that cannot be recalled", async () => {
  const { call, lamp, harbour } = await harbourCalled();
  lamp.parameter("level").fade(0.9, { over: 10 });
  await stage.wait(1);
  const answer = await call("show.store", "night", ["lamp"], { over: 2 });
  expect(answer).toMatchObject({ accepted: true, text: "scene night", revision: 1, values: 2, silent: [] });
  expect(formatShow(harbour.show)).toContain(
    '"night": {"values": {"lamp/colour": [0, 0, 0], "lamp/level": 0.9}, "over": 2}',
  );
  expect(await call("show.remove", "night")).toMatchObject({ accepted: true, revision: 2 });
  expect(await call("show.remove", "night")).toMatchObject({ accepted: false, text: 'there is no scene "night"' });
});

test("a scene is recalled beside the list, in part and in another time", async () => {
  const { call, lamp, house } = await harbourCalled();
  expect(await call("show.recall", "dusk", { over: 4 }, ["lamp"])).toEqual({ accepted: true, text: "scene dusk" });
  await stage.wait(2);
  expect(valueAt(lamp, "level")).toBeCloseTo(0.15, 1);
  await stage.wait(2.1);
  expect([valueAt(lamp, "level"), valueAt(house, "level")]).toEqual([0.3, 0]);
});

test("a cue is recorded: what differs from the look in front of it", async () => {
  const { call, harbour } = await harbourCalled();
  await harbour.go();
  await stage.wait(0.2);
  expect(await call("show.record", "1.5", ["*/level"], { name: "Tea", over: 3 })).toMatchObject({ accepted: true });
  expect(harbour.show.cues.map(({ cue }) => cue)).toEqual(["1", "1.5", "2"]);
  expect(formatShow(harbour.show)).toContain(
    '{"id": "1.5", "cue": "1.5", "name": "Tea", "values": {"house/level": 0}, "over": 3}',
  );
  expect(harbour.state).toMatchObject({ active: "a", next: "b", revision: 1 });
});

test("edits are all made or none, and only to the version that was seen", async () => {
  const { call, harbour } = await harbourCalled();
  const put = { op: "put-cue", cue: { cue: "1.5", name: "Tea" } };
  expect(await call("show.edit", 0, [put, { op: "remove-cue", id: "zz" }])).toMatchObject({
    accepted: false,
    text: 'no cue has the id "zz"',
  });
  expect(await call("show.edit", 0, [put, { op: "title", title: "Tea time" }])).toMatchObject({ revision: 1 });
  expect(harbour.show).toMatchObject({ title: "Tea time", cues: [{ id: "a" }, { id: "1.5" }, { id: "b" }] });
  expect(await call("show.edit", 0, [put])).toMatchObject({ text: "the show is at revision 1, not 0" });
  expect(await call("show.edit", 1, [{ op: "put-cue", cue: { cue: "3", over: -1 } }])).toMatchObject({
    accepted: false,
    text: expect.stringContaining("cues[3].over"),
  });
});

test("a node that is called otherwise is it in values, cues, scenes and links of the show", () => {
  const file = show({
    nodes: { lamp: { note: "left" } },
    wires: [["desk/fader", "lamp/level"]],
    values: { "lamp/level": 0.1, "lamp2/level": 1 },
    safe: ["lamp/ip", "lamp*"],
    scenes: { dusk: { values: { "lamp/level": 0.3 }, timing: { "lamp/level": { over: 1 }, "*/level": { over: 2 } } } },
    cues: [{ cue: "1", scene: "dusk", calls: [["lamp", "strike"]], fire: { "lamp/flash": true } }],
  });
  const renamed = formatShow(renameNode(file, "lamp", "lamp left"));
  const old = formatShow(file).replaceAll(/"lamp(?=["/])/g, '"lamp left');
  expect(JSON.parse(renamed)).toEqual(JSON.parse(old));
});

test("the cue that is next and deleted gives way to the one behind it; what is on stage stays", async () => {
  const { call, harbour, lamp } = await harbourCalled();
  await call("show.edit", 0, [{ op: "remove-cue", id: "a" }]);
  expect(harbour.state).toMatchObject({ active: undefined, next: "b" });
  await harbour.go();
  await call("show.edit", 1, [{ op: "remove-cue", id: "b" }]);
  await stage.wait(1);
  expect(valueAt(lamp, "level")).toBe(1);
});

test("preflight tells what is missing, and why something would not be taken", async () => {
  const { call, house } = await harbourCalled();
  house.remove("level");
  await stage.wait(1);
  expect(await call("show.preflight")).toEqual({
    targets: 2,
    problems: [{ address: "house/level", cues: ["2"], reason: 'house has no parameter "level"' }],
  });
});

test("a preview says from where to where, and sends nothing", async () => {
  const { call, lamp } = await harbourCalled();
  expect(await call("show.preview", "2", { jump: true })).toMatchObject({
    cue: "2",
    values: [
      { address: "house/level", from: 0, to: 1, over: 0 },
      { address: "lamp/level", from: 0, to: 1 },
    ],
    missing: [],
  });
  expect(valueAt(lamp, "level")).toBe(0);
});

test("a locked show is played and not edited", async () => {
  const { call, harbour, desk } = await harbourCalled();
  harbour.node.lock("the show is running");
  await stage.wait(0.5);
  await expect(call("show.remove", "dusk")).rejects.toThrow("show is locked");
  expect(await call("show.go", {})).toEqual({ accepted: true, text: "1" });
  await expect(stage.network.until(remoteOf(desk).set("go", true))).rejects.toThrow("locked");
});

test("its dashboards are edited tile by tile, and told only to whoever does not know them", async () => {
  const { call } = await harbourCalled();
  expect(await call("show.dashboards")).toEqual({ revision: 0, dashboards: {} });
  const tile = { id: "t", kind: "fader", parameter: "lamp/level", at: [0, 0], size: [2, 1] };
  const ops = [
    { op: "put-dashboard", name: "stage", dashboard: { columns: 4 } },
    { op: "put-tile", name: "stage", tile },
  ];
  expect(await call("show.edit", 0, ops)).toMatchObject({ accepted: true, revision: 1 });
  expect(await call("show.dashboards", 0)).toEqual({
    revision: 1,
    dashboards: { stage: { columns: 4, tiles: [tile] } },
  });
  expect(await call("show.dashboards", 1)).toEqual({ revision: 1 });
  const gone = { op: "remove-tile", name: "nowhere", id: "t" };
  expect(await call("show.edit", 1, [gone])).toMatchObject({
    accepted: false,
    text: 'there is no dashboard "nowhere"',
  });
});

test("what lies on the graph is edited by whoever says what was there, at any revision", async () => {
  const { call } = await harbourCalled();
  expect(await call("show.canvas")).toEqual({ revision: 0, canvas: {} });
  const frame = { kind: "frame", title: "Front", at: [0, 0], size: [400, 300] };
  const add = { op: "change-item", id: "a", was: null, to: frame };
  expect(await call("show.edit", null, [add])).toMatchObject({ accepted: true, revision: 1 });
  expect(await call("show.canvas", 0)).toEqual({ revision: 1, canvas: { a: frame } });
  expect(await call("show.canvas", 1)).toEqual({ revision: 1 });
  expect(await call("show.edit", null, [add])).toMatchObject({ accepted: false, revision: 1 });
});

async function harbourCalled() {
  const desk = await stage.node("desk");
  const [lamp, house] = [await stage.lamp("lamp"), await stage.lamp("house")];
  const harbour: ShowNode = await stage.show(HARBOUR);
  const call = async (method: string, ...args: readonly Call[]): Promise<unknown> =>
    plain(await stage.network.until(remoteOf(desk).call(method, args)));
  return { desk, lamp, house, harbour, call };
}

type Call = Parameters<RemoteNode["call"]>[1] extends readonly (infer Item)[] | undefined ? Item : never;

function remoteOf(desk: { peer(name: string): RemoteNode | undefined }): RemoteNode {
  const remote = desk.peer("show");
  if (remote === undefined) throw new Error("there is no show");
  return remote;
}

function plain(json: Json): unknown {
  if (json instanceof Map)
    return Object.fromEntries([...(json as JsonObject)].map(([name, item]) => [name, plain(item)]));
  return Array.isArray(json) ? json.map((item: Json) => plain(item)) : json;
}
