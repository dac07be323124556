import type { Net } from "../../net/net.ts";
import type { Carrier } from "./carrier.ts";
import { OwnerProof, type Proof } from "./owner-proof.ts";
import { NOBODY } from "./record.ts";

export interface ProvingOptions {
  readonly carrier: Carrier;
  /** Of the node that tries it. */
  readonly id: string;
  readonly net: Pick<Net, "clock" | "random">;
  /** Milliseconds after which nothing is expected any more. */
  readonly patience: number;
  /** Called once, unless it is stopped before. */
  readonly settle: (verdict: Proof) => void;
}

/** One attempt to find out whether a broker proves who sends. */
export class Proving {
  readonly #proof: OwnerProof;
  readonly #settle: (verdict: Proof) => void;
  readonly #cancel: () => void;
  #over = false;

  constructor({ carrier, id, net, patience, settle }: ProvingOptions) {
    const { owner } = carrier;
    this.#proof = new OwnerProof(owner, net.random.bytes(SECRET));
    this.#settle = settle;
    this.#cancel = net.clock.schedule(patience, () => this.#end("silent"));
    // Whoever has no name cannot be pretended to be another.
    if (owner !== NOBODY) carrier.forge(this.#proof.bytes);
    carrier.send({ owner, id }, this.#proof.bytes, false);
  }

  /** Something came from this node itself, or so it says. */
  hear(owner: string, bytes: Uint8Array): void {
    const verdict = this.#proof.hear(owner, bytes);
    if (verdict !== undefined) this.#end(verdict);
  }

  stop(): void {
    this.#over = true;
    this.#cancel();
  }

  #end(verdict: Proof): void {
    if (this.#over) return;
    this.stop();
    this.#settle(verdict);
  }
}

/** Octets. */
const SECRET = 16;
