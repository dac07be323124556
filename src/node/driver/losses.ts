import type { Transport } from "../../transport/transport.ts";
import type { Recipient } from "../../zocp/core/recipient.ts";

/** Tells of values that had to be dropped: of each link once a second at most, with their number. */
export class Losses {
  readonly #transport: Pick<Transport, "schedule">;
  readonly #tell: (recipient: Recipient, count: number) => void;
  readonly #counts = new Map<Recipient, number>();
  #cancel: (() => void) | undefined;

  constructor(transport: Pick<Transport, "schedule">, tell: (recipient: Recipient, count: number) => void) {
    this.#transport = transport;
    this.#tell = tell;
  }

  add(recipient: Recipient, count: number): void {
    this.#counts.set(recipient, (this.#counts.get(recipient) ?? 0) + count);
    this.#cancel ??= this.#transport.schedule(SECOND, this.#flush);
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
