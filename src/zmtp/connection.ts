import { Frames } from "../bytes/frames.ts";
import { encodeText } from "../bytes/text.ts";
import { Writer } from "../bytes/writer.ts";
import { ProtocolError } from "../errors.ts";
import { decodeCommand, encodeCommand, encodeError, encodePing, type Properties, propertyText } from "./command.ts";
import { COMMAND, writeFrame, writeMessage } from "./frame.ts";
import { CommandFrame, FrameDecoder, type FrameLimits } from "./frame-decoder.ts";
import { decodeGreeting, encodeGreeting, GREETING_LENGTH } from "./greeting.ts";
import { Heartbeat, type HeartbeatOptions } from "./heartbeat.ts";
import type { Mechanism, MechanismFactory, SealedFrame } from "./mechanism.ts";
import { nullMechanism } from "./null.ts";

export interface ConnectionOptions {
  /** DEALER connects, ROUTER listens. */
  readonly socketType: "DEALER" | "ROUTER";
  /** What we present ourselves as; empty without it. */
  readonly identity?: Uint8Array;
  /** NULL without it. */
  readonly mechanism?: MechanismFactory;
  readonly limits?: Partial<FrameLimits>;
  /** Every 2 s with a time-out of 6 s; false for none. */
  readonly heartbeat?: HeartbeatOptions | false;
  /** Milliseconds from the start to the other side's READY; 5,000. */
  readonly handshakeTimeout?: number;
  /** Accepts only 0x01 and a UUID as the other side's identity. */
  readonly requireZreIdentity?: boolean;
}

/** What a connection wants done, in order. */
export type ConnectionEffect =
  | { readonly type: "write"; readonly bytes: Uint8Array }
  | {
      readonly type: "ready";
      readonly socketType: string;
      readonly identity: Uint8Array;
      readonly properties: Properties;
    }
  | { readonly type: "message"; readonly content: Frames }
  /** `retry` is false after a broken protocol: the next attempt would end in the same way. */
  | { readonly type: "close"; readonly error?: ProtocolError; readonly retry: boolean };

/** One ZMTP 3.1 connection over any byte stream, from the greeting to its end. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #mechanism: Mechanism;
  readonly #heartbeat: Heartbeat;
  readonly #decoder: FrameDecoder;
  #state: "greeting" | "handshake" | "ready" | "closed" = "greeting";
  #greeting = new Uint8Array(0);
  #handshakeDeadline = Number.POSITIVE_INFINITY;
  /** The frames of a boxed message that has not come to its end. */
  #opened: Uint8Array[] = [];
  #openedSize = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#mechanism = (options.mechanism ?? nullMechanism)(ownProperties(options));
    this.#heartbeat = new Heartbeat(options.heartbeat === false ? undefined : (options.heartbeat ?? HEARTBEAT));
    // Until its READY a stranger gets no more room than a handshake needs.
    this.#decoder = new FrameDecoder({ maxFrame: HANDSHAKE_LIMIT, maxMessage: HANDSHAKE_LIMIT, maxFrames: 1 });
  }

  /** When `handleTimeout` wants to be called; Infinity for never. */
  get deadline(): number {
    if (this.#state === "ready") return this.#heartbeat.deadline;
    return this.#state === "closed" ? Number.POSITIVE_INFINITY : this.#handshakeDeadline;
  }

  /** Whether messages can be sent. */
  get ready(): boolean {
    return this.#state === "ready";
  }

  /** Whether everything that was sent has arrived at the other side, as far as its heartbeats say. */
  get confirmed(): boolean {
    return this.#heartbeat.confirmed;
  }

  /** The stream is open: greet at once, whoever connected. */
  start(now: number): readonly ConnectionEffect[] {
    this.#handshakeDeadline = now + (this.#options.handshakeTimeout ?? HANDSHAKE_TIMEOUT);
    const { name, asServer } = this.#mechanism;
    return [{ type: "write", bytes: encodeGreeting({ mechanism: name, asServer }) }];
  }

  handleBytes(chunk: Uint8Array, now: number): readonly ConnectionEffect[] {
    const effects: ConnectionEffect[] = [];
    try {
      const rest = this.#state === "greeting" ? this.#greet(chunk, effects) : chunk;
      if (this.#state !== "closed" && rest.length > 0) this.#receive(rest, now, effects);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#refuse(error, effects);
    }
    return effects;
  }

  handleTimeout(now: number): readonly ConnectionEffect[] {
    if (now < this.deadline) return [];
    if (this.#state !== "ready") return this.#giveUp("the handshake was not done in time");
    const due = this.#heartbeat.handleTimeout(now);
    if (due === "lost") return this.#giveUp("the peer gave no sign of life");
    const ttl = this.#heartbeat.options?.ttl ?? 0;
    return due === "ping" ? [this.#command(encodePing(ttl, NO_CONTEXT))] : [];
  }

  /** Writes one message into the caller's writer: its first frame, then the frames of `content`. Only when `ready`. */
  send(writer: Writer, first: Uint8Array, content?: Frames): void {
    this.#heartbeat.handleWritten();
    if (this.#mechanism.seal === undefined) writeMessage(writer, first, content);
    else this.#sendSealed(writer, first, content);
  }

  #greet(chunk: Uint8Array, effects: ConnectionEffect[]): Uint8Array {
    const needed = GREETING_LENGTH - this.#greeting.length;
    this.#greeting = Uint8Array.of(...this.#greeting, ...chunk.subarray(0, needed));
    const greeting = decodeGreeting(this.#greeting);
    if (greeting === undefined) return chunk.subarray(chunk.length);
    if (greeting.mechanism !== this.#mechanism.name) {
      const { name } = this.#mechanism;
      throw new ProtocolError("bad-handshake", `the other side wants the mechanism ${JSON.stringify(greeting.mechanism)}, we ${name}`);
    }
    this.#state = "handshake";
    for (const body of this.#mechanism.begin()) effects.push(plainCommand(body));
    return chunk.subarray(needed);
  }

  #receive(chunk: Uint8Array, now: number, effects: ConnectionEffect[]): void {
    this.#heartbeat.handleHeard(now);
    this.#decoder.push(chunk);
    for (let item = this.#decoder.next(); item !== undefined; item = this.#decoder.next()) {
      if (item instanceof CommandFrame) this.#handleCommand(item.body, effects);
      else this.#handleMessage(item, effects);
      if (this.#state === "closed") return;
    }
  }

  #handleMessage(message: Frames, effects: ConnectionEffect[]): void {
    if (this.#state !== "ready") {
      // libzmq accepts a READY without the command bit; so do we, and any other message is too early.
      this.#handleHandshake(message.frame(0), effects);
    } else if (this.#mechanism.open === undefined) effects.push({ type: "message", content: message });
    else this.#handleSealed(this.#mechanism.open(message.frame(0)), effects);
  }

  #handleCommand(body: Uint8Array, effects: ConnectionEffect[]): void {
    if (this.#state !== "ready") this.#handleHandshake(body, effects);
    // Under a mechanism that boxes its frames a bare command is nobody's word.
    else if (this.#mechanism.open === undefined && body.length > 0) this.#handleTraffic(body, effects);
  }

  #handleTraffic(body: Uint8Array, effects: ConnectionEffect[]): void {
    const command = decodeCommand(body);
    if (command.type === "PING") {
      this.#heartbeat.handlePing(command.ttl);
      effects.push(this.#command(encodeCommand("PONG", command.context)));
    } else if (command.type === "PONG") this.#heartbeat.handlePong();
    // A second READY, a late ERROR, SUBSCRIBE and what we do not know mean nothing to a DEALER or a ROUTER.
  }

  #handleSealed({ more, command, body }: SealedFrame, effects: ConnectionEffect[]): void {
    if (command) return this.#handleTraffic(body, effects);
    this.#openedSize += body.length;
    const { maxMessage, maxFrames } = this.#limits;
    if (this.#openedSize > maxMessage || this.#opened.length >= maxFrames) {
      throw new ProtocolError("limit-exceeded", `the peer sends a message over ${maxMessage} octets or ${maxFrames} frames`);
    }
    this.#opened.push(body);
    if (more) return;
    effects.push({ type: "message", content: Frames.of(...this.#opened) });
    this.#opened = [];
    this.#openedSize = 0;
  }

  #handleHandshake(body: Uint8Array, effects: ConnectionEffect[]): void {
    const { send, properties } = this.#mechanism.handleCommand(body);
    for (const command of send) effects.push(plainCommand(command));
    if (properties === undefined) return;
    const socketType = this.#checkSocketType(properties);
    const identity = this.#checkIdentity(properties);
    this.#state = "ready";
    this.#decoder.limits = this.#limits;
    effects.push({ type: "ready", socketType, identity, properties });
  }

  #checkSocketType(properties: Properties): string {
    const theirs = propertyText(properties, "Socket-Type") ?? "";
    const { socketType: ours } = this.#options;
    // libzmq accepts a peer that does not say what it is.
    const compatible: readonly string[] = COMPATIBLE[ours];
    if (theirs === "" || compatible.includes(theirs)) return theirs;
    throw new ProtocolError("bad-handshake", `a ${ours} cannot talk to a ${theirs}: only to ${compatible.join(", ")}`);
  }

  #checkIdentity(properties: Properties): Uint8Array {
    // Copied, because it outlives the chunk that it arrived in.
    const identity = (properties.get("identity") ?? NO_CONTEXT).slice();
    if (this.#options.requireZreIdentity !== true) return identity;
    if (identity.length === ZRE_IDENTITY && identity[0] === 0x01) return identity;
    throw new ProtocolError(
      "bad-identity",
      `the other side's identity has ${identity.length} octets; a ZRE peer presents 0x01 and the 16 octets of its UUID`,
    );
  }

  #sendSealed(writer: Writer, first: Uint8Array, content: Frames | undefined): void {
    const count = content?.count ?? 0;
    for (let i = 0; i <= count; i++) {
      const body = i === 0 ? first : (content?.frame(i - 1) ?? NO_CONTEXT);
      writeFrame(writer, 0, this.#mechanism.seal?.({ more: i < count, command: false, body }) ?? body);
    }
  }

  /** A command after the handshake; boxed when the mechanism boxes. */
  #command(body: Uint8Array): ConnectionEffect {
    const sealed = this.#mechanism.seal?.({ more: false, command: true, body });
    if (sealed === undefined) return plainCommand(body);
    const writer = new Writer();
    writeFrame(writer, 0, sealed);
    return { type: "write", bytes: writer.take() };
  }

  #refuse(error: ProtocolError, effects: ConnectionEffect[]): void {
    // Told only in the handshake: afterwards libzmq would take it for nothing.
    if (this.#state === "handshake") effects.push(plainCommand(encodeError(error.message)));
    this.#state = "closed";
    effects.push({ type: "close", error, retry: false });
  }

  #giveUp(reason: string): readonly ConnectionEffect[] {
    this.#state = "closed";
    return [{ type: "close", error: new ProtocolError("timed-out", reason), retry: true }];
  }

  get #limits(): FrameLimits {
    return { ...LIMITS, ...this.#options.limits };
  }
}

function plainCommand(body: Uint8Array): ConnectionEffect {
  const writer = new Writer();
  writeFrame(writer, COMMAND, body);
  return { type: "write", bytes: writer.take() };
}

function ownProperties({ socketType, identity }: ConnectionOptions): Properties {
  return new Map([
    ["Socket-Type", encodeText(socketType)],
    ["Identity", identity ?? NO_CONTEXT],
  ]);
}

/** What each socket type can talk to. @see RFC 28/REQREP */
const COMPATIBLE = {
  DEALER: ["REP", "DEALER", "ROUTER"],
  ROUTER: ["REQ", "DEALER", "ROUTER"],
} as const;
const LIMITS: FrameLimits = { maxFrame: 0x400_0000, maxMessage: 0x400_0000, maxFrames: 1024 };
const HEARTBEAT: HeartbeatOptions = { interval: 2000, ttl: 6000, timeout: 6000 };
const HANDSHAKE_TIMEOUT = 5000;
const HANDSHAKE_LIMIT = 0x1_0000;
const ZRE_IDENTITY = 17;
const NO_CONTEXT = new Uint8Array(0);
