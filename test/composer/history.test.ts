import { expect, test } from "vitest";
import { type Act, History, type Outcomes } from "../../composer/model/edit/history.ts";
import { Lock } from "../../composer/model/edit/lock.ts";
import { NO_DOUBTS } from "./stage.ts";

/** Acts that write down what they do; each comes to pass, unless it is said otherwise. */
function acts() {
  const told: string[] = [];
  const act = (name: string, more: Partial<Act> & { readonly outcome?: Promise<boolean> } = {}): Act => {
    const { outcome = Promise.resolve(true), ...about } = more;
    const say = (word: string) => (): Outcomes => {
      told.push(`${word} ${name}`);
      return [outcome];
    };
    return { name, needs: "values", doubts: NO_DOUBTS, undo: say("undo"), redo: say("do"), ...about };
  };
  return { told, act };
}

test("what is done is done once, taken back from the newest, and done again from the oldest", () => {
  const { told, act } = acts();
  const history = new History();
  for (const name of ["a", "b", "c"]) history.do(act(name), 0);
  expect([history.undo(), history.undo()]).toEqual(["c", "b"]);
  expect([history.undoable, history.redoable]).toEqual(["a", "b"]);
  expect([history.redo(), history.redo(), history.redo()]).toEqual(["b", "c", undefined]);
  expect(told).toEqual(["do a", "do b", "do c", "undo c", "undo b", "do b", "do c"]);
});

test("who does something else after an undo cannot do the undone again", () => {
  const { act } = acts();
  const history = new History();
  history.do(act("a"), 0);
  history.undo();
  history.do(act("b"), 10);
  expect([history.redoable, history.redo(), history.undoable]).toEqual([undefined, undefined, "b"]);
});

test("nothing to take back is taken back without harm", () => {
  const history = new History();
  expect([history.undo(), history.redo(), history.last, history.next]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test("presses of a key in a row are one entry, which goes back to before the first", () => {
  const { told, act } = acts();
  const history = new History();
  for (const [index, name] of ["first", "second", "third"].entries())
    history.do(act(name, { merge: "nudge" }), index * 900);
  expect(history.done).toHaveLength(1);
  history.undo();
  expect(told.at(-1)).toBe("undo first");
  history.redo();
  expect(told.at(-1)).toBe("do third");
});

test.each([
  ["after a second", "nudge", 1000],
  ["of another thing", "other", 10],
])("a press %s is an entry of its own", (_, merge, at) => {
  const { act } = acts();
  const history = new History();
  history.do(act("one", { merge: "nudge" }), 0);
  history.do(act("two", { merge }), at);
  expect(history.done.map(({ name }) => name)).toEqual(["one", "two"]);
});

test("what was taken back is not gone on with: the next press is an entry of its own", () => {
  const { act } = acts();
  const history = new History();
  history.do(act("one", { merge: "nudge" }), 0);
  history.do(act("two"), 1);
  history.undo();
  history.do(act("three", { merge: "nudge" }), 2);
  expect(history.done.map(({ name }) => name)).toEqual(["one", "three"]);
});

test("an entry of which nothing came to pass is gone, wherever it stands", async () => {
  const { act } = acts();
  const history = new History();
  history.do(act("refused", { outcome: Promise.resolve(false) }), 0);
  history.do(act("taken"), 5000);
  await Promise.resolve();
  await Promise.resolve();
  expect(history.done.map(({ name }) => name)).toEqual(["taken"]);
});

test("one thing of several that came to pass can be taken back", async () => {
  const history = new History();
  const outcomes = [Promise.resolve(false), Promise.resolve(true), Promise.resolve(false)];
  history.do({ name: "three", needs: "wires", doubts: NO_DOUBTS, undo: () => [], redo: () => outcomes }, 0);
  await Promise.all(outcomes);
  await Promise.resolve();
  expect(history.undoable).toBe("three");
});

test("what was refused is not there to be done again either, when it was taken back meanwhile", async () => {
  const history = new History();
  let answer: (arrived: boolean) => void = () => {};
  const outcome = new Promise<boolean>((resolve) => {
    answer = resolve;
  });
  history.do({ name: "slow", needs: "wires", doubts: NO_DOUBTS, undo: () => [], redo: () => [outcome] }, 0);
  history.undo();
  answer(false);
  await outcome;
  await Promise.resolve();
  expect(history.redoable).toBeUndefined();
});

test("two hundred entries are kept, the newest", () => {
  const { act } = acts();
  const history = new History();
  for (let index = 0; index < 250; index += 1) history.do(act(String(index)), index * 10_000);
  expect([history.done.length, history.done[0]?.name, history.undoable]).toEqual([200, "50", "249"]);
});

test("readers are told of everything that is different", () => {
  const { act } = acts();
  const history = new History();
  let times = 0;
  const stop = history.subscribe(() => (times += 1));
  history.do(act("a"), 0);
  history.undo();
  history.redo();
  expect(times).toBe(4);
  stop();
  history.undo();
  expect(times).toBe(4);
});

test.each([
  ["edit", true, true, ""],
  ["perform", false, true, "performance mode: wires are locked"],
  ["locked", false, false, "the page is locked"],
] as const)("%s allows wires %s and values %s", (freedom, wires, values, reason) => {
  const lock = new Lock();
  lock.become(freedom);
  expect([lock.allows("wires"), lock.allows("values"), lock.patches, lock.sets]).toEqual([
    wires,
    values,
    wires,
    values,
  ]);
  if (reason !== "") expect(lock.reason).toBe(reason);
});

test("while the way to the show is lost nothing is allowed, and what was chosen counts again when it is back", () => {
  const lock = new Lock();
  lock.become("perform");
  lock.rest("the gateway is gone");
  expect([lock.patches, lock.sets, lock.reason]).toEqual([false, false, "the gateway is gone"]);
  lock.rest("");
  expect([lock.patches, lock.sets]).toEqual([false, true]);
});

test("who may only look is told so, whatever else is locked", () => {
  const lock = new Lock("locked");
  lock.become("edit");
  expect([lock.freedom, lock.sets, lock.reason]).toEqual(["locked", false, "this link is read-only"]);
});

test("readers of a lock are told once of a change, and not of what is as it was", () => {
  const lock = new Lock();
  let times = 0;
  lock.subscribe(() => (times += 1));
  lock.become("edit");
  lock.rest("");
  expect(times).toBe(1);
  lock.become("locked");
  lock.rest("gone");
  lock.rest("gone");
  expect(times).toBe(3);
});
