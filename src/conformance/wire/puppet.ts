import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { Line, type Place } from "./line.ts";
import { breachOf } from "./manners.ts";
import { Mailbox } from "./waiting.ts";
import { writeFrames, writeGreeting, writeReady } from "./zmtp.ts";
import { readZocp, type Said } from "./zocp.ts";
import { type Hello, readZre, writeGroup, writeHead, writeHello, writeShout, type ZreMessage } from "./zre.ts";

export interface PuppetOptions {
  readonly name?: string;
  /** The words of `X-ZOCP-EXTENSIONS`; without it the peer is one of the reference. */
  readonly extensions?: string;
  /** Whether it speaks ZOCP at all; true without it. */
  readonly zocp?: boolean;
  /** What it answers a GET with; undefined: it does not answer. */
  readonly tree?: object | undefined;
  /** Whether it answers PING; true without it. */
  readonly lively?: boolean;
}

interface Dialling {
  /** Greeting and READY. */
  readonly octets?: Uint8Array;
  /** Whatever is sent on this connection is sent octet by octet. */
  readonly apart?: boolean;
}

/** A peer that is played by hand. It says what a case wants it to say, and keeps what it hears. */
export class Puppet {
  readonly octets = Buffer.concat([randomBytes(6), Buffer.of(0x40), randomBytes(1), Buffer.of(0x80), randomBytes(7)]);
  readonly name: string;
  readonly heard = new Mailbox<ZreMessage>();
  readonly said = new Mailbox<Said>();
  /** The connections on which the subject speaks to it. */
  readonly incoming = new Mailbox<Line>();
  /** What was wrong with what it heard, whatever the case was about. */
  readonly breaches: string[] = [];
  readonly #server: Server;
  readonly #options: PuppetOptions;
  readonly #lines = new Set<Line>();
  #line: Line | undefined;
  #sequence = 0;
  #expected = 1;

  private constructor(server: Server, options: PuppetOptions) {
    this.#server = server;
    this.#options = options;
    this.name = options.name ?? `puppet-${this.id.slice(0, 4)}`;
    server.on("connection", (socket) => this.#welcome(new Line(socket)));
  }

  static async open(options: PuppetOptions = {}): Promise<Puppet> {
    const server = createServer({ noDelay: true }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Puppet(server, options);
  }

  get id(): string {
    return this.octets.toString("hex");
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get endpoint(): string {
    return `tcp://127.0.0.1:${this.port}`;
  }

  get identity(): Buffer {
    return Buffer.concat([Buffer.of(1), this.octets]);
  }

  /** Its connection to the subject. */
  get line(): Line {
    if (this.#line === undefined) throw new Error("this peer has not dialled");
    return this.#line;
  }

  /** The number of the last message that it has sent. */
  get sequence(): number {
    return this.#sequence;
  }

  /**
   * Connects to a node as DEALER, and waits for its READY; nothing is said yet but who it is, on request in other octets, or octet by
   * octet.
   */
  async dial(place: Place, { octets = this.#greeting(), apart = false }: Dialling = {}): Promise<Line> {
    this.#line = this.#own(await Line.dial(place));
    this.#line.apart = apart;
    this.#line.write(octets);
    await this.#line.isReady(PATIENCE);
    return this.#line;
  }

  hello(fields: Partial<Hello> = {}): void {
    const { zocp = true, extensions } = this.#options;
    const headers = new Map(zocp ? [["X-ZOCP", "1"]] : []);
    if (extensions !== undefined) headers.set("X-ZOCP-EXTENSIONS", extensions);
    const groups = zocp ? ["ZOCP"] : [];
    const hello = { endpoint: this.endpoint, groups, status: groups.length, name: this.name, headers, ...fields };
    this.#sequence = 1;
    this.write(writeHello(1, hello));
  }

  /** Speaks ZOCP: an object, or a text as it stands. */
  say(message: object | string): void {
    this.whisper(Buffer.from(typeof message === "string" ? message : JSON.stringify(message)));
  }

  whisper(...content: readonly Uint8Array[]): void {
    this.write(writeHead(0x02, this.next()), ...content);
  }

  shout(group: string, message: object): void {
    this.write(writeShout(this.next(), group), Buffer.from(JSON.stringify(message)));
  }

  ping(): void {
    this.write(writeHead(0x06, this.next()));
  }

  join(group: string, status: number): void {
    this.write(writeGroup(0x04, this.next(), group, status));
  }

  leave(group: string, status: number): void {
    this.write(writeGroup(0x05, this.next(), group, status));
  }

  /** The frames of a message, as they are. */
  write(...frames: readonly Uint8Array[]): void {
    this.line.write(writeFrames(frames));
  }

  /** The number of the next message, which counts from now on; zyre goes from 65,535 to 0. */
  next(): number {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    return this.#sequence;
  }

  /** Goes on counting somewhere else. */
  count(from: number): void {
    this.#sequence = from;
  }

  /** Closes its connection to the subject, and keeps listening. */
  hangUp(): void {
    this.line.end();
  }

  close(): void {
    for (const line of this.#lines) line.end();
    this.#server.close();
  }

  #greeting(): Buffer {
    return Buffer.concat([writeGreeting(), writeReady("DEALER", this.identity)]);
  }

  #own(line: Line): Line {
    this.#lines.add(line);
    return line;
  }

  #welcome(line: Line): void {
    this.#own(line).onMessage = (frames) => this.#hear(frames);
    line.greet("ROUTER", Buffer.alloc(0));
    this.incoming.put(line);
  }

  #hear(frames: readonly Buffer[]): void {
    try {
      const message = readZre(frames);
      this.#checkNumber(message);
      this.heard.put(message);
      if (message.kind === "PING" && this.#options.lively !== false) this.write(writeHead(0x07, this.next()));
      if (message.kind === "WHISPER" || message.kind === "SHOUT") this.#listen(message.content);
    } catch (error) {
      this.breaches.push((error as Error).message);
    }
  }

  #checkNumber({ kind, sequence }: ZreMessage): void {
    const expected = kind === "HELLO" ? 1 : this.#expected;
    if (sequence !== expected) this.breaches.push(`a ${kind} has the number ${sequence}, not ${expected}`);
    this.#expected = sequence + 1;
  }

  #listen(content: readonly Buffer[]): void {
    for (const said of readZocp(content)) {
      const breach = this.#options.extensions === undefined ? breachOf(said) : undefined;
      if (breach !== undefined) this.breaches.push(breach);
      this.said.put(said);
      if (said.verb === "GET" && this.#options.tree !== undefined) this.say({ MOD: this.#options.tree });
    }
  }
}

/** Milliseconds that the READY of the other side may take. */
const PATIENCE = 4000;
