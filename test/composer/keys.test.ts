import { expect, test } from "vitest";
import { type Pressed, TypedAhead } from "../../composer/views/typed-ahead.ts";
import { Bench } from "./stage.ts";

interface Command {
  readonly name: string;
  readonly keys: readonly string[];
}

/** Views know a browser, which the types of the tests do not: so they are not asked for them. */
const view = (name: string): Promise<Record<string, (...given: unknown[]) => unknown>> =>
  import(`../../composer/views/${name}.ts`);

/** Every command of the page, and which of them a key stands for. None is run here, so nothing is asked of the desk. */
async function table() {
  const [{ commandsOf, commandFor }, { canvasCommands }] = await Promise.all([
    view("commands"),
    view("canvas-commands"),
  ]);
  const { composer } = new Bench();
  const all = commandsOf?.(composer, {}, canvasCommands?.(composer, {})) as readonly Command[];
  return { all, find: (written: string) => commandFor?.(all, pressed(written)) };
}

test("no two commands have the same key, or the same name", async () => {
  const { all } = await table();
  const twice = (words: readonly string[]): readonly string[] => words.filter((word, at) => words.indexOf(word) !== at);
  expect(all.length).toBeGreaterThan(50);
  expect(twice(all.flatMap(({ keys }) => keys))).toEqual([]);
  expect(twice(all.map(({ name }) => name))).toEqual([]);
});

/** As a keyboard sends what stands on the sheet. */
function pressed(written: string): Pressed & { readonly code: string } {
  const parts = written.split(" ");
  const name = parts.at(-1) ?? "";
  const shiftKey = parts.includes("Shift");
  const digit = /^[1-9]$/.test(name);
  const key = digit && shiftKey ? "!" : /^[A-Z]$/.test(name) && !shiftKey ? name.toLowerCase() : name;
  const code = digit ? `Digit${name}` : "";
  return { key, code, repeat: false, shiftKey, ctrlKey: parts.includes("Ctrl"), metaKey: false, altKey: false };
}

test("each key on the sheet of shortcuts is that of its command", async () => {
  const { all, find } = await table();
  for (const command of all) for (const written of command.keys) expect(find(written), written).toBe(command);
});

/** A key that was pressed alone. */
const key = (name: string, more: Partial<Pressed> = {}): Pressed => {
  return { key: name, repeat: false, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more };
};

test("what is typed before a field is there is that of its question, and behind Enter that of the next", () => {
  const early = new TypedAhead();
  expect([early.take(key("a")), early.next()]).toEqual([false, undefined]);
  early.begin();
  for (const name of ["f", "o", "x", "Backspace", "Enter"]) expect(early.take(key(name))).toBe(true);
  expect(early.take(key("Enter", { repeat: true }))).toBe(true);
  for (const more of [{ ctrlKey: true }, { altKey: true }]) expect(early.take(key("k", more))).toBe(false);
  expect(early.take(key("Enter", { shiftKey: true }))).toBe(false);
  for (const name of ["b", "a"]) early.take(key(name));
  expect([early.next(), early.waits]).toEqual([{ text: "fo", entered: true }, true]);
  expect([early.next(), early.waits]).toEqual([{ text: "ba", entered: false }, false]);
  early.begin();
  early.end();
  expect([early.take(key("a")), early.waits]).toEqual([false, false]);
});

test("a hand that rests on Enter asks nothing without end", () => {
  const early = new TypedAhead();
  early.begin();
  for (let count = 0; count < 20; count += 1) early.take(key("Enter"));
  const answers = [];
  for (let answer = early.next(); answer !== undefined; answer = early.next()) answers.push(answer);
  expect(answers).toHaveLength(4);
});
