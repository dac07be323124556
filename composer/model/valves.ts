import type { Json } from "../../src/index.ts";
import { Observable } from "./observable.ts";
import type { ShownParameter } from "./shown-parameter.ts";
import { messageOf } from "./words.ts";

/** A value on its way to a node, and what the node said to the last one. */
export interface Valve {
  /** What the hand wants; undefined when nothing is on its way. */
  readonly wanted: Json | undefined;
  /** Why the node did not take the last value; empty when it did. */
  readonly refusal: string;
}

/**
 * Carries values to nodes: one at a time for a parameter, and at most 30 a second; while one is under way the newest replaces
 * those that wait, so the last position of a fader always arrives. A refused value snaps back, with the reason.
 */
export class Valves extends Observable {
  readonly #pipes = new Map<string, Pipe>();
  readonly #timing: Timing;

  constructor(timing: Timing) {
    super();
    this.#timing = timing;
  }

  of(parameter: ShownParameter): Valve {
    return this.#pipes.get(parameter.key) ?? IDLE;
  }

  /** The value that a control should show: the one under the hand, or the node's. */
  wanted(parameter: ShownParameter): Json | undefined {
    return this.#pipes.get(parameter.key)?.wanted ?? parameter.value;
  }

  set(parameter: ShownParameter, value: Json): void {
    const pipe = this.#pipes.get(parameter.key);
    if (pipe?.running === true) {
      pipe.wanted = value;
      pipe.waits = true;
      parameter.paint();
      return;
    }
    const started: Pipe = { wanted: value, waits: false, running: true, refusal: "" };
    this.#pipes.set(parameter.key, started);
    parameter.paint();
    void this.#carry(parameter, started);
  }

  async #carry(parameter: ShownParameter, pipe: Pipe): Promise<void> {
    do {
      pipe.waits = false;
      const begin = this.#timing.now();
      pipe.refusal = await send(parameter, pipe.wanted);
      const rest = PERIOD - (this.#timing.now() - begin);
      if (pipe.waits && rest > 0) await this.#timing.pause(rest);
    } while (pipe.waits);
    pipe.running = false;
    pipe.wanted = undefined;
    if (pipe.refusal === "") this.#pipes.delete(parameter.key);
    else this.#told(parameter, pipe);
    parameter.paint();
  }

  #told(parameter: ShownParameter, pipe: Pipe): void {
    this.changed();
    void this.#timing.pause(READING).then(() => {
      if (this.#pipes.get(parameter.key) === pipe && !pipe.running) this.#pipes.delete(parameter.key);
      this.changed();
      parameter.paint();
    });
  }
}

/** The time, and how to let some of it pass. */
export interface Timing {
  now(): number;
  pause(milliseconds: number): Promise<void>;
}

interface Pipe {
  wanted: Json | undefined;
  waits: boolean;
  running: boolean;
  refusal: string;
}

async function send({ node, path }: ShownParameter, value: Json | undefined): Promise<string> {
  if (node.remote === undefined) return `${node.name} is not here`;
  try {
    await node.remote.set(path, value);
    return "";
  } catch (error) {
    return messageOf(error);
  }
}

const IDLE: Valve = { wanted: undefined, refusal: "" };
const PERIOD = 1000 / 30;
/** Long enough to read why. */
const READING = 5000;
