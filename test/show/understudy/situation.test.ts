import { expect, test } from "vitest";

import { formatJson, type Json, parseJson } from "../../../src/index.ts";
import { formatSituation, readSituation, type Situation } from "../../../src/show/understudy/situation.ts";
import { CuePlayer } from "../../../src/show.ts";
import { SeededRandom } from "../../fuzz/chance.ts";
import { show } from "../node/stage.ts";

const SHOW = show({
  scenes: { blackout: { values: { "lamp/level": 0 } }, panic: { values: { "lamp/level": 0.1 } } },
  cues: [
    { id: "a", cue: "1", over: 4, curve: [0.1, 0.2, 0.3, 0.4], values: { "lamp/level": 1, "par/hue": [1, 0, 0] } },
    { id: "b", cue: "2", wait: 2, values: { "lamp/level": 0.5 } },
  ],
});

/** A show in the middle of everything. */
function situation(): Situation {
  const player = new CuePlayer(SHOW);
  player.handleNode({ name: "lamp", id: "1f3a" }, 0);
  player.handleNode({ name: "par", id: "2b4c", plain: true }, 0);
  player.go({}, 1000);
  player.black(true);
  player.black(false);
  player.go({}, 2000);
  player.panic(2500);
  player.release();
  player.go({ press: "p1" }, 3000);
  player.handleNode({ name: "late", id: "9d0f" }, 3200);
  player.handleNode({ name: "par", id: "77aa", plain: true }, 3300);
  player.pause(3500);
  return { revision: 7, text: "{}", state: player.state(3600), term: 2, since: 1_764_500_000_000 };
}

function carried(given: Situation, sent: number, heard: number): Situation | undefined {
  return readSituation(parseJson(formatJson(formatSituation(given, sent))), heard);
}

test("a situation is read as it was written", () => {
  const given = situation();
  expect(given.state.targets.size).toBeGreaterThan(0);
  expect([...given.state.settlers.keys()]).toEqual(["late", "par"]);
  expect(carried(given, 3600, 3600)).toEqual(given);
});

test("moments are counted from the time of the host that reads them", () => {
  const { state } = carried(situation(), 3600, 103_600) ?? {};
  expect(state?.timeline.since).toBe(103_500);
  expect(state?.last).toBe(102_000);
  expect(state?.targets.get("lamp/level")?.sent).toBe(101_000);
  expect(state?.settlers.get("late")?.until).toBe(108_200);
  expect(state?.timeline.at).toBe(situation().state.timeline.at);
});

test("a player that goes on in such a situation is where the other one was", () => {
  const [{ state }, later] = [situation(), 60_000];
  const first = new CuePlayer(SHOW, { state });
  const second = new CuePlayer(SHOW, { state: carried(situation(), 3600, later + 3600)?.state });
  expect(second.position).toEqual(first.position);
  for (const player of [first, second]) expect(player.paused).toBe(true);
  const [a, b] = [first.resume(4000), second.resume(later + 4000)];
  expect(b).toEqual(a);
  expect(second.deadline - later).toBe(first.deadline);
});

test("whatever else comes is no situation, or one without what cannot be, and nothing is thrown", () => {
  const chance = new SeededRandom(11);
  const whole = parseJson(formatJson(formatSituation(situation(), 0)));
  for (let i = 0; i < 3000; i++) {
    const read = readSituation(broken(whole, chance), 0);
    if (read !== undefined) new CuePlayer(SHOW, { state: read.state }).handleTimeout(1e9);
  }
  for (const wrong of [undefined, null, 1, "x", [], new Map()]) expect(readSituation(wrong, 0)).toBeUndefined();
});

/** The same, with something else in one place. */
function broken(json: Json, chance: SeededRandom): Json {
  if (chance.below(12) === 0) return chance.one<Json>([null, -1, 1e308, "", "a", true, [], new Map(), [null, 7]]);
  if (Array.isArray(json)) return json.map((item: Json) => broken(item, chance));
  if (!(json instanceof Map)) return json;
  return new Map([...(json as ReadonlyMap<string, Json>)].map(([key, item]) => [key, broken(item, chance)]));
}
