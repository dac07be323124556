import { NetworkError, ProtocolError } from "../../index.ts";
import { UdpPort } from "../core/sockets/udp-port.ts";
import { SACN_PORT, type SacnData } from "./codec/packets.ts";
import { decodeSacn, sacnGroup } from "./codec/sacn.ts";
import type { PortOptions } from "./port-options.ts";

export interface SacnOptions extends PortOptions {
  readonly universes: readonly number[];
  readonly receive: (packet: SacnData, host: string) => void;
}

/** What comes in by sACN on one interface: a socket for each group, because a socket can be in no more than 20, and one for what is sent here. */
export class SacnPort {
  readonly #options: SacnOptions;
  readonly #sockets: UdpPort[] = [];
  #joining: NodeJS.Timeout | undefined;

  private constructor(options: SacnOptions) {
    this.#options = options;
  }

  /** Rejects with `NetworkError` where nothing of it can be had. */
  static async open(options: SacnOptions): Promise<SacnPort> {
    const opened = new SacnPort(options);
    const { address, port = SACN_PORT, universes, alone } = options;
    if (alone !== true) for (const universe of universes) await opened.#listen(sacnGroup(universe), port, universe);
    await opened.#listen(address, port, undefined).catch((error: unknown) => {
      if (!(error instanceof NetworkError) || opened.#sockets.length === 0) throw error;
      options.failed(`${error.message}: what is sent to groups is heard, what is sent to this machine alone is not`);
    });
    opened.#joining = setInterval(() => {
      for (const socket of opened.#sockets) socket.join();
    }, JOINED_AGAIN);
    return opened;
  }

  get place(): string {
    const { address, port = SACN_PORT, alone } = this.#options;
    return `sacn ${address}:${port}${alone === true ? "" : " and groups"}`;
  }

  async close(): Promise<void> {
    clearInterval(this.#joining);
    await Promise.all(this.#sockets.splice(0).map((socket) => socket.close()));
  }

  async #listen(address: string, port: number, universe: number | undefined): Promise<void> {
    const socket = await UdpPort.open({
      ...{ address, port, interfaces: [this.#options.address], broadcast: false, sendsToGroups: false },
      failed: this.#options.failed,
      receive: (bytes, host) => this.#receive(bytes, host, universe),
    });
    this.#sockets.push(socket);
  }

  /** Where groups share a port, a socket may hear those of others: each takes its own universe. */
  #receive(bytes: Uint8Array, host: string, universe: number | undefined): void {
    if (!this.#options.allows(host)) return;
    try {
      const packet = decodeSacn(bytes);
      if (packet?.type === "data" && (universe === undefined || packet.universe === universe))
        this.#options.receive(packet, host);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#options.failed(`${host} sent a packet of sACN that is broken: ${error.message}`);
    }
  }
}

/** Milliseconds. */
const JOINED_AGAIN = 30_000;
