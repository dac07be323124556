/** How it ended: the broker proves who sends, it does not, or nothing that this node sends to itself comes back. */
export type Proof = "proved" | "unproved" | "silent";

/**
 * Whether a broker proves who sends: a node sends something to itself in the name of a user whom it is not, and then the same as itself.
 * A broker keeps the order, so when the second one is here the first one has come, or never does.
 */
export class OwnerProof {
  readonly bytes: Uint8Array;
  readonly #owner: string;
  #forged = false;

  /** `owner`: as whom the broker knows this node; `secret`: what nobody else can know. */
  constructor(owner: string, secret: Uint8Array) {
    this.#owner = owner;
    this.bytes = Uint8Array.of(TEST, ...secret);
  }

  /** Something came from this node, or so it says. Undefined as long as nothing follows from it. */
  hear(owner: string, bytes: Uint8Array): Exclude<Proof, "silent"> | undefined {
    if (bytes.length !== this.bytes.length || !bytes.every((octet, i) => octet === this.bytes[i])) return undefined;
    if (owner === FORGED) this.#forged = true;
    if (owner !== this.#owner) return undefined;
    return this.#forged ? "unproved" : "proved";
  }
}

/** No user is called so: names of users have no such letter. */
export const FORGED = "~test";
/** The kind of such a message, which none of a pair has. */
const TEST = 0x08;
