/** Another bridge on the same local network. */
interface Twin {
  /** When it was heard over the broker last; never for one that is on another broker. */
  heardAt: number;
  /** Whether it carries nodes, as it said then. */
  carries: boolean;
  /** It is not on this local network any more, and may return. */
  away: boolean;
}

/**
 * The other bridges between this local network and this broker. One of all carries the nodes, and the others stand by: a message
 * goes from a node's stand-in on one side to the one on the other, and both have to be in one program. Whoever carries goes on with it.
 */
export class Twins {
  readonly #self: string;
  readonly #here = new Map<string, Twin>();
  /** All that were ever heard over the broker: what comes over one of them comes from that broker. */
  readonly #known = new Set<string>();

  /** `self`: the id of this bridge. */
  constructor(self: string) {
    this.#self = self;
  }

  /** The bridges on this local network: those on the same broker hear what is sent to them there. */
  get here(): Iterable<string> {
    return this.#here.keys();
  }

  get alone(): boolean {
    return this.#here.size === 0;
  }

  enter(id: string): void {
    const { heardAt, carries } = this.#here.get(id) ?? { heardAt: Number.NEGATIVE_INFINITY, carries: false };
    this.#here.set(id, { heardAt, carries, away: false });
  }

  /** `goodbye`: it said that it leaves. Of others it is waited whether they are still heard over the broker. */
  exit(id: string, goodbye: boolean): void {
    const twin = this.#here.get(id);
    if (goodbye) this.#here.delete(id);
    else if (twin !== undefined) twin.away = true;
  }

  /** Forgets those that are gone. */
  clean(now: number): void {
    for (const [id, { away, heardAt }] of this.#here) if (away && now - heardAt >= SILENT_MS) this.#here.delete(id);
  }

  /** One of them says over the broker whether it carries nodes. */
  hear(id: string, carries: boolean, now: number): void {
    const twin = this.#here.get(id);
    if (twin === undefined) return;
    twin.heardAt = now;
    twin.carries = carries;
    if (this.#known.size < MOST_KNOWN) this.#known.add(id);
  }

  /** Whether one of these bridges leads to this very broker. */
  knows(bridges: readonly string[]): boolean {
    return bridges.some((id) => this.#known.has(id));
  }

  /** Who keeps this bridge from carrying nodes; undefined for nobody. Of several the highest id begins, and goes on if two do. */
  rival(carries: boolean, now: number): string | undefined {
    const twins = [...this.#here].filter(([, { heardAt }]) => now - heardAt < SILENT_MS);
    const [active] = twins.filter((twin) => twin[1].carries && (!carries || twin[0] > this.#self));
    if (active !== undefined || carries) return active?.[0];
    return twins.find(([id]) => id > this.#self)?.[0];
  }
}

const SILENT_MS = 3000;
const MOST_KNOWN = 256;
