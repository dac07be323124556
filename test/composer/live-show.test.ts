import { expect, test } from "vitest";
import { readShow } from "../../composer/model/show/state.ts";
import { parseJson } from "../../src/index.ts";
import { openShow } from "./open-show.ts";
import { Bench } from "./stage.ts";

test("a show is found by what presses it; its cues are read, with what is missing", async () => {
  const { live } = await openShow();
  expect(live.state).toMatchObject({ title: "The Harbour", active: undefined, next: "a", paused: false });
  expect(live.state?.cues.map(({ cue, name, lasts, follow }) => [cue, name, lasts, follow])).toEqual([
    ["1", "House out", 0, ""],
    ["2", "Dusk", 2, ""],
    ["3", "Night", 60, "at its end"],
  ]);
  expect(live.state?.cues[1]).toMatchObject({ missing: ["cam@foyer"], targets: 2, note: "after the horn" });
  expect(live.state?.troubles[0]).toEqual({ tone: "warn", text: "not here: cam@foyer" });
});

test("GO plays the cue that the page shows as the next one, and the page follows", async () => {
  const { bench, lamp, live } = await openShow();
  await live.press("go");
  expect(live.news).toMatchObject({ tone: "plain" });
  await bench.until(() => lamp.parameter("level").value === 0.25, "the lamp is at it");
  await bench.until(() => live.active?.cue === "1" && live.next?.cue === "2", "the page knows");
});

test("two presses of what was next play it once; the second is refused with what went", async () => {
  const { bench, show, live } = await openShow();
  await Promise.all([live.press("go"), live.press("go")]);
  expect(live.news.tone).toBe("bad");
  expect(live.news.text).toMatch(/^GO refused: .*1 went/);
  await bench.until(() => live.next?.cue === "2", "one cue on");
  expect(show.state.next).toBe("b");
});

test("PAUSE, RESUME, BACK, panic and its release are called, and seen", async () => {
  const { bench, live } = await openShow();
  await live.press("go");
  await bench.until(() => live.next?.cue === "2", "the first has gone");
  await live.press("go");
  await bench.until(() => live.active?.cue === "2" && live.moment.remaining > 0, "the second runs");
  await live.press("pause");
  await bench.until(() => live.state?.paused === true, "it stands");
  const { remaining } = live.moment;
  bench.stage.time += 500;
  expect(live.moment.remaining).toBe(remaining);
  await live.press("resume");
  await bench.until(() => live.state?.paused === false, "it goes on");
  await live.press("panic");
  await bench.until(() => live.state?.panicked === true, "everything stands");
  await live.press("go");
  expect(live.news.text).toMatch(/^GO refused: .*release/);
  await live.press("release");
  await bench.until(() => live.state?.panicked === false, "released");
  await live.press("back");
  await bench.until(() => live.next?.cue === "2", "back");
});

test("a page that is locked or may only look sends nothing, nor does one whose show has left", async () => {
  const { bench, show, node, live } = await openShow();
  bench.composer.lock.become("locked");
  await live.press("go");
  expect(live.news.text).toBe("GO was not sent: the page is locked");
  bench.composer.lock.become("perform");
  await show.stop();
  await node.stop();
  await bench.until(() => live.trouble !== "", "it has left");
  await live.press("go");
  expect(live.news).toEqual({ tone: "bad", text: "GO was not sent: show is not here" });
  const looking = await openShow({ bench: new Bench({ readOnly: true }) });
  await looking.live.press("panic");
  expect(looking.live.news.text).toBe("PANIC was not sent: this link is read-only");
  expect(looking.show.state).toMatchObject({ next: "a", panicked: false });
});

test.each(["null", "[]", "{}", '{"name": 7}', "3"])("%s is no state of a show", (text) => {
  expect(readShow(parseJson(text))).toBeUndefined();
});

test("of a state that is odd what can be read is read", () => {
  const text =
    '{"name": "s", "cues": [{"id": "a", "cue": 7, "missing": "x", "follow": 3}, 9], "refused": [1], "grabbed": {"a/b": "Ada", "c/d": 1}, "next": 5}';
  expect(readShow(parseJson(text))).toMatchObject({
    ...{ title: "s", next: undefined, rate: 1 },
    cues: [{ id: "a", cue: "", missing: [], follow: "" }],
    troubles: [{ tone: "warn", text: "a/b was taken by Ada" }],
  });
});
