import type { KeyStore } from "../../../keys/key-store.ts";
import type { KeyAgreement } from "../../../net/net.ts";

/** What a node needs so that a broker cannot read, change or invent what it and its peers say to each other. */
export class ChannelKeys {
  readonly store: Pick<KeyStore, "own" | "allows" | "objectionTo" | "bind" | "allowList">;
  readonly agreement: KeyAgreement;
  /** Nodes of another show are others, whatever their keys are. */
  readonly show: string;
  #since = Number.NEGATIVE_INFINITY;
  #agreed = 0;

  constructor({ store, agreement, show }: Pick<ChannelKeys, "store" | "agreement" | "show">) {
    this.store = store;
    this.agreement = agreement;
    this.show = show;
  }

  /** Whether one more key is agreed on now: whoever sends keys without end must not take all the time of this node. */
  hasTime(now: number): boolean {
    if (now - this.#since >= SPAN_MS) {
      this.#since = now;
      this.#agreed = 0;
    }
    return this.#agreed++ < MOST_AGREED;
  }
}

const SPAN_MS = 25;
/** Less than a fifth of that time. */
const MOST_AGREED = 10;
