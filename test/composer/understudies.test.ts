import { expect, onTestFinished, test } from "vitest";
import { LiveShow } from "../../composer/model/show/live-show.ts";
import { showsIn } from "../../composer/model/show/shows.ts";
import { readShow } from "../../composer/model/show/state.ts";
import { describeTakeover, describeUnderstudy } from "../../composer/model/show/understudies.ts";
import { type JsonInput, parseJson, type TransportNode } from "../../src/index.ts";
import { Bench } from "./stage.ts";

const OTHER = "c0ffee00c0ffee00c0ffee00c0ffee00";

/** A show that tells `more` of itself, and a page that looks at it; `asked` is who was called to take over. */
async function openShow({ more = {}, bench = new Bench() }: { more?: object; bench?: Bench } = {}) {
  const asked: string[] = [];
  const state = { name: "show", cues: [], ...more };
  const show = await bench.add("show", (node) => {
    for (const path of ["go", "back", "panic"]) node.bool(path, false, { access: "rw" });
    node.string("goto", "", { access: "rw" });
    node.handle("show.state", () => state as JsonInput);
    takesOver(node, asked);
  });
  const { composer, stage } = bench;
  await bench.until(() => showsIn(composer.network.nodes).length === 1, "the show is found");
  const [shown] = showsIn(composer.network.nodes);
  if (shown === undefined) throw new Error("no show");
  const timing = { now: () => stage.now(), pause: () => new Promise<void>((resolve) => setTimeout(resolve, 2)) };
  const live = new LiveShow(shown, { node: bench.node, lock: composer.lock, timing });
  onTestFinished(live.follow());
  await bench.until(() => live.state !== undefined, "it has told of itself");
  return { bench, show, live, asked, state };
}

function takesOver(node: TransportNode, asked: string[]): void {
  node.handle("show.takeover", () => {
    asked.push(node.name);
    return { accepted: true, text: "show goes on here" };
  });
}

const ROLE = { of: "show", plays: false, term: 0, presses: 0, since: 1, auto: true };

async function standBy(bench: Bench, asked: string[], role: object = ROLE, name = "show (understudy)") {
  return bench.add(name, (node) => {
    node.setMetadata("_role", role as JsonInput);
    // The bench knows a node by its parameters.
    node.bool("ready", true);
    takesOver(node, asked);
  });
}

test("who stands ready is named, with what the show has told of it", async () => {
  const told: object[] = [];
  const { bench, live, asked } = await openShow({ more: { understudies: told } });
  expect(live.understudies).toEqual([]);
  const { id, name } = await standBy(bench, asked);
  expect(live.understudies).toEqual([{ id, name, auto: true, follows: false }]);
  told.push({ id, name, auto: true, follows: true });
  await live.look();
  expect(live.understudies).toEqual([{ id, name, auto: true, follows: true }]);
});

test("understudies of other shows, shows that play, and nodes that say anything else of themselves are none", async () => {
  const { bench, live, asked } = await openShow();
  await standBy(bench, asked, { ...ROLE, of: "matinee" }, "a");
  await standBy(bench, asked, { ...ROLE, plays: true }, "b");
  await standBy(bench, asked, ["show"], "c");
  expect(live.understudies).toEqual([]);
});

test("an understudy takes over when a person wants it, and the page says what it answers", async () => {
  const { bench, live, asked } = await openShow();
  const { id } = await standBy(bench, asked);
  await live.takeOver(id);
  expect(asked).toEqual(["show (understudy)"]);
  expect(live.news).toEqual({ tone: "plain", text: "TAKEOVER show goes on here" });
});

test("also when the show has left: then it matters most", async () => {
  const { bench, show, live, asked } = await openShow();
  const { id } = await standBy(bench, asked);
  await show.stop();
  await bench.until(() => !live.show.present, "it has left");
  expect(live.understudies.map((one) => one.id)).toEqual([id]);
  await live.takeOver(id);
  expect(asked).toEqual(["show (understudy)"]);
});

test("a locked page, and one that may only look, let nobody take over; nor does somebody who has left", async () => {
  const { bench, live, asked } = await openShow();
  const understudy = await standBy(bench, asked);
  bench.composer.lock.become("locked");
  await live.takeOver(understudy.id);
  expect(live.news).toEqual({ tone: "bad", text: "TAKEOVER was not sent: the page is locked" });
  bench.composer.lock.become("perform");
  await understudy.stop();
  await bench.until(() => live.understudies.length === 0, "it is gone");
  await live.takeOver(understudy.id);
  expect(live.news.text).toBe(`TAKEOVER was not sent: ${understudy.id.slice(0, 8)} is not here`);
  const looking = await openShow({ bench: new Bench({ readOnly: true }) });
  await looking.live.takeOver(looking.show.id);
  expect(looking.live.news.text).toBe("TAKEOVER was not sent: this link is read-only");
  expect([...asked, ...looking.asked]).toEqual([]);
});

test("of a show that is played on two machines both are named, and either can be said to go on", async () => {
  const { show, live, asked } = await openShow({ more: { disputed: OTHER } });
  expect(live.rivals).toEqual([
    { id: show.id, name: "show" },
    { id: OTHER, name: "show" },
  ]);
  await live.takeOver(show.id);
  expect(asked).toEqual(["show"]);
  expect((await openShow()).live.rivals).toEqual([]);
});

test("of what a show tells of understudies what can be read is read", () => {
  const text =
    '{"name": "s", "disputed": 7, "understudies": [{"id": "a", "name": 3, "auto": "yes", "follows": true}, 9]}';
  expect(readShow(parseJson(text))).toMatchObject({
    disputed: undefined,
    understudies: [{ id: "a", name: "", auto: false, follows: true }],
  });
});

test.each([
  [{ auto: true, follows: true }, "understudy: two c0ffee00, takes over by itself"],
  [{ auto: false, follows: true }, "understudy: two c0ffee00"],
  [{ auto: false, follows: false }, "understudy: two c0ffee00, does not follow yet"],
])("%o is said as the command line says it", (facts, text) => {
  expect(describeUnderstudy({ id: OTHER, name: "two", ...facts })).toBe(text);
});

test("the question before a takeover says what happens", () => {
  const actor = { id: OTHER, name: "two" };
  expect(describeTakeover(actor, "show", true)).toBe(
    "two c0ffee00 goes on as show; whoever plays show now becomes its understudy. Nothing is sent by that, and nothing jumps.",
  );
  expect(describeTakeover(actor, "show", false)).toBe(
    "two c0ffee00 goes on as show. Nothing is sent by that, and nothing jumps.",
  );
});
