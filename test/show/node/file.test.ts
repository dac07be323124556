import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readShow, ShowFileError, ShowNode, type ShowNodeOptions } from "../../../src/show.ts";
import { SimulatedStage, valueAt } from "./stage.ts";

const CUES = {
  zocp: 1,
  cues: [
    { id: "a", cue: "1", values: { "lamp/level": 0.5 } },
    { id: "b", cue: "2", values: { "lamp/level": 1 } },
  ],
};

let stage = new SimulatedStage();
let folder = "";
let file = "";
const shows: ShowNode[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zocp-show-"));
  file = join(folder, "show.json");
  writeFileSync(file, JSON.stringify(CUES));
});
afterEach(async () => {
  for (const show of shows.splice(0)) await stop(show);
  await stage.stop();
  stage = new SimulatedStage();
  rmSync(folder, { recursive: true });
});

test("keeps its place beside the file, and goes on there without sending anything", async () => {
  const lamp = await stage.lamp("lamp");
  const first = await start();
  await first.go();
  await stage.wait(1);
  await stop(first);
  expect(readFileSync(`${file}.position`, "utf8")).toContain('"active": "a"');
  lamp.set("level", 0.7);
  const again = await start();
  expect(again.state).toMatchObject({ active: "a", next: "b", file });
  expect(again.state.since).toBeTypeOf("number");
  expect(valueAt(lamp)).toBe(0.7);
  expect(await again.go()).toEqual({ accepted: true, text: "2" });
});

test("writes each edit to its file, unless it is told not to; earlier versions stay", async () => {
  const show = await start();
  await show.edit(0, [{ op: "title", title: "Tea" }]);
  await stop(show);
  expect(readShow(readFileSync(file, "utf8"))).toMatchObject({ title: "Tea", cues: [{ id: "a" }, { id: "b" }] });
  expect(JSON.parse(readFileSync(`${file}~1`, "utf8"))).toEqual(CUES);
  const blind = await start({ autosave: false });
  await blind.edit(0, [{ op: "title", title: "Coffee" }]);
  await stop(blind);
  expect(readShow(readFileSync(file, "utf8")).title).toBe("Tea");
});

test("begins empty without a file, and refuses one that is wrong before anything is opened", async () => {
  rmSync(file);
  const show = await start();
  expect(show.state).toMatchObject({ cues: [], next: undefined });
  writeFileSync(file, '{"zocp": 1, "cues": [{"cue": 1, "over": "long"}]}');
  expect(() => new ShowNode("show", { file })).toThrow(ShowFileError);
  expect(() => new ShowNode("show", { guard: -1 })).toThrow("guard is -1, not a number from 0 to 60000");
});

test("a place that cannot be read is none: the show begins at its beginning", async () => {
  writeFileSync(`${file}.position`, "{half a pos");
  expect((await start()).state).toMatchObject({ active: undefined, next: "a" });
});

test("asks its permit whether others may press and edit", async () => {
  const attempts: unknown[] = [];
  const desk = await stage.node("desk");
  await start({
    permit: ({ action, parameter, name }) => {
      attempts.push([action, parameter, name]);
      return parameter === "back" ? "not now" : parameter !== null;
    },
  });
  const remote = await stage.network.until(desk.waitFor("show"));
  const call = (method: string): Promise<unknown> => stage.network.until(remote.call(method, ["x"]));
  await expect(call("show.back")).rejects.toThrow("not now");
  await expect(call("show.remove")).rejects.toThrow("show does not permit it");
  await call("show.go");
  await call("show.panic");
  expect(attempts).toEqual([
    ["set", "back", "desk"],
    ["set", null, "desk"],
    ["set", "go", "desk"],
    ["panic", "panic", "desk"],
  ]);
});

async function start(options: ShowNodeOptions = {}): Promise<ShowNode> {
  const show = new ShowNode("show", { ...options, file, net: stage.network.host().net });
  shows.push(show);
  await stage.network.until(show.start());
  await stage.wait(3);
  return show;
}

async function stop(show: ShowNode): Promise<void> {
  const stopped = show.stop();
  // The network has its own time, the disk has ours.
  await stage.wait(5);
  await stopped;
}
