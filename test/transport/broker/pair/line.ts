import { Frames } from "../../../../src/bytes/frames.ts";
import { EventQueue } from "../../../../src/net/sim/event-queue.ts";
import { SeededRandom } from "../../../../src/net/sim/seeded-random.ts";
import { Budget } from "../../../../src/transport/broker/pair/budget.ts";
import type { PairEffect } from "../../../../src/transport/broker/pair/effects.ts";
import { decodePairMessage, type PairMessage } from "../../../../src/transport/broker/pair/message.ts";
import { Pair, type PairOptions } from "../../../../src/transport/broker/pair/pair.ts";
import { Tally } from "../../../../src/transport/broker/tally.ts";

/** How the way between the two is bad: chances from 0 to 1, milliseconds. */
export interface LineOptions {
  readonly seed?: number;
  readonly loss?: number;
  readonly repeats?: number;
  readonly delay?: number;
  /** By chance, so that one message overtakes another. */
  readonly jitter?: number;
  readonly pair?: Partial<PairOptions>;
}

/** One of the two, and what it was told. */
export class End {
  readonly line: Line;
  readonly number: number;
  pair!: Pair;
  session = 0;
  up = true;
  /** Within the present epoch. */
  heard: string[] = [];
  readonly log: string[] = [];
  drained = 0;
  readonly sent: PairMessage["type"][] = [];

  constructor(line: Line, number: number) {
    this.line = line;
    this.number = number;
    this.start();
  }

  /** As a program that has forgotten everything. */
  start(): void {
    this.session = this.line.session();
    this.heard = [];
    this.pair = new Pair({ ...this.line.pairOptions(this.session) }, this.line.now);
  }

  say(text: string): void {
    this.do((pair, now) => pair.add(Frames.ofText(text), now));
    this.do((pair, now) => pair.flush(now));
  }

  offer(text: string): boolean {
    const taken = this.pair.offer(Frames.ofText(text));
    this.do((pair, now) => pair.flush(now));
    return taken;
  }

  do(act: (pair: Pair, now: number) => readonly PairEffect[]): void {
    for (const effect of act(this.pair, this.line.now)) this.#perform(effect);
  }

  #perform(effect: PairEffect): void {
    switch (effect.type) {
      case "send":
        this.sent.push(decodePairMessage(effect.bytes).type);
        return this.line.carry(this, effect.bytes);
      case "deliver":
        for (let i = 0; i < effect.frames.count; i++) this.heard.push(effect.frames.text(i));
        return;
      case "open":
        this.heard = [];
        return void this.log.push("open");
      case "closed":
        return void this.log.push(`closed: ${effect.reason}`);
      case "suspicion":
        return void this.log.push(effect.suspected ? "suspected" : "recovered");
      case "drain":
        return void this.drained++;
      case "nonsense":
        return void this.log.push(`nonsense: ${effect.error.message}`);
    }
  }
}

/** Two pairs, and a way between them that is as bad as it is told to be, under virtual time. */
export class Line {
  readonly queue = new EventQueue();
  readonly random: SeededRandom;
  now = 0;
  readonly tally = new Tally();
  options: LineOptions;
  readonly ends: readonly [End, End];
  /** Whether each beats once a second, as nodes do. */
  beats = true;
  #epoch = 0;
  #beatAt = 1000;

  constructor(options: LineOptions = {}) {
    this.options = options;
    this.random = new SeededRandom(options.seed ?? 1);
    this.ends = [new End(this, 0), new End(this, 1)];
  }

  session(): number {
    return ++this.#epoch * 7919;
  }

  pairOptions(session: number): PairOptions {
    return {
      session,
      record: new Uint8Array(0),
      wanted: true,
      nextEpoch: () => ++this.#epoch,
      budget: new Budget({ bytes: 0x80_0000, messages: 400 }),
      piece: 0x1_0000,
      buffer: 0x100_0000,
      message: 0xd0_0000,
      tally: this.tally,
      ...this.options.pair,
    };
  }

  carry(from: End, bytes: Uint8Array): void {
    const { loss = 0, repeats = 0, delay = 1, jitter = 0 } = this.options;
    const to = this.ends[1 - from.number] as End;
    if (!from.up || this.random.next() < loss) return;
    const copies = this.random.next() < repeats ? 2 : 1;
    for (let i = 0; i < copies; i++)
      this.queue.add(this.now + delay + this.random.next() * jitter, undefined, () => {
        if (to.up) to.do((pair, now) => pair.handleMessage(decodePairMessage(bytes), now));
      });
  }

  /** Cuts one end off, or brings it back. */
  cut(end: End, up: boolean): void {
    end.up = up;
    end.do((pair, now) => (up ? pair.handleUp(now) : pair.handleDown(now)));
  }

  /** Lets time pass, or until something holds. */
  pass(duration: number, done: () => boolean = () => false): boolean {
    const until = this.now + duration;
    while (!done()) {
      const deadlines = this.ends.map(({ pair }) => pair.deadline);
      const next = Math.max(this.now, Math.min(this.queue.next, this.#beatAt, ...deadlines));
      if (next > until) {
        this.now = until;
        return false;
      }
      this.now = next;
      this.#step(deadlines);
    }
    return true;
  }

  #step(deadlines: readonly number[]): void {
    if (this.queue.next <= this.now) {
      const entry = this.queue.peek();
      this.queue.take();
      return entry?.run();
    }
    if (this.now >= this.#beatAt) return this.#beat();
    for (const end of this.ends)
      if ((deadlines[end.number] ?? 0) <= this.now) end.do((pair, now) => pair.handleTimeout(now));
  }

  #beat(): void {
    this.#beatAt += 1000;
    const [ada, bob] = this.ends;
    if (!this.beats || !ada.up || !bob.up) return;
    ada.do((pair, now) => pair.handleBeat(bob.session, now));
    bob.do((pair, now) => pair.handleBeat(ada.session, now));
  }
}
