import { LineSplitter } from "./lines.ts";
import { RecordingReader } from "./read.ts";
import type { RecordingEntry } from "./recording.ts";

/** Reads the text of a recording as far as its lines are whole. Throws {@link RecordingError}, which names the line. */
export function readRecording(text: string): readonly RecordingEntry[] {
  const reader = new RecordingReader();
  return new LineSplitter().split(text).map((line) => reader.read(line));
}
