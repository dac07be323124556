import type { Json, JsonInput, JsonObject } from "../../index.ts";
import { FASTEST, SLOWEST } from "../cues/player.ts";
import type {
  HandedSettler,
  HandedTarget,
  PlayedStep,
  PlayerState,
  RunningCue,
  TimelineState,
} from "../cues/player-state.ts";
import type { PressAnswer } from "../cues/presses.ts";
import type { KnownNode } from "../cues/stage.ts";
import { readMoveTiming } from "./move-timing.ts";

/** What an understudy has to know of a show to go on in its place. */
export interface Situation {
  /** How often the show was edited. */
  readonly revision: number;
  /** The show file, as it is written; undefined when that was told before. */
  readonly text?: string | undefined;
  readonly state: PlayerState;
  /** The term of the show. */
  readonly term: number;
  /** When the active cue began, in milliseconds since 1970. */
  readonly since: number | undefined;
}

/** As a call carries it. `now` is the time of the host. */
export function formatSituation({ revision, text, state, since, term }: Situation, now: number): JsonInput {
  const { timeline, ...rest } = state;
  const [history, running] = [rest.history.map((step) => ({ ...step })), timeline.running.map((one) => ({ ...one }))];
  const nodes = new Map([...state.nodes].map(([name, { id, heard }]) => [name, [id, heard]]));
  const targets = new Map([...state.targets].map(([address, target]) => [address, formatTarget(target)]));
  const presses = new Map([...state.presses].map(([press, { accepted, text }]) => [press, [accepted, text]]));
  const settlers = new Map([...state.settlers].map(([node, { until, again }]) => [node, [until, [...again]]]));
  const waiting = timeline.waiting && { ...timeline.waiting };
  return {
    revision,
    text,
    since,
    term,
    now,
    state: { ...rest, presses, history, nodes, targets, settlers, ...{ timeline: { ...timeline, waiting, running } } },
  };
}

/** Undefined for what is none. `now` is the time of this host: times of the other one are counted from there. */
export function readSituation(json: Json | undefined, now: number): Situation | undefined {
  const all = fieldsOf(json);
  const state = fieldsOf(all?.get("state"));
  const [sent, revision] = [all?.number("now"), all?.number("revision")];
  if (all === undefined || state === undefined || sent === undefined || revision === undefined) return undefined;
  const { text, number } = state;
  const timeline = readTimeline(state.get("timeline"), now - sent);
  const starts = number("starts");
  if (timeline === undefined || starts === undefined) return undefined;
  const moment = (name: string): number | undefined => shift(number(name), now - sent);
  return {
    revision,
    text: all.text("text"),
    since: all.number("since"),
    term: all.number("term") ?? 0,
    state: {
      ...{ active: text("active"), next: text("next"), starts, timeline },
      nodes: state.entries("nodes", readKnown),
      blackout: state.get("blackout") === true,
      stopped: state.get("stopped") === true,
      ...{ panic: moment("panic"), last: moment("last") },
      history: state.list("history", readStep),
      presses: state.entries("presses", readAnswer),
      covers: state.entries("covers", readNumber),
      released: state.entries("released", readNumber),
      targets: state.entries("targets", (target) => readTarget(target, now - sent)),
      settlers: state.entries("settlers", (settler) => readSettler(settler, now - sent)),
    },
  };
}

function formatTarget({ move, ...target }: HandedTarget): JsonInput {
  return { ...target, to: move.to, timing: { ...move.timing } };
}

function readTarget(json: Json, offset: number): HandedTarget | undefined {
  const target = fieldsOf(json);
  const [tag, priority, start] = [target?.text("tag"), target?.number("priority"), target?.number("start")];
  const [began, sent] = [target?.number("began"), shift(target?.number("sent"), offset)];
  const [to, timing] = [target?.get("to"), readMoveTiming(target?.get("timing"))];
  if (tag === undefined || priority === undefined || start === undefined || began === undefined) return undefined;
  if (sent === undefined || to === undefined || timing === undefined) return undefined;
  const [grabbed, lost] = [target?.get("grabbed") === true, target?.get("lost") === true];
  const done = target?.get("done") === true ? { done: true as const } : {};
  return { move: { to, timing }, tag, priority, start, began, sent, grabbed, lost, ...done };
}

function readSettler(json: Json, offset: number): HandedSettler | undefined {
  const [until, again] = Array.isArray(json) ? (json as readonly Json[]) : [];
  const moment = shift(readNumber(until ?? null), offset);
  if (moment === undefined || !Array.isArray(again)) return undefined;
  return { until: moment, again: again.filter((path: Json): path is string => typeof path === "string") };
}

function readTimeline(json: Json | undefined, offset: number): TimelineState | undefined {
  const timeline = fieldsOf(json);
  const [at, since, rate] = [timeline?.number("at"), timeline?.number("since"), timeline?.number("rate")];
  if (timeline === undefined || at === undefined || since === undefined || rate === undefined) return undefined;
  // Time that stands still or goes back would never come to what is due.
  if (!(rate >= SLOWEST && rate <= FASTEST)) return undefined;
  const waiting = fieldsOf(timeline.get("waiting"));
  const [cue, then] = [waiting?.text("cue"), waiting?.number("at")];
  return {
    ...{ at, since: since + offset, rate, paused: timeline.get("paused") === true },
    waiting: cue === undefined || then === undefined ? undefined : { cue, at: then },
    follow: timeline.number("follow"),
    running: timeline.list("running", readRunning),
  };
}

function readRunning(json: Json): RunningCue | undefined {
  const one = fieldsOf(json);
  const [cue, began, ends] = [one?.text("cue"), one?.number("began"), one?.number("ends")];
  return cue === undefined || began === undefined || ends === undefined ? undefined : { cue, began, ends };
}

function readStep(json: Json): PlayedStep | undefined {
  const step = fieldsOf(json);
  const played = step?.text("played");
  return played === undefined ? undefined : { before: step?.text("before"), played };
}

function readAnswer(json: Json): PressAnswer | undefined {
  const [accepted, text] = Array.isArray(json) ? (json as readonly Json[]) : [];
  return typeof accepted === "boolean" && typeof text === "string" ? { accepted, text } : undefined;
}

function readKnown(json: Json): KnownNode | undefined {
  const [id, heard] = Array.isArray(json) ? (json as readonly Json[]) : [];
  return typeof id === "string" && typeof heard === "number" ? { id, heard } : undefined;
}

function readNumber(json: Json): number | undefined {
  return typeof json === "number" && Math.abs(json) <= Number.MAX_SAFE_INTEGER ? json : undefined;
}

function shift(moment: number | undefined, offset: number): number | undefined {
  return moment === undefined ? undefined : moment + offset;
}

/** What stands in an object, as far as it is of the right kind; undefined for none. */
function fieldsOf(json: Json | undefined) {
  if (!(json instanceof Map)) return undefined;
  const get = (name: string): Json | undefined => (json as JsonObject).get(name);
  return {
    get,
    text: (name: string): string | undefined => {
      const value = get(name);
      return typeof value === "string" ? value : undefined;
    },
    number: (name: string): number | undefined => readNumber(get(name) ?? null),
    list: <Item>(name: string, read: (item: Json) => Item | undefined): readonly Item[] => {
      const value = get(name);
      return Array.isArray(value) ? value.flatMap((item: Json) => read(item) ?? []) : [];
    },
    entries: <Item>(name: string, read: (item: Json) => Item | undefined): ReadonlyMap<string, Item> => {
      const value = get(name);
      const all = value instanceof Map ? [...(value as JsonObject)] : [];
      return new Map(
        all.flatMap(([key, item]): [string, Item][] => {
          const known = read(item);
          return known === undefined ? [] : [[key, known]];
        }),
      );
    },
  };
}
