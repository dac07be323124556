import { formatAddress, type Json } from "../../index.ts";
import { compareCueNumbers } from "../file/cue-number.ts";
import type { Cue, ShowFile } from "../file/show-file.ts";
import type { AnswerEffect, PlayerEffect, SentMove } from "./effects.ts";
import type { CuePlayerOptions, FadeReport, PlayerPosition, Press } from "./inputs.ts";
import { type CueMoves, lookAt, movesOnGo, movesOnJump } from "./look.ts";
import { generalTiming, type Move, movesOf } from "./moves.ts";
import { no, Presses, seconds, whyDoubted, yes } from "./presses.ts";
import { ShowTime } from "./show-time.ts";
import { byNode, Stage } from "./stage.ts";
import { restOf, soon, type Target } from "./targets.ts";

/**
 * Plays the cues of a show: a machine without clock and network. Every input takes the time in milliseconds and gives what is to be done; at
 * `deadline` it wants `handleTimeout`. It sends nothing by itself at its start, also not where it goes on at a position.
 */
export class CuePlayer {
  readonly #show: ShowFile;
  readonly #name: string;
  readonly #guard: number;
  readonly #backTime: number;
  readonly #stage: Stage;
  readonly #time = new ShowTime();
  readonly #targets = new Map<string, Target>();
  readonly #presses = new Presses();
  readonly #history: { readonly before: string | undefined; readonly played: string }[] = [];
  readonly #earlier: number;
  #active: string | undefined;
  #next: string | undefined;
  #starts: number;
  #waiting: { readonly cue: Cue; readonly at: number } | undefined;
  #follow: number | undefined;
  #running: { readonly cue: string; readonly began: number; readonly ends: number }[] = [];
  #lastStart = Number.NEGATIVE_INFINITY;
  #panic: { readonly at: number; readonly tag: string } | undefined;
  /** A panic left the stage at no look. */
  #stopped = false;
  #effects: PlayerEffect[] = [];

  constructor(show: ShowFile, { name = "show", guard = 250, backTime = 3, position }: CuePlayerOptions = {}) {
    this.#show = show;
    this.#name = name;
    this.#guard = guard;
    this.#backTime = backTime;
    this.#stage = new Stage(position?.nodes);
    this.#earlier = this.#starts = position?.starts ?? 0;
    this.#active = this.#find(position?.active)?.id;
    const over = position !== undefined && position.next === undefined;
    this.#next = over ? undefined : (this.#find(position?.next)?.id ?? this.#behind(this.#active));
  }

  get position(): PlayerPosition {
    return { active: this.#active, next: this.#next, starts: this.#starts, nodes: this.#stage.known };
  }

  get paused(): boolean {
    return this.#time.paused;
  }

  /** Whether everything stands until `release`. */
  get panicked(): boolean {
    return this.#panic !== undefined;
  }

  /** When it wants `handleTimeout`; Infinity for never. */
  get deadline(): number {
    return this.#time.when(this.#earliest);
  }

  /** Whether a cue is on its way, or waits for its time. */
  get running(): boolean {
    return this.#running.length > 0 || this.#waiting !== undefined;
  }

  /** How far the cue is that began last, from 0 to 1; 1 when nothing runs. */
  progress(now: number): number {
    const last = this.#running.at(-1);
    return last === undefined ? 1 : (this.#time.at(now) - last.began) / Math.max(1, last.ends - last.began);
  }

  /** Seconds until everything that runs has ended. */
  remaining(now: number): number {
    const last = Math.max(...this.#running.map(({ ends }) => ends), this.#waiting?.at ?? Number.NEGATIVE_INFINITY);
    return Math.max(0, last - this.#time.at(now)) / 1000;
  }

  /** The nodes that a cue moves and that are not here. */
  missing(cue: string): readonly string[] {
    return [...byNode(this.#movesOn(cue).values).keys()].filter((node) => !this.#stage.has(node));
  }

  /** Plays the next cue. Paused, it goes on instead. */
  go(given: Press, now: number): readonly PlayerEffect[] {
    const known = this.#presses.find(given);
    if (known !== undefined) return [known];
    const answer = this.#pressed(given, now);
    this.#presses.keep(given, answer);
    return [answer, ...this.#take()];
  }

  /** To the look before the last GO or GOTO; the cue that is gone back from is next. */
  back(now: number): readonly PlayerEffect[] {
    if (this.#panic !== undefined) return [PANICKED];
    const last = this.#history.pop();
    if (last === undefined) return [no("there is nothing to go back to")];
    this.#drop(now);
    this.#next = last.played;
    this.#assert(last.before, { over: this.#backTime, delay: 0 }, now);
    this.#active = last.before;
    return [
      yes(`back ${last.before === undefined ? "before the first cue" : `at ${this.#label(last.before)}`}`),
      ...this.#take(),
    ];
  }

  /** To the look of a cue, by number or id. `instant`: at once. */
  goto(
    cue: string,
    { instant = false }: { readonly instant?: boolean | undefined },
    now: number,
  ): readonly PlayerEffect[] {
    if (this.#panic !== undefined) return [PANICKED];
    const one = this.#find(cue) ?? this.#show.cues.find((other) => compareCueNumbers(other.cue, cue) === 0);
    if (one === undefined) return [no(`there is no cue ${JSON.stringify(cue)}`)];
    this.#drop(now);
    this.#push(one.id);
    const { values, wires } = movesOnJump(this.#show, this.#show.cues, one.id);
    const moves = instant ? retimed(new Map([...values].map(([address, { to }]) => [address, to])), AT_ONCE) : values;
    this.#start(one, { values: moves, wires }, now);
    this.#active = one.id;
    this.#next = this.#behind(one.id);
    return [yes(`at ${one.cue}`), ...this.#take()];
  }

  /** Everything that runs and waits stands still until GO or `resume`. */
  pause(now: number): readonly PlayerEffect[] {
    if (this.#panic !== undefined) return [PANICKED];
    if (this.#time.paused) return [yes("paused")];
    this.#time.pause(now);
    return [yes("paused"), { type: "pace", tags: this.#tags, rate: 0 }];
  }

  resume(now: number): readonly PlayerEffect[] {
    if (this.#panic !== undefined) return [PANICKED];
    this.#goOn(now);
    return [yes("goes on"), ...this.#take()];
  }

  /** Sends the present look once more. */
  reassert(now: number): readonly PlayerEffect[] {
    if (this.#panic !== undefined) return [PANICKED];
    if (this.#starts === 0) return [no("nothing was played yet")];
    this.#goOn(now);
    this.#assert(this.#active, soon(null).timing, now);
    return [yes("sent once more"), ...this.#take()];
  }

  /** Stops everything where it is; then the scene `panic` goes out, if there is one: a second time within a second at once. */
  panic(now: number): readonly PlayerEffect[] {
    const again = this.#panic !== undefined && now - this.#panic.at < AGAIN;
    this.#effects.push({ type: "stop", tags: this.#tags });
    this.#drop(now);
    this.#stopped = true;
    for (const { cue } of this.#running) this.#effects.push({ type: "cue", cue, state: "dropped", missing: [] });
    this.#running = [];
    this.#starts++;
    this.#panic = { at: now, tag: `${this.#name}/panic#${this.#starts}` };
    for (const [node, values] of byNode(this.#panicMoves(again))) this.#fade(node, values, this.#panic.tag, HIGHEST);
    this.#stage.heard(this.#starts);
    return [yes("panic"), ...this.#take()];
  }

  /** Ends a panic. Nothing moves by that. */
  release(): readonly PlayerEffect[] {
    this.#panic = undefined;
    return [yes("released")];
  }

  handleTimeout(now: number): readonly PlayerEffect[] {
    while (this.deadline <= now) this.#perform(Math.max(this.#earliest, this.#time.at(now)), now);
    return this.#take();
  }

  /** A node is here and has said what it is. `held`: paths that a later hand than ours holds there, as far as it can say. */
  handleNode(node: string, id: string, held: Iterable<string>, now: number): readonly PlayerEffect[] {
    const before = this.#stage.enter(node, id, this.#starts);
    if (this.#panic !== undefined) {
      const values = byNode(this.#panicMoves(false)).get(node);
      if (values !== undefined) this.#fade(node, values, this.#panic.tag, HIGHEST);
    } else if (this.#starts > 0) this.#catchUp(node, before?.id === id ? before.heard : undefined, new Set(held), now);
    return this.#take();
  }

  handleExit(node: string): readonly PlayerEffect[] {
    this.#stage.leave(node);
    return [];
  }

  /** A fade has ended, or was refused. Reports never move time. */
  handleEnded({ node, parameter, tag, how, by, unheard }: FadeReport): readonly PlayerEffect[] {
    const address = formatAddress({ node, parameter });
    const target = this.#targets.get(address);
    if (target?.tag !== tag) return [];
    if (how === "grabbed") target.grabbed = true;
    if (unheard === true) target.lost = true;
    const said = NOTES.get(how);
    return said === undefined ? [] : [{ type: "note", text: `${address}: ${said}${by === "" ? "" : ` ${by}`}` }];
  }

  #pressed(given: Press, now: number): AnswerEffect {
    const { standby } = given;
    if (this.#panic !== undefined) return PANICKED;
    const doubt = whyDoubted(given);
    if (doubt !== undefined) return no(doubt);
    if (standby !== undefined && standby !== this.#next) return no(this.#notNext(standby, now));
    if (standby === undefined && now - this.#lastStart < this.#guard) return no(`within ${this.#guard} ms of the last`);
    if (this.#time.paused) {
      this.#goOn(now);
      return yes("goes on");
    }
    const waited = this.#waiting;
    if (waited !== undefined) this.#begin(waited.cue, this.#time.at(now), now);
    this.#follow = undefined;
    const next = this.#find(this.#next);
    if (next === undefined) return waited === undefined ? no("the list is at its end") : yes(waited.cue.cue);
    this.#push(next.id);
    this.#play(next, now, this.#time.at(now));
    return yes(next.cue);
  }

  #notNext(standby: string, now: number): string {
    const went =
      this.#active === undefined ? "" : `; ${this.#label(this.#active)} went ${seconds(now - this.#lastStart)} ago`;
    return `${this.#label(standby)} is not next any more${Number.isFinite(this.#lastStart) ? went : ""}`;
  }

  #play(cue: Cue, now: number, at: number): void {
    this.#next = this.#behind(cue.id);
    this.#lastStart = now;
    const wait = (cue.wait ?? 0) * 1000;
    if (wait === 0) return this.#begin(cue, at, now);
    this.#waiting = { cue, at: at + wait };
    this.#effects.push({ type: "cue", cue: cue.id, state: "waiting", missing: this.missing(cue.id) });
  }

  #begin(cue: Cue, at: number, now: number): void {
    this.#waiting = undefined;
    const { began, ends } = this.#start(cue, this.#movesOn(cue.id), now, at);
    this.#active = cue.id;
    for (const call of cue.calls) this.#effects.push({ type: "call", ...call });
    for (const [node, values] of byNode(retimed(cue.fire, AT_ONCE)))
      for (const [parameter, { to }] of values) this.#effects.push({ type: "fire", node, parameter, value: to });
    const { follow } = cue;
    if (follow !== undefined) this.#follow = "start" in follow ? began + follow.start * 1000 : ends + follow.end * 1000;
  }

  /** Behind a panic, or another cue than the one in front of it, its own moves would not give its look. */
  #movesOn(cue: string): CueMoves {
    const moves = this.#behind(this.#active) === cue && !this.#stopped ? movesOnGo : movesOnJump;
    return moves(this.#show, this.#show.cues, cue);
  }

  /** One thing of which the time has come, counted from when it was due: what follows does not drift. */
  #perform(time: number, now: number): void {
    const due = Math.min(this.#waiting?.at ?? Number.POSITIVE_INFINITY, this.#follow ?? Number.POSITIVE_INFINITY);
    const ended = this.#running.filter(({ ends }) => ends <= Math.min(time, due));
    if (ended.length > 0) {
      this.#running = this.#running.filter((one) => !ended.includes(one));
      for (const { cue } of ended) this.#effects.push({ type: "cue", cue, state: "done", missing: [] });
      return;
    }
    // Whoever slept for long does not make up for it in a burst.
    const at = Math.max(due, time - SLEPT);
    if (this.#waiting !== undefined && this.#waiting.at <= due) return this.#begin(this.#waiting.cue, at, now);
    this.#follow = undefined;
    const next = this.#find(this.#next);
    if (next !== undefined) this.#play(next, now, at);
  }

  /** The whole look at a cue, all of it in one time. */
  #assert(cue: string | undefined, timing: Move["timing"], now: number): void {
    const { values, wires } = lookAt(this.#show, this.#show.cues, cue);
    this.#start(this.#find(cue), { values: retimed(values, timing), wires }, now);
  }

  #start(cue: Cue | undefined, { values, wires }: CueMoves, now: number, at = this.#time.at(now)): Span {
    const before = lookAt(this.#show, this.#show.cues, this.#active).values;
    this.#lastStart = now;
    this.#stopped = false;
    const [start, priority] = [++this.#starts, cue?.priority ?? USUAL];
    const tag = `${this.#name}/${cue?.cue ?? "0"}#${start}`;
    for (const [address, move] of values) {
      const last = this.#targets.get(address);
      const from = last?.grabbed === true ? undefined : (last?.move.to ?? before.get(address));
      const known = { move, tag, priority, start, began: at, from };
      this.#targets.set(address, { ...known, grabbed: false, lost: false });
    }
    const nodes = byNode(values);
    for (const [node, moves] of nodes) if (this.#stage.has(node)) this.#fade(node, moves, tag, priority);
    this.#stage.heard(start);
    for (const move of wires) this.#effects.push({ type: "link", tag, ...move });
    const missing = [...nodes.keys()].filter((node) => !this.#stage.has(node));
    const times = [...values.values()].map(({ timing }) => timing.delay + timing.over);
    const span = { began: at, ends: at + Math.max(0, ...times) * 1000 };
    if (cue === undefined) return span;
    this.#running.push({ cue: cue.id, ...span });
    this.#effects.push({ type: "cue", cue: cue.id, state: "running", missing });
    return span;
  }

  /** A new run of a node gets the look; one that was only out of reach what it has not heard of, except what a hand holds. */
  #catchUp(node: string, heard: number | undefined, held: ReadonlySet<string>, now: number): void {
    const look = byNode(retimed(lookAt(this.#show, this.#show.cues, this.#active).values, AT_ONCE)).get(node);
    const late = new Map<string, { readonly priority: number | undefined; readonly values: Map<string, SentMove> }>();
    for (const [path, { to }] of look ?? []) {
      const target = this.#targets.get(formatAddress({ node, parameter: path }));
      const news = (target?.start ?? this.#earlier) > (heard ?? -1) || target?.lost === true;
      if (!news || (heard !== undefined && (held.has(path) || target?.grabbed === true))) continue;
      const tag = target?.tag ?? `${this.#name}/${this.#find(this.#active)?.cue ?? "0"}#${this.#starts}`;
      const move = target === undefined ? soon(to) : restOf(target, this.#time.at(now));
      const { values, priority } = late.get(tag) ?? { values: new Map<string, SentMove>(), priority: target?.priority };
      late.set(tag, { values: values.set(path, move), priority });
      if (target !== undefined) Object.assign(target, { grabbed: false, lost: false });
    }
    for (const [tag, { values, priority }] of late) this.#fade(node, values, tag, priority);
    if (late.size > 0 && this.#time.paused) this.#effects.push({ type: "pace", tags: this.#tags, rate: 0, node });
  }

  #fade(node: string, values: ReadonlyMap<string, SentMove>, tag: string, priority = USUAL): void {
    this.#effects.push({ type: "fade", node, values, tag, priority });
  }

  #panicMoves(atOnce: boolean): ReadonlyMap<string, Move> {
    const none = new Map<string, never>();
    const moves = movesOf(this.#show, { scene: "panic", values: none, timing: none, rest: none });
    return atOnce ? new Map([...moves].map(([address, { to }]) => [address, { to, timing: AT_ONCE }])) : moves;
  }

  /** What waits and follows is over. */
  #drop(now: number): void {
    if (this.#waiting !== undefined)
      this.#effects.push({ type: "cue", cue: this.#waiting.cue.id, state: "dropped", missing: [] });
    this.#waiting = this.#follow = undefined;
    this.#goOn(now);
  }

  #goOn(now: number): void {
    if (!this.#time.paused) return;
    this.#time.resume(now);
    this.#effects.push({ type: "pace", tags: this.#tags, rate: 1 });
  }

  #push(played: string): void {
    this.#history.push({ before: this.#active, played });
    if (this.#history.length > MOST) this.#history.shift();
  }

  #take(): readonly PlayerEffect[] {
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }

  get #earliest(): number {
    const times = [this.#waiting?.at, this.#follow, ...this.#running.map(({ ends }) => ends)];
    return Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
  }

  get #tags(): string {
    return `${this.#name}/*`;
  }

  #find(cue: string | undefined): Cue | undefined {
    return this.#show.cues.find(({ id }) => id === cue);
  }

  #label(cue: string): string {
    return this.#find(cue)?.cue ?? cue;
  }

  /** The next one that is played. */
  #behind(cue: string | undefined): string | undefined {
    const index = this.#show.cues.findIndex(({ id }) => id === cue);
    return this.#show.cues.slice(index + 1).find(({ disabled }) => disabled !== true)?.id;
  }
}

interface Span {
  readonly began: number;
  readonly ends: number;
}

function retimed(values: ReadonlyMap<string, Json>, timing: Move["timing"]): ReadonlyMap<string, Move> {
  return new Map([...values].map(([address, to]) => [address, { to, timing }]));
}

const PANICKED = no("panic: release first");
const NOTES: ReadonlyMap<string, string> = new Map([
  ["grabbed", "taken by"],
  ["refused", "refused:"],
  ["unconfirmed", "did not show that it arrived"],
]);
const AT_ONCE = generalTiming({});
const USUAL = 100;
const HIGHEST = 200;
/** Milliseconds: how soon a second panic is meant to be at once, how late a timer is made up for. */
const AGAIN = 1000;
const SLEPT = 100;
/** Steps back that are remembered. */
const MOST = 100;
