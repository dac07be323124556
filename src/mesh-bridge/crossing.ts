import type { Frames } from "../bytes/frames.ts";

/** Where something is. */
export type Side = "lan" | "broker";

/** How one of two nodes is reached, by who stands for the other one on its side. */
export interface Way {
  /** Sends all texts of these frames, in order. */
  send(content: Frames): void;
  /** Whether it takes messages at once; {@link Crossing.drain} follows where not. */
  writable(): boolean;
  /** Whether nothing more of what it says is handled for a while. */
  hold(held: boolean): void;
  /** Both see each other leave and enter. */
  renew(): void;
}

/** One of the two nodes. */
interface End {
  readonly way: Way;
  /** It has met who stands for the other one. */
  met: boolean;
  /** What it said, or was told, belongs to a conversation that is over: it has to meet the other one anew. */
  stale: boolean;
  held: boolean;
  /** What it said before the other one was met. */
  early: Frames[];
  earlyBytes: number;
}

/**
 * Two nodes, one on the local network and one on the broker, and what they say to each other. Nothing passes before each has met who
 * stands for the other. When one of them leaves and returns the other has to see that, too: it is met anew. A node that takes no more
 * holds up the other one, and nobody else: so both keep the newest values by themselves, and the last one arrives.
 */
export class Crossing {
  readonly #ends: Readonly<Record<Side, End>>;
  #open = false;

  constructor(ways: Readonly<Record<Side, Way>>) {
    this.#ends = { lan: endOf(ways.lan), broker: endOf(ways.broker) };
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** The node on this side is met. `spoke`: it has said things before that went nowhere. */
  enter(side: Side, spoke = false): void {
    const [end, other] = this.#of(side);
    end.met = true;
    end.stale = spoke;
    forget(end);
    if (!other.met) return;
    for (const one of [other, end]) if (one.stale) return this.#renew(one);
    this.#begin();
  }

  /** The node on this side is met no more. */
  exit(side: Side): void {
    const [end, other] = this.#of(side);
    if (this.#open) other.stale = true;
    this.#close();
    end.met = false;
    end.stale = false;
    end.held = false;
    forget(end);
  }

  /** The node on this side says something to the other one. */
  receive(side: Side, content: Frames): void {
    const [end, other] = this.#of(side);
    if (this.#open) this.#pass(end, other, content);
    else if (end.met && !end.stale) this.#keep(end, content);
  }

  /** The node on this side takes messages again. */
  drain(side: Side): void {
    const [, other] = this.#of(side);
    release(other);
  }

  /** One of the two is carried no more: the other one may say what it likes. */
  close(): void {
    this.#close();
  }

  #of(side: Side): readonly [End, End] {
    const { lan, broker } = this.#ends;
    return side === "lan" ? [lan, broker] : [broker, lan];
  }

  #renew(end: End): void {
    end.met = false;
    end.stale = false;
    end.way.renew();
  }

  #begin(): void {
    const { lan, broker } = this.#ends;
    this.#open = true;
    for (const [end, other] of [[lan, broker] as const, [broker, lan] as const]) {
      const { early } = end;
      forget(end);
      for (const content of early) this.#pass(end, other, content);
    }
  }

  #close(): void {
    this.#open = false;
    release(this.#ends.lan);
    release(this.#ends.broker);
  }

  #pass(end: End, other: End, content: Frames): void {
    other.way.send(content);
    if (end.held || other.way.writable()) return;
    end.held = true;
    end.way.hold(true);
  }

  /** In a buffer of its own: the one that it came in belongs to the connection. */
  #keep(end: End, content: Frames): void {
    end.earlyBytes += content.byteLength;
    if (end.earlyBytes > MOST_EARLY) {
      forget(end);
      end.stale = true;
    } else end.early.push(content.copy());
  }
}

function endOf(way: Way): End {
  return { way, met: false, stale: false, held: false, early: [], earlyBytes: 0 };
}

function forget(end: End): void {
  end.early = [];
  end.earlyBytes = 0;
}

function release(end: End): void {
  if (!end.held) return;
  end.held = false;
  end.way.hold(false);
}

/** Octets that one node may say before the other one is met: more of it is said again when they meet anew. */
const MOST_EARLY = 0x10_0000;
