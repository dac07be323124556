import type { Frames } from "../../../bytes/frames.ts";
import { NetworkError, ProtocolError } from "../../../errors.ts";
import { ANSWER_TURNS, afterTurns, HANDSHAKE_TURNS } from "../../../events/after-turns.ts";
import { Timer } from "../../../events/timer.ts";
import type { Clock, Stream } from "../../../net/net.ts";
import type { Account } from "../../../shares.ts";
import type { Connection, ConnectionEffect } from "../../../zmtp/connection.ts";
import { ReadTurns } from "./read-turns.ts";
import { Reading } from "./reading.ts";

/** What the owner of a wire is told. */
export interface ZmtpSocketHandlers {
  /** The handshake is done; `identity` is what the other side calls itself. */
  ready(wire: ZmtpSocket, identity: Uint8Array): void;
  message(wire: ZmtpSocket, content: Frames, now: number): void;
  /** Something arrived that does not begin with a message, or the other side read what it had left for a while. */
  heard?(now: number): void;
  /** The other side takes bytes again after it was slower than we are. */
  drain?(wire: ZmtpSocket): void;
  /** Over, once. `retry` is false when the other side broke the protocol: dialling it again would end the same way. */
  closed(wire: ZmtpSocket, error: NetworkError | ProtocolError | undefined, retry: boolean): void;
}

/**
 * Drives one ZMTP connection over one stream. What is sent within one turn of the event loop leaves in one write, and a
 * single message still leaves in the same turn.
 */
export class ZmtpSocket {
  readonly stream: Stream;
  readonly connection: Connection;
  readonly #clock: Clock;
  readonly #handlers: ZmtpSocketHandlers;
  readonly #timer: Timer;
  readonly #reading: Reading;
  /** Whether messages leave at once. */
  takes = false;
  #open = false;
  #flushing = false;
  #congested = false;
  /** The system did not take everything: it will when the other side has read something. */
  #full = false;
  #closed = false;
  /** We opened it: who is at the other end is somebody's word. */
  #dialled = true;
  /** How often the other side gave a sign of life. */
  #signs = 0;
  /** What came last does not begin with a message, as far as it was looked at. */
  #silent = false;
  /** Ends the wait for one that it has to give now. */
  #proof: (() => void) | undefined;
  /** Ends the last turns before the connection is given up. */
  #ending: (() => void) | undefined;
  /** Ends the wait until the other side is told that we are well, though we do not read. */
  #beat: (() => void) | undefined;
  /** Those who want to know that it has. */
  readonly #wells: (() => void)[] = [];

  constructor(stream: Stream, connection: Connection, clock: Clock, handlers: ZmtpSocketHandlers) {
    this.stream = stream;
    this.connection = connection;
    this.#clock = clock;
    this.#handlers = handlers;
    this.#timer = new Timer(clock, () => this.#store(clock.now()));
    this.#reading = new Reading(stream, ReadTurns.of(clock), {
      read: (chunk, now) => this.#read(chunk, now),
      perform: (effect, now) => this.#performOne(effect, now),
      closed: () => this.#closed,
      now: () => clock.now(),
      rests: () => this.#beatLater(),
    });
    stream.open({
      connect: () => this.#start(),
      data: (chunk) => this.#take(chunk),
      drain: () => this.#drained(),
      close: (error) => this.#reading.end(() => this.#close(error, true)),
    });
  }

  /** An accepted stream is open already: greet at once. */
  static accepted(stream: Stream, connection: Connection, clock: Clock, handlers: ZmtpSocketHandlers): ZmtpSocket {
    const wire = new ZmtpSocket(stream, connection, clock, handlers);
    wire.#dialled = false;
    wire.#start();
    return wire;
  }

  /** What is done for the other side is reckoned here. */
  get account(): Account {
    return this.#reading.account;
  }

  get ready(): boolean {
    return !this.#closed && this.connection.ready;
  }

  /** Whether the stream is there, though the handshake may not be done. */
  get open(): boolean {
    return this.#open && !this.#closed;
  }

  /** True while the other side is slower than we are. */
  get congested(): boolean {
    return this.#congested;
  }

  /** How many bytes wait for the other side. */
  get buffered(): number {
    return this.stream.buffered + this.connection.batch.length;
  }

  /** Sends one message: its first frame, then the frames of `content`; an open one takes more until it leaves. Only when `ready`. */
  send(first: Uint8Array, content: Frames | undefined, open = false): void {
    if (this.connection.send(first, content, open)) this.#timer.at(this.connection.deadline);
    if (this.#flushing) return;
    this.#flushing = true;
    this.#clock.defer(this.#flush);
  }

  /** Asks the other side for a sign of life. Not while octets wait to leave: the question would stand behind them. */
  ask(): void {
    if (!this.ready || this.stream.buffered > 0) return;
    const now = this.#clock.now();
    this.#perform(this.connection.ask(now), now);
  }

  /**
   * The other side must give a sign of life within a moment and these milliseconds, or the connection is over; `well` is called
   * when it has. False when it cannot be asked: it may be well and silent.
   */
  prove(more = 0, well?: () => void): boolean {
    if (this.#closed || (this.ready && !this.connection.asks)) return false;
    if (well !== undefined) this.#wells.push(well);
    if (this.#proof !== undefined) return true;
    const before = { signs: this.#signs, buffered: this.stream.buffered };
    this.ask();
    const patience = Math.max(PROOF, PATIENCE * (this.connection.roundTrip ?? 0)) + more;
    this.#proof = this.#clock.schedule(patience, () => {
      this.#proof = this.#afterTurns(() => this.#judge(before));
    });
    return true;
  }

  /** Reads nothing more until {@link resume}; what has been read already still comes. */
  pause(): void {
    this.#reading.pause();
  }

  resume(): void {
    this.#reading.resume();
  }

  /** Neither reads nor handles anything more until {@link release}. */
  hold(): void {
    this.#reading.hold();
  }

  release(): void {
    this.#reading.release();
  }

  /** Closes without a word to the owner; resolves when what was sent before has left, or cannot. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#flush();
    this.#leave();
    await this.stream.end();
  }

  /** Closes at once, without a word to the owner. */
  destroy(): void {
    if (this.#closed) return;
    this.#leave();
    this.stream.destroy();
  }

  readonly #flush = (): void => {
    this.#flushing = false;
    const { connection, stream } = this;
    if (this.#closed) return;
    for (let octets = connection.take(); octets.length > 0; octets = connection.take())
      if (!stream.write(octets)) this.#congest();
    if (stream.taken === true) connection.batch.reuse();
  };

  #congest(): void {
    this.#congested = true;
    this.takes = false;
    this.#full = this.stream.buffered > 0;
  }

  #start(): void {
    if (this.#closed) return;
    this.#open = true;
    const now = this.#clock.now();
    this.#perform(this.connection.start(now), now);
  }

  #store(now: number): void {
    if (this.ready && this.stream.buffered > 0) {
      this.connection.handleBusy(now);
      this.#timer.at(this.connection.deadline);
    } else if (this.connection.overdue(now)) this.#ending ??= this.#afterTurns(() => this.#timeOut(this.#clock.now()));
    else this.#timeOut(now);
  }

  #timeOut(now: number): void {
    this.#ending = undefined;
    this.#perform(this.connection.handleTimeout(now), now);
  }

  #afterTurns(callback: () => void): () => void {
    return afterTurns(this.#clock, this.ready ? ANSWER_TURNS : HANDSHAKE_TURNS, callback);
  }

  #judge(before: { readonly signs: number; readonly buffered: number }): void {
    this.#proof = undefined;
    // One that takes what waits for it is well, and answers when it has read that. One that we keep waiting cannot answer.
    if (this.#signs > before.signs || this.stream.buffered < before.buffered || this.#reading.rests) {
      for (const well of this.#wells.splice(0)) well();
      return;
    }
    const what = "the peer is heard again, and not over this connection";
    this.#close(new ProtocolError("timed-out", what), true);
  }

  #beatLater(): void {
    if (this.#closed || !this.ready) return;
    this.#beat ??= this.#clock.schedule(BEAT, () => {
      this.#beat = undefined;
      if (!this.#reading.rests) return;
      const now = this.#clock.now();
      this.#perform(this.connection.beat(now), now);
      this.#handlers.heard?.(now);
      this.#beatLater();
    });
  }

  #drained(): void {
    if (this.#closed) return;
    this.#signs++;
    this.#congested = false;
    this.takes = this.connection.ready;
    if (this.#full) this.#handlers.heard?.(this.#clock.now());
    this.#full = false;
    this.#handlers.drain?.(this);
  }

  #take(chunk: Uint8Array): void {
    this.#signs++;
    this.#silent = true;
    const now = this.#clock.now();
    this.#reading.handle(chunk, now);
    if (this.#closed) return;
    this.#timer.at(this.connection.deadline);
    // Told afterwards: whoever hears it may ask something, and that must not overtake the end of a handshake.
    if (this.#silent) this.#handlers.heard?.(now);
  }

  #read(chunk: Uint8Array, now: number): readonly ConnectionEffect[] {
    const effects = this.connection.handleBytes(chunk, now);
    if (effects[0]?.type === "message") this.#silent = false;
    if (!this.#closed) this.#timer.at(this.connection.deadline);
    return effects;
  }

  #perform(effects: readonly ConnectionEffect[], now: number): void {
    for (const effect of effects) if (!this.#closed) this.#performOne(effect, now);
    if (!this.#closed) this.#timer.at(this.connection.deadline);
  }

  #performOne(effect: ConnectionEffect, now: number): void {
    if (effect.type === "message") this.#handlers.message(this, effect.content, now);
    else if (effect.type === "write") this.#answer(effect.bytes);
    else if (effect.type === "seal") this.#answer(this.connection.seal(effect.body));
    else if (effect.type === "ready") this.#ready(effect.identity);
    else this.#close(effect.error, effect.retry);
  }

  /** Commands keep their place among the messages that were sent before them. */
  #answer(bytes: Uint8Array): void {
    // One that asks and asks and reads no answer gets no more of them.
    if (this.ready && this.stream.buffered > UNREAD) return;
    this.#flush();
    if (!this.stream.write(bytes)) this.#congest();
  }

  #ready(identity: Uint8Array): void {
    this.takes = !this.#congested;
    this.#handlers.ready(this, identity);
  }

  #close(error: NetworkError | ProtocolError | undefined, retry: boolean): void {
    if (this.#closed) return;
    const cutShort = this.#dialled && this.#open && !this.connection.ready && !(error instanceof ProtocolError);
    const told = cutShort ? explain(this.connection.keyed, error) : error;
    this.#leave();
    // A refusal that was written just before (an ERROR command) should still arrive.
    void this.stream.end();
    this.#handlers.closed(this, told, retry);
  }

  #leave(): void {
    this.#closed = true;
    this.takes = false;
    this.#timer.stop();
    this.#proof?.();
    this.#ending?.();
    this.#beat?.();
    this.connection.end();
  }
}

/** libzmq closes a connection without a word when the other side wants another mechanism: people need more than that. */
function explain(keyed: boolean, cause: NetworkError | undefined): NetworkError | ProtocolError {
  const what = "the other side closed the connection during the handshake";
  if (keyed)
    return new ProtocolError("key-mismatch", `${what}: it may have no key, or not this one, or have ended just then`);
  return new NetworkError("connection-lost", `${what}: it may want a key, or be another program`, { cause });
}

const UNREAD = 0x1_0000;
/** How often one that is kept waiting hears of us. */
const BEAT = 300;
/** How long a connection has to prove itself, and how many of its round trips at least. */
const PROOF = 1200;
const PATIENCE = 3;
