import { expect, test } from "vitest";
import { SeededRandom } from "../src/net/sim/seeded-random.ts";
import { Account, rests } from "../src/shares.ts";
import { LOOK_MS, StepQueue } from "../src/step-queue.ts";

/** The queue, and beside it what it promises, reckoned anew for each turn from all that wait. */
class Pair {
  readonly queue = new StepQueue();
  readonly accounts = Array.from({ length: 5 }, () => Object.assign(new Account(), { patient: true }));
  readonly taken: number[] = [];
  now = 0;
  #waiting: { readonly name: number; readonly account: Account }[] = [];
  #names = 0;

  add(account: Account): void {
    const name = this.#names++;
    this.queue.add(() => this.taken.push(name), account);
    this.#waiting.push({ name, account });
  }

  /** Who has cost too much is judged anew. */
  judge(heavy: (account: Account) => boolean): void {
    for (const account of this.accounts) account.heavy = heavy(account);
    this.queue.rearrange();
  }

  /** Takes the step whose turn it is; and who may be meant by that. */
  take(): { readonly took: number | undefined; readonly may: readonly (number | undefined)[] } {
    const light = this.#waiting.filter(({ account }) => !account.heavy);
    const ready =
      light.length > 0 ? light.slice(0, 1) : this.#waiting.filter(({ account }) => !rests(account, this.now));
    const step = this.queue.first(this.now);
    expect(this.queue.first(this.now), "it stays the first").toBe(step);
    if (step !== undefined) this.queue.take();
    step?.perform();
    const took = step && this.taken.at(-1);
    this.#waiting = this.#waiting.filter(({ name }) => name !== took);
    return { took, may: ready.length === 0 ? [undefined] : ready.map(({ name }) => name) };
  }

  get size(): number {
    return this.#waiting.length;
  }
}

test("a thousand seeds: whoever is cheap goes first and in order, nobody who rests has a turn, and no step is lost", () => {
  for (let seed = 1; seed <= 1000; seed++) {
    const pair = new Pair();
    const random = new SeededRandom(seed);
    const pick = (count: number): number => Math.floor(random.next() * count);
    for (let act = 0; act < 60; act++) {
      const account = pair.accounts[pick(5)] as Account;
      const kind = pick(8);
      if (kind < 3) pair.add(account);
      else if (kind === 3) pair.judge(() => pick(2) === 0);
      else if (kind === 4) account.restsUntil = pair.now + pick(100);
      else if (kind === 5) {
        pair.now += LOOK_MS + pick(100);
        pair.queue.wake(pair.now);
      } else {
        const { took, may } = pair.take();
        expect(may, `seed ${seed}, act ${act}`).toContain(took);
      }
      expect(pair.queue.ready + pair.queue.resting).toBe(pair.size);
    }
    pair.judge(() => false);
    const rest: number[] = [];
    while (pair.size > 0) rest.push(pair.take().took ?? Number.NaN);
    expect(rest, `seed ${seed}`).toEqual(rest.toSorted((a, b) => a - b));
  }
});

test("many who wait come out in the order in which they came in", () => {
  const pair = new Pair();
  const [one] = pair.accounts as [Account];
  for (let i = 0; i < 5000; i++) pair.queue.add(() => pair.taken.push(i), one);
  for (let i = 0; i < 5000; i++) {
    pair.queue.first(0)?.perform();
    pair.queue.take();
  }
  expect(pair.taken).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  expect(pair.queue.first(0)).toBeUndefined();
});

test("a rest that is over is noticed at the next look, and not before", () => {
  const { queue, accounts } = new Pair();
  const [one] = accounts as [Account];
  Object.assign(one, { heavy: true, restsUntil: 30 });
  queue.add(() => {}, one);
  expect(queue.first(0)).toBeUndefined();
  expect([queue.ready, queue.resting]).toEqual([0, 1]);
  queue.wake(25);
  expect(queue.resting).toBe(1);
  queue.wake(40);
  expect(queue.resting, "looked at 15 ms ago").toBe(1);
  queue.wake(45);
  expect(queue.first(45)?.account).toBe(one);
});
