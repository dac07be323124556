import type { OptionNames } from "../../arguments/check.ts";
import { checkGiven, checkNumber, checkOptions, checkSwitch, show } from "../../arguments/check.ts";
import type { Json } from "../../bytes/json.ts";
import { UsageError } from "../../errors.ts";
import { FASTEST } from "../../zocp/fades/controls.ts";
import type { Curve } from "../../zocp/fades/curves.ts";
import { readCurve } from "../../zocp/fades/curves.ts";
import type { FadeOutcome } from "../../zocp/fades/fade.ts";
import type { Halt } from "../../zocp/fades/fades.ts";
import type { Timing, Way } from "../../zocp/fades/timing.ts";
import { HIGHEST, isWay, LONGEST, TAG, USUAL, WAYS } from "../../zocp/fades/timing.ts";
import type { JsonInput } from "../json-input.ts";
import { toJson } from "../json-input.ts";
import { checkSender, SENDER_OPTIONS, type SenderOptions } from "./sender.ts";

/** How a parameter goes to a value. */
export interface FadeOptions extends SenderOptions {
  /** Seconds that it takes, from 0 to 86,400; 0 without it. */
  readonly over?: number | undefined;
  /** Seconds before it begins, from 0 to 86,400. */
  readonly delay?: number | undefined;
  /**
   * A time of `node.clock` at which it begins, in milliseconds, at most 10 minutes ahead: so nodes begin together. One that has passed
   * counts as if it had begun then. To a node that knows no clock it is sent at that time. At once without it.
   */
  readonly at?: number | undefined;
  /**
   * `linear` without it; `smooth` at both ends, `in` slow at its beginning, `out` at its end; `square` even for a dimmer, `exp` for a
   * frequency; or the handles of a cubic Bézier as in CSS, `[x1, y1, x2, y2]`.
   */
  readonly curve?: Curve | undefined;
  /** Where it begins; at the present value without it. */
  readonly from?: JsonInput | undefined;
  /** Of what cannot go gradually, such as a text: the share of the time, from 0 to 1, after which it is the new value. */
  readonly snap?: number | undefined;
  /** A colour goes by its lightness, chroma and hue, instead of by red, green and blue. */
  readonly space?: "oklch" | undefined;
  /** The way of an angle, or of the hue in `oklch`: the shorter one without it. */
  readonly way?: Way | undefined;
  /** From 0 to 200; 100 without it. While it runs, what has a lower one cannot take the parameter. */
  readonly priority?: number | undefined;
  /**
   * The value lies on top of the parameter, also when this node leaves, until `zocp.release` of its tag: sets, fades, wires and the own
   * program of its node change the value below meanwhile. Not in fades of own parameters, nor for nodes that run no fades.
   */
  readonly overlay?: boolean | undefined;
  /** Of an overlay: how many seconds after this node left it goes away by itself, from 0 to 86,400; without it, it stays. */
  readonly gone?: number | undefined;
  /** What caused it, at most 200 characters: people see it, and `zocp.stop` finds it. A fresh one without it. */
  readonly tag?: string | undefined;
}

/** How several parameters go to their values. */
export interface FadesOptions extends FadeOptions {
  /** What is otherwise for some of them, by path. */
  readonly each?: Readonly<Record<string, Omit<FadeOptions, "tag">>> | undefined;
}

/**
 * How a fade ended. `grabbed` and `replaced`: by a hand, or by a later fade, `by` says whose; `refused`: `by` says why; `gone`: its
 * node left, and goes on by itself if it lives; `arrived`: `by` says when it did not begin at the time that was wanted (`late 0.3`: seconds, or
 * `unsynced`); `unconfirmed`: a node that runs no fades did not show that it has the last value.
 */
export interface FadeEnd {
  readonly how: FadeOutcome | "gone" | "unconfirmed";
  readonly by: string;
}

/** One parameter on its way. It goes on without this object, and without this program where its node runs fades. */
export interface Fade {
  /** What others see as its cause. */
  readonly tag: string;
  /** Whether the values come from here, because its node runs no fades: then it ends with this program. */
  readonly streamed: boolean;
  /** Resolves when its node has begun with it, or rejects with `NetworkError`. When nobody awaits it a refusal ends nothing. */
  readonly accepted: Promise<void>;
  /** Never rejects, unless this node is stopped. */
  readonly ended: Promise<FadeEnd>;
  /** Ends it: it stays where it is (`hold`), is at its end at once (`finish`), or back where it began (`back`). */
  stop(how?: Halt): Promise<void>;
}

/** Several parameters of one node on their way, with one message. */
export interface Fades extends Omit<Fade, "accepted" | "ended"> {
  /** Each of them, by path. */
  readonly each: Readonly<Record<string, Pick<Fade, "accepted" | "ended">>>;
  /** Resolves when the node has said of each what became of it: why it was refused, by path; empty when none was. */
  readonly accepted: Promise<Readonly<Record<string, string>>>;
  /** How each ended, by path. */
  readonly ended: Promise<Readonly<Record<string, FadeEnd>>>;
}

/** What a timing needs of its node. */
export interface TimingParts {
  /** A tag for fades that nothing else of this node has. */
  nextTag(): string;
  /** What the time of the show is called there. */
  timeline(): string;
}

/** Throws `UsageError`. */
export function toTiming(options: FadeOptions, parts: TimingParts): Timing {
  checkOptions("fade", options, FADE_OPTIONS);
  const {
    over = 0,
    delay = 0,
    at,
    curve = "linear",
    from,
    snap,
    space,
    way,
    priority = USUAL,
    tag,
    overlay,
    gone,
    show: name,
    term,
  } = options;
  checkSwitch("overlay", overlay);
  checkRange("over", over, LONGEST);
  checkRange("delay", delay, LONGEST);
  checkGiven("at of a fade", at, checkNumber);
  checkRange("priority", priority, HIGHEST);
  if (snap !== undefined) checkRange("snap", snap, 1);
  if (gone !== undefined) checkRange("gone", gone, LONGEST);
  const known = readCurve(toJson(curve));
  if (known === undefined) throw invalid("curve", curve, "a curve");
  if (space !== undefined && space !== "oklch") throw invalid("space", space, '"oklch"');
  if (way !== undefined && !isWay(way)) throw invalid("way", way, `one of ${WAYS.join(", ")}`);
  if (tag !== undefined && (typeof tag !== "string" || tag === "" || tag.length > TAG))
    throw invalid("tag", tag, `a text of 1 to ${TAG} characters`);
  const sender = checkSender("fade", { show: name, term });
  const begin = from === undefined ? undefined : toJson(from);
  const moment = at === undefined ? undefined : { timeline: parts.timeline(), time: at };
  const times = { over: over * 1000, delay: delay * 1000, at: moment };
  const stays = gone === undefined ? undefined : gone * 1000;
  return {
    ...times,
    curve: known,
    from: begin,
    snap,
    space,
    way,
    priority,
    overlay,
    gone: stays,
    ...sender,
    tag: tag ?? parts.nextTag(),
  };
}

/** Throws `UsageError`. */
export function checkHalt(how: unknown): void {
  if (how !== "hold" && how !== "finish" && how !== "back") throw invalid("how", how, '"hold", "finish" or "back"');
}

/** Throws `UsageError`. */
export function checkRate(rate: unknown): void {
  if (typeof rate !== "number" || !(rate >= 0 && rate <= FASTEST))
    throw invalid("the rate", rate, `a number from 0 to ${FASTEST}`);
}

/** The parameters that a node says it has stopped or paced. */
export function readPaths(answer: Json): readonly string[] {
  return Array.isArray(answer) ? answer.filter((path): path is string => typeof path === "string") : [];
}

/** What the machine settles the end of a fade with. */
export function readEnd(result: Json): FadeEnd {
  const [how, by] = result as readonly [FadeEnd["how"], string];
  return { how, by };
}

function checkRange(name: string, given: unknown, most: number): void {
  if (typeof given !== "number" || !(given >= 0 && given <= most))
    throw invalid(name, given, `a number from 0 to ${most}`);
}

function invalid(name: string, given: unknown, wanted: string): UsageError {
  return new UsageError("invalid-argument", `${name} of a fade is ${show(given)}, not ${wanted}`);
}

const FADE_OPTIONS: OptionNames<FadeOptions> = {
  over: true,
  delay: true,
  at: true,
  curve: true,
  from: true,
  snap: true,
  space: true,
  way: true,
  priority: true,
  tag: true,
  overlay: true,
  gone: true,
  ...SENDER_OPTIONS,
};
