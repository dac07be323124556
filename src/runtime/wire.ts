import type { Frames } from "../bytes/frames.ts";
import { Writer } from "../bytes/writer.ts";
import { type NetworkError, ProtocolError } from "../errors.ts";
import type { Clock, Stream } from "../net/net.ts";
import type { Connection, ConnectionEffect } from "../zmtp/connection.ts";
import { Alarm } from "./alarm.ts";

/** What the owner of a wire is told. */
export interface WireHandlers {
  /** The handshake is done; `identity` is what the other side calls itself. */
  ready(wire: Wire, identity: Uint8Array): void;
  message(wire: Wire, content: Frames, now: number): void;
  /** Something arrived that does not begin with a message, or the other side read what it had left for a while. */
  heard?(now: number): void;
  /** The other side takes bytes again after it was slower than we are. */
  drain?(wire: Wire): void;
  /** Over, once. `retry` is false when the other side broke the protocol: dialling it again would end the same way. */
  closed(wire: Wire, error: NetworkError | ProtocolError | undefined, retry: boolean): void;
}

/**
 * Drives one ZMTP connection over one stream. What is sent within one turn of the event loop leaves in one write, and a
 * single message still leaves in the same turn.
 */
export class Wire {
  readonly stream: Stream;
  readonly connection: Connection;
  readonly #clock: Clock;
  readonly #handlers: WireHandlers;
  readonly #alarm: Alarm;
  // Half of all wires never send a message.
  readonly #writer = new Writer(0);
  #open = false;
  #flushing = false;
  #congested = false;
  /** The system did not take everything: it will when the other side has read something. */
  #full = false;
  #closed = false;
  /** How often the other side gave a sign of life. */
  #signs = 0;
  /** Ends the wait for one that it has to give now. */
  #proof: (() => void) | undefined;

  constructor(stream: Stream, connection: Connection, clock: Clock, handlers: WireHandlers) {
    this.stream = stream;
    this.connection = connection;
    this.#clock = clock;
    this.#handlers = handlers;
    this.#alarm = new Alarm(clock, (now) => this.#ring(now));
    stream.open({
      connect: () => this.#start(),
      data: (chunk) => {
        const now = clock.now();
        this.#signs++;
        const effects = connection.handleBytes(chunk, now);
        this.#perform(effects, now);
        // Told afterwards: whoever hears it may ask something, and that must not overtake the end of a handshake.
        if (effects[0]?.type !== "message" && !this.#closed) handlers.heard?.(now);
      },
      drain: () => this.#drained(),
      close: (error) => this.#close(error, true),
    });
  }

  /** An accepted stream is open already: greet at once. */
  static accepted(stream: Stream, connection: Connection, clock: Clock, handlers: WireHandlers): Wire {
    const wire = new Wire(stream, connection, clock, handlers);
    wire.#start();
    return wire;
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
    return this.stream.buffered + this.#writer.length;
  }

  /** Sends one message: its first frame, then the frames of `content`. Only when `ready`. */
  send(first: Uint8Array, content: Frames | undefined): void {
    this.connection.send(this.#writer, first, content);
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

  /** The other side must give a sign of life within a moment and these milliseconds, or the connection is over. */
  prove(more = 0): void {
    // Who cannot be asked may be well and silent.
    if (this.#closed || this.#proof !== undefined || (this.ready && !this.connection.asks)) return;
    const before = { signs: this.#signs, buffered: this.stream.buffered };
    this.ask();
    const patience = Math.max(PROOF, PATIENCE * (this.connection.roundTrip ?? 0)) + more;
    // Two waits: when our own host is busy, what has come meanwhile is read between them.
    const wait = (then: () => void) => {
      this.#proof = this.#clock.schedule(patience / 2, then);
    };
    wait(() => wait(() => this.#judge(before)));
  }

  /** Closes without a word to the owner; what was sent before still leaves. */
  close(): void {
    if (this.#closed) return;
    this.#flush();
    this.#leave();
    this.stream.end();
  }

  /** Closes at once, without a word to the owner. */
  destroy(): void {
    if (this.#closed) return;
    this.#leave();
    this.stream.destroy();
  }

  readonly #flush = (): void => {
    this.#flushing = false;
    if (this.#closed || this.#writer.length === 0) return;
    this.#write(this.#writer.take());
    // What was written has to be confirmed: the next heartbeat may be due earlier.
    this.#alarm.at(this.connection.deadline);
  };

  #write(bytes: Uint8Array): void {
    if (this.stream.write(bytes)) return;
    this.#congested = true;
    this.#full = this.stream.buffered > 0;
  }

  #start(): void {
    if (this.#closed) return;
    this.#open = true;
    const now = this.#clock.now();
    this.#perform(this.connection.start(now), now);
  }

  #ring(now: number): void {
    if (this.ready && this.stream.buffered > 0) {
      this.connection.handleBusy(now);
      this.#alarm.at(this.connection.deadline);
    } else this.#perform(this.connection.handleTimeout(now), now);
  }

  #judge(before: { readonly signs: number; readonly buffered: number }): void {
    this.#proof = undefined;
    // One that takes what waits for it is well, and answers when it has read that.
    if (this.#signs > before.signs || this.stream.buffered < before.buffered) return;
    const what = "the peer is heard again, and not over this connection";
    this.#close(new ProtocolError("timed-out", what), true);
  }

  #drained(): void {
    if (this.#closed) return;
    this.#signs++;
    this.#congested = false;
    if (this.#full) this.#handlers.heard?.(this.#clock.now());
    this.#full = false;
    this.#handlers.drain?.(this);
  }

  #perform(effects: readonly ConnectionEffect[], now: number): void {
    for (const effect of effects) {
      if (this.#closed) return;
      if (effect.type === "message") this.#handlers.message(this, effect.content, now);
      else if (effect.type === "write") this.#answer(effect.bytes);
      else if (effect.type === "seal") this.#answer(this.connection.seal(effect.body));
      else if (effect.type === "ready") this.#handlers.ready(this, effect.identity);
      else return this.#close(effect.error, effect.retry);
    }
    if (!this.#closed) this.#alarm.at(this.connection.deadline);
  }

  /** Commands keep their place among the messages that were sent before them. */
  #answer(bytes: Uint8Array): void {
    // One that asks and asks and reads no answer gets no more of them.
    if (this.ready && this.stream.buffered > UNREAD) return;
    this.#flush();
    this.#write(bytes);
  }

  #close(error: NetworkError | ProtocolError | undefined, retry: boolean): void {
    if (this.#closed) return;
    this.#leave();
    // A refusal that was written just before (an ERROR command) should still arrive.
    this.stream.end();
    this.#handlers.closed(this, error, retry);
  }

  #leave(): void {
    this.#closed = true;
    this.#alarm.stop();
    this.#proof?.();
    this.connection.end();
  }
}

const UNREAD = 0x1_0000;
/** How long a connection has to prove itself, and how many of its round trips at least. */
const PROOF = 1200;
const PATIENCE = 3;
