import { expect, test } from "vitest";
import { Dashboards, type KeptDashboard } from "../../../composer/model/dashboards/dashboards.ts";
import { tileKindsOf } from "../../../composer/model/dashboards/kinds.ts";
import {
  changeOps,
  emptyDashboard,
  freshName,
  nameOfTile,
  pinOps,
  placeOps,
} from "../../../composer/model/dashboards/pin.ts";
import { Bench } from "../stage.ts";

async function opened(bench = new Bench()) {
  await bench.add("lamp", (node) => {
    node.float("level", 0.5, { access: "rws", min: 0, max: 1 });
    node.float("free", 0.5, { access: "rws" });
    node.bool("smoke", false, { access: "rws" });
    node.bool("bang", false, { access: "rws", event: true });
    node.vec2f("where", [0.5, 0.5], { access: "rws" });
    node.vec3f("colour", [1, 0, 0], { access: "rws" });
    node.string("text", "", { access: "rws" });
    node.float("shown", 0.1, { access: "re", min: 0, max: 1 });
  });
  const { network, lock, history, notices, valves } = bench.composer;
  const dashboards = new Dashboards({
    ...{ network, lock, history, notices, shelf: bench.shelf, timing: valves.timing, now: () => bench.stage.now() },
  });
  const one = (): KeptDashboard => {
    const found = dashboards.find("stage");
    if (found === undefined) throw new Error("no dashboard");
    return found;
  };
  const make = (): void =>
    dashboards.edit("make", dashboards.home, [{ op: "put-dashboard", name: "stage", dashboard: emptyDashboard() }]);
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  return { bench, dashboards, one, make, settle };
}

test("each parameter is offered as what it can be, the most likely first", async () => {
  const { bench } = await opened();
  const kinds = ["level", "free", "smoke", "bang", "where", "colour", "text", "shown"].map((path) =>
    tileKindsOf(bench.get(`lamp/${path}`)),
  );
  expect(kinds).toEqual([
    ["fader", "meter", "text"],
    ["text"],
    ["toggle", "momentary"],
    ["trigger"],
    ["pad", "text"],
    ["colour"],
    ["text"],
    ["meter", "text"],
  ]);
});

test("what is pinned goes where there is room; undo takes it off, and redo puts it back", async () => {
  const { bench, dashboards, one, make, settle } = await opened();
  make();
  await settle();
  for (const path of ["level", "smoke", "where"])
    dashboards.edit(`pin ${path}`, one().store, pinOps(one(), { parameter: bench.get(`lamp/${path}`) }));
  dashboards.edit("pin GO", one().store, pinOps(one(), { kind: "cue" }));
  expect(one().tiles.map(({ kind, at, size }) => [kind, at, size])).toEqual([
    ["fader", [0, 0], [3, 1]],
    ["toggle", [3, 0], [1, 1]],
    ["pad", [4, 0], [2, 3]],
    ["cue", [0, 1], [2, 2]],
  ]);
  expect(one().tiles.map(nameOfTile)).toEqual(["lamp/level", "lamp/smoke", "lamp/where", "GO"]);
  expect(new Set(one().tiles.map(({ id }) => id)).size).toBe(4);
  await settle();
  bench.composer.undo();
  expect(one().tiles).toHaveLength(3);
  await settle();
  bench.composer.redo();
  expect(one().tiles).toHaveLength(4);
});

test("a tile is moved with what it lies on, in one entry, and changed in nothing else", async () => {
  const { bench, dashboards, one, make, settle } = await opened();
  make();
  for (const path of ["level", "smoke"])
    dashboards.edit("pin", one().store, pinOps(one(), { parameter: bench.get(`lamp/${path}`) }));
  await settle();
  const [level, smoke] = one().tiles;
  if (level === undefined || smoke === undefined) throw new Error("no tiles");
  dashboards.edit("move", one().store, placeOps(one(), { ...smoke, at: [1, 0] }));
  expect(one().tiles.map(({ at }) => at)).toEqual([
    [0, 1],
    [1, 0],
  ]);
  expect(placeOps(one(), { id: smoke.id, at: [1, 0], size: [1, 1] })).toEqual([]);
  expect(placeOps(one(), { id: "gone", at: [1, 0], size: [1, 1] })).toEqual([]);
  await settle();
  bench.composer.undo();
  expect(one().tiles.map(({ at }) => at)).toEqual([
    [0, 0],
    [3, 0],
  ]);
  dashboards.edit("change", one().store, changeOps(one(), level, { label: "Front", kind: "meter" }));
  expect(one().tiles[0]).toMatchObject({ label: "Front", kind: "meter", parameter: { node: "lamp", path: "level" } });
});

test("undo asks where another page has changed the same tile since, and not where it has changed another one", async () => {
  const { bench, dashboards, one, make, settle } = await opened();
  make();
  for (const path of ["level", "smoke"])
    dashboards.edit(`pin ${path}`, one().store, pinOps(one(), { parameter: bench.get(`lamp/${path}`) }));
  await settle();
  const [level, smoke] = one().tiles;
  if (level === undefined || smoke === undefined) throw new Error("no tiles");
  dashboards.edit("change", one().store, changeOps(one(), smoke, { label: "mine" }));
  await settle();
  await one().store.edit(changeOps(one(), level, { label: "theirs" }));
  expect(bench.composer.doubt("undo")).toBeUndefined();
  await one().store.edit(changeOps(one(), smoke, { label: "theirs" }));
  expect(bench.composer.doubt("undo")).toBe("somebody else has changed this of stage since");
  bench.composer.undo({ anyway: true });
  expect(one().tiles.map(({ label }) => label)).toEqual(["theirs", ""]);
});

test("nothing is edited where wires may not be, and a new name is one that nobody has", async () => {
  const { bench, dashboards, make, settle } = await opened();
  bench.composer.lock.become("perform");
  make();
  expect(dashboards.all).toEqual([]);
  expect(bench.composer.notices.all.at(-1)?.text).toBe("performance mode: wires are locked");
  bench.composer.lock.become("edit");
  make();
  await settle();
  expect(freshName(dashboards.all)).toBe("Dashboard");
  expect(freshName([{ name: "Dashboard" }, { name: "Dashboard 2" }] as never)).toBe("Dashboard 3");
});
