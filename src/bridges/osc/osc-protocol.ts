import { lookup } from "node:dns/promises";
import { isIPv4 } from "node:net";

import { chooseNow, formatJson, hostNet, type Json, NetworkError, ProtocolError } from "../../index.ts";
import { escapeName } from "../core/escaping.ts";
import type { Dialect } from "../core/machine/mappings.ts";
import type { Outgoing, Source } from "../core/machine/messages.ts";
import type { Protocol, ProtocolHandlers } from "../core/node/protocol.ts";
import { Networks } from "../core/sockets/networks.ts";
import { isMulticast, UdpPort } from "../core/sockets/udp-port.ts";
import { TextLines } from "../core/text-lines.ts";
import { fromOsc, toOsc } from "./arguments.ts";
import { AddressPattern } from "./codec/address-pattern.ts";
import { decodePacket } from "./codec/decode.ts";
import { encodePacket } from "./codec/encode.ts";
import type { OscMessage, OscPacket } from "./codec/packet.ts";
import { encodeFrame, OscStream } from "./codec/stream.ts";
import { formatLine, parseLine } from "./codec/text-line.ts";
import { Dispatch } from "./dispatch.ts";
import { formatEndpoint, type OscEndpoint } from "./endpoint.ts";
import { Repliers } from "./repliers.ts";
import type { OscSettings } from "./settings.ts";
import { targetOf } from "./targets.ts";
import { type TcpConnection, TcpDialler, TcpPort, type TcpReader } from "./tcp.ts";

/** Open Sound Control over UDP, TCP and lines of text. */
export class OscProtocol implements Protocol {
  readonly dialect: Dialect = OSC_DIALECT;
  readonly #settings: OscSettings;
  readonly #interface: string | undefined;
  readonly #networks: Networks;
  readonly #repliers = new Repliers();
  readonly #udp: UdpPort[] = [];
  readonly #closers: (() => Promise<void> | void)[] = [];
  /** How each target is reached. */
  readonly #routes = new Map<string, (bytes: Uint8Array) => void>();
  readonly #answers = new Map<string, (message: OscMessage) => void>();
  #targets: readonly OscEndpoint[] = [];
  #dispatch: Dispatch | undefined;
  #handlers: ProtocolHandlers | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly places: string[] = [];

  /** `on`: the interface that was chosen, by name or address. */
  constructor(settings: OscSettings, on: string | undefined) {
    this.#settings = settings;
    this.#interface = on;
    this.#networks = new Networks(settings.from);
  }

  async start(handlers: ProtocolHandlers): Promise<void> {
    this.#handlers = handlers;
    this.#dispatch = new Dispatch(this.#settings.time === "honour", handlers.addresses);
    this.#targets = await Promise.all(this.#settings.send.map(resolved));
    const reasons: NetworkError[] = [];
    for (const endpoint of this.#settings.listen)
      for (const address of this.#addressesOf(endpoint))
        await this.#listen({ ...endpoint, host: address }).catch((error: unknown) => {
          if (!(error instanceof NetworkError)) throw error;
          reasons.push(error);
        });
    if (this.#settings.text !== undefined) await this.#listenForText(this.#settings.text);
    const [reason] = reasons;
    if (reason !== undefined && this.places.length === 0) {
      await this.stop();
      throw reason;
    }
    for (const { message } of reasons) handlers.note(`${message}: the others go on`);
    await this.#openTargets();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all(this.#closers.splice(0).map((close) => close()));
    this.#udp.length = 0;
  }

  send(target: string, { address, ...outgoing }: Outgoing): void {
    const bytes = encodePacket({ address, args: toOsc({ address, ...outgoing }) });
    const known = this.#targets.some((one) => formatEndpoint(one) === target);
    if (known || target.startsWith("tcp:") || this.#repliers.allows(target, bytes.length))
      this.#routes.get(target)?.(bytes);
  }

  /** As QLab answers: the address with `/reply` before it, and JSON. */
  answer(source: Source, address: string, value: Json): void {
    this.#answers.get(source.host)?.({
      address: `/reply${address}`,
      args: [
        {
          type: "s",
          value: formatJson(
            new Map<string, Json>([
              ["address", address],
              ["status", "ok"],
              ["data", value],
            ]),
          ),
        },
      ],
    });
  }

  #addressesOf({ host }: OscEndpoint): readonly string[] {
    if (host !== "") return [host];
    const chosen = chooseNow(hostNet(), this.#interface).filter(({ used }) => used);
    const addresses = chosen.map((one) => one.interface.address);
    // Programs on this machine speak to it by loopback, whatever it uses besides.
    return [...new Set([...addresses, ...(this.#interface === undefined ? ["127.0.0.1"] : [])])];
  }

  async #listen(endpoint: OscEndpoint): Promise<void> {
    const { transport, host, port } = endpoint;
    if (transport === "udp") this.#udp.push(await this.#openUdp(host, port));
    else {
      const takes = (address: string): boolean => this.#takes(address, "tcp");
      const opened = await TcpPort.open({ address: host, port }, takes, {
        open: (connection) => this.#readTcp(connection, this.#settings.reply, false),
        failed: (reason) => this.#handlers?.note(reason),
      });
      this.#closers.push(() => opened.close());
    }
    this.places.push(formatEndpoint(endpoint));
  }

  async #openUdp(address: string, port: number): Promise<UdpPort> {
    const chosen = chooseNow(hostNet(), this.#interface).filter(({ used }) => used);
    const opened = await UdpPort.open({
      ...{ address, port, broadcast: this.#settings.broadcast },
      sendsToGroups: this.#targets.some(({ host }) => isMulticast(host)),
      interfaces: chosen.map((one) => one.interface.address),
      receive: (bytes, from, fromPort) => this.#receive(bytes, from, fromPort, opened),
      failed: (reason) => this.#handlers?.note(reason),
    });
    this.#closers.push(() => opened.close());
    return opened;
  }

  async #listenForText(port: number): Promise<void> {
    for (const address of this.#addressesOf({ transport: "tcp", host: "", port })) {
      const takes = (from: string): boolean => this.#takes(from, "text");
      const opened = await TcpPort.open({ address, port }, takes, {
        open: (connection) => this.#readText(connection),
        failed: (reason) => this.#handlers?.note(reason),
      });
      this.#closers.push(() => opened.close());
      this.places.push(`text tcp://${address}:${port}`);
    }
  }

  async #openTargets(): Promise<void> {
    for (const target of this.#targets) {
      const { transport, host, port } = target;
      if (transport === "udp") {
        const from = this.#udp.find((one) => reaches(one, host)) ?? (await this.#openUdp("0.0.0.0", 0));
        if (!this.#udp.includes(from)) this.#udp.push(from);
        this.#open(formatEndpoint(target), (bytes) => from.send(bytes, host, port), false);
      } else {
        const dialler = new TcpDialler(
          { host, port },
          {
            open: (connection) => this.#readTcp(connection, true, true),
            failed: (reason) => this.#handlers?.note(reason),
          },
        );
        this.#closers.push(() => dialler.close());
      }
    }
  }

  #receive(bytes: Uint8Array, address: string, port: number, by: UdpPort): void {
    if (!this.#takes(address, "udp")) return;
    const id = `udp://${address}:${port}`;
    let target = targetOf(address, port, this.#targets);
    if (this.#settings.reply && target === undefined)
      target = this.#heardReplier(id, bytes.length, (octets) => by.send(octets, address, port));
    this.#setAnswer(address, (message) => by.send(encodePacket(message), address, port));
    this.#read(bytes, { host: address, target });
  }

  #heardReplier(id: string, octets: number, route: (bytes: Uint8Array) => void): string {
    const { came, left } = this.#repliers.handleInput(id, octets, performance.now());
    for (const one of left) this.#close(one);
    if (came) this.#open(id, route, false);
    return id;
  }

  #readTcp(connection: TcpConnection, isTarget: boolean, whole: boolean): TcpReader {
    const stream = new OscStream();
    const write = (bytes: Uint8Array): void =>
      connection.send(encodeFrame(bytes, stream.framing ?? this.#settings.framing));
    const { id, host } = connection;
    if (isTarget) this.#open(id, write, whole);
    return {
      data: (bytes) => {
        this.#setAnswer(host, (message) => write(encodePacket(message)));
        for (const packet of stream.push(bytes)) this.#read(packet, { host, target: isTarget ? id : undefined });
      },
      close: () => this.#close(id),
    };
  }

  #readText(connection: TcpConnection): TcpReader {
    const { host } = connection;
    const lines = new TextLines((line) => {
      const message = parseLine(line);
      if (message === undefined) return void connection.send("? an address and values are wanted: /lamp/level 0.5\n");
      this.#answers.set(host, (answer) => connection.send(`${formatLine(plainAnswer(answer))}\n`));
      this.#take(message, { host });
    });
    return { data: (bytes) => lines.push(bytes), close: () => lines.end() };
  }

  #read(bytes: Uint8Array, from: Source): void {
    let packet: OscPacket | undefined;
    try {
      packet = decodePacket(bytes);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return this.#handlers?.note(`${from.host} sent a packet that is broken: ${error.message}`);
    }
    if (packet === undefined) this.#handlers?.note(`${from.host} sent something that is no OSC`);
    else this.#take(packet, from);
  }

  #take(packet: OscPacket, from: Source): void {
    const dispatched = this.#dispatch?.handlePacket(packet, from, Date.now());
    for (const reason of dispatched?.reasons ?? []) this.#handlers?.note(`${from.host}: ${reason}`);
    for (const { message, from: source } of dispatched?.now ?? []) this.#input(message, source);
    this.#arm();
  }

  #input({ address, args }: OscMessage, from: Source): void {
    this.#handlers?.input({ address, args: fromOsc(args), from });
  }

  #arm(): void {
    const deadline = this.#dispatch?.deadline ?? Number.POSITIVE_INFINITY;
    clearTimeout(this.#timer);
    if (deadline === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(
      () => {
        for (const { message, from } of this.#dispatch?.release(Date.now()) ?? []) this.#input(message, from);
        this.#arm();
      },
      Math.max(0, deadline - Date.now()),
    );
  }

  #takes(address: string, how: string): boolean {
    if (this.#networks.has(address, performance.now())) return true;
    this.#handlers?.note(
      `${address} is in none of the networks that are taken ("from"): what it sends by ${how} has no effect`,
    );
    return false;
  }

  /** The last way that each host used; of hosts in excess the one that was silent longest is forgotten. */
  #setAnswer(host: string, answer: (message: OscMessage) => void): void {
    this.#answers.delete(host);
    if (this.#answers.size >= MOST_ANSWERED) this.#answers.delete(this.#answers.keys().next().value as string);
    this.#answers.set(host, answer);
  }

  #open(id: string, route: (bytes: Uint8Array) => void, whole: boolean): void {
    this.#routes.set(id, route);
    this.#handlers?.target(id, true, whole);
  }

  #close(id: string): void {
    if (this.#routes.delete(id)) this.#handlers?.target(id, false);
  }
}

/** Names of machines are looked up once. */
async function resolved(endpoint: OscEndpoint): Promise<OscEndpoint> {
  if (isIPv4(endpoint.host)) return endpoint;
  try {
    return { ...endpoint, host: (await lookup(endpoint.host, 4)).address };
  } catch (cause) {
    throw new NetworkError("unreachable", `${formatEndpoint(endpoint)}: the name ${endpoint.host} is not known`, {
      cause,
    });
  }
}

/** A socket of loopback reaches this machine only, and another one everything else. */
function reaches({ address }: UdpPort, host: string): boolean {
  if (address === "0.0.0.0") return true;
  return !isMulticast(address) && address.startsWith("127.") === host.startsWith("127.");
}

/** People who type want the value. */
function plainAnswer({ address, args }: OscMessage): OscMessage {
  const [json] = args;
  const { data } = JSON.parse(json?.type === "s" ? json.value : "{}") as { readonly data?: Json };
  const values = [data ?? null].flat() as readonly (number | string | boolean | null)[];
  return {
    address: address.replace(/^\/reply/, ""),
    args: toOsc({ address, args: values, typeHint: "flt", whole: false }),
  };
}

const OSC_DIALECT: Dialect = {
  escape: (name) => escapeName(name, /[\s#*,/?[\]{}\0]/),
  nameOf: (address) => {
    const name = address.slice(1);
    const plain = address.startsWith("/") && name !== "" && !AddressPattern.is(address) && !/[\p{Cc}\s]/u.test(name);
    return plain ? name : undefined;
  },
  controls: [0, 1],
};
const MOST_ANSWERED = 64;
