import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip, constants as zlib } from "node:zlib";
import { LineSplitter } from "../format/lines.ts";
import { RecordingReader } from "../format/read.ts";
import type { RecordingEntry } from "../format/recording.ts";
import { RecordingError } from "../format/recording-error.ts";

/** What is known of a recording once it was read. */
export interface ReadRecording {
  /** It was cut off: its last line was not whole, and is left out. */
  readonly cut: boolean;
  readonly lines: number;
}

/**
 * Reads a recording, packed by gzip or not, entry by entry, until `take` gives false. Of a recording that was cut off everything is read that is whole. Rejects
 * with {@link RecordingError}, which names the line, and with the error of the system.
 */
export async function readRecordingFile(
  path: string,
  take: (entry: RecordingEntry) => boolean | undefined,
): Promise<ReadRecording> {
  const [reader, splitter] = [new RecordingReader(), new LineSplitter()];
  const cut = await eachText(path, (text) => {
    for (const line of splitter.split(text)) if (take(reader.read(line)) === false) return false;
    return true;
  });
  if (reader.lines === 0)
    throw new RecordingError({ line: 1, expected: "this is no recording: there is no whole line in it" });
  return { cut: cut || splitter.open, lines: reader.lines };
}

/** True when a packed file ends before its end. */
async function eachText(path: string, take: (text: string) => boolean): Promise<boolean> {
  const packed = await isPacked(path);
  const file = createReadStream(path, { highWaterMark: PIECE });
  // What was packed up to a cut is given, too.
  const source = packed ? file.pipe(createGunzip({ finishFlush: zlib.Z_SYNC_FLUSH, chunkSize: PIECE })) : file;
  if (packed) file.on("error", (error) => source.destroy(error));
  const decoder = new TextDecoder();
  try {
    for await (const piece of source) if (!take(decoder.decode(piece, { stream: true }))) return false;
  } catch (error) {
    if (packed && isCut(error)) return true;
    throw error;
  } finally {
    file.destroy();
  }
  return false;
}

async function isPacked(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

function isCut(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "Z_BUF_ERROR" || error.code === "Z_DATA_ERROR");
}

const PIECE = 0x1_0000;
