import type { Json } from "../../index.ts";
import type { RecordedChannel } from "../format/recording.ts";
import type { RecordedState } from "../play/timeline.ts";

/** What a recording moves when it is played. */
export interface StandIn {
  begin(): Promise<void>;
  end(): Promise<void>;
  /** Everything is this now. `round`: how many loops there were. */
  state(values: RecordedState, round: number): void;
  value(channel: RecordedChannel, value: Json): void;
}
