import { expect, onTestFinished, test } from "vitest";
import { CueFields } from "../../composer/model/show/cue-fields.ts";
import { openShow } from "./open-show.ts";

async function openFields(id = "b") {
  const opened = await openShow();
  const { bench, live, show } = opened;
  const fields = new CueFields(live, { history: bench.composer.history, now: () => bench.stage.now() });
  onTestFinished(fields.follow());
  fields.of(id);
  await bench.until(() => fields.text("cue") !== "", "the cue is known");
  const cue = () => show.show.cues.find((one) => one.id === id);
  return { ...opened, fields, cue };
}

test("a cue is shown field by field, as the file has it", async () => {
  const { fields } = await openFields();
  expect((["cue", "name", "over", "wait", "note"] as const).map((field) => fields.text(field))).toEqual([
    ...["2", "Dusk", "2", "", "after the horn"],
  ]);
  expect(fields.disabled).toBe(false);
});

test("a field that was typed is another one, an empty one is taken out, and what is the same is not sent", async () => {
  const { bench, fields, cue, show } = await openFields();
  expect(fields.type("name", "Dusk ")).toBeUndefined();
  expect(fields.type("over", "2")).toBeUndefined();
  expect(show.state.revision).toBe(0);
  fields.type("name", "Tea");
  await bench.until(() => cue()?.name === "Tea", "the name");
  fields.type("note", "");
  await bench.until(() => cue()?.note === undefined, "the note");
  fields.type("wait", "1,5");
  await bench.until(() => cue()?.wait === 1.5, "the wait");
  fields.disable(true);
  await bench.until(() => cue()?.disabled === true, "it is disabled");
});

test("what cannot be is said and not sent", async () => {
  const { fields, show } = await openFields();
  expect(fields.type("over", "soon")).toBe("soon is no number of seconds");
  expect(fields.type("cue", "two")).toBe("two is no number of a cue such as 1, 1.5 or 12A");
  expect(fields.type("cue", "")).toBe(" is no number of a cue such as 1, 1.5 or 12A");
  expect(show.state.revision).toBe(0);
});

test("another number moves the cue to its place, and undo brings it back", async () => {
  const { bench, fields, show } = await openFields("a");
  const numbers = () => show.show.cues.map(({ cue }) => cue);
  fields.type("cue", "2.5");
  await bench.until(() => numbers().join() === "2,2.5,3", "it stands there");
  await bench.until(() => fields.text("cue") === "2.5", "it is known");
  expect(bench.composer.history.undoable).toBe("the number of cue 1");
  bench.composer.undo();
  await bench.until(() => numbers().join() === "1,2,3", "it is back");
});

test("a number that another cue has is refused", async () => {
  const { bench, fields, live, show } = await openFields("a");
  fields.type("cue", "2.0");
  await bench.until(() => live.news.text.startsWith("EDIT refused"), "the show says why");
  expect(show.state.revision).toBe(0);
});

test("what somebody else has changed since is not overwritten", async () => {
  const { bench, fields, cue, show, live } = await openFields();
  const op = {
    op: "change-cue",
    id: "b",
    was: new Map([["name", "Dusk"]]),
    to: new Map([["name", "Theirs"]]),
  } as const;
  const theirs = show.edit(undefined, [op]);
  fields.type("name", "Mine");
  await theirs;
  await bench.until(() => live.news.text.startsWith("EDIT refused"), "refused");
  expect(cue()?.name).toBe("Theirs");
  await bench.until(() => fields.text("name") === "Theirs", "and shown");
});
