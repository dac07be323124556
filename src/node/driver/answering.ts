import { Frames } from "../../bytes/frames.ts";
import type { Clock } from "../../net/net.ts";
import { Rounds } from "../../rounds.ts";
import type { Transport } from "../../transport/transport.ts";

/** Where answers come from. */
export interface AnswerSource {
  /** The next part for a peer; undefined when it is owed nothing. */
  takeAnswer(peer: string, now: number): string | undefined;
  /** Whether it is owed more. */
  owes(peer: string): boolean;
}

/**
 * Carries what peers are owed, a part for each in its turn, and only to peers that take messages. So everybody else is heard in
 * between, and whoever asks for much waits for others.
 */
export class Answering {
  readonly #transport: Transport;
  readonly #rounds: Pick<NonNullable<Clock["rounds"]>, "add">;
  readonly #answers: AnswerSource;
  readonly #guard: (action: () => void) => void;
  readonly #owed = new Set<string>();
  /** Those who have a turn to wait for. */
  readonly #waiting = new Set<string>();

  /** `guard` runs what the transport calls back, and keeps what it throws from the transport. */
  constructor(transport: Transport, answers: AnswerSource, guard: (action: () => void) => void = (action) => action()) {
    this.#transport = transport;
    this.#rounds = transport.rounds ?? ownRounds(transport, guard);
    this.#answers = answers;
    this.#guard = guard;
  }

  add(peer: string): void {
    this.#owed.add(peer);
    this.#wait(peer);
  }

  /** A peer takes messages again. */
  resume(peer: string): void {
    if (this.#owed.has(peer)) this.#wait(peer);
  }

  forget(peer: string): void {
    this.#owed.delete(peer);
  }

  #wait(peer: string): void {
    if (this.#waiting.has(peer)) return;
    const turn = (): void => {
      this.#waiting.delete(peer);
      this.#guard(() => this.#tell(peer));
    };
    // Before, for it may come at once; a transport that throws gives none.
    this.#waiting.add(peer);
    try {
      this.#rounds.add(turn, this.#transport.account?.(peer));
    } catch (cause) {
      this.#waiting.delete(peer);
      throw cause;
    }
  }

  /** One part. */
  #tell(peer: string): void {
    if (!this.#owed.has(peer) || this.#transport.writable?.(peer) === false) return;
    const text = this.#answers.takeAnswer(peer, this.#transport.now());
    this.#owed.delete(peer);
    if (text === undefined) return;
    this.#transport.whisper(peer, Frames.ofText(text));
    if (!this.#answers.owes(peer)) return;
    this.#owed.add(peer);
    this.#wait(peer);
  }
}

/** Those of a transport that has none to share: the first at the end of this turn, or at once where there are no turns. */
function ownRounds(transport: Transport, guard: (action: () => void) => void): Rounds {
  let inRound = false;
  return new Rounds(
    () => transport.now(),
    (callback) => {
      const round = (): void => {
        inRound = true;
        guard(callback);
        inRound = false;
      };
      if (inRound) transport.schedule(0, round);
      else if (transport.defer === undefined) round();
      else transport.defer(round);
    },
  );
}
