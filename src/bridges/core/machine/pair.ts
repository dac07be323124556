import type { Json } from "../../../index.ts";
import type { NumberRule } from "../conversion.ts";
import type { Kind } from "../kind.ts";
import { Pickup } from "./pickup.ts";

/** Where the parameter is: of the bridge itself where `node` is empty. */
export interface PairPort {
  readonly node: string;
  readonly parameter: string;
}

export interface PairOptions extends PairPort {
  readonly address: string;
  readonly kind: Kind;
  readonly rule: NumberRule;
  /** Whether what arrives counts. */
  readonly takes: boolean;
  /** Values a second that are sent; undefined for none. */
  readonly rate: number;
  readonly pickup: boolean;
  /** Where it comes from: a line of the file, learning, or nothing but an address that spoke. */
  readonly origin: "rule" | "bound" | "auto";
  /** The value of an imported parameter when nothing has come yet. */
  readonly initial?: Json | undefined;
  readonly safe?: Json | undefined;
}

/** A value that was set on another node, and is not seen there yet. */
interface Awaited {
  readonly value: Json;
  readonly target: string | undefined;
  readonly at: number;
}

/** A foreign address and a parameter that belong together, and what was last heard of both. */
export class Pair {
  readonly address: string;
  readonly port: PairPort;
  readonly rule: NumberRule;
  readonly takes: boolean;
  readonly rate: number;
  readonly pickup: Pickup | undefined;
  readonly origin: PairOptions["origin"];
  readonly initial: Json | undefined;
  readonly safe: Json | undefined;
  kind: Kind;
  /** The value that the parameter has, as far as it is known. */
  value: Json | undefined;
  /** The host that spoke last. */
  host: string | undefined;
  /** When either side moved it last; before that, when it was made. */
  at: number;
  /** Whether anything has come in this life. */
  heard = false;
  /** Whether somebody of this side has moved it. */
  moved = false;
  readonly #awaited: Awaited[] = [];

  constructor(
    { address, node, parameter, kind, rule, takes, rate, pickup, origin, initial, safe }: PairOptions,
    now: number,
  ) {
    this.address = address;
    this.port = { node, parameter };
    this.kind = kind;
    this.rule = rule;
    this.takes = takes;
    this.rate = rate;
    this.pickup = pickup ? new Pickup() : undefined;
    this.origin = origin;
    this.initial = initial;
    this.safe = safe;
    this.value = initial;
    this.at = now;
  }

  get own(): boolean {
    return this.port.node === "";
  }

  get event(): boolean {
    return this.kind.event === true;
  }

  get way(): "in" | "out" | "both" {
    if (this.own && this.kind.access?.includes("w") === false) return "in";
    return this.takes ? "both" : "out";
  }

  /** A value that came from this target is set on the owner, who will tell it to everybody. */
  await(value: Json, target: string | undefined, now: number): void {
    this.#awaited.push({ value, target, at: now });
    if (this.#awaited.length > MOST_AWAITED) this.#awaited.shift();
  }

  /** Whose value the owner tells now; those that were set before it are overtaken. Undefined for somebody else's. */
  causeOf(value: Json, now: number): { readonly target: string | undefined } | undefined {
    while (this.#awaited.length > 0 && now - (this.#awaited[0] as Awaited).at > AWAITED) this.#awaited.shift();
    const index = this.#awaited.findIndex((one) => sameJson(one.value, value));
    return index < 0 ? undefined : this.#awaited.splice(0, index + 1)[index];
  }

  /** The owner did not take what was set. */
  forgetAwaited(): void {
    this.#awaited.length = 0;
  }
}

/** Whether two values are the same for whoever sees them. */
export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b)) return false;
  return a.length === b.length && a.every((one: Json, index) => sameJson(one, b[index] as Json));
}

/** Milliseconds that an owner may take to tell a value that was set. */
const AWAITED = 1000;
const MOST_AWAITED = 64;
