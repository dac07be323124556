import type { AnswerEffect } from "./effects.ts";
import type { Press } from "./inputs.ts";

/** What was answered to presses: a copy of one gets the same answer, and does nothing. */
export class Presses {
  readonly #answers = new Map<string, AnswerEffect>();

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
