import { type Json, parseAddress } from "../../index.ts";
import type { Cue, ShowFile, Timing } from "../file/show-file.ts";
import { selectionOf } from "../patch/patterns.ts";
import { Attendance } from "./attendance.ts";
import type { Cover } from "./covers.ts";
import { AT_ONCE, CueList, retimed } from "./cue-list.ts";
import type { AnswerEffect, PlayerEffect } from "./effects.ts";
import type { CuePlayerOptions, FadeReport, PlayerPosition, Press } from "./inputs.ts";
import type { CueMoves } from "./look.ts";
import type { Move } from "./moves.ts";
import type { PlayedStep, PlayerState } from "./player-state.ts";
import { no, Presses, seconds, whyDoubted, yes } from "./presses.ts";
import { Sending } from "./sending.ts";
import { byNode, type PresentNodeOfShow, Stage } from "./stage.ts";
import { soon } from "./targets.ts";
import { Timeline } from "./timeline.ts";

/**
 * Plays the cues of a show: a machine without clock and network. Every input takes the time in milliseconds and gives what is to be done; at
 * `deadline` it wants `handleTimeout`. It sends nothing by itself at its start, also not where it goes on at a position.
 */
export class CuePlayer {
  readonly #list: CueList;
  readonly #name: string;
  readonly #guard: number;
  readonly #backTime: number;
  readonly #timeline = new Timeline();
  readonly #attendance: Attendance;
  readonly #sending: Sending;
  readonly #presses: Presses;
  readonly #history: PlayedStep[];
  #active: string | undefined;
  #next: string | undefined;
  #panic: number | undefined;
  #blackout: boolean;
  /** A panic left the stage at no look. */
  #stopped: boolean;
  /** Cues follow by themselves. */
  #follows = true;
  #effects: PlayerEffect[] = [];

  constructor(show: ShowFile, options: CuePlayerOptions = {}) {
    const { name = "show", guard = 250, backTime = 3, state, position = state } = options;
    this.#list = new CueList(show);
    this.#presses = new Presses(state?.presses);
    this.#name = name;
    this.#guard = guard;
    this.#backTime = backTime;
    const starts = position?.starts ?? 0;
    const before = { tags: this.#tags, earlier: starts };
    this.#attendance = new Attendance(new Stage(position?.nodes), this.#timeline.time, before);
    const [list, timeline, attendance] = [this.#list, this.#timeline, this.#attendance];
    this.#sending = new Sending({ list, timeline, attendance, name, starts, last: state?.last });
    this.#active = this.#list.find(position?.active)?.id;
    this.#blackout = position?.blackout === true;
    // It lies there: nobody is here to whom it would be sent now.
    const start = (cover: string): number => state?.covers.get(cover) ?? starts;
    if (this.#blackout) attendance.covers.put("blackout", { ...this.#blackoutCover, start: start("blackout") });
    this.#history = [...(state?.history ?? [])];
    this.#stopped = state?.stopped === true;
    this.#panic = state?.panic;
    if (this.#panic !== undefined) attendance.covers.put("panic", { ...this.#panicCover(), start: start("panic") });
    if (state !== undefined) this.#goOnAt(state, options.follows !== false);
    const over = position !== undefined && position.next === undefined;
    this.#next = over ? undefined : (this.#list.find(position?.next)?.id ?? this.#list.behind(this.#active));
  }

  get position(): PlayerPosition {
    const { known: nodes } = this.#attendance.stage;
    return { active: this.#active, next: this.#next, starts: this.#sending.starts, nodes, blackout: this.#blackout };
  }

  /** What another player needs to go on in the place of this one. */
  state(now: number): PlayerState {
    const last = Number.isFinite(this.#sending.last) ? this.#sending.last : undefined;
    return {
      ...{ ...this.position, timeline: this.#timeline.state, history: this.#history, stopped: this.#stopped },
      ...{ panic: this.#panic, last, presses: this.#presses.state },
      ...this.#attendance.stateAt(now),
    };
  }

  /** How many cues were begun. */
  get starts(): number {
    return this.#sending.starts;
  }

  get paused(): boolean {
    return this.#timeline.time.paused;
  }

  /** Whether everything stands until `release`. */
  get panicked(): boolean {
    return this.#panic !== undefined;
  }

  get blackout(): boolean {
    return this.#blackout;
  }

  /** How many times as fast fades and waits pass, while nothing is paused. */
  get rate(): number {
    return this.#timeline.time.rate;
  }

  /** Whether a cue is on its way, or waits for its time. */
  get running(): boolean {
    return this.#timeline.busy;
  }

  /** When it wants `handleTimeout`; Infinity for never. */
  get deadline(): number {
    return Math.min(this.#timeline.deadline, this.#attendance.deadline);
  }

  /** How far the cue is that began last, from 0 to 1; 1 when nothing runs. */
  progress(now: number): number {
    return this.#timeline.progress(now);
  }

  /** Seconds until everything that runs or waits is over. */
  remaining(now: number): number {
    return this.#timeline.remaining(now) / this.rate;
  }

  /** The nodes that a cue moves and that are not here. */
  missing(cue: string): readonly string[] {
    return [...byNode(this.#movesOn(cue).values).keys()].filter((node) => !this.#attendance.stage.has(node));
  }

  /** What GO would do at a cue now, or a jump to it, by its number or its id; undefined for no cue. */
  preview(cue: string, jump = false): (Pick<Cue, "id" | "cue"> & CueMoves) | undefined {
    const one = this.#list.named(cue);
    return one && { id: one.id, cue: one.cue, ...(jump ? this.#list.movesTo(one.id) : this.#movesOn(one.id)) };
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
    this.#next = this.#list.find(last.played)?.id ?? this.#list.behind(last.before);
    this.#assert(last.before, { over: this.#backTime, delay: 0 }, now);
    this.#active = last.before;
    const place = last.before === undefined ? "before the first cue" : `at ${this.#list.label(last.before)}`;
    return [yes(`back ${place}`), ...this.#take()];
  }

  /** To the look of a cue, by number or id. `instant`: at once. */
  goto(
    cue: string,
    { instant = false }: { readonly instant?: boolean | undefined },
    now: number,
  ): readonly PlayerEffect[] {
    if (this.#panic !== undefined) return [PANICKED];
    const one = this.#list.named(cue);
    if (one === undefined) return [no(`there is no cue ${JSON.stringify(cue)}`)];
    this.#drop(now);
    this.#push(one.id);
    const { values, wires } = this.#list.movesTo(one.id);
    const ends = new Map([...values].map(([address, { to }]) => [address, to]));
    this.#start(one, { values: instant ? retimed(ends, AT_ONCE) : values, wires }, now);
    this.#active = one.id;
    this.#next = this.#list.behind(one.id);
    return [yes(`at ${one.cue}`), ...this.#take()];
  }

  /** Another cue is next, by number or id. Nothing moves by that. */
  standby(cue: string): readonly PlayerEffect[] {
    const one = this.#list.named(cue);
    if (one === undefined) return [no(`there is no cue ${JSON.stringify(cue)}`)];
    if (one.disabled === true) return [no(`${one.cue} is disabled`)];
    this.#next = one.id;
    return [yes(`${one.cue} is next`)];
  }

  /** Everything that runs and waits stands still until GO or `resume`. */
  pause(now: number): readonly PlayerEffect[] {
    if (this.#panic !== undefined) return [PANICKED];
    if (this.paused) return [yes("paused")];
    this.#timeline.time.pause(now);
    return [yes("paused"), { type: "pace", tags: this.#tags, rate: 0 }];
  }

  resume(now: number): readonly PlayerEffect[] {
    if (this.#panic !== undefined) return [PANICKED];
    this.#goOn(now);
    return [yes("goes on"), ...this.#take()];
  }

  /** Fades and waits pass so many times as fast from now on, also those that are under way; from 0.1 to 10. */
  pace(rate: number, now: number): readonly PlayerEffect[] {
    if (!(rate >= SLOWEST && rate <= FASTEST)) return [no(`the rate is not from ${SLOWEST} to ${FASTEST}`)];
    if (rate === this.rate) return [yes(`${rate} times as fast`)];
    this.#timeline.time.pass(rate, now);
    const answer = yes(`${rate} times as fast`);
    return this.paused ? [answer] : [answer, { type: "pace", tags: this.#tags, rate }];
  }

  /** Sends the present look once more. */
  reassert(now: number): readonly PlayerEffect[] {
    if (this.#panic !== undefined) return [PANICKED];
    if (!this.#sending.moved) return [no("nothing was played yet")];
    this.#goOn(now);
    this.#assert(this.#active, soon(null).timing, now);
    return [yes("sent once more"), ...this.#take()];
  }

  /** Values go out beside the list of cues: a scene. They stay until a cue moves them. */
  recall(scene: string, { only = [], ...said }: RecallOptions, now: number): readonly PlayerEffect[] {
    if (this.#panic !== undefined) return [PANICKED];
    if (!this.#list.show.scenes.has(scene)) return [no(`there is no scene ${JSON.stringify(scene)}`)];
    const chosen = selectionOf(only);
    const moves = [...this.#list.movesOfScene(scene, said)].filter(([address]) => {
      const { node, parameter } = parseAddress(address);
      return chosen(node, parameter);
    });
    const values = new Map(moves);
    const label = `scene ${scene}`.slice(0, LABEL);
    const before = this.#list.look(this.#active).values;
    const start = { before, at: this.#timeline.time.at(now), now, label };
    return [yes(`scene ${scene}`), ...this.#sending.start(undefined, { values, wires: [] }, start).effects];
  }

  /** Lays the scene `blackout` on top of the stage, or takes it away. What is played meanwhile is played below. */
  black(on: boolean): readonly PlayerEffect[] {
    const { tag } = this.#blackoutCover;
    if (!on && this.#blackout) this.#effects.push(...this.#sending.uncover("blackout", tag, this.#active));
    if (on && !this.#blackout) {
      if (!this.#list.show.scenes.has("blackout")) return [no("the show has no scene blackout")];
      this.#effects.push(...this.#sending.cover("blackout", this.#blackoutCover));
    }
    this.#blackout = on;
    return [yes(on ? "blackout" : "no blackout"), ...this.#take()];
  }

  /** Stops everything where it is; then the scene `panic` goes out, if there is one: a second time within a second at once. */
  panic(now: number): readonly PlayerEffect[] {
    const again = this.#panic !== undefined && now - this.#panic < AGAIN;
    this.#effects.push({ type: "stop", tags: this.#tags });
    this.#drop(now);
    this.#stopped = true;
    this.#panic = now;
    const moves = this.#list.movesOfScene("panic");
    const ends = new Map([...moves].map(([address, { to }]) => [address, to]));
    const values = again ? retimed(ends, AT_ONCE) : moves;
    this.#effects.push(...this.#sending.cover("panic", { ...this.#panicCover(), values }));
    return [yes("panic"), ...this.#take()];
  }

  /** Whether cues follow by themselves from now on; what was to follow does not when they do not. */
  follow(follows: boolean): readonly PlayerEffect[] {
    this.#follows = follows;
    if (!follows) this.#timeline.follow(undefined);
    return [];
  }

  /** Ends a panic: what its scene covered goes back to where it was stopped. */
  release(): readonly PlayerEffect[] {
    if (this.#panic === undefined) return [yes("there is no panic")];
    this.#panic = undefined;
    this.#effects.push(...this.#sending.uncover("panic", this.#panicCover().tag, this.#active));
    // One thing lies on a parameter at a time.
    if (this.#blackout) this.#effects.push(...this.#sending.cover("blackout", this.#blackoutCover));
    return [yes("released"), ...this.#take()];
  }

  handleTimeout(now: number): readonly PlayerEffect[] {
    for (let due = this.#timeline.take(now); due !== undefined; due = this.#timeline.take(now)) {
      if (due.type === "done") this.#effects.push({ type: "cue", cue: due.cue, state: "done", missing: [] });
      else if (due.type === "begin") this.#begin(due.cue, due.at, now);
      else this.#playNext(now, due.at);
    }
    return [...this.#take(), ...this.#attendance.handleTimeout(now)];
  }

  /** A node is here and has said what it is. */
  handleNode(node: PresentNodeOfShow, now: number): readonly PlayerEffect[] {
    const look = (name: string): ReadonlyMap<string, Json> | undefined => {
      if (this.#panic !== undefined || !this.#sending.moved) return undefined;
      const moves = byNode(retimed(this.#list.look(this.#active).values, AT_ONCE)).get(name) ?? [];
      return new Map([...moves].map(([path, { to }]) => [path, to]));
    };
    const tag = `${this.#name}/${this.#list.find(this.#active)?.cue ?? "0"}#${this.#sending.starts}`;
    return this.#attendance.enter(node, { starts: this.#sending.starts, look, tag }, now);
  }

  handleExit(node: string): readonly PlayerEffect[] {
    this.#attendance.leave(node);
    return [];
  }

  /** A node that was asked says when its own program and its links moved parameters of it, in milliseconds. */
  handleHands(node: string, hands: ReadonlyMap<string, number>, now: number): readonly PlayerEffect[] {
    return this.#panic === undefined ? this.#attendance.handleHands(node, hands, now) : [];
  }

  /** An old node that was asked says only what its values are. */
  handleValues(node: string, values: ReadonlyMap<string, Json>, now: number): readonly PlayerEffect[] {
    return this.#panic === undefined ? this.#attendance.handleValues(node, values, now) : [];
  }

  /** A fade has ended, or was refused. Reports never move time. */
  handleEnded(report: FadeReport, now: number): readonly PlayerEffect[] {
    return this.#attendance.handleEnded(report, now);
  }

  /** The show was edited: what is on stage stays. */
  handleEdited(show: ShowFile): readonly PlayerEffect[] {
    const kept = this.#active === undefined || show.cues.some(({ id }) => id === this.#active);
    this.#next = this.#list.edit(show, this.#active, this.#next);
    // What stands behind a cue that is gone would be built on something else.
    if (!kept) this.#stopped = true;
    return [];
  }

  #pressed(given: Press, now: number): AnswerEffect {
    const { standby } = given;
    if (this.#panic !== undefined) return PANICKED;
    const doubt = whyDoubted(given);
    if (doubt !== undefined) return no(doubt);
    if (standby !== undefined && standby !== this.#next) return no(this.#notNext(standby, now));
    if (standby === undefined && now - this.#sending.last < this.#guard)
      return no(`within ${this.#guard} ms of the last`);
    if (this.paused) {
      this.#goOn(now);
      return yes("goes on");
    }
    const waited = this.#timeline.takeWaiting();
    if (waited !== undefined) this.#begin(waited, this.#timeline.time.at(now), now);
    this.#timeline.follow(undefined);
    const next = this.#list.find(this.#next);
    if (next === undefined) return waited === undefined ? no("the list is at its end") : yes(waited.cue);
    this.#push(next.id);
    this.#play(next, now, this.#timeline.time.at(now));
    return yes(next.cue);
  }

  #notNext(standby: string, now: number): string {
    const label = (cue: string): string => this.#list.label(cue);
    const went =
      this.#active === undefined ? "" : `; ${label(this.#active)} went ${seconds(now - this.#sending.last)} ago`;
    return `${label(standby)} is not next any more${Number.isFinite(this.#sending.last) ? went : ""}`;
  }

  #playNext(now: number, at: number): void {
    const next = this.#list.find(this.#next);
    if (next !== undefined) this.#play(next, now, at);
  }

  #play(cue: Cue, now: number, at: number): void {
    this.#next = this.#list.behind(cue.id);
    this.#sending.mark(now);
    const wait = (cue.wait ?? 0) * 1000;
    if (wait === 0) return this.#begin(cue, at, now);
    this.#timeline.wait(cue, at + wait);
    this.#effects.push({ type: "cue", cue: cue.id, state: "waiting", missing: this.missing(cue.id) });
  }

  #begin(cue: Cue, at: number, now: number): void {
    const ends = this.#start(cue, this.#movesOn(cue.id), now, at);
    this.#active = cue.id;
    for (const call of cue.calls) this.#effects.push({ type: "call", ...call });
    for (const [node, values] of byNode(retimed(cue.fire, AT_ONCE)))
      for (const [parameter, { to }] of values) this.#effects.push({ type: "fire", node, parameter, value: to });
    const { follow } = cue;
    if (follow !== undefined && this.#follows)
      this.#timeline.follow("start" in follow ? at + follow.start * 1000 : ends + follow.end * 1000);
  }

  /** Behind a panic its own moves would not give the look of a cue. */
  #movesOn(cue: string): CueMoves {
    return this.#stopped ? this.#list.movesTo(cue) : this.#list.movesOn(cue, this.#active);
  }

  /** The whole look at a cue, all of it in one time. */
  #assert(cue: string | undefined, timing: Move["timing"], now: number): void {
    const { values, wires } = this.#list.look(cue);
    this.#start(this.#list.find(cue), { values: retimed(values, timing), wires }, now);
  }

  /** Gives when it ends, in the time of the show. */
  #start(cue: Cue | undefined, moves: CueMoves, now: number, at = this.#timeline.time.at(now)): number {
    const before = this.#list.look(this.#active).values;
    this.#stopped = false;
    const { effects, ends } = this.#sending.start(cue, moves, { before, at, now });
    this.#effects.push(...effects);
    return ends;
  }

  /** In the place of another player. */
  #goOnAt({ timeline, ...handed }: PlayerState, follows: boolean): void {
    this.#timeline.goOn(timeline, (id) => this.#list.find(id));
    if (!follows) this.#timeline.follow(undefined);
    this.#attendance.goOn(handed);
  }

  #panicCover(): Omit<Cover, "start"> {
    return { tag: `${this.#name}/panic#*`, values: this.#list.movesOfScene("panic") };
  }

  get #blackoutCover(): Omit<Cover, "start"> {
    return { tag: `${this.#name}/blackout`, values: this.#list.movesOfScene("blackout") };
  }

  /** What runs, waits and follows is over: another look takes all of it. */
  #drop(now: number): void {
    const waited = this.#timeline.takeWaiting();
    const over = [...this.#timeline.takeRunning(), ...(waited === undefined ? [] : [waited.id])];
    for (const cue of over) this.#effects.push({ type: "cue", cue, state: "dropped", missing: [] });
    this.#timeline.follow(undefined);
    this.#goOn(now);
  }

  #goOn(now: number): void {
    if (!this.paused) return;
    this.#timeline.time.resume(now);
    this.#effects.push({ type: "pace", tags: this.#tags, rate: this.rate });
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

  get #tags(): string {
    return `${this.#name}/*`;
  }
}

/** How a scene is recalled; what is left out goes as the scene says. */
export interface RecallOptions extends Pick<Timing, "over" | "curve"> {
  /** Addresses, globs, names of nodes; all of it without one. */
  readonly only?: readonly string[] | undefined;
}

const PANICKED = no("panic: release first");
/** How many times as fast a show may go. */
export const SLOWEST = 0.1;
export const FASTEST = 10;
/** Milliseconds: how soon a second panic is meant to be at once. */
const AGAIN = 1000;
/** Characters of the name of a scene in a tag. */
const LABEL = 60;
/** Steps back that are remembered. */
const MOST = 100;
