// The public names of `zocp/recording`: what happened on a network, as a file, and how it is played again. What is not listed here may change at any time.

export { csvOf, wideCsvOf } from "./recording/export/csv.ts";
export { type McapTarget, writeMcap } from "./recording/export/mcap.ts";
export { type ReadRecording, readRecordingFile } from "./recording/file/read-file.ts";
export { readRecording } from "./recording/format/read-text.ts";
export type { RecordedChannel, RecordedClock, RecordingEntry, RecordingHeader } from "./recording/format/recording.ts";
export { RecordingError, type RecordingFault } from "./recording/format/recording-error.ts";
export type { RecorderNodeEvent, RecorderNodeEvents } from "./recording/node/recorder-events.ts";
export { RecorderNode } from "./recording/node/recorder-node.ts";
export type { RecorderNodeOptions, RecordingOptions } from "./recording/node/recorder-options.ts";
export type { ReplayNodeEvent, ReplayNodeEvents } from "./recording/node/replay-events.ts";
export { ReplayNode } from "./recording/node/replay-node.ts";
export type { ReplayNodeOptions, ReplayOptions } from "./recording/node/replay-options.ts";
export { type PlayEffect, RecordingPlayer, type RecordingPlayerOptions } from "./recording/play/player.ts";
export { Playing, type PlayingOptions } from "./recording/play/playing.ts";
export {
  type RecordedEvent,
  type RecordedState,
  type RecordedValue,
  Timeline,
  TimelineBuilder,
  type TimelineOptions,
} from "./recording/play/timeline.ts";
export type { KeepReason } from "./recording/record/keeps.ts";
export { Recorder, type RecorderOptions } from "./recording/record/recorder.ts";
