import { EventEmitter } from "node:events";

import { describe, expect, test } from "vitest";

import { listenToKeys } from "../../../src/cli/demo/keys.ts";

/** A keyboard, and what was done to it. */
class Keyboard extends EventEmitter {
  readonly isTTY: boolean;
  readonly done: string[] = [];

  constructor(isTTY = true) {
    super();
    this.isTTY = isTTY;
  }

  setRawMode(raw: boolean): void {
    this.done.push(raw ? "raw" : "cooked");
  }
  setEncoding(): void {}
  resume(): void {
    this.done.push("resume");
  }
  pause(): void {
    this.done.push("pause");
  }
  unref(): void {
    this.done.push("unref");
  }
}

function pressing(keyboard: Keyboard): { acts: string[]; stop: () => void } {
  const acts: string[] = [];
  const stop = listenToKeys(
    { stdin: keyboard as unknown as NodeJS.ReadStream & { fd: 0 } },
    {
      nudge: (by) => acts.push(by.toFixed(2)),
      toggle: () => acts.push("toggle"),
      go: () => acts.push("go"),
      back: () => acts.push("back"),
      quit: () => acts.push("quit"),
    },
  );
  return { acts, stop };
}

describe("a key of the demo", () => {
  test.each([
    ["\u001b[A", "0.05"],
    ["\u001b[C", "0.05"],
    ["k", "0.05"],
    ["+", "0.05"],
    ["\u001b[B", "-0.05"],
    ["\u001b[D", "-0.05"],
    ["j", "-0.05"],
    ["-", "-0.05"],
    [" ", "toggle"],
    ["g", "go"],
    ["b", "back"],
    ["q", "quit"],
    ["Q", "quit"],
    ["\u0003", "quit"],
    ["\u0004", "quit"],
  ])("%j does %s", (key, act) => {
    const keyboard = new Keyboard();
    const { acts } = pressing(keyboard);
    keyboard.emit("data", key);
    expect(acts).toEqual([act]);
  });

  test.each(["x", "\u001b[5~", "\u001b[1;5H", "ü", "\t", "\u001b"])("%j does nothing", (key) => {
    const keyboard = new Keyboard();
    const { acts } = pressing(keyboard);
    keyboard.emit("data", key);
    expect(acts).toEqual([]);
  });

  test("is one of several that came at once, in their order", () => {
    const keyboard = new Keyboard();
    const { acts } = pressing(keyboard);
    keyboard.emit("data", "\u001b[A\u001b[Ag b");
    expect(acts).toEqual(["0.05", "0.05", "go", "toggle", "back"]);
  });
});

describe("the keyboard", () => {
  test("gets its ways back, and is let go of", () => {
    const keyboard = new Keyboard();
    const { acts, stop } = pressing(keyboard);
    stop();
    keyboard.emit("data", "g");
    expect({ acts, done: keyboard.done }).toEqual({ acts: [], done: ["raw", "resume", "cooked", "pause", "unref"] });
  });

  test("that is gone ends the demo", () => {
    const keyboard = new Keyboard();
    const { acts } = pressing(keyboard);
    keyboard.emit("error", new Error("EIO"));
    expect(acts).toEqual(["quit"]);
  });

  test("that is none is left alone", () => {
    const keyboard = new Keyboard(false);
    const { acts, stop } = pressing(keyboard);
    keyboard.emit("data", "q");
    stop();
    expect({ acts, done: keyboard.done }).toEqual({ acts: [], done: [] });
  });
});
