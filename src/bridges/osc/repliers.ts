interface Speaker {
  at: number;
  times: number;
  /** Octets that it sent, and that it was sent. */
  received: number;
  sent: number;
}

/**
 * Whoever has spoken lately is sent values. A datagram can be sent in the name of another machine, which would be flooded for nothing: until an
 * address has spoken twice it gets no more octets than came from it.
 */
export class Repliers {
  readonly #speakers = new Map<string, Speaker>();

  get ids(): readonly string[] {
    return [...this.#speakers.keys()];
  }

  /** Who comes, and whose place that takes. */
  handleInput(id: string, octets: number, now: number): { readonly came: boolean; readonly left: readonly string[] } {
    const known = this.#speakers.get(id);
    const left = this.expire(now);
    const speaker = left.includes(id) || known === undefined ? { at: now, times: 0, received: 0, sent: 0 } : known;
    const came = speaker.times === 0;
    this.#speakers.delete(id);
    if (this.#speakers.size >= MOST) {
      const oldest = this.#speakers.keys().next().value as string;
      this.#speakers.delete(oldest);
      left.push(oldest);
    }
    this.#speakers.set(id, speaker);
    speaker.at = now;
    speaker.times++;
    speaker.received += octets;
    return { came, left: left.filter((one) => one !== id) };
  }

  /** Whether it may be sent so much. */
  allows(id: string, octets: number): boolean {
    const speaker = this.#speakers.get(id);
    if (speaker === undefined) return false;
    if (speaker.times < 2 && speaker.sent + octets > speaker.received) return false;
    speaker.sent += octets;
    return true;
  }

  /** Those that have been silent for a minute. */
  expire(now: number): string[] {
    const left: string[] = [];
    for (const [id, { at }] of this.#speakers) {
      if (now - at < LISTENED) break;
      this.#speakers.delete(id);
      left.push(id);
    }
    return left;
  }
}

const MOST = 8;
/** Milliseconds. */
const LISTENED = 60_000;
