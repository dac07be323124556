import { UdpPort } from "../core/sockets/udp-port.ts";
import { SACN_DISCOVERY_UNIVERSE, SACN_PORT } from "./codec/packets.ts";
import { encodeSacn, sacnGroup } from "./codec/sacn.ts";
import type { SentUniverse } from "./machine/sender.ts";

export interface SacnOutOptions {
  readonly cid: Uint8Array;
  readonly name: string;
  readonly priority: number;
  /** The address of the interface that groups are reached by. */
  readonly address: string;
  readonly universes: readonly number[];
  readonly failed: (reason: string) => void;
}

/** What goes out by sACN on one interface. Which universes these are is told each ten seconds. */
export class SacnOut {
  readonly #options: SacnOutOptions;
  readonly #source: string;
  readonly #socket: UdpPort;
  #discovery: NodeJS.Timeout | undefined;

  private constructor(options: SacnOutOptions, socket: UdpPort) {
    this.#options = options;
    this.#socket = socket;
    let source = options.name.replaceAll("\0", "");
    while (Buffer.byteLength(source) > 63) source = source.slice(0, -1);
    this.#source = source;
  }

  static async open(options: SacnOutOptions): Promise<SacnOut> {
    const { address, failed } = options;
    const about = { interfaces: [address], broadcast: false, sendsToGroups: true, failed };
    const opened = new SacnOut(
      options,
      await UdpPort.open({ ...about, address: "0.0.0.0", port: 0, receive: () => {} }),
    );
    opened.#discovery = setInterval(() => opened.#discover(), DISCOVERY);
    return opened;
  }

  /** `host`: one machine; without it, the group of the universe. */
  send({ universe, levels, sequence, terminated }: SentUniverse, host: string | undefined, port = SACN_PORT): void {
    const { cid, priority } = this.#options;
    const bytes = encodeSacn({
      ...{
        type: "data",
        cid,
        source: this.#source,
        priority,
        synchronization: 0,
        sequence,
        preview: false,
        terminated,
      },
      ...{ forceSynchronization: false, universe, startCode: 0, slots: levels },
    });
    this.#socket.send(bytes, host ?? sacnGroup(universe), port);
  }

  async close(): Promise<void> {
    clearInterval(this.#discovery);
    await this.#socket.close();
  }

  #discover(): void {
    const universes = [...new Set(this.#options.universes)].sort((a, b) => a - b);
    const lastPage = Math.ceil(universes.length / PAGE) - 1;
    for (let page = 0; page <= Math.min(lastPage, 255); page++) {
      const part = universes.slice(page * PAGE, (page + 1) * PAGE);
      const about = { cid: this.#options.cid, source: this.#source, page, lastPage: Math.min(lastPage, 255) };
      this.#socket.send(
        encodeSacn({ type: "discovery", ...about, universes: part }),
        sacnGroup(SACN_DISCOVERY_UNIVERSE),
        SACN_PORT,
      );
    }
  }
}

/** Milliseconds. */
const DISCOVERY = 10_000;
const PAGE = 512;
