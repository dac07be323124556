import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { SeededRandom } from "./chance.ts";
import { Mutation } from "./mutation.ts";
import type { Round, Target } from "./target.ts";

/** An input that showed a mistake. The round repeats itself with its seed; `alone`: so does the input without the round. */
export interface Finding {
  readonly target: string;
  readonly what: string;
  readonly seed: number;
  readonly round: number;
  readonly input: number;
  readonly alone: boolean;
  readonly hex: string;
}

/** What a target has taken. */
export interface Figures {
  inputs: number;
  /** Milliseconds. */
  time: number;
  readonly slowest: { time: number; length: number; hex: string };
  /** Octets of the heap after the first rounds, and now. */
  heapThen: number;
  heapNow: number;
}

/** Feeds targets with mutations, in rounds that repeat themselves. */
export class Fuzzer {
  readonly findings: Finding[] = [];
  readonly figures = new Map<string, Figures>();
  readonly #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Plays rounds of one target for so many milliseconds, or so many inputs; stops at a finding. Goes on where it stopped. */
  async play(
    target: Target,
    bounds: { readonly time: number; readonly inputs?: number; readonly first: number },
  ): Promise<number> {
    const begin = performance.now();
    const { inputs = Number.POSITIVE_INFINITY } = bounds;
    const figures = this.figuresOf(target);
    const before = figures.inputs;
    let round = bounds.first;
    while (performance.now() - begin < bounds.time && figures.inputs - before < inputs) {
      if (!(await this.#round(target, round++, figures))) break;
    }
    figures.time += performance.now() - begin;
    figures.heapNow = heap();
    if (bounds.first === 0) figures.heapThen = figures.heapNow;
    return round;
  }

  figuresOf(target: Target): Figures {
    const made = this.figures.get(target.name);
    if (made !== undefined) return made;
    const slowest = { time: 0, length: 0, hex: "" };
    const figures = { inputs: 0, time: 0, slowest, heapThen: 0, heapNow: 0 };
    this.figures.set(target.name, figures);
    return figures;
  }

  async #round(target: Target, number: number, figures: Figures): Promise<boolean> {
    const mutation = mutationOf(target, this.#seed, number);
    let input = 0;
    let bytes: Uint8Array = EMPTY;
    try {
      const round = await target.begin();
      for (; input < (target.sockets ? FEW : MANY); input++) {
        bytes = mutation.next();
        const begin = performance.now();
        const pending = round.input(bytes);
        if (pending !== undefined) await pending;
        const time = performance.now() - begin;
        if (time > figures.slowest.time && !target.sockets) await this.#consider(target, bytes, figures);
      }
      figures.inputs += input;
      await round.end?.();
      return true;
    } catch (error) {
      figures.inputs += input;
      await this.#find(target, { error, bytes, round: number, input });
      return false;
    }
  }

  /** What was slow once may have been the collector's or the machine's doing: it counts when it is slow again, alone. */
  async #consider(target: Target, bytes: Uint8Array, figures: Figures): Promise<void> {
    let time = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 5; i++) time = Math.min(time, await timeAlone(target, bytes));
    if (time <= figures.slowest.time) return;
    Object.assign(figures.slowest, { time, length: bytes.length, hex: toHex(bytes.subarray(0, EXCERPT)) });
    if (time > SLOW) throw new Error(`an input of ${bytes.length} octets took ${time.toFixed(0)} ms of CPU`);
  }

  async #find(target: Target, at: { error: unknown; bytes: Uint8Array; round: number; input: number }): Promise<void> {
    const { error, bytes, round, input } = at;
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const alone = await failsAlone(target, bytes);
    this.findings.push({ target: target.name, what, seed: this.#seed, round, input, alone, hex: toHex(bytes) });
  }
}

/** The inputs of one round. */
function mutationOf({ corpus, words, longest = LONGEST }: Target, seed: number, round: number): Mutation {
  return new Mutation(new SeededRandom(seed ^ Math.imul(round + 1, 0x01f1_2bb5)), { corpus, words, longest });
}

/** Milliseconds of CPU, so that what else runs on the machine makes no finding. */
async function timeAlone(target: Target, bytes: Uint8Array): Promise<number> {
  const round = await target.begin();
  const begin = process.cpuUsage();
  await round.input(bytes);
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1000;
}

async function failsAlone(target: Target, bytes: Uint8Array): Promise<boolean> {
  try {
    const round: Round = await target.begin();
    await round.input(bytes);
    await round.end?.();
    return false;
  } catch {
    return true;
  }
}

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const EMPTY = new Uint8Array(0);
const MANY = 1000;
const FEW = 100;
const EXCERPT = 64;
const LONGEST = 0x4_0000;
const SLOW = 100;
