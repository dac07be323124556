import {
  type ReadRecording,
  type RecordingHeader,
  readRecordingFile,
  type Timeline,
  TimelineBuilder,
  type TimelineOptions,
} from "../../recording.ts";
import { wrongUsage } from "../failure.ts";
import { unlessRead } from "./file-errors.ts";

export interface ReadTimeline extends ReadRecording {
  readonly timeline: Timeline;
  readonly header: RecordingHeader | undefined;
}

/** Which moments are meant. Throws a failure when there is nothing between them. */
export function checkSpan({ from = 0, to = Number.POSITIVE_INFINITY }: Pick<TimelineOptions, "from" | "to">) {
  if (to <= from) throw wrongUsage(`the end (${to} s) is not behind the beginning (${from} s)`);
  return { from, to };
}

/** Reads a recording, or a part of it. Throws a failure that names the line of what is wrong. */
export async function readTimeline(path: string, options: TimelineOptions): Promise<ReadTimeline> {
  checkSpan(options);
  const builder = new TimelineBuilder(options);
  let header: RecordingHeader | undefined;
  const read = await unlessRead(
    path,
    readRecordingFile(path, (entry) => {
      if (entry.kind === "header") header ??= entry.header;
      return builder.add(entry);
    }),
  );
  return { ...read, timeline: builder.build(), header };
}
