import { type Account, rests } from "./shares.ts";

/** Something that is done on somebody's account. */
export interface Step {
  readonly perform: () => void;
  readonly account: Account;
}

/**
 * Steps that wait for a turn: in the order in which they came, those of who has cost too much behind all others, and whoever has to
 * rest aside. A turn costs the same however many wait; only when it was judged anew who has cost too much are all of them looked at.
 */
export class StepQueue {
  #count = 0;
  #light = new Fifo<Numbered>();
  #heavy = new Fifo<Numbered>();
  #resting: Numbered[] = [];
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** How many wait that need not rest. */
  get ready(): number {
    return this.#light.size + this.#heavy.size;
  }

  get resting(): number {
    return this.#resting.length;
  }

  add(perform: () => void, account: Account): void {
    account.waiting++;
    this.#queueOf(account).push({ perform, account, number: this.#count++ });
  }

  /** Whose turn it is, which stays the first until it is taken. */
  first(now: number): Step | undefined {
    const light = this.#light.first;
    if (light !== undefined) return light;
    for (let step = this.#heavy.first; step !== undefined; step = this.#heavy.first) {
      if (!rests(step.account, now)) return step;
      this.#heavy.shift();
      this.#resting.push(step);
    }
    return undefined;
  }

  /** The first one has its turn. */
  take(): void {
    (this.#light.first === undefined ? this.#heavy : this.#light).shift();
  }

  /** It was judged anew who has cost too much. */
  rearrange(): void {
    const all = [...this.#light.drain(), ...this.#heavy.drain(), ...this.#resting.splice(0)];
    for (const step of all.sort((a, b) => a.number - b.number)) this.#queueOf(step.account).push(step);
  }

  /** Lets those go on whose rest is over. */
  wake(now: number): void {
    if (this.#resting.length === 0 || now - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = now;
    for (const step of this.#resting.splice(0)) {
      if (rests(step.account, now)) this.#resting.push(step);
      else this.#queueOf(step.account).push(step);
    }
  }

  #queueOf(account: Account): Fifo<Numbered> {
    return account.heavy ? this.#heavy : this.#light;
  }
}

/** `number`: which one it is of all that ever came. */
interface Numbered extends Step {
  readonly number: number;
}

/** First in, first out. An array alone moves all that is behind when the first one goes. */
class Fifo<T> {
  #items: T[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): void {
    this.#head++;
    if (this.#head < this.#items.length && this.#head < SPARE) return;
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }

  /** All of them, which it then no longer has. */
  drain(): T[] {
    const items = this.#items.slice(this.#head);
    this.#items = [];
    this.#head = 0;
    return items;
  }
}

/** How long at most the end of a rest is not noticed: nobody knows when those who are cheap fall silent. */
export const LOOK_MS = 20;
/** Places of those who have gone before the others are moved. */
const SPARE = 0x400;
