import type { Frames } from "../bytes/frames.ts";
import { ProtocolError } from "../errors.ts";
import { Batch } from "./batch.ts";
import { boxCommand, boxFrames, Unboxed } from "./boxed.ts";
import { decodeCommand, encodeCommand, encodeError, encodePing, type Properties } from "./command.ts";
import { COMMAND, encodeFrame } from "./frame.ts";
import { CommandFrame, FrameDecoder, type FrameLimits } from "./frame-decoder.ts";
import { decodeGreeting, encodeGreeting, GREETING_LENGTH } from "./greeting.ts";
import { HEARTBEAT, Heartbeat, type HeartbeatOptions } from "./heartbeat.ts";
import { checkSocketType, checkZreIdentity, introduce, readIdentity, type SocketType } from "./introduction.ts";
import type { Box, Mechanism, MechanismFactory } from "./mechanism.ts";
import { nullMechanism } from "./null.ts";

export interface ConnectionOptions {
  readonly socketType: SocketType;
  /** What we present ourselves as; empty without it. */
  readonly identity?: Uint8Array;
  /** NULL without it. */
  readonly mechanism?: MechanismFactory | undefined;
  readonly limits?: Partial<FrameLimits>;
  /** After 20 s of silence, or every 2 s while something is not confirmed, with a time-out of 6 s; false for none. */
  readonly heartbeat?: HeartbeatOptions | false;
  /** Milliseconds from the start to the other side's READY, asked for whenever it matters; 5,000. */
  readonly handshakeTimeout?: () => number;
  /** Accepts only 0x01 and a UUID as the other side's identity. */
  readonly requireZreIdentity?: boolean;
}

/** What a connection wants done, in order. */
export type ConnectionEffect =
  | { readonly type: "write"; readonly bytes: Uint8Array }
  /** Write what `seal` makes of this command, at that moment: boxes are numbered in the order in which they leave. */
  | { readonly type: "seal"; readonly body: Uint8Array }
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
  /** The messages that wait to leave: more can be added to one that was sent as an open one. */
  readonly batch: Batch = new Batch();
  readonly #options: ConnectionOptions;
  readonly #mechanism: Mechanism;
  readonly #limits: FrameLimits;
  readonly #heartbeat: Heartbeat;
  readonly #decoder: FrameDecoder;
  readonly #unboxed: Unboxed;
  #state: "greeting" | "handshake" | "ready" | "closed" = "greeting";
  #greeting: Uint8Array = EMPTY;
  #startedAt = Number.POSITIVE_INFINITY;
  /** Where our PONG is among the effects of the present chunk. */
  #pongAt: number | undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#mechanism = (options.mechanism ?? nullMechanism)(introduce(options.socketType, options.identity ?? EMPTY));
    this.#limits = { ...LIMITS, ...options.limits };
    this.#heartbeat = new Heartbeat(options.heartbeat === false ? undefined : (options.heartbeat ?? HEARTBEAT));
    // Until its READY a stranger gets no more room than a handshake needs.
    this.#decoder = new FrameDecoder({ maxFrame: HANDSHAKE_LIMIT, maxMessage: HANDSHAKE_LIMIT, maxFrames: 1 });
    this.#unboxed = new Unboxed(this.#limits);
  }

  /** When `handleTimeout` wants to be called; Infinity for never. */
  get deadline(): number {
    if (this.#state === "ready") return this.#heartbeat.deadline;
    return this.#state === "closed" ? Number.POSITIVE_INFINITY : this.#startedAt + this.#handshakeTimeout;
  }

  /** Whether messages can be sent. */
  get ready(): boolean {
    return this.#state === "ready";
  }

  /** Whether everything that was sent has arrived at the other side, as far as its heartbeats say. */
  get confirmed(): boolean {
    return this.#heartbeat.confirmed;
  }

  /** Whether the other side can be asked for a sign of life. */
  get asks(): boolean {
    return this.#heartbeat.options !== undefined;
  }

  /** Milliseconds from the latest answered PING to its PONG; undefined before the first. */
  get roundTrip(): number | undefined {
    return this.#heartbeat.roundTrip;
  }

  /** Whether it has to prove itself with a key. */
  get keyed(): boolean {
    return this.#options.mechanism !== undefined;
  }

  /** The public key that the other side has proved to own; undefined before `ready`, and where no keys are used. */
  get peerKey(): Uint8Array | undefined {
    return this.#state === "ready" ? this.#mechanism.peerKey : undefined;
  }

  /** The stream is gone: forgets what is secret. Nothing can be sent or received afterwards. */
  end(): void {
    this.#state = "closed";
    this.#mechanism.wipe?.();
  }

  /** The stream is open: greet at once, whoever connected. */
  start(now: number): readonly ConnectionEffect[] {
    this.#startedAt = now;
    this.#heartbeat.start(now);
    const { name, asServer } = this.#mechanism;
    const greeting = encodeGreeting({ mechanism: name, asServer }, this.#options.identity?.length);
    return [{ type: "write", bytes: greeting }];
  }

  handleBytes(chunk: Uint8Array, now: number): readonly ConnectionEffect[] {
    const effects: ConnectionEffect[] = [];
    if (this.#over) return effects;
    try {
      const rest = this.#state === "greeting" ? this.#greet(chunk, effects) : chunk;
      if (!this.#over && rest.length > 0) this.#receive(rest, now, effects);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#refuse(error, effects);
    }
    return effects;
  }

  /** Whether the other side has had its time, so that `handleTimeout` ends the connection. */
  overdue(now: number): boolean {
    return this.#state === "ready" ? this.#heartbeat.overdue(now) : now >= this.deadline;
  }

  handleTimeout(now: number): readonly ConnectionEffect[] {
    if (now < this.deadline) return [];
    if (this.#state !== "ready") return this.#giveUp(`the handshake was not done within ${this.#handshakeTimeout} ms`);
    if (this.#heartbeat.handleTimeout(now) === "lost") return this.#giveUp("the peer gave no sign of life in time");
    return [this.#ping()];
  }

  /** Asks for a sign of life before it is due, unless an answer is awaited already. Only when `ready`. */
  ask(now: number): readonly ConnectionEffect[] {
    return this.#heartbeat.options !== undefined && this.#heartbeat.ask(now) ? [this.#ping()] : [];
  }

  /** What was sent has not left yet, so nothing can be said about the peer's silence. */
  handleBusy(now: number): void {
    this.#heartbeat.handleBusy(now);
  }

  /**
   * We do not read what the other side sends, perhaps for long: its silence says nothing, and it gets a sign of life that it did
   * not ask for. Only when `ready`.
   */
  beat(now: number): readonly ConnectionEffect[] {
    this.#heartbeat.handleBusy(now);
    return [this.#command(encodeCommand("PONG", EMPTY))];
  }

  /**
   * Takes one message for the batch: its first frame, then the frames of `content`. Only when `ready`. True for the first one that is
   * to be confirmed: then the deadline may be an earlier one.
   */
  send(first: Uint8Array, content?: Frames, open = false): boolean {
    this.batch.write(first, content, open);
    return this.#heartbeat.unconfirmed++ === 0;
  }

  /** The next octets of the batch; empty when that was all. Boxes are numbered in the order in which they leave: write them at once. */
  take(): Uint8Array {
    const { box } = this.#mechanism;
    const frames = this.batch.take();
    if (box === undefined || frames.length === 0) return frames;
    return this.#over ? EMPTY : boxFrames(box, frames);
  }

  /** The octets of a command that a `seal` effect asks for; none once the connection is over. */
  seal(body: Uint8Array): Uint8Array {
    const { box } = this.#mechanism;
    return box === undefined || this.#over ? EMPTY : boxCommand(box, body);
  }

  #greet(chunk: Uint8Array, effects: ConnectionEffect[]): Uint8Array {
    const needed = GREETING_LENGTH - this.#greeting.length;
    // Nearly always it comes in one piece.
    if (this.#greeting.length === 0) this.#greeting = chunk.subarray(0, needed);
    else this.#greeting = Uint8Array.of(...this.#greeting, ...chunk.subarray(0, needed));
    const greeting = decodeGreeting(this.#greeting);
    if (greeting === undefined) return EMPTY;
    this.#checkMechanism(greeting.mechanism);
    this.#greeting = EMPTY;
    this.#state = "handshake";
    for (const body of this.#mechanism.begin()) effects.push(plainCommand(body));
    return chunk.subarray(needed);
  }

  #checkMechanism(theirs: string): void {
    const { name } = this.#mechanism;
    if (theirs === name) return;
    const wants = `the other side wants the mechanism ${JSON.stringify(theirs)}, we want ${name}`;
    if (name === "NULL" && theirs === "CURVE")
      throw new ProtocolError("key-mismatch", `the other side has a key, and this node has none: ${wants}`);
    if (name === "CURVE" && theirs === "NULL")
      throw new ProtocolError("key-mismatch", `the other side has no key, and this node has one: ${wants}`);
    throw new ProtocolError("bad-handshake", wants);
  }

  #receive(chunk: Uint8Array, now: number, effects: ConnectionEffect[]): void {
    this.#heartbeat.handleHeard(now);
    this.#pongAt = undefined;
    this.#decoder.push(chunk);
    for (let item = this.#decoder.next(); item !== undefined; item = this.#decoder.next()) {
      if (item instanceof CommandFrame) this.#handleCommand(item.body, effects);
      else this.#handleMessage(item, effects);
      if (this.#state === "closed") return;
    }
  }

  /** Several PINGs of one chunk ask for the same sign of life: the last of them is answered, where the first would have been. */
  #pong(context: Uint8Array, effects: ConnectionEffect[]): void {
    this.#pongAt ??= effects.length;
    effects[this.#pongAt] = this.#command(encodeCommand("PONG", context));
  }

  #handleMessage(message: Frames, effects: ConnectionEffect[]): void {
    const { box } = this.#mechanism;
    // libzmq accepts a READY without the command bit; so do we, and any other message is too early.
    if (this.#state !== "ready") this.#handleHandshake(message.frame(0), effects);
    else if (box === undefined) effects.push({ type: "message", content: message });
    else this.#handleBoxed(box, message, effects);
  }

  #handleBoxed(box: Box, message: Frames, effects: ConnectionEffect[]): void {
    if (message.count !== 1) throw new ProtocolError("bad-frame", "a box outside of which another frame is announced");
    const frame = box.open(message.frame(0));
    if (frame.command) this.#handleTraffic(frame.body, effects);
    else {
      const content = this.#unboxed.handleFrame(frame);
      if (content !== undefined) effects.push({ type: "message", content });
    }
  }

  #handleCommand(body: Uint8Array, effects: ConnectionEffect[]): void {
    if (this.#state !== "ready") this.#handleHandshake(body, effects);
    // Where frames are boxed a bare command is nobody's word.
    else if (this.#mechanism.box === undefined) this.#handleTraffic(body, effects);
  }

  #handleTraffic(body: Uint8Array, effects: ConnectionEffect[]): void {
    // Nothing is said by a command without a name; libzmq passes over it, too.
    if (body.length === 0) return;
    const command = decodeCommand(body);
    if (command.type === "PING") {
      this.#heartbeat.handlePing(command.ttl);
      this.#pong(command.context, effects);
    } else if (command.type === "PONG") this.#heartbeat.handlePong(command.context);
    // A second READY, a late ERROR, SUBSCRIBE and what we do not know mean nothing to a DEALER or a ROUTER.
  }

  #handleHandshake(body: Uint8Array, effects: ConnectionEffect[]): void {
    const { send, properties } = this.#mechanism.handleCommand(body);
    for (const command of send) effects.push(plainCommand(command));
    if (properties === undefined) return;
    const socketType = checkSocketType(properties, this.#options.socketType);
    const identity = readIdentity(properties);
    if (this.#options.requireZreIdentity === true) checkZreIdentity(identity);
    this.#state = "ready";
    // What is put into boxes is read once more.
    this.batch.apart = this.#mechanism.box === undefined;
    this.#decoder.limits = this.#limits;
    effects.push({ type: "ready", socketType, identity, properties });
  }

  #ping(): ConnectionEffect {
    return this.#command(encodePing(this.#heartbeat.options?.ttl ?? 0, this.#heartbeat.context));
  }

  /** A command after the handshake; boxed when the mechanism boxes. */
  #command(body: Uint8Array): ConnectionEffect {
    return this.#mechanism.box === undefined ? plainCommand(body) : { type: "seal", body };
  }

  #refuse(error: ProtocolError, effects: ConnectionEffect[]): void {
    // Told only in the handshake: afterwards libzmq would take it for nothing.
    if (this.#state === "handshake") effects.push(plainCommand(encodeError(error.message)));
    this.end();
    effects.push({ type: "close", error, retry: false });
  }

  #giveUp(reason: string): readonly ConnectionEffect[] {
    this.end();
    return [{ type: "close", error: new ProtocolError("timed-out", reason), retry: true }];
  }

  get #over(): boolean {
    return this.#state === "closed";
  }

  get #handshakeTimeout(): number {
    return this.#options.handshakeTimeout?.() ?? HANDSHAKE_TIMEOUT;
  }
}

function plainCommand(body: Uint8Array): ConnectionEffect {
  return { type: "write", bytes: encodeFrame(COMMAND, body) };
}

// The longest ZOCP message has 12 MiB. What is encrypted is opened at once, which takes seven milliseconds for each of them.
const LIMITS: FrameLimits = { maxFrame: 0xd0_0000, maxMessage: 0xd0_0000, maxFrames: 1024 };
const HANDSHAKE_TIMEOUT = 5000;
const HANDSHAKE_LIMIT = 0x1_0000;
const EMPTY = new Uint8Array(0);
