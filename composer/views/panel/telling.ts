import { askFigures, describeWire, type Figures } from "../../model/network/figures.ts";
import type { ShownWire } from "../../model/network/shown-wire.ts";
import { askOptions, type WireOptions } from "../../model/network/wire-options.ts";

/** Calls back at once and twice a second with how a wire fares, in words. Returns how to stop. */
export function followWire(wire: ShownWire, tell: (text: string) => void): () => void {
  let figures: Figures | undefined;
  let toldAt = 0;
  let asking = false;
  let stopped = false;

  function say(): void {
    const now = performance.now();
    const age = figures?.age === undefined ? undefined : figures.age + now - toldAt;
    tell(describeWire(wire, figures && { ...figures, age }, now));
  }

  async function ask(): Promise<void> {
    if (asking || stopped) return;
    asking = true;
    figures = await askFigures(wire);
    toldAt = performance.now();
    asking = false;
    if (!stopped) say();
  }

  say();
  void ask();
  const saying = setInterval(say, HALF_SECOND);
  const questions = setInterval(() => void ask(), 2 * HALF_SECOND);
  return () => {
    stopped = true;
    clearInterval(saying);
    clearInterval(questions);
  };
}

/** Follows the options of a wire. */
export interface OptionsFollower {
  /** They are being changed: what was asked before says nothing of them any more. */
  renew(): void;
  stop(): void;
}

/** Calls back with the options of a wire as its nodes keep them: at once, and every second. */
export function followOptions(wire: ShownWire, tell: (options: WireOptions | undefined) => void): OptionsFollower {
  let asked = 0;
  let stopped = false;

  async function ask(): Promise<void> {
    const number = ++asked;
    const options = await askOptions(wire);
    if (number === asked && !stopped) tell(options);
  }

  void ask();
  const questions = setInterval(() => void ask(), 2 * HALF_SECOND);
  return {
    renew: () => void asked++,
    stop: () => {
      stopped = true;
      clearInterval(questions);
    },
  };
}

const HALF_SECOND = 500;
