import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { type RecordingEntry, RecordingError, readRecording, readRecordingFile } from "../../src/recording.ts";
import { channel, recordingOf } from "./samples.ts";

const folder = mkdtempSync(join(tmpdir(), "zocp-"));
afterAll(() => rmSync(folder, { recursive: true }));

const TEXT = recordingOf({
  channels: [channel("Bühne", "Höhe")],
  steps: Array.from({ length: 20_000 }, (_, i) => ({ after: 10, channel: 0, value: Math.sin(i) })),
});

async function entriesOf(bytes: string | Uint8Array): Promise<{ entries: readonly RecordingEntry[]; cut: boolean }> {
  const path = join(folder, "one.zrec");
  writeFileSync(path, bytes);
  const entries: RecordingEntry[] = [];
  const { cut } = await readRecordingFile(path, (entry) => void entries.push(entry));
  return { entries, cut };
}

test("a file is read as its text is, packed or not", async () => {
  const expected = { entries: readRecording(TEXT), cut: false };
  expect(await entriesOf(TEXT)).toEqual(expected);
  expect(await entriesOf(gzipSync(TEXT))).toEqual(expected);
});

test("a file that was cut off is read to its last whole line, and says so", async () => {
  const bytes = Buffer.from(TEXT);
  const cut = await entriesOf(bytes.subarray(0, 300_001));
  expect(cut).toEqual({ entries: readRecording(bytes.subarray(0, 300_001).toString()), cut: true });
  const packed = gzipSync(TEXT);
  const half = await entriesOf(packed.subarray(0, packed.length / 2));
  expect(half.cut).toBe(true);
  expect(half.entries.length).toBeGreaterThan(5000);
  expect(half.entries).toEqual(readRecording(TEXT).slice(0, half.entries.length));
});

test("what was read enough of is read no further", async () => {
  const path = join(folder, "two.zrec");
  writeFileSync(path, `${TEXT}nonsense\n`);
  let count = 0;
  await readRecordingFile(path, () => ++count < 10);
  expect(count).toBe(10);
});

test("a fault names its line, and an empty file is none", async () => {
  await expect(entriesOf(`${TEXT}nonsense\n`)).rejects.toMatchObject({
    code: "bad-recording",
    line: TEXT.split("\n").length,
  });
  await expect(entriesOf("")).rejects.toThrow(RecordingError);
  await expect(entriesOf("")).rejects.toThrow("line 1: this is no recording: there is no whole line in it");
  await expect(entriesOf('{"zocp":"recording/1"')).rejects.toThrow("no whole line");
});

test("a file that is not there is the system's error", async () => {
  await expect(readRecordingFile(join(folder, "none"), () => true)).rejects.toMatchObject({ code: "ENOENT" });
});
