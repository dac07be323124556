import type { AnswerEffect } from "./effects.ts";
import type { Press } from "./inputs.ts";

/** What was answered to a press. */
export type PressAnswer = Pick<AnswerEffect, "accepted" | "text">;

/** What was answered to presses: a copy of one gets the same answer, and does nothing. */
export class Presses {
  readonly #answers: Map<string, AnswerEffect>;

  /** `earlier`: those that another player has answered. */
  constructor(earlier: ReadonlyMap<string, PressAnswer> = new Map()) {
    const answers = [...earlier].slice(-MOST);
    this.#answers = new Map(answers.map(([press, answer]) => [press, { type: "answer", ...answer }]));
  }

  /** By press, the last one last. */
  get state(): ReadonlyMap<string, PressAnswer> {
    return new Map([...this.#answers].map(([press, { accepted, text }]) => [press, { accepted, text }]));
  }

  find({ press }: Press): AnswerEffect | undefined {
    return press === undefined ? undefined : this.#answers.get(press);
  }

  keep({ press }: Press, answer: AnswerEffect): void {
    if (press === undefined) return;
    this.#answers.set(press, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MOST && oldest !== undefined) this.#answers.delete(oldest);
  }
}

/** Why a press is not taken for one of this moment; undefined when it is. */
export function whyDoubted({ age, doubtful }: Press): string | undefined {
  if (age !== undefined) return age > STALE ? `it was pressed ${seconds(age)} ago` : undefined;
  return doubtful === true ? "it comes out of an outage, and nobody knows how old it is" : undefined;
}

export function yes(text: string): AnswerEffect {
  return { type: "answer", accepted: true, text };
}

export function no(text: string): AnswerEffect {
  return { type: "answer", accepted: false, text };
}

export function seconds(time: number): string {
  return `${(time / 1000).toFixed(1)} s`;
}

/** Milliseconds. */
const STALE = 1500;
const MOST = 100;
