import type { Json } from "../../bytes/json.ts";
import { showValue } from "../codec/value.ts";
import { isMoment, isTimeline } from "./question.ts";

/** A time of a show: of which, and milliseconds of it. */
export interface Moment {
  readonly timeline: string;
  readonly time: number;
}

/** Undefined for none, a text when it cannot be one. */
export function readMoment(json: Json | undefined): Moment | string | undefined {
  if (json === undefined) return undefined;
  const [timeline, time] = Array.isArray(json) && json.length === 2 ? (json as readonly Json[]) : [];
  if (isTimeline(timeline) && isMoment(time)) return { timeline, time };
  return `at is ${showValue(json)}, not [timeline, milliseconds]`;
}

export function formatMoment({ timeline, time }: Moment): Json {
  return [timeline, time];
}
