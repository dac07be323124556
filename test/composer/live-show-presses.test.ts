import { expect, test } from "vitest";
import type { ShowAct } from "../../composer/model/show/live-show.ts";
import { type Json, parseJson } from "../../src/index.ts";
import { openToldShow } from "./told-show.ts";

test("a held panic stands: GO is sent, the show says why it refuses, and the release is another press", async () => {
  const { live, pressed, answers } = openToldShow({ panicked: true, next: "b" });
  await live.look();
  answers(async () => parseJson('{"accepted": false, "text": "release the panic first"}'));
  await live.press("go");
  expect(live.news).toEqual({ tone: "bad", text: "GO refused: release the panic first" });
  answers(async () => parseJson('{"accepted": true, "text": ""}'));
  await live.press("release");
  expect(live.news).toEqual({ tone: "plain", text: "RELEASE" });
  expect(pressed().map(([method]) => method)).toEqual(["show.go", "show.release"]);
});

test("a GO says which cue stood by on the page, when it was pressed, and which press it is", async () => {
  const { live, world, pressed, node } = openToldShow({ now: 700_000, next: "b" });
  await live.look();
  world.time += 250;
  world.state = { name: "show", now: 700_250, next: "b" };
  await live.press("go");
  world.time += 250;
  await live.press("go");
  expect(pressed()).toEqual([
    ["show.go", [{ press: `${node.id}/1`, sent: 700_250, standby: "b" }]],
    ["show.go", [{ press: `${node.id}/2`, sent: 700_500, standby: "b" }]],
  ]);
});

test("where nodes share a clock a GO is dated by it", async () => {
  const { live, pressed, node } = openToldShow({ now: 700_000, next: "b" });
  node.clock.synced = true;
  await live.look();
  await live.press("go");
  expect(pressed()[0]?.[1]).toEqual([{ press: `${node.id}/1`, sent: 5_000_000, timeline: "t", standby: "b" }]);
});

test("at the end of the list a GO names no cue, and all other presses carry nothing", async () => {
  const { live, pressed, node } = openToldShow({ now: 1, next: "" });
  await live.look();
  for (const act of ["go", "back", "pause", "resume", "panic", "release"] satisfies ShowAct[]) await live.press(act);
  expect(pressed()).toEqual([
    ["show.go", [{ press: `${node.id}/1`, sent: 1 }]],
    ...["back", "pause", "resume", "panic", "release"].map((act) => [`show.${act}`, []]),
  ]);
});

test("a GO without knowing what is next is not sent; a panic is, whatever is known", async () => {
  const { live, world, pressed } = openToldShow();
  await live.press("go");
  expect(live.news).toEqual({ tone: "bad", text: "GO was not sent: it is not known which cue is next" });
  await live.look();
  world.fails = true;
  await live.look();
  expect(live.trouble).toBe("the show does not answer");
  await live.press("go");
  expect(pressed()).toEqual([]);
  world.fails = false;
  await live.press("panic");
  expect(pressed().map(([method]) => method)).toEqual(["show.panic"]);
  await live.look();
  expect(live.trouble).toBe("");
});

test("a press that is not heard within a second is said so, and what the show answers at last counts", async () => {
  const { live, pass, answers } = openToldShow({ next: "b" });
  await live.look();
  let hear = (_answer: Json): void => {};
  answers(() => new Promise((resolve) => void (hear = resolve)));
  const press = live.press("go");
  expect(live.news).toEqual({ tone: "plain", text: "GO …" });
  await pass(999);
  expect(live.news.text).toBe("GO …");
  await pass(1);
  expect(live.news).toEqual({ tone: "bad", text: "GO: not heard yet" });
  hear(parseJson('{"accepted": true, "text": "2 went"}'));
  await press;
  expect(live.news).toEqual({ tone: "plain", text: "GO 2 went" });
  await pass(5000);
  expect(live.news.text).toBe("GO 2 went");
});

test("a press that nobody answers is not heard, and one that is answered with nonsense is refused", async () => {
  const { live, answers } = openToldShow({ next: "b" });
  await live.look();
  answers(() => Promise.reject(new Error("no answer within 1500 ms")));
  await live.press("back");
  expect(live.news).toEqual({ tone: "bad", text: "BACK was not heard: no answer within 1500 ms" });
  for (const odd of ["null", "7", "{}", '{"accepted": 1}']) {
    answers(async () => parseJson(odd));
    await live.press("back");
    expect(live.news.tone, odd).toBe("bad");
  }
});

test("while the gateway is gone, and on a page that may only look, no press is sent, not even later", async () => {
  const lost = openToldShow({ next: "b" });
  await lost.live.look();
  lost.lock.rest("the gateway is gone");
  await lost.live.press("go");
  await lost.live.takeOver(lost.remote.id);
  lost.lock.rest("");
  await lost.pass(10_000);
  const looking = openToldShow({ next: "b" }, { readOnly: true });
  await looking.live.look();
  await looking.live.press("panic");
  expect([lost.live.news.text, looking.live.news.text]).toEqual([
    "TAKEOVER was not sent: the gateway is gone",
    "PANIC was not sent: this link is read-only",
  ]);
  expect([lost.pressed(), looking.pressed()]).toEqual([[], []]);
});

test("in performance mode a show is pressed: that is what it is for", async () => {
  const { live, lock, pressed } = openToldShow({ next: "b" });
  await live.look();
  lock.become("perform");
  await live.press("go");
  expect(pressed()).toHaveLength(1);
});
