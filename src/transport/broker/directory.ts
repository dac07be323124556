import type { BrokerAddress, PresenceRecord } from "./record.ts";

/** What is known of one node on the broker. */
export interface Listed {
  readonly address: BrokerAddress;
  record: PresenceRecord;
}

/** Who is there, as the broker tells. The first owner of an id keeps it as long as it is present. */
export class Directory {
  readonly #limit: number;
  readonly #listed = new Map<string, Listed>();

  /** `limit`: how many records are kept. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#listed.size;
  }

  /** Everybody who is known. */
  [Symbol.iterator](): IterableIterator<Listed> {
    return this.#listed.values();
  }

  /** What is known of a node; undefined when it is not there, or another owner has its id. */
  of({ owner, id }: BrokerAddress): PresenceRecord | undefined {
    const listed = this.#listed.get(id);
    return listed?.address.owner === owner ? listed.record : undefined;
  }

  /** Takes what a node says of itself. Gives why it is not taken. */
  learn(address: BrokerAddress, record: PresenceRecord): string | undefined {
    const listed = this.#listed.get(address.id);
    if (listed === undefined) {
      if (this.#listed.size >= this.#limit) return `there are more than ${this.#limit} nodes on the broker`;
      this.#listed.set(address.id, { address, record });
      return undefined;
    }
    if (listed.address.owner !== address.owner)
      return `${address.owner} claims the id ${address.id}, which belongs to ${listed.address.owner}`;
    listed.record = record;
    return undefined;
  }

  /** A node is not there any more. */
  forget({ owner, id }: BrokerAddress): void {
    if (this.#listed.get(id)?.address.owner === owner) this.#listed.delete(id);
  }
}
