import type { Net } from "../../index.ts";
import { type PlayEffect, RecordingPlayer, type RecordingPlayerOptions } from "./player.ts";
import type { Timeline } from "./timeline.ts";

export interface PlayingOptions extends RecordingPlayerOptions {
  readonly clock: Pick<Net["clock"], "now" | "schedule">;
}

/** Lets a player play on a clock: it asks what is due when it is due, and decides nothing. */
export class Playing {
  readonly #player: RecordingPlayer;
  readonly #clock: PlayingOptions["clock"];
  readonly #perform: (effect: PlayEffect) => void;
  #cancel: (() => void) | undefined;

  /** `perform` gets everything that comes of playing, in its order. */
  constructor(timeline: Timeline, { clock, ...options }: PlayingOptions, perform: (effect: PlayEffect) => void) {
    this.#player = new RecordingPlayer(timeline, options);
    this.#clock = clock;
    this.#perform = perform;
  }

  get playing(): boolean {
    return this.#player.playing;
  }

  get speed(): number {
    return this.#player.speed;
  }

  get loop(): boolean {
    return this.#player.loop;
  }

  set loop(loop: boolean) {
    this.#player.loop = loop;
  }

  /** Seconds of the recording. */
  get position(): number {
    return this.#player.position(this.#clock.now());
  }

  play(): void {
    this.#do((player, now) => player.play(now));
  }

  pause(): void {
    this.#do((player, now) => {
      player.pause(now);
      return [];
    });
  }

  /** Goes to another moment, in seconds. */
  seek(position: number): void {
    this.#do((player, now) => player.seek(position, now));
  }

  /** Plays so many times as fast. */
  pace(speed: number): void {
    this.#do((player, now) => {
      player.pace(speed, now);
      return [];
    });
  }

  #do(act: (player: RecordingPlayer, now: number) => readonly PlayEffect[]): void {
    for (const effect of act(this.#player, this.#clock.now())) this.#perform(effect);
    this.#cancel?.();
    const { deadline } = this.#player;
    this.#cancel = Number.isFinite(deadline)
      ? this.#clock.schedule(Math.max(0, deadline - this.#clock.now()), () =>
          this.#do((player, now) => player.handleTime(now)),
        )
      : undefined;
  }
}
