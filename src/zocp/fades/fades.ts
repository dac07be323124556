import type { Json } from "../../bytes/json.ts";
import { Beginnings, UNSYNCED } from "../clock/beginnings.ts";
import type { Clock } from "../clock/clock.ts";
import { clampValue, sameValue } from "../codec/value.ts";
import type { Cause, Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import { Overlays } from "../safe-state/overlays.ts";
import type { Signals } from "../signals/signals.ts";
import type { Parameter } from "../tree/parameter.ts";
import { Fade, type FadeOutcome, type Starter } from "./fade.ts";
import { pathOf } from "./interpolation.ts";
import { formatOwner, type Owner } from "./owner.ts";
import { Owners } from "./owners.ts";
import { Reports } from "./reports.ts";
import { nextStep, STEADY } from "./steps.ts";
import type { Terms } from "./terms.ts";
import { type Timing, USUAL } from "./timing.ts";

/** What is done with a fade that is stopped: it stays where it is, goes to its end at once, or back to where it began. */
export type Halt = "hold" | "finish" | "back";

/**
 * Parameters of this node on their way to a value. All of them step together on one deadline, sixty times a second. Whoever
 * else moves a parameter takes it: its fade ends, the others go on.
 */
export class Fades {
  readonly #core: Core;
  readonly #signals: Signals;
  readonly #fades = new Map<string, Fade>();
  readonly #due: Deadline;
  readonly #reports: Reports;
  readonly overlays: Overlays;
  /** Tells others who holds what. */
  readonly owners: Owners;
  /** Which of several shows of one name may set anything here. */
  readonly terms: Terms;
  readonly #beginnings: Beginnings;
  readonly #clock: Clock;
  /** Those that wait for a moment of the show. */
  readonly #waiting = new Set<Fade>();
  /** Parameters that lost what drove them: how many milliseconds the first value of a signal takes. */
  readonly #returning = new Map<string, number>();

  constructor(core: Core, signals: Signals, clock: Clock, terms: Terms) {
    this.#core = core;
    this.terms = terms;
    this.#clock = clock;
    this.#beginnings = new Beginnings(core, clock);
    clock.follow((jump, now) => this.#handleCorrection(jump, now));
    this.#signals = signals;
    this.#due = new Deadline(core.due);
    this.#reports = new Reports(core);
    this.owners = new Owners(core);
    this.overlays = new Overlays(core, signals, {
      due: this.#due,
      ended: (fade, how, by) => this.#reports.ended(fade, how, by),
      changed: (path, now) => this.owners.touch(path, now),
    });
  }

  get deadline(): number {
    return this.#due.at;
  }

  /** Those that run or wait, by the path of their parameter. */
  get running(): ReadonlyMap<string, Fade> {
    return this.#fades;
  }

  /** Why a parameter cannot begin such a fade now, in words for people; undefined when it can. */
  objection(parameter: Parameter, target: Json, timing: Timing, now: number): string | undefined {
    const { over, delay, from, overlay, priority } = timing;
    const holder = overlay === true ? this.overlays.objection(parameter, priority) : this.holder(parameter, priority);
    if (holder !== undefined) return holder;
    if (overlay === true && parameter.event) return "its values are events, which nothing can cover";
    if (over + delay > 0 && parameter.event) return "its values are events, which cannot fade";
    if (over > 0 && !isSteady(target)) return "a fade needs an end that is finite";
    const accepted = from === undefined ? undefined : parameter.accept(from);
    if (accepted !== undefined && "reason" in accepted) return `from: ${accepted.reason}`;
    return this.#beginnings.objection(timing, this.#waiting.size, parameter.event, now);
  }

  /** Who holds a parameter against a value of this priority, in words for people; undefined for nobody. */
  holder({ path }: Parameter, priority: number): string | undefined {
    const fade = this.#fades.get(path);
    if (fade === undefined || priority >= fade.timing.priority) return undefined;
    return `owned by ${fade.owner} with priority ${fade.timing.priority}, above ${priority}`;
  }

  /** Who holds a parameter, as everybody sees it: what lies on top, else the fade that waits or runs. */
  ownerOf({ path }: Parameter): Owner | undefined {
    return this.overlays.ownerOf(path) ?? this.#fades.get(path)?.asOwner("fade");
  }

  showOwner(parameter: Parameter, now: number): string | undefined {
    const owner = this.ownerOf(parameter);
    if (owner === undefined) return undefined;
    this.owners.handleShown(parameter.path);
    return formatOwner(owner, now);
  }

  /** The parameter goes to a value that was accepted; a fade that is under way there is replaced. */
  begin(parameter: Parameter, target: Json, wanted: Timing, starter: Starter, now: number): Fade {
    const beginning = this.#beginnings.of(wanted, now);
    const timing = inTime(wanted, beginning.lead);
    const fade = new Fade(parameter, target, timing, {
      who: starter,
      now,
      beginning: timing === wanted ? beginning : { ...beginning, lead: 0 },
    });
    const older = this.#fades.get(parameter.path);
    if (older !== undefined) this.#end(older, "replaced", fade.owner, now);
    this.#reports.begun(fade);
    this.#fades.set(parameter.path, fade);
    this.#hold(parameter, now);
    if (fade.due <= now) this.#step(fade, now);
    else if (timing.at !== undefined) this.#await(fade, now);
    this.#due.by(fade.due);
    return fade;
  }

  /** It waits for its moment, which the clock has to know until then. */
  #await(fade: Fade, now: number): void {
    this.#waiting.add(fade);
    this.#clock.use(now, fade.due - now + MARGIN);
    this.#core.prompt.by(fade.due);
  }

  /** The time is known better, or was set by so much: the second moves nothing that waits, unless that did not know the time before. */
  #handleCorrection(jump: number, now: number): void {
    for (const fade of this.#waiting) {
      const { pending } = fade.beginning;
      if (fade.paced || (jump !== 0 && !pending)) continue;
      const beginning = this.#beginnings.of(fade.timing, now);
      const reason = pending ? this.#beginnings.tooFar(beginning) : undefined;
      if (reason !== undefined) this.#end(fade, "refused", reason, now);
      // One that waits has a time: another timeline now is that of others, who met.
      else if (pending || beginning.note !== UNSYNCED) this.#postpone(fade, beginning, now);
    }
  }

  #postpone(fade: Fade, beginning: Fade["beginning"], now: number): void {
    fade.postpone(beginning, now);
    this.#due.by(fade.due);
    this.#core.prompt.by(fade.due);
  }

  /** A second value comes on top of the parameter. */
  cover(parameter: Parameter, target: Json, wanted: Timing, starter: Starter, now: number): void {
    const { lead } = this.#beginnings.of(wanted, now);
    const timing = lead === 0 ? wanted : { ...wanted, delay: Math.max(0, wanted.delay + lead) };
    const fade = new Fade(parameter, target, timing, { who: starter, now });
    this.#reports.begun(fade);
    this.overlays.put(fade, now);
    this.#hold(parameter, now);
    this.#stepOverlays(now);
    // Its author is to be told if that was all.
    this.#due.by(now);
  }

  /** Overlays go away, back to what lies below at that moment; gives the paths of their parameters. */
  release(fits: (fade: Fade) => boolean, over: number, by: string, now: number): readonly string[] {
    const paths = this.overlays.release(fits, over, by, now);
    this.#stepOverlays(now);
    this.#due.by(now);
    return paths;
  }

  /** What drove the parameter is away: when a signal comes again, its value is gone to in so many milliseconds. */
  expectReturn(parameter: Parameter, back: number): void {
    this.#returning.set(parameter.path, back);
    parameter.hold = this;
  }

  /** Another value comes for a parameter: whether it is taken. */
  admits(parameter: Parameter, value: Json, cause: Cause, now: number): boolean {
    if (cause.by === "fade" && cause.covers === true) return true;
    if (this.#returns(parameter, value, cause, now)) return false;
    return this.#frees(parameter, cause, now) && !this.overlays.keeps(parameter, value);
  }

  /** The first signal after a loss, and those that come while its value is gone to. */
  #returns(parameter: Parameter, value: Json, cause: Cause, now: number): boolean {
    const { path } = parameter;
    const running = this.#fades.get(path);
    const going = running?.timing.tag === BACK ? Math.max(0, running.left(now)) : 0;
    const over = this.#returning.get(path) ?? going;
    const expected = this.#returning.has(path);
    if (cause.by !== "fade") this.#returning.delete(path);
    if (cause.by !== "signal") return false;
    const { id: peer, name } = cause.from;
    if (expected) this.#core.tell({ type: "found", peer, name, parameter: path });
    if (over === 0) return false;
    this.begin(parameter, value, { ...PLAIN, over, tag: BACK }, { who: this.#core, replaces: true }, now);
    return true;
  }

  /** Whether nothing holds it against this value; a fade that does not is ended. */
  #frees({ path, merge }: Parameter, cause: Cause, now: number): boolean {
    const fade = this.#fades.get(path);
    // Where several sources are joined a wire is one beside the fade, and takes nothing from it.
    if (merge !== undefined && cause.by === "signal") return true;
    if (fade === undefined || cause.by === "fade" || (cause.by === "self" && cause.correction === true)) return true;
    // What SETs may do was judged before; our own program may do everything.
    if (cause.by === "signal" && fade.timing.priority > USUAL) return false;
    this.#end(fade, "grabbed", cause.by === "self" ? this.#core.name : cause.from.name, now);
    return true;
  }

  /** Stops those whose tag a pattern fits: `*` stands for anything. Gives the paths of their parameters. */
  stop(fits: (fade: Fade) => boolean, how: Halt, by: string, now: number): readonly string[] {
    const stopped = [...this.#fades.values()].filter(fits);
    for (const fade of stopped) {
      const value = how === "finish" ? fade.target : how === "back" ? fade.origin : undefined;
      this.#end(fade, "stopped", by, now);
      if (value !== undefined && fade.path !== undefined) this.#take(fade, value, now);
    }
    return stopped.map(({ parameter }) => parameter.path);
  }

  /** The time of these passes so many times as fast from now on; 0 pauses them. */
  pace(fits: (fade: Fade) => boolean, rate: number, now: number): readonly string[] {
    const paced = [...this.#fades.values()].filter(fits);
    for (const fade of paced) {
      fade.pace(rate, now);
      this.#plan(fade, now);
      this.#due.by(fade.due);
    }
    return paced.map(({ parameter }) => parameter.path);
  }

  /** A parameter was described anew: its fade goes on if it still fits. */
  handleRegistered(path: string, now: number): void {
    const fade = this.#fades.get(path);
    const parameter = this.#core.tree.parameters.get(path);
    if (parameter === undefined) return;
    this.#returning.delete(path);
    this.overlays.handleRegistered(path, parameter, now);
    this.owners.handleRegistered(path, now);
    if (this.overlays.has(path)) parameter.hold = this;
    if (fade === undefined) return;
    const { typeHint, min, max } = fade.parameter;
    const same = typeHint === parameter.typeHint && sameBound(min, parameter.min) && sameBound(max, parameter.max);
    if (!same) return this.#end(fade, "refused", "it was described anew", now);
    fade.parameter = parameter;
    parameter.hold = this;
  }

  handleRemoved(path: string, now: number): void {
    const fade = this.#fades.get(path);
    this.#returning.delete(path);
    this.overlays.handleRemoved(path);
    this.owners.handleRemoved(path);
    if (fade !== undefined) this.#end(fade, "refused", "it was removed", now);
  }

  handleEnter(name: string, now: number): void {
    this.overlays.handleEnter(name, now);
  }

  handleExit(peer: string, reason: string, now: number): void {
    this.terms.handleExit(peer, reason === GOODBYE, now);
    this.#reports.handleExit(peer);
    this.overlays.handleExit(peer, now);
  }

  handleTimeout(now: number): void {
    if (!this.#due.passed(now)) return;
    for (const fade of this.#fades.values()) {
      if (fade.due <= now) {
        // The rest is for the next turn; those that have stepped are not due any more.
        if (this.#core.full) return this.#due.by(now);
        this.#step(fade, now);
      }
      if (this.#fades.get(fade.parameter.path) !== fade) continue;
      this.#due.by(fade.due);
      if (this.#waiting.has(fade)) this.#core.prompt.by(fade.due);
    }
    this.#stepOverlays(now);
    this.#reports.send();
  }

  #stepOverlays(now: number): void {
    this.overlays.handleTimeout(now, nextStep(now), (parameter) => this.#free(parameter, now));
  }

  #hold(parameter: Parameter, now: number): void {
    parameter.hold = this;
    this.owners.touch(parameter.path, now);
  }

  #free(parameter: Parameter, now: number): void {
    const { path } = parameter;
    this.owners.touch(path, now);
    const held = this.#fades.has(path) || this.#returning.has(path) || this.overlays.has(path);
    parameter.hold = held ? this : undefined;
  }

  #step(fade: Fade, now: number): void {
    const { parameter, target, timing } = fade;
    const elapsed = fade.elapsed(now);
    if (elapsed < -STEADY) return this.#plan(fade, now);
    if (fade.path === undefined) {
      this.#waiting.delete(fade);
      if (fade.beginning.pending) fade.beginning = { lead: 0, note: UNSYNCED, pending: false };
      fade.origin = timing.from ?? this.overlays.baseOf(parameter);
      fade.path = pathOf(parameter, fade.origin, target, timing);
    }
    // A moment that is rounded must not make one more step of a billionth.
    const share = elapsed >= timing.over - STEADY ? 1 : elapsed / timing.over;
    this.#take(fade, share === 1 ? target : clampValue(fade.path(share), parameter), now);
    if (share === 1) this.#end(fade, "arrived", "", now);
    else this.#plan(fade, now);
  }

  #take({ parameter, starter }: Fade, value: Json, now: number): void {
    const { who, replaces = false } = starter;
    this.#signals.change(parameter, value, { by: "fade", from: who, replaces }, now, parameter.event);
  }

  /** On a grid that all share, so that one timer is enough; at its beginning and its end exactly. */
  #plan(fade: Fade, now: number): void {
    const begin = fade.when(0, now);
    fade.due = begin > now ? begin : Math.min(nextStep(now), fade.when(fade.timing.over, now));
    if (fade.left(now) === Number.POSITIVE_INFINITY) fade.due = Number.POSITIVE_INFINITY;
  }

  #end(fade: Fade, how: FadeOutcome, by: string, now: number): void {
    const { parameter } = fade;
    this.#fades.delete(parameter.path);
    this.#waiting.delete(fade);
    this.#free(parameter, now);
    this.#reports.ended(fade, how, by);
    this.#due.by(now);
  }
}

function isSteady(value: Json): boolean {
  if (typeof value === "number") return Number.isFinite(value);
  return !Array.isArray(value) || value.every((item) => typeof item !== "number" || Number.isFinite(item));
}

function sameBound(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && sameValue(a, b));
}

/** One that is over already when it comes is gone to all the same, and a moment is soon enough for what takes none. */
function inTime(timing: Timing, lead: number): Timing {
  const over = timing.over > 0 && lead + timing.delay + timing.over <= 0 ? CATCHING_UP : timing.over;
  return over === timing.over ? timing : { ...timing, over, delay: 0 };
}

/** Milliseconds in which a fade is made up for that came after its end. */
const CATCHING_UP = 500;
/** Milliseconds for which the clock is kept in order after a value began. */
const MARGIN = 5000;
const PLAIN = { delay: 0, curve: "linear", priority: USUAL } as const;
const GOODBYE = "goodbye";
/** The tag of a fade to the value of a source that is there again. */
const BACK = "back";
