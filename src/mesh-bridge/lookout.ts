import { NetworkError, ProtocolError } from "../errors.ts";
import type { Carrier, CarrierHandlers } from "../transport/broker/carrier.ts";
import { Inquiries } from "../transport/broker/inquiries.ts";
import { decodeBeat, decodeRecord } from "../transport/broker/record.ts";
import type { ZreNode } from "../transport/zre/zre-node.ts";
import type { Border, BorderEffect } from "./border.ts";

export interface LookoutOptions {
  readonly id: string;
  readonly name: string;
  readonly zre: ZreNode;
  readonly carrier: Carrier;
  /** Something that the border has to know. */
  readonly handle: (input: (border: Border, now: number) => readonly BorderEffect[]) => void;
  readonly failed: (error: NetworkError) => void;
}

/** The bridge itself on both sides: it sees who is there, meets nobody on the broker, and is heard by other bridges only. */
export class Lookout {
  readonly #options: LookoutOptions;
  readonly #inquiries = new Inquiries();

  constructor(options: LookoutOptions) {
    const { zre, handle, failed } = options;
    this.#options = options;
    zre
      .on("enter", ({ peer, name, headers }) =>
        handle((border, now) => border.handleEnter({ id: peer, name, headers }, now)),
      )
      .on("exit", ({ peer, reason }) => handle((border, now) => border.handleExit(peer, reason === "goodbye", now)))
      .on("failed", ({ error }) => failed(error));
  }

  /** Rejects with `NetworkError`. */
  async open(): Promise<void> {
    const { zre, carrier, id, name } = this.#options;
    await zre.start();
    // Without a record nobody there knows of it.
    await carrier.open({ id, name, record: NO_RECORD }, this.#handlers());
    carrier.follow("everybody");
    carrier.seek("everybody");
  }

  async close(): Promise<void> {
    const { zre, carrier } = this.#options;
    await Promise.all([zre.stop(), carrier.close()]);
  }

  /** Wants the record of a node on the broker; of the same one once a second at most. */
  seek(id: string, now: number): void {
    this.#inquiries.add({ id }, now);
    for (const whom of this.#inquiries.take(now)) this.#options.carrier.seek(whom);
  }

  /** Tells another bridge whether this one carries nodes: only one on the same broker hears it. */
  knock(to: string, carries: boolean): void {
    const { carrier } = this.#options;
    carrier.send({ owner: carrier.owner, id: to }, Uint8Array.of(KNOCK, carries ? 1 : 0), false);
  }

  #handlers(): CarrierHandlers {
    const { carrier, handle, failed } = this.#options;
    return {
      up: () => {
        carrier.seek("everybody");
        handle((border, now) => border.handleUp(now));
      },
      down: (error) => {
        failed(error);
        handle((border, now) => border.handleDown(now));
      },
      message: ({ owner, id }, bytes) => {
        if (owner === carrier.owner && bytes.length === KNOCK_LENGTH && bytes[0] === KNOCK)
          handle((border, now) => border.handleKnock(id, bytes[1] === 1, now));
      },
      record: (from, bytes) =>
        this.#read(() => {
          if (bytes.length === 0) return handle((border, now) => border.handleGone(from, now));
          const record = decodeRecord(bytes);
          handle((border, now) => border.handleRecord(from, record, now));
        }),
      beat: (from, bytes) =>
        this.#read(() => {
          const session = decodeBeat(bytes);
          handle((border, now) => border.handleBeat(from, session, now));
        }),
      absent: () => {},
      failed,
    };
  }

  /** What others publish must not end us. */
  #read(read: () => void): void {
    try {
      read();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#options.failed(new NetworkError("network-failure", `not followed on the broker: ${error.message}`));
    }
  }
}

const NO_RECORD = new Uint8Array(0);
/** What a bridge sends another one: this, and whether it carries nodes. */
const KNOCK = 0x09;
const KNOCK_LENGTH = 2;
