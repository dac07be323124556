import type { Json } from "../../bytes/json.ts";
import { showValue } from "../codec/value.ts";
import { numberOf } from "./conversion.ts";
import type { Given, Stage, StageKind } from "./stage.ts";

/** Stages whose values go after those that come: they take time, and always arrive. */
export const PURSUITS: Readonly<Record<string, StageKind>> = {
  smooth: { keepsUnit: true, make: smooth },
  lag: { keepsUnit: true, make: lag },
  speed: { keepsUnit: true, make: speed },
};

/** Goes after one number. */
interface Follower {
  /** Where it is now. Begins at the first number. */
  readonly at: number;
  /** Goes on towards a number for so many seconds. */
  follow(target: number, seconds: number): number;
}

/** Goes after values, a follower for each component; by itself, too, until it has arrived. */
class Pursuit implements Stage {
  deadline: number = Number.POSITIVE_INFINITY;
  readonly #begin: (first: number) => Follower;
  readonly #samples: boolean;
  #followers: readonly Follower[] = [];
  #target: readonly number[] = [];
  /** Whether values are lists. */
  #isList = false;
  /** For each component: so near to the target is as good as there. */
  #near: readonly number[] = [];
  #at = 0;

  /** `samples`: what a follower goes towards in a time is what comes at its end, as filters have it; otherwise what came before. */
  constructor(begin: (first: number) => Follower, samples = false) {
    this.#begin = begin;
    this.#samples = samples;
  }

  push(value: Json, now: number): Json {
    const numbers = Array.isArray(value) ? value.map(numberOf) : [numberOf(value)];
    // One that cannot be reckoned with would stay in there for ever.
    if (!numbers.every(Number.isFinite)) return Number.NaN;
    this.#isList = Array.isArray(value);
    const isThere = this.deadline === Number.POSITIVE_INFINITY;
    // However long ago everything arrived: nothing has happened since.
    const time = isThere ? Math.min(STEP, now - this.#at) : now - this.#at;
    if (numbers.length !== this.#followers.length) this.#followers = numbers.map(this.#begin);
    else if (this.#samples || !isThere) this.#move(this.#samples ? numbers : this.#target, time);
    this.#at = now;
    this.#target = numbers;
    const away = this.#away();
    this.#near = away.map((gap) => gap * NEAR);
    this.deadline = away.every((gap) => gap === 0) ? Number.POSITIVE_INFINITY : now + STEP;
    return this.#places();
  }

  handleTimeout(now: number): readonly Json[] {
    const before = this.#followers.map(({ at }) => at);
    this.#move(this.#target, now - this.#at);
    this.#at = now;
    const isNear = this.#away().every((gap, index) => gap <= (this.#near[index] ?? 0));
    // What moves by less than numbers can tell would never arrive.
    const isThere = isNear || this.#followers.every(({ at }, index) => at === before[index]);
    // To the bit, and anew from there.
    if (isThere) this.#followers = this.#target.map(this.#begin);
    this.deadline = isThere ? Number.POSITIVE_INFINITY : now + STEP;
    return [this.#places()];
  }

  #away(): readonly number[] {
    return this.#followers.map(({ at }, index) => Math.abs(at - (this.#target[index] ?? 0)));
  }

  #places(): Json {
    const places = this.#followers.map(({ at }) => at);
    return this.#isList ? places : (places[0] ?? Number.NaN);
  }

  #move(target: readonly number[], time: number): void {
    for (const [index, follower] of this.#followers.entries())
      follower.follow(target[index] ?? 0, Math.max(0, time) / 1000);
  }
}

/** `{"smooth": {"mincutoff": 1, "beta": 0.007}}`, or `{"smooth": [1, 0.007]}`, or true for these. */
function smooth(given: Given): Stage {
  const [cutoff = 1, beta = 0.007] = readPair(
    given,
    ["mincutoff", "beta"],
    "{mincutoff, beta}: hertz above 0, and a number from 0",
  );
  if (cutoff <= 0) throw given.wrong(cutoff, "a number of hertz above 0");
  return new Pursuit((first) => new OneEuro(first, cutoff, beta), true);
}

/** `{"lag": 0.5}` or `{"lag": {"up": 0.1, "down": 1}}`: seconds until 95 % of the way are done. */
function lag(given: Given): Stage {
  const [up = 0, down = up] = readPair(given, ["up", "down"], "a number of seconds, or {up, down}");
  for (const seconds of [up, down]) if (seconds > LONGEST) throw given.wrong(seconds, `at most ${LONGEST} seconds`);
  return new Pursuit((first) => new Lag(first, up, down));
}

/** `{"speed": 2}`: at most so much a second. */
function speed(given: Given): Stage {
  const most = given.number("a number above 0", Number.MIN_VALUE);
  return new Pursuit((first) => new Speed(first, most));
}

/**
 * The One Euro filter: slow values are smoothed a lot, quick ones follow at once.
 * @see Casiez, Roussel, Vogel: 1€ Filter, CHI 2012
 */
class OneEuro implements Follower {
  at: number;
  readonly #cutoff: number;
  readonly #beta: number;
  #slope = 0;

  constructor(first: number, cutoff: number, beta: number) {
    this.at = first;
    this.#cutoff = cutoff;
    this.#beta = beta;
  }

  follow(target: number, seconds: number): number {
    if (seconds === 0) return this.at;
    this.#slope += smoothing(SLOPE_CUTOFF, seconds) * ((target - this.at) / seconds - this.#slope);
    const cutoff = this.#cutoff + this.#beta * Math.abs(this.#slope);
    return (this.at += smoothing(cutoff, seconds) * (target - this.at));
  }
}

class Lag implements Follower {
  at: number;
  readonly #up: number;
  readonly #down: number;

  constructor(first: number, up: number, down: number) {
    this.at = first;
    this.#up = up;
    this.#down = down;
  }

  follow(target: number, seconds: number): number {
    const whole = target > this.at ? this.#up : this.#down;
    const share = whole === 0 ? 1 : 1 - Math.exp((-TIMES * seconds) / whole);
    return (this.at += share * (target - this.at));
  }
}

class Speed implements Follower {
  at: number;
  readonly #most: number;

  constructor(first: number, most: number) {
    this.at = first;
    this.#most = most;
  }

  follow(target: number, seconds: number): number {
    const way = Math.min(Math.abs(target - this.at), this.#most * seconds);
    return (this.at += Math.sign(target - this.at) * way);
  }
}

/** Of the step between two values: which share of it is taken. */
function smoothing(cutoff: number, seconds: number): number {
  const reach = 2 * Math.PI * cutoff * seconds;
  return reach / (reach + 1);
}

/** One number, two, or two that are named; none for `true`. All from 0. */
function readPair(given: Given, names: readonly [string, string], expected: string): readonly (number | undefined)[] {
  const { value } = given;
  if (value === true) return [];
  const all = value instanceof Map ? names.map((name) => value.get(name)) : Array.isArray(value) ? value : [value];
  const strange = value instanceof Map ? [...value.keys()].find((name) => !names.includes(String(name))) : undefined;
  const fits = all.length <= 2 && all.every((one) => one === undefined || (Number.isFinite(one) && Number(one) >= 0));
  if (!fits || strange !== undefined) throw given.because(`${showValue(value)} is not ${expected}`);
  return all as readonly (number | undefined)[];
}

/** Milliseconds between two values that leave by themselves. */
const STEP = 16;
/** Which part of the way may be left. */
const NEAR = 1e-3;
/** Hertz: how slowly the filter believes that something moves. */
const SLOPE_CUTOFF = 1;
/** 1 − e⁻³ is 95 %. */
const TIMES = 3;
/** Seconds. */
const LONGEST = 3600;
