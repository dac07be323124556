import { describe, expect, test } from "vitest";

import { Lines } from "../../src/cli/stdio/lines.ts";
import { decodeFile } from "../../src/cli/stdio/text-file.ts";
import { parseValue } from "../../src/cli/stdio/value.ts";
import { parseWord } from "../../src/cli/stdio/word.ts";
import { Output, type Sink } from "../../src/cli/streams/output.ts";
import { parsePattern } from "../../src/cli/targets/pattern.ts";
import { editDistance, hint, nearNames } from "../../src/cli/targets/suggest.ts";
import { isGlob } from "../../src/cli/targets/targets.ts";
import { cpuTime } from "../patience.ts";

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
    ["Act two", "string", "Act two"],
    ["50%", "string", "50%"],
    ["1,2,3", "vec3f", [1, 2, 3]],
    ["1 2 3", "vec3f", [1, 2, 3]],
    ["0,5 .5 -1e2", "vec3f", [0.5, 0.5, -100]],
    ["[1,2]", "vec2f", [1, 2]],
    ["ON", "bool", true],
    ["no", "bool", false],
    ["1", "bool", true],
    ["0", "bool", false],
    ["maybe", "bool", "maybe"],
    ["on", "int", "on"],
    ["007", "int", 7],
    ["0xff8800", "int", 0xff8800],
    ["#FF8800", "int", 0xff8800],
    ["9007199254740993", "int", 9007199254740993n],
    [".5", "flt", 0.5],
    ["+0.5", "flt", 0.5],
    ["0,5", "flt", 0.5],
    ["-5.", "flt", -5],
    ["-.5e1", "flt", -5],
    ["50%", "flt", 0.5],
    ["50 %", "percent", 50],
    ["NaN", "flt", Number.NaN],
    ["-Infinity", "flt", Number.NEGATIVE_INFINITY],
    ['{"a": 1}', "colour", new Map([["a", 1]])],
  ])("%s for a %s", (text, typeHint, value) => {
    expect(parseValue(text.split(" "), { typeHint })).toEqual(value);
  });

  test.each([
    [{ min: 20, max: 20_000 }, "0%", 20],
    [{ min: 20, max: 20_000 }, "50%", 10_010],
    [{ min: 20, max: 20_000 }, "100%", 20_000],
    [{ min: -1, max: 1 }, "25%", -0.5],
    // pyZOCP leaves out a minimum of 0.
    [{ max: 200 }, "10%", 20],
    [{ min: 1 }, "10%", 0.1],
  ])("a percentage is a share of the range %s: %s", (range, text, value) => {
    expect(parseValue([text], { typeHint: "flt", ...range })).toBe(value);
  });

  test("a percentage of whole numbers is a whole number", () => {
    expect(parseValue(["50%"], { typeHint: "int", min: 0, max: 255 })).toBe(128);
    expect(parseValue(["50%", "0%"], { typeHint: "vec2f", min: [0, 10], max: [4, 20] })).toEqual([2, 10]);
  });

  test.each([
    [["1e400"], "flt", "1e400"],
    [["-1e400"], "colour", "larger than"],
    [["[1e400, 1]"], "vec2f", "larger than"],
    [["1", "1e999"], "vec2f", "1e999"],
    [["1", "2"], "flt", "one value, not 2"],
    [["1", "2"], "vec3f", "takes 3 numbers, not 2"],
    [["1,2,x"], "vec3f", '"x" is no number'],
  ])("%s for a %s is refused", (words, typeHint, message) => {
    expect(() => parseValue(words, { typeHint })).toThrow(message);
  });
});

describe("an address", () => {
  test.each([
    ["lamp*/level", true],
    ["*/level", true],
    ["lamp/l?vel", true],
    ["lamp/level", false],
    ['"what?"/level', false],
    ['desk/"a*b"', false],
    ['"lamp"*/level', true],
  ])("%s is a glob: %s", (address, glob) => {
    expect(isGlob(address)).toBe(glob);
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

  test("is not slow, whatever it is", async () => {
    const took = await cpuTime(() => {
      expect(parsePattern(`${"*a".repeat(30)}*b`).parameter("n", "a".repeat(10_000))).toBe(false);
    });
    expect(took).toBeLessThan(2000);
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
    for (const piece of ["a", "b\r\n\nc\nd", "e"]) lines.push(Buffer.from(piece));
    lines.end();
    expect(seen).toEqual([
      ["ab", 1],
      ["c", 3],
      ["de", 4],
    ]);
  });

  test("that are too long are left out, and the next one is taken", () => {
    const seen: string[] = [];
    const long: [string, number][] = [];
    const lines = new Lines((text) => seen.push(text), { limit: 4, bad: (...what) => long.push(what) });
    for (const piece of ["abc", "def", "g\nok\n12345"]) lines.push(Buffer.from(piece));
    lines.end();
    const why = "it is longer than 4 bytes";
    expect({ seen, long }).toEqual({ seen: ["ok"], long: [...[[why, 1] as const, [why, 3] as const]] });
  });

  test("that are not UTF-8 are left out with the byte that is not; letters that arrive in halves are taken", () => {
    const seen: string[] = [];
    const bad: [string, number][] = [];
    const lines = new Lines((text) => seen.push(text), { bad: (...what) => bad.push(what) });
    for (const piece of ["4dc3", "bc0a", "4dfc0a", "efbfbd0a", "7b000a"]) lines.push(Buffer.from(piece, "hex"));
    expect(seen).toEqual(["Mü", "\ufffd"]);
    expect(bad).toEqual([
      ["it is not UTF-8: byte 2 is 0xfc, as in Latin-1 or Windows-1252; save it as UTF-8", 2],
      ["it is not UTF-8: byte 2 is 0x00, as in UTF-16; save it as UTF-8", 4],
    ]);
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
    output.line("e");
    expect(pipe.written).toEqual(["a", "b", "c\nd", "e"]);
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
    const [first, full, lost, enter, ...rest] = pipe.written.join("\n").split("\n");
    expect([first, full, enter, rest.at(-1)]).toEqual(["first", "full", "enter", "s29"]);
    expect(lost).toBe(`lost ${30 - rest.length}`);
    expect(rest.length).toBeLessThan(10);
  });

  test("ends when nobody reads any more, and flushes at once", async () => {
    const pipe = new Pipe();
    let unread = 0;
    const output = new Output(pipe);
    output.onUnread(() => unread++);
    for (const line of ["a", "b", "c"]) output.line(line);
    const flushed = output.flush(new AbortController().signal);
    pipe.tell("error");
    pipe.tell("close");
    await flushed;
    output.line("d");
    expect({ unread, written: pipe.written }).toEqual({ unread: 1, written: ["a", "b"] });
  });

  test("waits for its reader until it is told that this is long enough", async () => {
    const output = new Output(new Pipe());
    for (const line of ["a", "b", "c"]) output.line(line);
    const limit = new AbortController();
    const flushed = output.flush(limit.signal);
    limit.abort();
    await flushed;
  });

  test("goes on after lines that the system refused, and says how many they were", () => {
    const disk = new Pipe();
    disk.room = 1;
    const output = new Output(disk);
    const faults: string[] = [];
    output.onLost(({ message }) => faults.push(message));
    for (const line of ["a", "b", "c"]) output.line(line);
    disk.tell("lost");
    output.line("d");
    disk.tell("lost");
    disk.room = 9;
    output.line("e");
    expect(disk.written).toEqual(["a", "… 3 lines left out", "… 4 lines left out", "e"]);
    expect(faults).toHaveLength(2);
  });

  test("shows a picture whole or not at all", () => {
    const terminal = new Pipe();
    terminal.room = 1;
    const output = new Output(terminal);
    expect([output.picture("one"), output.picture("two")]).toEqual([true, false]);
    terminal.tell("drain");
    expect([output.picture("three"), terminal.written]).toEqual([true, ["one", "three"]]);
  });
});

describe("the bytes of a file", () => {
  test.each([
    ["UTF-8", "4dc3bc"],
    ["UTF-8 with a mark, as Notepad writes it", "efbbbf4dc3bc"],
    ["UTF-16 with a mark, as PowerShell 5.1 writes it", "fffe4d00fc00"],
    ["UTF-16 the other way round", "feff004d00fc"],
  ])("are read as %s", (_, hex) => {
    expect(decodeFile(Buffer.from(hex, "hex"))).toBe("Mü");
  });

  test.each([
    ["Latin-1", "7b0a224dfc22", "byte 5, on line 2, is 0xfc, as in Latin-1 or Windows-1252"],
    ["a letter that is cut", "7bc3", "byte 2 is 0xc3"],
    [
      "a letter of UTF-8 that stands for one that could not be read, and then one that cannot",
      "efbfbdff",
      "byte 4 is 0xff",
    ],
    ["UTF-16 without a mark", "7b002200", "byte 2 is 0x00, as in UTF-16"],
  ])("are refused as %s", (_, hex, place) => {
    expect(() => decodeFile(Buffer.from(hex, "hex"))).toThrow(`it is not UTF-8: ${place}`);
  });
});
