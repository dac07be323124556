import { EventEmitter } from "node:events";

import { describe, expect, test } from "vitest";

import { Output, type Sink } from "../../../src/cli/streams/output.ts";
import { SeededRandom } from "../../../src/net/sim/seeded-random.ts";

/** A pipe with room for so many texts. */
class Pipe extends EventEmitter implements Sink {
  readonly written: string[] = [];
  room: number;

  constructor(room: number) {
    super();
    this.room = room;
  }

  write(text: string): boolean {
    this.written.push(text);
    return --this.room > 0;
  }

  /** Its reader takes everything. */
  drain(room: number): void {
    this.room = room;
    this.emit("drain");
  }

  get text(): string {
    return this.written.join("");
  }
}

const fault = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });
const never = new AbortController().signal;

describe("lines to a reader that keeps up", () => {
  test("leave one by one, at once", () => {
    const pipe = new Pipe(100);
    const output = new Output(pipe);
    for (const line of ["a", "", "b\tc"]) output.line(line);
    expect(pipe.written).toEqual(["a\n", "\n", "b\tc\n"]);
  });

  test("need no flush", async () => {
    const output = new Output(new Pipe(100));
    output.line("a");
    await output.flush(never);
  });
});

describe("lines to a reader that is slow", () => {
  test("wait in order, and leave in large pieces", () => {
    const pipe = new Pipe(1);
    const output = new Output(pipe);
    const lines = Array.from({ length: 2000 }, (_, index) => `line ${index} ${"x".repeat(50)}`);
    for (const line of lines) output.line(line);
    expect(pipe.written).toHaveLength(1);
    pipe.drain(1000);
    expect(pipe.text).toBe(lines.map((line) => `${line}\n`).join(""));
    // Of 16 KiB each.
    expect(pipe.written.length).toBeLessThan(12);
    expect(Math.max(...pipe.written.map((text) => text.length))).toBeLessThan(0x4000 + 100);
  });

  test("a line of a mebibyte is one piece, and no line is lost beside it", () => {
    const pipe = new Pipe(1);
    const output = new Output(pipe);
    const long = "x".repeat(0x10_0000);
    for (const line of ["a", long, "b"]) output.line(line);
    for (let index = 0; index < 5; index++) pipe.drain(1);
    expect(pipe.written).toEqual(["a\n", `${long}\n`, "b\n"]);
  });

  test("are flushed when the reader has taken all of them, and not before", async () => {
    const pipe = new Pipe(1);
    const output = new Output(pipe);
    for (const line of ["a", "b".repeat(0x4000), "c"]) output.line(line);
    let flushed = false;
    const flush = output.flush(never).then(() => {
      flushed = true;
    });
    pipe.drain(1);
    await Promise.resolve();
    expect(flushed).toBe(false);
    pipe.drain(1);
    pipe.drain(1);
    await flush;
    expect(pipe.text.endsWith("c\n")).toBe(true);
  });

  test("several may wait for the flush, and a limit that has come waits for nothing", async () => {
    const pipe = new Pipe(1);
    const output = new Output(pipe);
    output.line("a");
    const all = Promise.all([output.flush(never), output.flush(never)]);
    await output.flush(AbortSignal.abort());
    pipe.drain(5);
    await all;
  });
});

describe("a reader that is far too slow", () => {
  const fill = (limit: number, count: number, isPassing: (index: number) => boolean) => {
    const pipe = new Pipe(1);
    const output = new Output(pipe, { limit });
    for (let index = 0; index < count; index++) output.line(String(index), isPassing(index));
    pipe.drain(count);
    return pipe.text.trimEnd().split("\n");
  };

  test("loses the oldest passing lines first, and is told how many", () => {
    const lines = fill(100, 150, () => true);
    expect(lines[0]).toBe("0");
    expect(lines[1]).toBe("… 50 lines left out");
    expect(lines.slice(2)).toEqual(Array.from({ length: 99 }, (_, index) => String(index + 51)).slice(0, 99));
  });

  test("keeps what must not be lost as long as anything else can be", () => {
    const lines = fill(100, 180, (index) => index % 2 === 1);
    const kept = lines.filter((line) => /^\d+$/.test(line)).map(Number);
    expect(kept.filter((number) => number % 2 === 0)).toEqual(Array.from({ length: 90 }, (_, index) => index * 2));
  });

  test("loses the oldest of all when nothing is passing: memory has a bound", () => {
    const lines = fill(10, 1000, () => false);
    expect(lines.length).toBeLessThanOrEqual(12);
    expect(lines.at(-1)).toBe("999");
    expect(lines[1]).toBe(`… ${1000 - (lines.length - 1)} lines left out`);
  });

  test("is told of one line as of one", () => {
    const pipe = new Pipe(1);
    const output = new Output(pipe, { limit: 1 });
    for (const line of ["a", "b", "c"]) output.line(line, true);
    pipe.drain(9);
    expect(pipe.text).toBe("a\n… 1 line left out\nc\n");
  });

  test("is told in the words that were chosen", () => {
    const pipe = new Pipe(1);
    const output = new Output(pipe, { limit: 1 });
    output.describeLoss((count) => `{"lost":${count}}`);
    for (const line of ["a", "b", "c"]) output.line(line, true);
    pipe.drain(9);
    expect(pipe.text).toBe('a\n{"lost":1}\nc\n');
  });

  test("gets or is told of every line, whatever the reader does", () => {
    const random = new SeededRandom(11);
    for (let round = 0; round < 50; round++) {
      const pipe = new Pipe(1 + Math.floor(random.next() * 3));
      const output = new Output(pipe, { limit: 5 + Math.floor(random.next() * 20) });
      for (let index = 0; index < 300; index++) {
        output.line(`n${index}`, random.next() < 0.7);
        if (random.next() < 0.1) pipe.drain(1 + Math.floor(random.next() * 20));
      }
      while (pipe.room <= 0) pipe.drain(50);
      const lines = pipe.text.trimEnd().split("\n");
      const numbers = lines.flatMap((line) => (line.startsWith("n") ? [Number(line.slice(1))] : []));
      const lost = lines.reduce((sum, line) => sum + Number(/^… (\d+)/.exec(line)?.[1] ?? 0), 0);
      expect(numbers.length + lost).toBe(300);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
  });
});

describe("a reader that goes away", () => {
  test("is told once, and nothing is written any more", async () => {
    const pipe = new Pipe(1);
    const output = new Output(pipe);
    let unread = 0;
    output.onUnread(() => unread++);
    output.line("a");
    output.line("b");
    pipe.emit("error", fault("EPIPE"));
    pipe.emit("close");
    output.line("c");
    pipe.drain(9);
    await output.flush(never);
    expect({ unread, written: pipe.written, picture: output.picture("p") }).toEqual({
      unread: 1,
      written: ["a\n"],
      picture: false,
    });
  });

  test("is told at once to whoever asks later", () => {
    const pipe = new Pipe(1);
    const output = new Output(pipe);
    pipe.emit("close");
    let unread = 0;
    output.onUnread(() => unread++);
    expect(unread).toBe(1);
  });
});

describe("a disk that is full", () => {
  test("loses what was on its way and what waits; each is told, and the next line tries again", () => {
    const disk = new Pipe(1);
    const output = new Output(disk);
    const told: string[] = [];
    output.onLost(({ code }) => told.push(code ?? ""));
    for (const line of ["a", "b", "c"]) output.line(line);
    disk.emit("lost", fault("ENOSPC"));
    disk.room = 9;
    output.line("d");
    expect(told).toEqual(["ENOSPC"]);
    expect(disk.written).toEqual(["a\n", "… 3 lines left out\n", "d\n"]);
  });

  test("that refuses what tells of the loss loses nothing from the count", () => {
    const disk = new Pipe(1);
    const output = new Output(disk);
    output.line("a");
    disk.emit("lost", fault("ENOSPC"));
    for (const line of ["b", "c"]) {
      disk.room = 1;
      output.line(line);
      disk.emit("lost", fault("ENOSPC"));
    }
    disk.room = 9;
    output.line("d");
    expect(disk.written.at(-2)).toBe("… 3 lines left out\n");
    expect(disk.written.at(-1)).toBe("d\n");
  });

  test("does not hold up the end", async () => {
    const disk = new Pipe(1);
    const output = new Output(disk);
    output.line("a");
    const flush = output.flush(never);
    disk.emit("lost", fault("EIO"));
    await flush;
  });
});
