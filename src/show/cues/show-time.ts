/** The time of a player: it stands still while the show is paused. Milliseconds. */
export class ShowTime {
  #behind = 0;
  #stoodAt: number | undefined;

  get paused(): boolean {
    return this.#stoodAt !== undefined;
  }

  at(now: number): number {
    return (this.#stoodAt ?? now) - this.#behind;
  }

  /** When it will be so late; never while it stands. */
  when(time: number): number {
    return this.paused ? Number.POSITIVE_INFINITY : time + this.#behind;
  }

  pause(now: number): void {
    this.#stoodAt ??= now;
  }

  resume(now: number): void {
    if (this.#stoodAt === undefined) return;
    this.#behind += now - this.#stoodAt;
    this.#stoodAt = undefined;
  }
}
