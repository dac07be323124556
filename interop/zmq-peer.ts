import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";

import { Dealer, Router } from "./libzmq.js";
import { type Hello, type Read, readMessage, writeHello, writeMessage } from "./zre-text.ts";

export interface ZmqPeerOptions {
  readonly beaconPort: number;
  /** Its own address, and where its beacons go to; on loopback without them. */
  readonly address?: string;
  readonly broadcast?: string;
  /** A node that is silent for so long is forgotten, as zyre does after 30 s; never without it. */
  readonly expired?: number;
  readonly id?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly groups?: readonly string[];
  /** Beacons are sent and heard; yes without it. */
  readonly beacons?: boolean;
  /** Where its count of messages starts again. */
  readonly wrap?: number;
  /** ZMTP heartbeats of libzmq, in milliseconds. */
  readonly heartbeat?: number;
}

/** One message that a peer heard. */
export interface Heard extends Read {
  readonly from: string;
  readonly content: readonly Buffer[];
}

/** How a peer writes to another: over a DEALER, one message after the other. */
interface Line {
  readonly dealer: Dealer;
  sequence: number;
  turn: Promise<unknown>;
}

/** A ZRE peer on the sockets of libzmq, as zyre is one: a ROUTER that hands over, and a DEALER for each peer. */
export class ZmqPeer {
  readonly id: string;
  readonly name: string;
  /** Everything that was heard, in order. */
  readonly heard: Heard[] = [];
  /** What should never happen: numbers that are missing, messages that cannot be read. */
  readonly troubles: string[] = [];
  /** The ids of the nodes that said goodbye by a beacon. */
  readonly goodbyes: string[] = [];
  readonly hellos = new Map<string, Hello>();
  readonly groups: Set<string>;
  readonly #options: ZmqPeerOptions;
  readonly #expected = new Map<string, number>();
  readonly #heardAt = new Map<string, number>();
  readonly #lines = new Map<string, Line>();
  #status: number;
  #stopped = false;
  #router: Router | undefined;
  #udp: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  port = 0;

  constructor(name: string, options: ZmqPeerOptions) {
    this.name = name;
    this.id = options.id ?? randomBytes(16).toString("hex");
    this.groups = new Set(options.groups ?? []);
    this.#status = this.groups.size;
    this.#options = options;
  }

  get endpoint(): string {
    return `tcp://${this.#address}:${this.port}`;
  }

  async start(): Promise<void> {
    await this.listen();
    if (this.#options.beacons !== false) await this.#announce();
  }

  /** Binds the ROUTER; on the port that it had, when it had one. */
  async listen(): Promise<void> {
    const router = new Router({ handover: true, linger: 0, ...this.#heartbeat });
    await router.bind(`tcp://${this.#address}:${this.port === 0 ? "*" : this.port}`);
    this.port = Number(router.lastEndpoint?.split(":").at(-1));
    this.#router = router;
    void this.#receive(router);
  }

  /** Closes the ROUTER only: whoever is connected loses the connection. */
  unlisten(): void {
    this.#router?.close();
    this.#router = undefined;
  }

  /** Connects to a node and says HELLO; over a fresh DEALER when there was one already. */
  greet(id: string, endpoint: string): void {
    // As in zyre: one that was started again has taken the place of its predecessor.
    for (const [other, hello] of this.hellos) if (other !== id && hello.endpoint === endpoint) this.#forget(other);
    this.#lines.get(id)?.dealer.close();
    // As in zyre: who is greeted anew is not known until its own HELLO comes.
    this.hellos.delete(id);
    const dealer = new Dealer({ linger: 0, reconnectInterval: 100, ...this.#heartbeat });
    // Its type says text, and yet octets go through.
    (dealer as { routingId: unknown }).routingId = Buffer.from(`01${this.id}`, "hex");
    dealer.connect(endpoint);
    const line: Line = { dealer, sequence: 0, turn: Promise.resolve() };
    this.#lines.set(id, line);
    this.#send(line, (sequence) => [writeHello(sequence, this.#hello)]);
  }

  whisper(to: string, ...content: readonly (string | Uint8Array)[]): void {
    this.#tell(to, (sequence) => [
      writeMessage("WHISPER", sequence),
      ...content.map((part) => Buffer.from(part as Uint8Array)),
    ]);
  }

  shout(group: string, text: string): void {
    this.#tellAll((sequence) => [writeMessage("SHOUT", sequence, group), Buffer.from(text)]);
  }

  join(group: string): void {
    this.groups.add(group);
    const status = (this.#status = (this.#status + 1) % 256);
    this.#tellAll((sequence) => [writeMessage("JOIN", sequence, group, status)]);
  }

  leave(group: string): void {
    this.groups.delete(group);
    const status = (this.#status = (this.#status + 1) % 256);
    this.#tellAll((sequence) => [writeMessage("LEAVE", sequence, group, status)]);
  }

  ping(to: string): void {
    this.#tell(to, (sequence) => [writeMessage("PING", sequence)]);
  }

  /** Everything that has been sent has been taken by libzmq. */
  async sent(): Promise<void> {
    for (const line of this.#lines.values()) await line.turn;
  }

  /** Says goodbye by a beacon and answers nothing more, as zyre_stop does; its connections stand until it is destroyed. */
  goodbye(): void {
    clearInterval(this.#timer);
    this.#stopped = true;
    this.#beacon(0);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.unlisten();
    for (const { dealer } of this.#lines.values()) dealer.close();
    this.#lines.clear();
    const udp = this.#udp;
    if (udp !== undefined) await new Promise<void>((resolve) => udp.close(() => resolve()));
    this.#udp = undefined;
  }

  /** The texts that were whispered or shouted by a node. */
  texts(from: string): string[] {
    const said = this.heard.filter((heard) => heard.from === from && /WHISPER|SHOUT/.test(heard.name));
    return said.map(({ content }) => content.map(String).join("|"));
  }

  get #hello(): Hello {
    const { headers = {} } = this.#options;
    return { endpoint: this.endpoint, groups: [...this.groups], status: this.#status, name: this.name, headers };
  }

  get #address(): string {
    return this.#options.address ?? "127.0.0.1";
  }

  get #broadcast(): string {
    return this.#options.broadcast ?? "127.255.255.255";
  }

  get #heartbeat(): object {
    const { heartbeat } = this.#options;
    if (heartbeat === undefined) return {};
    return { heartbeatInterval: heartbeat, heartbeatTimeToLive: heartbeat * 10, heartbeatTimeout: heartbeat * 5 };
  }

  #tell(to: string, make: (sequence: number) => Buffer[]): void {
    const line = this.#lines.get(to);
    if (line === undefined) throw new Error(`${this.name} has no line to ${to}`);
    this.#send(line, make);
  }

  #tellAll(make: (sequence: number) => Buffer[]): void {
    for (const line of this.#lines.values()) this.#send(line, make);
  }

  #send(line: Line, make: (sequence: number) => Buffer[]): void {
    line.sequence = (line.sequence + 1) % (this.#options.wrap ?? 65536);
    const frames = make(line.sequence);
    line.turn = line.turn.then(() => (line.dealer.closed ? undefined : line.dealer.send(frames))).catch(() => {});
  }

  async #receive(router: Router): Promise<void> {
    try {
      for await (const [identity, first, ...content] of router) {
        if (identity === undefined || first === undefined) continue;
        this.#handle(identity.subarray(1).toString("hex"), first, content);
      }
    } catch {
      // Closed.
    }
  }

  #handle(from: string, first: Buffer, content: Buffer[]): void {
    this.#heardAt.set(from, performance.now());
    let read: Read;
    try {
      read = readMessage(first);
    } catch (error) {
      this.troubles.push(String(error));
      return;
    }
    if (read.hello !== undefined) this.#welcome(from, read.hello);
    else this.#count(from, read);
    this.heard.push({ ...read, from, content });
    if (read.name === "PING" && !this.#stopped) this.#tell(from, (sequence) => [writeMessage("PING-OK", sequence)]);
    const speaks = read.name === "WHISPER" || read.name === "SHOUT";
    if (speaks !== content.length > 0) this.troubles.push(`${read.name} has ${content.length} content frames`);
  }

  /** As zyre does it: one that is known already is greeted anew. */
  #welcome(from: string, hello: Hello): void {
    if (this.hellos.has(from) || !this.#lines.has(from)) this.greet(from, hello.endpoint);
    this.hellos.set(from, hello);
    this.#expected.set(from, 1);
  }

  #count(from: string, { name, sequence }: Read): void {
    const last = this.#expected.get(from) ?? 0;
    const next = (last + 1) % (this.#options.wrap ?? 65536);
    if (sequence !== next) this.troubles.push(`${name} has the number ${sequence} instead of ${next}`);
    this.#expected.set(from, sequence);
  }

  async #announce(): Promise<void> {
    const udp = createSocket({ type: "udp4", reuseAddr: true });
    this.#udp = udp;
    udp.on("error", () => {});
    udp.on("message", (datagram, { address }) => this.#hearBeacon(datagram, address));
    const { beaconPort } = this.#options;
    await new Promise<void>((resolve) => udp.bind(beaconPort, this.#broadcast, resolve));
    udp.setBroadcast(true);
    this.#beacon(this.port);
    this.#timer = setInterval(() => {
      this.#beacon(this.port);
      this.#forgetSilent();
    }, 1000);
  }

  #hearBeacon(datagram: Buffer, address: string): void {
    if (datagram.length !== 22 || datagram.toString("latin1", 0, 3) !== "ZRE" || datagram[3] !== 1) return;
    const id = datagram.toString("hex", 4, 20);
    const port = datagram.readUInt16BE(20);
    if (id === this.id) return;
    this.#heardAt.set(id, performance.now());
    if (port === 0) this.#depart(id);
    else if (!this.#lines.has(id)) this.greet(id, `tcp://${address}:${port}`);
  }

  #depart(id: string): void {
    this.goodbyes.push(id);
    this.#forget(id);
  }

  #forgetSilent(): void {
    const { expired = Number.POSITIVE_INFINITY } = this.#options;
    for (const [id, at] of this.#heardAt) if (performance.now() - at > expired) this.#forget(id);
  }

  #forget(id: string): void {
    this.#lines.get(id)?.dealer.close();
    this.#lines.delete(id);
    this.hellos.delete(id);
    this.#heardAt.delete(id);
  }

  /** From a socket of its own: one that is bound to a broadcast address cannot send. */
  #beacon(port: number): void {
    const bytes = Buffer.concat([Buffer.from("ZRE\x01", "latin1"), Buffer.from(this.id, "hex"), Buffer.alloc(2)]);
    bytes.writeUInt16BE(port, 20);
    const sender = createSocket("udp4");
    sender.on("error", () => {});
    sender.bind(0, this.#address, () => {
      sender.setBroadcast(true);
      sender.send(bytes, this.#options.beaconPort, this.#broadcast, () => sender.close());
    });
  }
}
