import { NetworkError, ProtocolError } from "../../index.ts";
import { UdpPort } from "../core/sockets/udp-port.ts";
import { ArtNetNodes } from "./art-net-nodes.ts";
import { decodeArtNet, encodeArtNet } from "./codec/art-net.ts";
import { ARTNET_PORT, type ArtDmx, type ArtPollReply } from "./codec/packets.ts";
import type { PortOptions } from "./port-options.ts";

export interface ArtNetOptions extends PortOptions {
  /** Port-addresses that come in, and that go out: devices that ask are told. */
  readonly takes: readonly number[];
  readonly gives: readonly number[];
  /** Whether devices are asked who they are: something goes to whoever answers. */
  readonly polls: boolean;
  readonly name: string;
  readonly receive: (packet: ArtDmx, host: string) => void;
}

/** Art-Net on one interface. */
export class ArtNetPort {
  readonly #options: ArtNetOptions;
  readonly #nodes = new ArtNetNodes();
  readonly #sockets: UdpPort[] = [];
  #poll: NodeJS.Timeout | undefined;

  private constructor(options: ArtNetOptions) {
    this.#options = options;
  }

  /** Rejects with `NetworkError` where another program has the port. */
  static async open(options: ArtNetOptions): Promise<ArtNetPort> {
    const opened = new ArtNetPort(options);
    const { address, broadcast, port = ARTNET_PORT } = options;
    await opened.#listen(address, port);
    // What is sent to everybody does not reach a socket that is bound to one address, but on Windows.
    if (options.alone !== true && process.platform !== "win32")
      await opened.#listen(broadcast, port).catch((error: unknown) => {
        if (!(error instanceof NetworkError)) throw error;
        options.failed(`what is sent to everybody is not heard: ${error.message}`);
      });
    if (options.polls) {
      opened.#ask();
      opened.#poll = setInterval(() => opened.#ask(), POLL);
    }
    return opened;
  }

  get place(): string {
    const [socket] = this.#sockets;
    return `artnet ${socket?.address}:${socket?.port}`;
  }

  /** `host`: one device; everybody; or, without it, who said that it gives this out. */
  send(packet: ArtDmx, host: string | undefined, port = ARTNET_PORT): void {
    const bytes = encodeArtNet(packet);
    const hosts = host === undefined ? this.#nodes.takersOf(packet.portAddress, performance.now()) : [host];
    for (const one of hosts) this.#sockets[0]?.send(bytes, one === "broadcast" ? this.#options.broadcast : one, port);
  }

  async close(): Promise<void> {
    clearInterval(this.#poll);
    await Promise.all(this.#sockets.splice(0).map((socket) => socket.close()));
  }

  async #listen(address: string, port: number): Promise<void> {
    const socket = await UdpPort.open({
      ...{ address, port, interfaces: [], broadcast: true, sendsToGroups: false, failed: this.#options.failed },
      receive: (bytes, host, from) => this.#receive(bytes, host, from),
    });
    this.#sockets.push(socket);
  }

  #ask(): void {
    const { broadcast, port = ARTNET_PORT } = this.#options;
    // Whoever comes or changes says so without being asked again.
    this.#sockets[0]?.send(encodeArtNet({ type: "poll", flags: 2, priority: 0 }), broadcast, port);
  }

  #receive(bytes: Uint8Array, host: string, port: number): void {
    const [socket] = this.#sockets;
    if (host === socket?.address && port === socket.port) return;
    if (!this.#options.allows(host)) return;
    try {
      const packet = decodeArtNet(bytes);
      if (packet?.type === "dmx") this.#options.receive(packet, host);
      else if (packet?.type === "poll") this.#reply(host, port);
      else if (packet?.type === "poll-reply" && this.#nodes.handleReply(packet, host, performance.now()))
        this.#options.failed(`${packet.shortName || host} (${host}) takes Art-Net`);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#options.failed(`${host} sent a packet of Art-Net that is broken: ${error.message}`);
    }
  }

  /** One answer for each port-address: devices of any age understand that. */
  #reply(host: string, port: number): void {
    const { takes, gives } = this.#options;
    const all = [...takes.map((one) => [one, 0x80] as const), ...gives.map((one) => [one, 0x40] as const)];
    for (const [index, [portAddress, kind]] of all.slice(0, MOST_REPLIES).entries())
      this.#sockets[0]?.send(encodeArtNet(this.#page(portAddress, kind, index + 1)), host, port);
  }

  #page(portAddress: number, kind: number, bindIndex: number): ArtPollReply {
    const { address, name, port = ARTNET_PORT } = this.#options;
    const octets = Uint8Array.from(address.split("."), Number);
    const low = portAddress & 0xf;
    return {
      ...{ type: "poll-reply", address: octets, port, firmware: 1, portAddress: portAddress & 0x7ff0, oem: 0xffff },
      ...{ status: 0, manufacturer: 0x7ff0, shortName: cut(name, 17), longName: cut(`zocp bridge ${name}`, 63) },
      ...{ report: "", style: 0, mac: new Uint8Array(6), bindAddress: octets, bindIndex, status2: 8 },
      ports: [{ kind, goodInput: 0, goodOutput: kind === 0x80 ? 0x80 : 0, input: low, output: low }],
    };
  }
}

function cut(text: string, octets: number): string {
  let short = text.replaceAll("\0", "");
  while (Buffer.byteLength(short) > octets) short = short.slice(0, -1);
  return short;
}

/** Milliseconds. */
const POLL = 2500;
const MOST_REPLIES = 255;
