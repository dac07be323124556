import { describe, expect, test } from "vitest";

import { Account, rests, Shares } from "../src/shares.ts";
import { StepQueue } from "../src/step-queue.ts";

/** Some who want something of one process, in a time of their own. */
class Crowd {
  readonly shares = new Shares();
  now = 0;

  /** Steps of these lengths, one after the other, each wanted by the one who had the latest: nobody is ever idle. */
  work(milliseconds: number, takes: ReadonlyMap<Account, number>): void {
    for (const account of takes.keys()) account.waiting = 1;
    for (const end = this.now + milliseconds; this.now < end; )
      for (const [account, took] of takes) this.#step(account, took);
  }

  /** The same, and nobody wants more when this account has to rest. */
  workUntilRest(account: Account, takes: ReadonlyMap<Account, number>): void {
    for (let step = 0; step < 10_000 && !rests(account, this.now); step++) this.work(1, takes);
  }

  order(...accounts: readonly Account[]): number[] {
    const queue = new StepQueue();
    const order: number[] = [];
    for (const [index, account] of accounts.entries()) queue.add(() => order.push(index), account);
    for (let step = queue.first(this.now); step !== undefined; step = queue.first(this.now)) {
      queue.take();
      step.perform();
    }
    return order;
  }

  #step(account: Account, took: number): void {
    this.now += took;
    this.shares.hear(account, this.now);
    this.shares.charge(account, took, this.now);
    this.shares.handleBusy(took, this.now);
    this.shares.judge(this.now);
  }
}

/** `patient`: it may be kept waiting. */
function account(patient = true): Account {
  return Object.assign(new Account(), { patient });
}

describe("who rests", () => {
  test("a burst of a second is nobody's fault", () => {
    const crowd = new Crowd();
    const [tree, fader] = [account(), account()];
    crowd.work(
      1000,
      new Map([
        [tree, 50],
        [fader, 0.1],
      ]),
    );
    expect(tree.heavy).toBe(false);
    expect(rests(tree, crowd.now)).toBe(false);
  });

  test("one that keeps the others waiting rests a hundred times as long as its step took, at most a second", () => {
    const crowd = new Crowd();
    const [flood, fader] = [account(), account()];
    crowd.workUntilRest(
      flood,
      new Map([
        [fader, 0.1],
        [flood, 5],
      ]),
    );
    expect(rests(flood, crowd.now)).toBe(true);
    expect(rests(flood, crowd.now + 499)).toBe(true);
    expect(rests(flood, crowd.now + 500)).toBe(false);
    expect(crowd.order(flood, fader)).toEqual([1]);
    crowd.shares.charge(flood, 50, crowd.now);
    expect(rests(flood, crowd.now + 999)).toBe(true);
    expect(rests(flood, crowd.now + 1000)).toBe(false);
  });

  test("three that do rest three times as long, so that they have a hundredth together", () => {
    const crowd = new Crowd();
    const floods = [account(), account(), account()];
    const fader = account();
    crowd.workUntilRest(floods[0] as Account, new Map([[fader, 0.1], ...floods.map((one) => [one, 2] as const)]));
    crowd.shares.charge(floods[0] as Account, 2, crowd.now);
    expect(rests(floods[0] as Account, crowd.now + 599)).toBe(true);
    expect(rests(floods[0] as Account, crowd.now + 600)).toBe(false);
  });

  test("who does much in short steps has no rest, and goes last", () => {
    const crowd = new Crowd();
    const [flood, fader] = [account(), account()];
    crowd.work(
      5000,
      new Map([
        [fader, 0.1],
        [flood, 1],
      ]),
    );
    expect(flood.heavy).toBe(true);
    expect(crowd.order(flood, fader)).toEqual([1, 0]);
  });

  test("nobody rests while nobody cheap is active", () => {
    const crowd = new Crowd();
    const [flood, fader] = [account(), account()];
    crowd.work(
      100,
      new Map([
        [fader, 0.1],
        [flood, 50],
      ]),
    );
    fader.waiting = 0;
    crowd.work(5000, new Map([[flood, 50]]));
    expect(flood.heavy).toBe(false);
  });

  test("what belongs to nobody, such as what is sent, is never put off", () => {
    const crowd = new Crowd();
    const [own, fader] = [account(), account()];
    for (let i = 0; i < 5000; i++) {
      crowd.now += 1;
      crowd.shares.charge(own, 1, crowd.now);
      crowd.shares.hear(fader, crowd.now);
      crowd.shares.handleBusy(1, crowd.now);
      crowd.shares.judge(crowd.now);
    }
    expect(own.heavy).toBe(false);
  });

  test("nobody rests among equals", () => {
    const crowd = new Crowd();
    const equals = [1, 2, 3, 4, 5, 6, 7, 8].map(() => account());
    crowd.work(5000, new Map(equals.map((one, i) => [one, 5 + i])));
    expect(equals.filter(({ heavy }) => heavy)).toEqual([]);
  });

  test("nobody rests in a process that has time for all", () => {
    const crowd = new Crowd();
    const [busy, fader] = [account(), account()];
    for (let i = 0; i < 100; i++) {
      crowd.work(
        30,
        new Map([
          [fader, 0.1],
          [busy, 40],
        ]),
      );
      busy.waiting = fader.waiting = 0;
      crowd.now += 60;
    }
    expect(busy.heavy).toBe(false);
  });

  test("one that would take it for an end is never kept waiting", () => {
    const crowd = new Crowd();
    const [old, fader] = [account(false), account()];
    crowd.work(
      5000,
      new Map([
        [fader, 0.1],
        [old, 50],
      ]),
    );
    expect(old.heavy).toBe(true);
    expect(crowd.order(old, fader)).toEqual([1, 0]);
  });

  test("nothing is forgotten while it waits, and all is when it wants nothing more", () => {
    const crowd = new Crowd();
    const [flood, fader] = [account(), account()];
    crowd.workUntilRest(
      flood,
      new Map([
        [fader, 0.1],
        [flood, 50],
      ]),
    );
    for (let i = 0; i < 20; i++) {
      crowd.now += 500;
      crowd.shares.handleBusy(500, crowd.now);
      crowd.shares.hear(fader, crowd.now);
      crowd.shares.judge(crowd.now);
    }
    expect(flood.heavy).toBe(true);
    flood.waiting = 0;
    for (let i = 0; i < 20; i++) {
      crowd.now += 500;
      crowd.shares.hear(fader, crowd.now);
      crowd.shares.judge(crowd.now);
    }
    expect(flood.heavy).toBe(false);
  });
});
