import type { Recipient } from "../zocp/recipient.ts";
import type { Realm } from "./realm.ts";

/** Tells of values that had to be dropped: of each link once a second at most, with their number. */
export class Losses {
  readonly #realm: Pick<Realm, "schedule">;
  readonly #tell: (recipient: Recipient, count: number) => void;
  readonly #counts = new Map<Recipient, number>();
  #cancel: (() => void) | undefined;

  constructor(realm: Pick<Realm, "schedule">, tell: (recipient: Recipient, count: number) => void) {
    this.#realm = realm;
    this.#tell = tell;
  }

  add(recipient: Recipient, count: number): void {
    this.#counts.set(recipient, (this.#counts.get(recipient) ?? 0) + count);
    this.#cancel ??= this.#realm.schedule(SECOND, this.#flush);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#counts.clear();
  }

  readonly #flush = (): void => {
    this.#cancel = undefined;
    const counts = [...this.#counts];
    this.#counts.clear();
    for (const [recipient, count] of counts) this.#tell(recipient, count);
  };
}

const SECOND = 1000;
