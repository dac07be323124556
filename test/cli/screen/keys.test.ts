import { describe, expect, test } from "vitest";

import { HeldKeys } from "../../../src/cli/screen/held-keys.ts";
import { type Key, KeyReader } from "../../../src/cli/screen/keys.ts";
import { editText, textField, textOf } from "../../../src/cli/screen/text-field.ts";

const names = (keys: readonly Key[]): string[] =>
  keys.map(({ name, text }) => (text === "" ? name : `${name}:${text}`));

describe("what a terminal sends", () => {
  test("becomes keys, also in pieces and several at once", () => {
    const reader = new KeyReader();
    expect(names(reader.handle("\u001b[A\u001bOBx光\r\u007f\t\u0003", 0))).toEqual([
      ...["up", "down", "text:x", "text:光", "enter", "backspace", "tab", "ctrl-c"],
    ]);
    expect(names(reader.handle("\u001b[", 0))).toEqual([]);
    expect(names(reader.handle("5~\u001b[1;2C\u001b[3~", 10))).toEqual(["page-up", "shift-right", "delete"]);
    expect(reader.deadline).toBe(Number.POSITIVE_INFINITY);
  });

  test("is Escape when nothing follows for a moment", () => {
    const reader = new KeyReader();
    expect(reader.handle("\u001b", 100)).toEqual([]);
    expect(reader.handleTimeout(149)).toEqual([]);
    expect(names(reader.handleTimeout(reader.deadline))).toEqual(["escape"]);
    expect(names(reader.handle("\u001b\u001b[A", 200))).toEqual(["escape", "up"]);
  });

  test("does nothing when nobody knows what it means", () => {
    const reader = new KeyReader();
    expect(names(reader.handle("\u001b[99;99u\u001bq\u001b[1;5C\u0085", 0))).toEqual(Array(4).fill("unknown"));
    reader.handle("\u001b[1;", 0);
    expect(reader.handleTimeout(1000)).toEqual([]);
    expect(names(reader.handle("q", 2000))).toEqual(["text:q"]);
  });

  test("is one text when it was pasted, however it is cut into pieces", () => {
    const paste = "\u001b[200~ls\rx\u001b[Aq\u001b[201~z";
    for (let at = 1; at < paste.length; at++) {
      const reader = new KeyReader();
      const keys = [...reader.handle(paste.slice(0, at), 0), ...reader.handle(paste.slice(at), 1)];
      expect(names(keys)).toEqual(["paste:ls\rx\u001b[Aq", "text:z"]);
    }
  });

  test("of a paste without an end nothing is kept back for long", () => {
    const reader = new KeyReader();
    reader.handle("\u001b[200~abc", 0);
    expect(names(reader.handleTimeout(reader.deadline))).toEqual(["paste:abc"]);
    expect(names(reader.handle("q", 2000))).toEqual(["text:q"]);
  });
});

describe("a key that is held down", () => {
  const [space, b]: [Key, Key] = [
    { name: "text", text: " " },
    { name: "text", text: "b" },
  ];

  test("counts once, whatever its keyboard does", () => {
    for (const [first, every] of [
      [250, 33],
      [500, 30],
      [660, 40],
      [900, 100],
    ] as const) {
      const held = new HeldKeys();
      let pressed = held.handle(space, 0).length;
      for (let now = first; now < first + 3000; now += every) {
        if (held.deadline <= now) pressed += held.handleTimeout(now).length;
        pressed += held.handle(space, now).length;
      }
      expect(pressed + held.handleTimeout(10_000).length).toBe(1);
    }
  });

  test("is told from one that is pressed twice", () => {
    const held = new HeldKeys();
    expect(held.handle(space, 0)).toEqual([space]);
    expect(held.handle(space, 300)).toEqual([]);
    expect(held.handleTimeout(held.deadline)).toEqual([space]);
    expect(held.handle(space, 1400)).toEqual([space]);
  });

  test("gives way to another key, and what waited comes first", () => {
    const held = new HeldKeys();
    held.handle(space, 0);
    held.handle(space, 300);
    expect(held.handle(b, 350)).toEqual([space, b]);
    expect(held.handle(space, 360)).toEqual([space]);
    held.handle(space, 700);
    expect(held.handleOther()).toEqual([space]);
  });
});

describe("a text that is written", () => {
  const type = (keys: readonly (Key | string)[], start = "") =>
    keys.reduce(
      (field, one) => editText(field, typeof one === "string" ? { name: one, text: "" } : one) ?? field,
      textField(start),
    );

  test("can be changed in its middle, by what a person sees as characters", () => {
    expect(textOf(type(["left", "left", "backspace", "delete"], "0.光👩‍🚀5"))).toBe("0.5");
    expect(textOf(type(["home", "right", "delete", "end", "backspace"], "abcd"))).toBe("ac");
    expect(textOf(type(["ctrl-w"], "one two "))).toBe("one ");
    expect(textOf(type(["ctrl-u", "backspace", "left"], "x"))).toBe("");
  });

  test("takes the first line of what is pasted, and no keys that are for something else", () => {
    expect(textOf(type([{ name: "paste", text: "\n0.5\r\nq" }]))).toBe("0.5");
    expect(editText(textField("a"), { name: "enter", text: "" })).toBe(undefined);
    expect(editText(textField("a"), { name: "up", text: "" })).toBe(undefined);
  });
});
