/** Bounds on what strangers can make a node do. */
export interface MeshLimits {
  /** Peers at a time; 1,024. */
  readonly peers: number;
  /** Peers dialled in one second because of what one address said; 256. */
  readonly dials: number;
  /** Endpoints that hubs tell of; 2,048. */
  readonly places: number;
}

/** Who may be dialled: not too many, not too fast, and none that makes us start over again and again. */
export class Admission {
  readonly #limits: Omit<MeshLimits, "places">;
  readonly #dials = new Map<string, number>();
  /** Of these, those to other addresses than the one that named them. */
  readonly #elsewhere = new Map<string, number>();
  readonly #restarts = new Map<string, number>();
  readonly #cooling = new Map<string, number>();
  #second = 0;
  #complaints = 0;

  constructor(limits: Partial<MeshLimits> = {}) {
    this.#limits = { peers: 1024, dials: 256, ...limits };
  }

  /** Whether one more peer fits. */
  hasRoom(peers: number): boolean {
    return peers < this.#limits.peers;
  }

  /** Why nobody more can be dialled on this address's word; undefined when it is all right. */
  refusal(source: string, peers: number, now: number): string | undefined {
    const { peers: most, dials } = this.#limits;
    if (!this.hasRoom(peers)) return `there are ${peers} peers already; the limit is ${most}`;
    this.#turn(now);
    const count = (this.#dials.get(source) ?? 0) + 1;
    this.#dials.set(source, count);
    return count > dials ? `${source} names more than ${dials} peers in a second` : undefined;
  }

  /**
   * Why nobody can be dialled elsewhere on this address's word; undefined when it is all right. A node names its own address;
   * only behind a router, or with several interfaces, another one.
   */
  refusalElsewhere(source: string, now: number): string | undefined {
    this.#turn(now);
    const count = (this.#elsewhere.get(source) ?? 0) + 1;
    this.#elsewhere.set(source, count);
    return count > ELSEWHERE
      ? `${source} names more than ${ELSEWHERE} places in a second that are not its own`
      : undefined;
  }

  /** Whether we may start over with a peer, at most once in five seconds: two nodes that disagree must not storm. */
  admitsRestart(peer: string, now: number): boolean {
    const last = this.#restarts.get(peer);
    if (last !== undefined && now - last < RESTART_EVERY) {
      this.#cooling.set(peer, now + RESTART_EVERY);
      return false;
    }
    this.#restarts.set(peer, now);
    return true;
  }

  /** Leaves a peer alone for a while. */
  cool(peer: string, now: number): void {
    this.#cooling.set(peer, now + RESTART_EVERY);
  }

  /** Whether the peer has to wait because it made us start over too often. */
  cooling(peer: string, now: number): boolean {
    return now < (this.#cooling.get(peer) ?? 0);
  }

  /** Whether one more complaint may be told: a flood of bad input must not become a flood of events. */
  admitsComplaint(now: number): boolean {
    this.#turn(now);
    return ++this.#complaints <= COMPLAINTS;
  }

  #turn(now: number): void {
    const second = Math.floor(now / 1000);
    if (second === this.#second) return;
    this.#second = second;
    this.#complaints = 0;
    this.#dials.clear();
    this.#elsewhere.clear();
    for (const [peer, last] of this.#restarts) if (now - last >= RESTART_EVERY) this.#restarts.delete(peer);
    for (const [peer, until] of this.#cooling) if (now >= until) this.#cooling.delete(peer);
  }
}

const RESTART_EVERY = 5000;
const COMPLAINTS = 100;
const ELSEWHERE = 16;
