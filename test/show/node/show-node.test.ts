import { afterEach, expect, test } from "vitest";
import { readShowState, ShowNode } from "../../../src/show.ts";
import { SimulatedStage, show, valueAt } from "./stage.ts";

const HARBOUR = show({
  title: "The Harbour",
  values: { "lamp/level": 0.1 },
  cues: [
    { id: "a", cue: "1", name: "House out", over: 4, values: { "lamp/level": 0.5, "house/level": 1 } },
    { id: "b", cue: "1.5", name: "Dusk", over: 2, values: { "lamp/level": 1 }, note: "after the horn" },
    { id: "c", cue: "2", values: { "lamp/level": 0 } },
  ],
});

let stage = new SimulatedStage();
afterEach(async () => {
  await stage.stop();
  stage = new SimulatedStage();
});

test("GO plays the next cue, and the node that owns a parameter goes there in time", async () => {
  const [lamp, house] = [await stage.lamp("lamp"), await stage.lamp("house")];
  const harbour = await stage.show(HARBOUR);
  expect(valueAt(lamp, "level")).toBe(0);
  expect(await harbour.go()).toEqual({ accepted: true, text: "1" });
  await stage.wait(2);
  expect(valueAt(lamp, "level")).toBeCloseTo(0.25, 1);
  expect(harbour.state).toMatchObject({ active: "a", next: "b", running: ["lamp/level", "house/level"] });
  await stage.wait(2.2);
  expect([valueAt(lamp, "level"), valueAt(house, "level")]).toEqual([0.5, 1]);
  expect(harbour.state).toMatchObject({
    running: [],
    progress: 1,
    remaining: 0,
    cues: [{ state: "done" }, { state: "standby" }, {}],
  });
});

test("is pressed by calls, and says what it is", async () => {
  const [desk, lamp] = [await stage.node("desk"), await stage.lamp("lamp")];
  await stage.show(HARBOUR);
  const remote = await stage.network.until(desk.waitFor("show"));
  expect(await stage.network.until(remote.call("show.go", [{ press: "1", standby: "a" }]))).toEqual(
    new Map<string, unknown>([
      ["accepted", true],
      ["text", "1"],
    ]),
  );
  await stage.wait(5);
  expect(valueAt(lamp, "level")).toBe(0.5);
  const state = readShowState(await stage.network.until(remote.call("show.state")));
  expect(state).toMatchObject({ name: "show", title: "The Harbour", active: "a", next: "b", waiting: ["house/level"] });
  expect(state.cues[0]).toMatchObject({ cue: "1", targets: 2, lasts: 4, missing: ["house"], state: "done" });
  expect(state.nodes.map(({ name, id }) => [name, id])).toEqual([
    ["house", undefined],
    ["lamp", lamp.id],
  ]);
  const late = await stage.network.until(remote.call("show.go", [{ press: "2", standby: "a" }]));
  expect((late as ReadonlyMap<string, unknown>).get("text")).toMatch(/^1 is not next any more; 1 went 5\.\d s ago$/);
});

test("plays nothing before it is started and after it was stopped, and can be started again", async () => {
  const lamp = await stage.lamp("lamp");
  const harbour = await stage.show(HARBOUR);
  await stage.network.until(harbour.stop());
  await expect(harbour.go()).rejects.toThrow("the show show has not been started");
  await stage.network.until(harbour.start());
  await harbour.go();
  await stage.wait(5);
  expect(valueAt(lamp, "level")).toBe(0.5);
});

test("tells by its parameters where it is", async () => {
  await stage.lamp("lamp");
  const harbour = await stage.show(HARBOUR);
  const read = (): unknown =>
    Object.fromEntries([...harbour.node.parameters].map(([path, { value }]) => [path, value]));
  expect(read()).toMatchObject({ cue: "", next: "1", nextName: "House out", missing: 1, progress: 100 });
  await harbour.go();
  expect(read()).toMatchObject({ cue: "1", cueName: "House out", next: "1.5", note: "after the horn", running: 1 });
  await stage.wait(2);
  expect(harbour.node.parameter("progress").value).toBeCloseTo(50, -1);
});

test("a trigger is let go at once, however it was pressed: the next press counts", async () => {
  const desk = await stage.node("desk", (node) => void node.bool("button", false, { access: "re", event: true }));
  await stage.lamp("lamp");
  const harbour = await stage.show(HARBOUR);
  const remote = await stage.network.until(desk.waitFor("show"));
  await stage.network.until(desk.connect("desk/button", "show/go"));
  const press = async (how: () => unknown): Promise<unknown> => {
    how();
    await stage.wait(1);
    return [harbour.state.next, harbour.node.parameter("go").value];
  };
  expect(await press(() => remote.set("go", true))).toEqual(["b", false]);
  expect(await press(() => desk.emit("button", true))).toEqual(["c", false]);
  expect(await press(() => remote.set("go", true))).toEqual([undefined, false]);
  expect(await press(() => remote.set("back", true))).toEqual(["c", false]);
});

test("a misspelt option is told which one was meant, of a show and of a node", () => {
  const misspelt = (options: object) => () => new ShowNode("show", options);
  expect(misspelt({ gaurd: 100 })).toThrow('there is no option "gaurd" of ShowNode; did you mean "guard"?');
  expect(misspelt({ autosaves: true })).toThrow('did you mean "autosave"?');
  expect(misspelt({ interfaces: "lo" })).toThrow('did you mean "interface"?');
});
