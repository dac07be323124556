import { toHex } from "../../bytes/hex.ts";
import { ProtocolError } from "../../errors.ts";
import type { Net } from "../../net/net.ts";
import type { Carrier } from "./carrier.ts";
import { type BrokerAddress, decodeRecord, NOBODY } from "./record.ts";

/** A node that is on a broker, as the broker tells. */
export interface PresentNode {
  readonly id: string;
  readonly name: string;
  /** As whom it is known there; undefined without a user. */
  readonly user: string | undefined;
  readonly headers: ReadonlyMap<string, string>;
}

/** Looks at a broker. It says nothing of itself there, so nobody meets it. */
export class Onlooker {
  readonly carrier: Carrier;
  readonly id: string;
  readonly nodes = new Map<string, PresentNode>();
  /** Those that have shown since it looks that they are alive. */
  readonly alive = new Set<string>();
  /** What the broker objected to. */
  readonly complaints = new Set<string>();
  /** Octets of the longest message. */
  longest = 0;
  /** When the last record came. */
  lastAt: number;
  /** What it has sent to itself. */
  hearOwn: (owner: string, bytes: Uint8Array) => void = () => {};
  readonly #now: () => number;

  constructor(carrier: Carrier, net: Pick<Net, "clock" | "random">) {
    this.carrier = carrier;
    this.id = toHex(net.random.bytes(16));
    this.#now = () => net.clock.now();
    this.lastAt = this.#now();
  }

  /** Rejects with `NetworkError` when the broker cannot be reached. */
  async open(): Promise<void> {
    const me = { id: this.id, name: "onlooker", record: new Uint8Array(0) };
    await this.carrier.open(me, {
      up: ({ piece }) => {
        this.longest = piece;
      },
      down: () => {},
      beat: ({ id }) => void this.alive.add(id),
      absent: () => {},
      message: (from, bytes) => {
        if (from.id === this.id) this.hearOwn(from.owner, bytes);
      },
      record: (from, bytes) => this.#note(from, bytes),
      failed: ({ message }) => void this.complaints.add(message),
    });
    this.carrier.follow("everybody");
    this.carrier.seek("everybody");
  }

  close(): Promise<void> {
    return this.carrier.close();
  }

  #note({ id, owner }: BrokerAddress, bytes: Uint8Array): void {
    this.lastAt = this.#now();
    if (bytes.length === 0) return void this.nodes.delete(id);
    try {
      const { name, headers } = decodeRecord(bytes);
      this.nodes.set(id, { id, name, user: owner === NOBODY ? undefined : owner, headers });
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.complaints.add(`${owner}: ${error.message}`);
    }
  }
}
