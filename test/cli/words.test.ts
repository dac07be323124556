import { describe, expect, test } from "vitest";

import { Lines } from "../../src/cli/lines.ts";
import { Output, type Sink } from "../../src/cli/output.ts";
import { parsePattern } from "../../src/cli/pattern.ts";
import { editDistance, hint, nearNames } from "../../src/cli/suggest.ts";
import { parseValue, parseWord } from "../../src/cli/value.ts";

describe("a value on the command line", () => {
  test.each([
    ["0.5", 0.5],
    ["-Infinity", Number.NEGATIVE_INFINITY],
    ["true", true],
    ['"5"', "5"],
    ["word", "word"],
    ["two words", "two words"],
    ["", ""],
    ["9007199254740993", 9007199254740993n],
  ])("%s is JSON, or a text when it is a bare word", (text, value) => {
    expect(parseWord(text)).toEqual(value);
  });

  test.each(["[1", '{"a"', '"open'])("%s is broken JSON and no text", (text) => {
    expect(() => parseWord(text)).toThrow(text);
  });

  test.each([
    ["5", "string", "5"],
    ['"5"', "string", "5"],
    ["[1", "string", "[1"],
    ['"open', "string", '"open'],
    ["1,2,3", "vec3f", [1, 2, 3]],
    ["[1,2]", "vec2f", [1, 2]],
    ["ON", "bool", true],
    ["no", "bool", false],
    ["maybe", "bool", "maybe"],
    ["on", "int", "on"],
  ])("%s for a %s", (text, typeHint, value) => {
    expect(parseValue(text, typeHint)).toEqual(value);
  });
});

describe("a pattern", () => {
  test.each([
    [undefined, true],
    ["LEVEL", true],
    ["amp/lev", true],
    ["lamp*", true],
    ["*/level", true],
    ["l?mp/*", true],
    ["*a*p*v*l", true],
    ["lamp", true],
    ["lam?", false],
    ["*/lev", false],
    ["[l]amp*", false],
  ])("%s on Lamp/level: %s", (pattern, fits) => {
    expect(parsePattern(pattern).parameter("Lamp", "level")).toBe(fits);
  });

  test("means a node by its name, or by four digits that begin its id", () => {
    const id = "3fa4c2d1aaaaaaaaaaaaaaaaaaaaaaaa";
    expect(["lam?", "AM", "3FA4", "3fa", "level"].map((pattern) => parsePattern(pattern).node("lamp", id))).toEqual([
      ...[true, true, true, false, false],
    ]);
  });

  test("is not slow, whatever it is", () => {
    const began = performance.now();
    expect(parsePattern(`${"*a".repeat(30)}*b`).parameter("n", "a".repeat(10_000))).toBe(false);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe("a suggestion", () => {
  test("counts letters that differ, and neighbours that were swapped once", () => {
    expect([editDistance("level", "levle"), editDistance("fader", "fad"), editDistance("", "ab")]).toEqual([1, 2, 2]);
  });

  test("is near, the nearest first, and three at most", () => {
    expect(nearNames("levle", ["bevel", "level", "lamp"])).toEqual(["level"]);
    expect(nearNames("x", ["a1", "b2"])).toEqual([]);
    expect(nearNames("cue", ["cue1", "cue2", "cue3", "cue4"])).toHaveLength(3);
  });

  test("says what there is when nothing is near", () => {
    expect(hint("zzz", ["a", "b"], "there are")).toBe('; there are "a", "b"');
    expect(hint("zzz", [], "there are")).toBe("; there are none");
  });
});

describe("lines", () => {
  test("come whole, however they arrive, without what ends them", () => {
    const seen: [string, number][] = [];
    const lines = new Lines((text, number) => seen.push([text, number]));
    for (const piece of ["a", "b\r\n\nc\nd", "e"]) lines.push(piece);
    lines.end();
    expect(seen).toEqual([
      ["ab", 1],
      ["c", 3],
      ["de", 4],
    ]);
  });

  test("that are too long are left out, and the next one is taken", () => {
    const seen: string[] = [];
    const long: number[] = [];
    const lines = new Lines((text) => seen.push(text), { limit: 4, tooLong: (number) => long.push(number) });
    for (const piece of ["abc", "def", "g\nok\n12345"]) lines.push(piece);
    lines.end();
    expect({ seen, long }).toEqual({ seen: ["ok"], long: [1, 3] });
  });
});

describe("an output whose reader is slow", () => {
  /** A pipe that takes so many lines until it is emptied. */
  class Pipe implements Sink {
    readonly written: string[] = [];
    room = 2;
    readonly #listeners = new Map<string, (error: NodeJS.ErrnoException) => void>();
    on(event: string, listener: (error: NodeJS.ErrnoException) => void): void {
      this.#listeners.set(event, listener);
    }
    write(text: string): boolean {
      this.written.push(text.trimEnd());
      return --this.room > 0;
    }
    tell(event: string): void {
      this.#listeners.get(event)?.(new Error(event));
    }
  }

  test("keeps what waits in order", () => {
    const pipe = new Pipe();
    const output = new Output(pipe);
    for (const line of ["a", "b", "c", "d"]) output.line(line);
    expect(pipe.written).toEqual(["a", "b"]);
    pipe.room = 10;
    pipe.tell("drain");
    expect(pipe.written).toEqual(["a", "b", "c", "d"]);
  });

  test("leaves out the oldest passing lines, says how many, and keeps the newest and all others", () => {
    const pipe = new Pipe();
    const output = new Output(pipe, { limit: 10 });
    output.describeLoss((count) => `lost ${count}`);
    output.line("first");
    output.line("full");
    output.line("enter");
    for (let i = 0; i < 30; i++) output.line(`s${i}`, true);
    pipe.room = 100;
    pipe.tell("drain");
    const [first, full, lost, enter, ...rest] = pipe.written;
    expect([first, full, enter, rest.at(-1)]).toEqual(["first", "full", "enter", "s29"]);
    expect(lost).toBe(`lost ${30 - rest.length}`);
    expect(rest.length).toBeLessThan(10);
  });

  test("ends when nobody reads any more, and flushes at once", async () => {
    const pipe = new Pipe();
    let closed = 0;
    const output = new Output(pipe, { closed: () => closed++ });
    for (const line of ["a", "b", "c"]) output.line(line);
    const flushed = output.flush(60_000);
    pipe.tell("error");
    pipe.tell("close");
    await flushed;
    output.line("d");
    expect({ closed, written: pipe.written }).toEqual({ closed: 1, written: ["a", "b"] });
  });
});
