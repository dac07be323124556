import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FileSink } from "../../src/recording/file/sink.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zocp-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

interface Told {
  readonly trouble: (string | undefined)[];
  lost: number;
}

async function openSink(): Promise<{ readonly sink: FileSink; readonly told: Told; readonly path: string }> {
  const told: Told = { trouble: [], lost: 0 };
  const path = join(folder, "one.zrec");
  const handlers = {
    trouble: (reason: string | undefined) => void told.trouble.push(reason),
    lost: (lines: number) => {
      told.lost += lines;
    },
  };
  return { sink: await FileSink.open(path, handlers), told, path };
}

/** From now on the disk takes so many bytes at a time, and none when it is full. */
async function fillDisk(state: { full: boolean; atOnce: number }): Promise<void> {
  const probe = await open(join(folder, "probe"), "w");
  const prototype = Object.getPrototypeOf(probe) as { write: (...args: unknown[]) => Promise<unknown> };
  await probe.close();
  const write = prototype.write;
  vi.spyOn(prototype, "write").mockImplementation(function (this: unknown, buffer, at, length, position) {
    if (state.full)
      return Promise.reject(Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" }));
    return write.call(this, buffer, at, Math.min(Number(length), state.atOnce), position);
  });
}

test("what the system took is in the file at once, and not only at the end", async () => {
  const { sink, path } = await openSink();
  sink.write("one\n");
  sink.write("two\n");
  await sink.flush();
  expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
  await sink.close();
});

test("a full disk is told once, what was written stays, and it goes on where it was when there is room", async () => {
  const { sink, told, path } = await openSink();
  const disk = { full: false, atOnce: 3 };
  await fillDisk(disk);
  sink.write("one\n");
  await sink.flush();
  disk.full = true;
  for (const line of ["two\n", "three\n"]) {
    sink.write(line);
    await sink.flush();
  }
  expect(told.trouble).toEqual(["ENOSPC: no space left on device, write"]);
  expect(readFileSync(path, "utf8")).toBe("one\n");
  disk.full = false;
  await sink.flush();
  expect(told.trouble.at(-1)).toBeUndefined();
  await sink.close();
  expect(readFileSync(path, "utf8")).toBe("one\ntwo\nthree\n");
  expect(told.lost).toBe(0);
});

test("what waits for a disk has a bound, and what is left out is counted", async () => {
  const { sink, told, path } = await openSink();
  const disk = { full: true, atOnce: 1e9 };
  await fillDisk(disk);
  const line = `${"x".repeat(99_999)}\n`;
  for (let i = 0; i < 100; i++) sink.write(line);
  expect(told.lost).toBeGreaterThan(10);
  const kept = 100 - told.lost;
  disk.full = false;
  await sink.close();
  expect(readFileSync(path).length).toBe(kept * 100_000);
});

test("a file of that name is never written over", async () => {
  writeFileSync(join(folder, "one.zrec"), "mine");
  await expect(openSink()).rejects.toMatchObject({ code: "EEXIST" });
  expect(readFileSync(join(folder, "one.zrec"), "utf8")).toBe("mine");
});

test.runIf(process.platform === "linux")("a disk that is really full is told in the words of the system", async () => {
  // What a device of this kind takes is nothing.
  closeSync(openSync("/dev/full", "r"));
  expect(statfsSync(folder).blocks).toBeGreaterThan(0);
  const full = await open("/dev/full", "w");
  await expect(full.write(Buffer.from("x"), 0, 1, 0)).rejects.toMatchObject({ code: "ENOSPC" });
  await full.close();
});
