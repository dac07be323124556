// The public names of `zocp/show`: what is patched and set, as a file, and what its cues do. What is not listed here may change at any time.

export type { AnswerEffect, CueEffect, FadeEffect, PlayerEffect, SentMove } from "./show/cues/effects.ts";
export type { CuePlayerOptions, FadeReport, PlayerPosition, Press } from "./show/cues/inputs.ts";
export { type CueMoves, type Look, lookAt, movesOnGo, movesOnJump, type WireMove } from "./show/cues/look.ts";
export { type Move, type MoveTiming, movesOf } from "./show/cues/moves.ts";
export { CuePlayer, type RecallOptions } from "./show/cues/player.ts";
export type { PlayedStep, PlayerState, RunningCue, TimelineState } from "./show/cues/player-state.ts";
export type { KnownNode, PresentNodeOfShow } from "./show/cues/stage.ts";
export type { DashboardOp } from "./show/edit/dashboard-ops.ts";
export type { RecordOptionsOfCue, StoreOptions } from "./show/edit/editor.ts";
export type { GuardedOp } from "./show/edit/guarded-ops.ts";
export { editShow, type ShowOp } from "./show/edit/ops.ts";
export type { PresentDifference } from "./show/edit/present-file.ts";
export { type RecordCueOptions, type RecordOptions, recordCue, storeScene } from "./show/edit/record.ts";
export { renameNode } from "./show/edit/rename-node.ts";
export type { CanvasItem, CanvasKind, Fold } from "./show/file/canvas.ts";
export { type CueNumber, compareCueNumbers, readCueNumber } from "./show/file/cue-number.ts";
export type { Dashboard, DashboardTile, TileKind } from "./show/file/dashboard.ts";
export { formatShow } from "./show/file/format.ts";
export { keepFile } from "./show/file/keep.ts";
export { readShow } from "./show/file/read.ts";
export { cuesOutOfOrder } from "./show/file/read-cues.ts";
export {
  CURVES,
  type Cue,
  type CueCall,
  type Curve,
  emptyShow,
  type Follow,
  type SavedStamp,
  type Scene,
  type ShowFile,
  type ShowNodeEntry,
  type ShowWire,
  type Timed,
  type Timing,
} from "./show/file/show-file.ts";
export { ShowFileError, type ShowFileFault } from "./show/file/show-file-error.ts";
export type { CompareOptions, Loaded, LoadOptions } from "./show/node/loading.ts";
export type { SaveAnswer, SaveOptions } from "./show/node/saving.ts";
export { ShowNode } from "./show/node/show-node.ts";
export type { EditAnswer, ShowAnswer, ShowNodeEvent, ShowNodeEvents } from "./show/node/show-node-events.ts";
export type { PlayOptions, ShowFromOptions, ShowNodeOptions } from "./show/node/show-options.ts";
export type { Preflight, PreflightProblem } from "./show/node/state/preflight.ts";
export type { Preview, PreviewedValue } from "./show/node/state/preview.ts";
export { readShowState } from "./show/node/state/read-state.ts";
export type {
  ShowState,
  ShowStateCue,
  ShowStateNode,
  ShowStateNote,
  ShowStateUnderstudy,
} from "./show/node/state/show-state.ts";
export type { OperatorsOffer } from "./show/operators/offer.ts";
export {
  describeOperator,
  type OperatorSettings,
  Operators,
  type OperatorsOptions,
} from "./show/operators/operators.ts";
export { type ApplyOptions, applyPlan, type MovedValue, type Outcome, type Refusal } from "./show/patch/apply.ts";
export { type DiffOptions, diffShow } from "./show/patch/diff.ts";
export type { MatchOptions } from "./show/patch/match.ts";
export { type Chooser, chooserOf } from "./show/patch/patterns.ts";
export {
  type Change,
  isSame,
  type MergeChange,
  type MissingNode,
  type Plan,
  type PlannedWire,
  type PositionChange,
  type Problem,
  type ValueChange,
  type WireChange,
} from "./show/patch/plan.ts";
export type { PresentNode, PresentParameter, Snapshot } from "./show/patch/snapshot.ts";
export { type Part, type StagingOptions, stageShow } from "./show/patch/staging.ts";
export { isPart, type SnapshotOptions, takeSnapshot } from "./show/patch/take-snapshot.ts";
export { type Update, type UpdateOptions, updateShow } from "./show/patch/update.ts";
export { type Role, readRole } from "./show/understudy/role.ts";
export { Understudy, type UnderstudyOptions } from "./show/understudy/understudy.ts";
export type { UnderstudyEvent, UnderstudyEvents } from "./show/understudy/understudy-events.ts";
