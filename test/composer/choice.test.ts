import { describe, expect, test } from "vitest";
import { Choice, type ChoiceRow } from "../../composer/model/show/choice.ts";

const row = (key: string, more: Partial<ChoiceRow> = {}): ChoiceRow => ({
  ...{ key, section: "all", name: key, from: undefined, to: 1, note: "", tone: "plain", fixed: false },
  ...more,
});
const keys = (choice: Choice): readonly string[] => choice.ticked.map(({ key }) => key);

describe("a choice", () => {
  test("begins as it is meant, and without what cannot be chosen", () => {
    const choice = new Choice();
    choice.show([row("a"), row("b"), row("c", { fixed: true })], ({ key }) => key !== "b");
    expect(keys(choice)).toEqual(["a"]);
  });

  test("keeps what a person has ticked and left when the rows are read anew", () => {
    const choice = new Choice();
    choice.show([row("a"), row("b"), row("c")], () => true);
    choice.tick([row("a")], false);
    choice.show([row("c"), row("b"), row("a"), row("d")], () => true);
    expect(keys(choice)).toEqual(["c", "b", "d"]);
    choice.show([row("a"), row("b")], () => false);
    expect(keys(choice)).toEqual([]);
    choice.tick([row("b")], true);
    choice.show([row("a"), row("b")], () => false);
    expect(keys(choice)).toEqual(["b"]);
    choice.forget();
    choice.show([row("a"), row("b")], () => false);
    expect(keys(choice)).toEqual([]);
  });

  test("is ticked and left by sections, and by what a word finds", () => {
    const choice = new Choice();
    const rows = [row("lamp/level"), row("lamp/hue", { section: "more" }), row("desk/fader", { fixed: true })];
    choice.show(rows, () => false);
    choice.find("LAMP");
    expect(choice.sections.map(({ title, rows: found }) => [title, found.length])).toEqual([
      ["all", 1],
      ["more", 1],
    ]);
    for (const section of choice.sections) choice.tick(section.rows, true);
    choice.find("");
    expect(choice.sections.map(({ rows: found }) => found.length)).toEqual([2, 1]);
    expect(keys(choice)).toEqual(["lamp/level", "lamp/hue"]);
    choice.tick(rows, true);
    expect(keys(choice)).toEqual(["lamp/level", "lamp/hue"]);
  });
});
