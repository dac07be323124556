import type { Json, RemoteNode } from "../../../src/index.ts";
import { Observable } from "../observable.ts";
import { messageOf } from "../view/words.ts";
import type { ShownParameter } from "./shown-parameter.ts";

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
  /** What nodes took from here last, by the key of the parameter. */
  readonly #given = new Map<string, Json>();
  readonly timing: Timing;

  constructor(timing: Timing) {
    super();
    this.timing = timing;
  }

  of(parameter: ShownParameter): Valve {
    return this.#pipes.get(parameter.key) ?? IDLE;
  }

  /** The value that a control should network: the one under the hand, or the node's. */
  wanted(parameter: ShownParameter): Json | undefined {
    return this.#pipes.get(parameter.key)?.wanted ?? parameter.value;
  }

  /** What its node took last from here; undefined when that was nothing, or while something is on its way. */
  given(parameter: ShownParameter): Json | undefined {
    return this.#pipes.get(parameter.key)?.running === true ? undefined : this.#given.get(parameter.key);
  }

  /** Resolves when nothing is on its way any more: whether the node took a value since it was. */
  set(parameter: ShownParameter, value: Json): Promise<boolean> {
    const pipe = this.#pipes.get(parameter.key);
    if (pipe?.running === true) {
      pipe.wanted = value;
      pipe.waits = true;
      parameter.paint();
      return pipe.done;
    }
    const { remote } = parameter.node;
    const started: Pipe = { parameter, remote, wanted: value, waits: false, running: true, refusal: "", done: NOTHING };
    this.#pipes.set(parameter.key, started);
    parameter.paint();
    started.done = this.#carry(started);
    return started.done;
  }

  /** The way to the nodes is lost: what still waits is dropped, and every control shows what its node said last. */
  rest(): void {
    for (const pipe of this.#pipes.values()) {
      pipe.waits = false;
      pipe.wanted = undefined;
      pipe.parameter.paint();
    }
  }

  async #carry(pipe: Pipe): Promise<boolean> {
    const { parameter } = pipe;
    let arrived = false;
    do {
      pipe.waits = false;
      const begin = this.timing.now();
      const { wanted } = pipe;
      pipe.refusal = await send(pipe);
      arrived ||= pipe.refusal === "";
      if (pipe.refusal === "" && wanted !== undefined) this.#given.set(parameter.key, wanted);
      const rest = PERIOD - (this.timing.now() - begin);
      if (pipe.waits && rest > 0) await this.timing.pause(rest);
    } while (pipe.waits);
    pipe.running = false;
    pipe.wanted = undefined;
    if (pipe.refusal === "") this.#pipes.delete(parameter.key);
    else this.#told(pipe);
    parameter.paint();
    return arrived;
  }

  #told(pipe: Pipe): void {
    const { parameter } = pipe;
    this.changed();
    void this.timing.pause(READING).then(() => {
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
  readonly parameter: ShownParameter;
  /** For whom the values are: not for another one that takes the same name meanwhile. */
  readonly remote: RemoteNode | undefined;
  wanted: Json | undefined;
  waits: boolean;
  running: boolean;
  refusal: string;
  done: Promise<boolean>;
}

async function send({ parameter: { node, path }, remote, wanted }: Pipe): Promise<string> {
  if (remote === undefined || node.remote === undefined) return `${node.name} is not here`;
  if (remote !== node.remote) return `${node.name} has begun anew meanwhile`;
  try {
    await remote.set(path, wanted as Json);
    return "";
  } catch (error) {
    return messageOf(error);
  }
}

const IDLE: Valve = { wanted: undefined, refusal: "" };
const NOTHING = Promise.resolve(false);
const PERIOD = 1000 / 30;
/** Long enough to read why. */
const READING = 5000;
