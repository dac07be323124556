import type { Json, JsonObject } from "../../bytes/json.ts";
import { encodeCall } from "../codec/message.ts";

/** What a node says of its clock: when the question came and the answer leaves, and whether its time can be gone by. */
export interface Told {
  readonly arrived: number;
  readonly left: number;
  readonly ready: boolean;
  /** The id of the node that began to count this time. */
  readonly timeline: string;
}

/**
 * `sent` is for people who watch messages: the answer goes to its question by the number. `need`: for how many milliseconds more the
 * time is needed, so that whoever is asked keeps its own in order as long, and passes on no more than that.
 */
export function encodeQuestion(number: number, sent: number, need: number): string {
  return encodeCall(CLOCK, [sent, need], CALL + number);
}

export function readNeed([, need]: readonly Json[]): number {
  return typeof need === "number" && need >= 0 ? Math.min(need, ASKED) : ASKED;
}

/** The number of the question that an answer to a call belongs to; undefined for another call. */
export function numberOf(detail: JsonObject): number | undefined {
  const id = detail.get("id");
  return typeof id === "string" && id.startsWith(CALL) ? Number(id.slice(CALL.length)) : undefined;
}

export function formatTold({ arrived, left, ready, timeline }: Told): Json[] {
  return [arrived, left, ready, timeline];
}

/** Undefined for what is no answer, or tells of times that no clock shows. */
export function readTold(json: Json | undefined): Told | undefined {
  const [arrived, left, ready, timeline] = Array.isArray(json) ? (json as readonly Json[]) : [];
  if (!isMoment(arrived) || !isMoment(left) || left < arrived) return undefined;
  if (typeof ready !== "boolean" || !isTimeline(timeline)) return undefined;
  return { arrived, left, ready, timeline };
}

export function isTimeline(json: Json | undefined): json is string {
  return typeof json === "string" && json.length > 0 && json.length <= TIMELINE;
}

/** A moment of a show, in milliseconds. */
export function isMoment(json: Json | undefined): json is number {
  return typeof json === "number" && Math.abs(json) <= FARTHEST;
}

/** The method of every node of ours that tells its time. */
export const CLOCK = "zocp.clock";
/** How the ids of these calls begin: those of other calls are numbers. */
const CALL = "clock ";
/** Characters. */
const TIMELINE = 64;
/** Milliseconds for which a node keeps its time in order after it was asked, at most. */
const ASKED = 30_000;
/** Milliseconds: three hundred years, which leaves room for digits after the point. */
const FARTHEST = 1e13;
