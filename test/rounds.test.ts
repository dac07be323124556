import { expect, test } from "vitest";

import { Rounds } from "../src/rounds.ts";
import { Account } from "../src/shares.ts";

/** A host's loop that goes round when it is told to, and a clock that moves only when something takes time. */
class Loop {
  now = 0;
  readonly rounds: Rounds;
  #soon: (() => void)[] = [];
  #later: { readonly due: number; readonly callback: () => void }[] = [];

  constructor() {
    this.rounds = new Rounds(
      () => this.now,
      (callback) => this.#soon.push(callback),
      (delay, callback) => this.#later.push({ due: this.now + delay, callback }),
    );
  }

  /** A step that takes so many milliseconds. */
  add(log: unknown[], name: unknown, takes: number): void {
    this.rounds.add(() => {
      this.now += takes;
      log.push(name);
    });
  }

  round(): void {
    const due = this.#later.filter((timer) => timer.due <= this.now);
    this.#later = this.#later.filter((timer) => timer.due > this.now);
    for (const { callback } of due) callback();
    for (const callback of this.#soon.splice(0)) callback();
  }

  get idle(): boolean {
    return this.#soon.length === 0;
  }
}

test("what is short is done in one round, and the rest in its order in the next", () => {
  const loop = new Loop();
  const done: unknown[] = [];
  for (const number of [1, 2, 3, 4, 5]) loop.add(done, number, 1);
  expect(done).toEqual([]);
  loop.round();
  expect(done).toEqual([1, 2]);
  loop.round();
  expect(done).toEqual([1, 2, 3, 4]);
  loop.round();
  expect(done).toEqual([1, 2, 3, 4, 5]);
  expect(loop.idle).toBe(true);
});

test("one step is done in each round even when each takes too long, and knows it", () => {
  const loop = new Loop();
  const over: boolean[] = [];
  for (let i = 0; i < 2; i++)
    loop.rounds.add(() => {
      loop.now += 100;
      over.push(loop.rounds.over);
    });
  loop.round();
  expect(over).toEqual([true]);
  loop.round();
  expect(over).toEqual([true, true]);
});

test("everybody has one step before somebody has the next", () => {
  const loop = new Loop();
  const done: unknown[] = [];
  const busy = (left: number): void => {
    loop.now += 3;
    done.push("busy");
    if (left > 0) loop.rounds.add(() => busy(left - 1));
  };
  loop.rounds.add(() => busy(5));
  for (let i = 0; i < 3; i++) loop.add(done, "other", 0);
  for (let i = 0; i < 8; i++) loop.round();
  expect(done).toEqual(["busy", "other", "other", "other", "busy", "busy", "busy", "busy", "busy"]);
});

test("what has just arrived takes of the same slice", () => {
  const loop = new Loop();
  const done: unknown[] = [];
  loop.rounds.spend(1);
  expect(loop.rounds.over).toBe(false);
  loop.rounds.spend(1);
  expect(loop.rounds.over).toBe(true);
  loop.round();
  expect(loop.rounds.over).toBe(false);
  loop.rounds.spend(5);
  loop.add(done, "step", 1);
  // No round has more than the slice and one piece of work.
  loop.round();
  expect(done).toEqual([]);
});

test("steps that found no time come before what arrives next", () => {
  const loop = new Loop();
  const done: unknown[] = [];
  loop.rounds.spend(5);
  loop.add(done, "step", 5);
  loop.round();
  expect(loop.rounds.over).toBe(true);
  loop.round();
  expect(done).toEqual(["step"]);
  expect(loop.rounds.over).toBe(false);
});

test("who found no time has a whole slice of the next round, however much arrives in each", () => {
  const loop = new Loop();
  const done: unknown[] = [];
  for (let number = 1; number <= 6; number++) loop.add(done, number, 1);
  const counts: number[] = [];
  for (let i = 0; i < 6; i++) {
    if (!loop.rounds.over) loop.rounds.spend(5);
    loop.round();
    counts.push(done.length);
  }
  expect(counts).toEqual([0, 2, 2, 4, 4, 6]);
});

test("trifles cost no round of their own", () => {
  const loop = new Loop();
  for (let i = 0; i < 10; i++) loop.rounds.spend(0.01);
  expect(loop.idle).toBe(true);
  loop.rounds.spend(1);
  expect(loop.idle).toBe(false);
});

/** Values of one that come one after the other, beside three who always want more; how long each of them waits, after a while. */
function tripsBeside(step: number, patient: boolean) {
  const loop = new Loop();
  const { rounds } = loop;
  const [pair, ...floods] = [0, 1, 2, 3].map(() => Object.assign(new Account(), { patient }));
  const steps = new Map<Account, number>();
  const want = (account: Account): void => {
    rounds.add(() => {
      loop.now += step;
      steps.set(account, (steps.get(account) ?? 0) + 1);
      rounds.hear(account);
      want(account);
    }, account);
  };
  for (const account of floods) want(account);
  const waits: number[] = [];
  const arrive = (due: number): number => {
    if (loop.now < due || pair === undefined) return due;
    if (loop.now > LEAD) waits.push(loop.now - due);
    rounds.hear(pair);
    loop.now += 0.1;
    rounds.spend(0.1, pair);
    return loop.now + 3;
  };
  for (let due = 0; loop.now < LEAD + 30_000; loop.round()) {
    due = arrive(due);
    loop.now += 0.1;
  }
  waits.sort((a, b) => a - b);
  return { p99: waits[Math.floor(waits.length * 0.99)] ?? Number.NaN, steps: floods.map((one) => steps.get(one) ?? 0) };
}

const LEAD = 5000;

test("99 of 100 values wait for no long step, and each of those who want more has some", () => {
  const { p99, steps } = tripsBeside(100, true);
  expect(p99).toBeLessThan(1);
  expect(Math.min(...steps)).toBeGreaterThan(7);
  expect(tripsBeside(100, false).p99).toBeGreaterThan(90);
});

test("who has to wait has all the time when the others fall silent", () => {
  const loop = new Loop();
  const [flood, fader] = [0, 1].map(() => Object.assign(new Account(), { patient: true })) as [Account, Account];
  let done = 0;
  const want = (): void =>
    loop.rounds.add(() => {
      loop.now += 20;
      done++;
      loop.rounds.hear(flood);
      want();
    }, flood);
  want();
  const pass = (milliseconds: number, hears: boolean): number => {
    const before = done;
    for (const end = loop.now + milliseconds; loop.now < end; loop.round()) {
      loop.now += 1;
      if (hears) loop.rounds.hear(fader);
    }
    return done - before;
  };
  pass(5000, true);
  expect(pass(5000, true)).toBeLessThan(10);
  pass(3500, false);
  expect(pass(5000, false)).toBeGreaterThan(200);
});
