import type { Frames } from "../../../bytes/frames.ts";
import { ProtocolError } from "../../../errors.ts";
import type { Tally } from "../tally.ts";
import type { Budget } from "./budget.ts";
import type { PairEffect } from "./effects.ts";
import { Incoming } from "./incoming.ts";
import { Liveness, type Verdict } from "./liveness.ts";
import { encodePairMessage, type Grant, type Hello, type PairMessage } from "./message.ts";
import { Need } from "./need.ts";
import { Outgoing } from "./outgoing.ts";

export interface PairOptions {
  /** Which run of this program it is. */
  readonly session: number;
  /** What this node says of itself until the pair is open. */
  readonly record: Uint8Array;
  /** Whether this node wants to be in touch, or is only there for whoever does. */
  readonly wanted: boolean;
  /** Numbers from 1 to 2^32 − 1, each another one. */
  readonly nextEpoch: () => number;
  readonly budget: Budget;
  /** Octets of the longest message to the broker. */
  readonly piece: number;
  /** Octets that may wait for the peer, and of the longest text that is received. */
  readonly buffer: number;
  readonly message: number;
  /** Where what happens is counted. */
  readonly tally: Tally;
}

/**
 * This node and one peer on a broker, which may lose, repeat and delay what they send. Each side numbers its stream with an epoch, and
 * the pair is open when both have seen the epoch of the other. Within an epoch every text arrives once and in order; an outage does not
 * end it as long as both remember. A pair that neither side wants is over after a while.
 */
export class Pair {
  readonly #options: PairOptions;
  #mine: number;
  #theirs = 0;
  /** Which run of the peer's program this is; undefined before it said so. */
  #session: number | undefined;
  #open = false;
  #suspected = false;
  #outgoing: Outgoing;
  #incoming: Incoming;
  #liveness: Liveness;
  readonly #need: Need;
  /** The peer does not know yet whether this node wants it. */
  #untold = false;
  /** Nobody has wanted it for a while. */
  #over = false;
  /** What the peer granted before the pair was open. */
  #grant: Grant | undefined;
  /** When a HELLO, an ACK, a RESET and a PROBE are to be sent. */
  #helloAt: number;
  #helloDelay = FIRST_HELLO_MS;
  #greetedAt = Number.NEGATIVE_INFINITY;
  /** The peer waits for a HELLO although the pair is open. */
  #owesHello = false;
  #ackAt = Number.POSITIVE_INFINITY;
  #resetAt = Number.POSITIVE_INFINITY;
  #resetAllowedAt = Number.NEGATIVE_INFINITY;
  #probeAt = Number.POSITIVE_INFINITY;
  #down = false;
  #effects: PairEffect[] = [];

  constructor(options: PairOptions, now: number) {
    this.#options = options;
    this.#mine = options.nextEpoch();
    this.#outgoing = this.#makeOutgoing();
    this.#incoming = new Incoming(options.message);
    this.#liveness = new Liveness(now);
    this.#need = new Need(options.wanted, now);
    this.#helloAt = now;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get isSuspected(): boolean {
    return this.#suspected;
  }

  /** Which run of the peer's program this is with; undefined before the peer said so. */
  get session(): number | undefined {
    return this.#session;
  }

  /** Octets that are held for the peer. */
  get held(): number {
    return this.#outgoing.held;
  }

  /** Whether something waits because the peer has granted nothing more. */
  get isStalled(): boolean {
    return this.#open && this.#outgoing.stalled;
  }

  /** When `handleTimeout` is due. */
  get deadline(): number {
    if (this.#over) return Number.POSITIVE_INFINITY;
    if (this.#down) return this.#open ? this.#liveness.deadline : Number.POSITIVE_INFINITY;
    const unneeded = this.#need.deadline;
    if (!this.#open) return Math.min(this.#helloAt, unneeded);
    const hello = this.#greets ? this.#helloAt : Number.POSITIVE_INFINITY;
    return Math.min(hello, this.#ackAt, this.#resetAt, this.#probeAt, this.#liveness.deadline, unneeded);
  }

  /** Whether a value that is offered now leaves at once; `drain` follows where not. */
  get writable(): boolean {
    return this.#open && this.#outgoing.writable;
  }

  /** Whether nobody has wanted it for so long that it is over, for good. */
  get isOver(): boolean {
    return this.#over;
  }

  /** This node wants to be in touch, or does not need to any more. */
  want(wanted: boolean, now: number): readonly PairEffect[] {
    if (wanted === this.#need.mine) return [];
    this.#need.want(wanted, now);
    this.#untold = this.#open;
    if (this.#open) this.#greetSoon(now);
    else if (wanted) this.#hurry(now);
    return this.#take();
  }

  /** Takes a value if it leaves at once, with the next {@link flush}. */
  offer(content: Frames): boolean {
    return this.writable && this.#outgoing.add(content);
  }

  /** Takes a text, whatever there is room for. It leaves with a {@link flush}, as soon as there is room. */
  add(content: Frames, now: number): readonly PairEffect[] {
    if (this.#open && !this.#outgoing.add(content)) this.#restart("more waited for it than may", now);
    return this.#take();
  }

  /** Lets leave what was offered and added. */
  flush(now: number): readonly PairEffect[] {
    if (this.#open) {
      for (let bytes = this.#outgoing.take(); bytes !== undefined; bytes = this.#outgoing.take())
        this.#effects.push({ type: "send", bytes, asks: false });
      this.#watch(now);
    }
    return this.#take();
  }

  /** Whoever reads what the peer says has not finished, or has. */
  hold(held: boolean, now: number): readonly PairEffect[] {
    if (this.#incoming.held === held) return [];
    this.#incoming.held = held;
    if (!held && this.#open) this.#acknowledge("ACK", now);
    return this.#take();
  }

  /** What was said so far holds no longer: both sides begin anew. */
  renew(now: number): readonly PairEffect[] {
    if (this.#open) this.#restart("it is met anew", now);
    return this.#take();
  }

  handleMessage(message: PairMessage, now: number): readonly PairEffect[] {
    try {
      if (message.type === "HELLO") this.#handleHello(message, now);
      else if (message.from !== this.#theirs || message.to !== this.#mine) this.#handleMisfit(message, now);
      else this.#handleFitting(message, now);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#effects.push({ type: "nonsense", error });
      this.#restart(`protocol: ${error.message}`, now);
    }
    return this.flush(now);
  }

  /** The peer, as whose run of its program, has shown that it is alive. */
  handleBeat(session: number, now: number): readonly PairEffect[] {
    if (this.#open && session !== this.#session) this.#restart("it was restarted", now);
    else if (this.#open) this.#hear(now);
    // Somebody is there: it is asked now, however long nobody has answered.
    else if (this.#helloAt > now + FIRST_HELLO_MS) this.#helloAt = now;
    return this.#take();
  }

  /** The broker says that the peer's connection is over. */
  handleGone(now: number): readonly PairEffect[] {
    if (this.#open) this.#follow(this.#liveness.handleGone(now), now);
    return this.#take();
  }

  /** The broker says that nobody listens there. */
  handleAbsent(now: number): readonly PairEffect[] {
    if (this.#open) this.#follow(this.#liveness.handleAbsent(now), now);
    return this.#take();
  }

  /** Somebody who cannot be believed says that the peer is gone, or is another: it is asked. */
  doubt(now: number): readonly PairEffect[] {
    if (this.#open && this.#liveness.doubt(now)) this.#askForLife();
    return this.#take();
  }

  /** This node has no broker any more. */
  handleDown(now: number): readonly PairEffect[] {
    this.#down = true;
    this.#outgoing.paused = true;
    this.#liveness.handleDown(now);
    if (this.#open) this.#suspect(true);
    return this.#take();
  }

  /** This node has a broker again: the pair goes on where it was, if the peer still knows it. */
  handleUp(now: number): readonly PairEffect[] {
    this.#down = false;
    // What comes late, of a connection that is over, changes nothing about that.
    if (this.#open) this.#outgoing.paused = true;
    this.#liveness.handleUp(now);
    this.#hurry(now);
    return this.#take();
  }

  handleTimeout(now: number): readonly PairEffect[] {
    if (this.#open) this.#follow(this.#liveness.judge(now), now);
    if (this.#down) return this.#take();
    if (now >= this.#need.deadline) return this.#part();
    if (this.#greets && now >= this.#helloAt) this.#greet(now);
    if (!this.#open) return this.#take();
    if (now >= this.#resetAt) this.#acknowledge("RESET", now);
    if (now >= this.#ackAt) this.#acknowledge("ACK", now);
    if (now >= this.#probeAt) this.#probe(now);
    return this.#take();
  }

  /** This node leaves. */
  close(): readonly PairEffect[] {
    if (this.#open) this.#send({ type: "BYE" });
    this.#open = false;
    return this.#take();
  }

  /** Nobody needs it. */
  #part(): readonly PairEffect[] {
    if (this.#open) this.#effects.push({ type: "closed", reason: "unneeded" });
    this.#over = true;
    return this.close();
  }

  #handleHello(hello: PairMessage & Hello, now: number): void {
    const { from, to } = hello;
    if (this.#open && from !== this.#theirs) {
      // It speaks to one that this node was before, and will hear of this one.
      if (to !== 0 && to !== this.#mine && hello.session === this.#session) return this.#greetSoon(now);
      this.#restart(hello.session === this.#session ? "it began anew" : "it was restarted", now);
    }
    if (this.#open) this.#resume(hello, now);
    else this.#meet(hello, now);
  }

  /** After an outage, or because the peer has not heard of this node yet. */
  #resume(hello: PairMessage & Hello, now: number): void {
    this.#hear(now);
    this.#need.hear(hello.wants, now);
    if (hello.to !== this.#mine) return this.#greetSoon(now);
    this.#untold = hello.needed !== this.#need.mine;
    if (hello.asks || this.#outgoing.paused) this.#outgoing.repeat();
    this.#outgoing.paused = false;
    if (hello.asks) this.#greet(now);
    this.#credit(hello, now);
  }

  #meet(hello: PairMessage & Hello, now: number): void {
    const { from, to, session, asks } = hello;
    if (from !== this.#theirs) this.#incoming = new Incoming(this.#options.message);
    this.#theirs = from;
    this.#session = session;
    this.#need.hear(hello.wants, now);
    // A grant for an earlier stream of this node is none for this one.
    if (to === 0 || to === this.#mine) this.#grant = hello;
    if (to === this.#mine) this.#begin(now);
    if (asks || this.#open) this.#greet(now);
  }

  #begin(now: number): void {
    this.#open = true;
    this.#need.turn(true, now);
    this.#untold = false;
    this.#suspected = false;
    this.#outgoing = this.#makeOutgoing();
    this.#liveness = new Liveness(now);
    if (this.#grant !== undefined) this.#outgoing.grant({ ...this.#grant, got: 0 });
    this.#effects.push({ type: "open" });
  }

  /** A message that is not for the stream that this node has: its sender is told of that. */
  #handleMisfit(message: PairMessage, now: number): void {
    if (message.type === "BYE") return;
    this.#greetSoon(now);
  }

  #handleFitting(message: Exclude<PairMessage, Hello>, now: number): void {
    // Whoever uses both epochs has seen this node's.
    if (!this.#open && message.type !== "BYE") this.#begin(now);
    if (!this.#open) return;
    this.#hear(now);
    if (message.type === "DATA") this.#receive(message, now);
    else if (message.type === "PROBE") this.#answer(message.sent, now);
    else if (message.type === "BYE") this.#end("goodbye", now);
    else {
      if (message.type === "RESET" && message.got >= this.#outgoing.confirmed) this.#outgoing.repeat();
      this.#credit(message, now);
    }
  }

  #receive(data: PairMessage & { readonly type: "DATA" }, now: number): void {
    this.#options.budget.note(this, now);
    const arrival = this.#incoming.receive(data, (frames) => this.#effects.push({ type: "deliver", frames }));
    if (arrival === "gap") return this.#reset(now);
    if (arrival === "refused") return;
    if (this.#incoming.urgent) this.#acknowledge("ACK", now);
    else this.#ackAt = Math.min(this.#ackAt, now + ACK_MS);
  }

  #answer(sent: number, now: number): void {
    if (sent > this.#incoming.got && !this.#incoming.held) this.#reset(now);
    else this.#acknowledge("ACK", now);
  }

  /** At most one in a while, for all that was on its way makes gaps, too; put off, never left out. */
  #reset(now: number): void {
    if (now >= this.#resetAllowedAt) this.#acknowledge("RESET", now);
    else this.#resetAt = this.#resetAllowedAt;
  }

  #acknowledge(type: "ACK" | "RESET", now: number): void {
    if (type === "RESET") {
      this.#options.tally.resets++;
      this.#resetAllowedAt = now + RESET_EVERY_MS;
    }
    this.#resetAt = type === "RESET" ? Number.POSITIVE_INFINITY : this.#resetAt;
    this.#ackAt = Number.POSITIVE_INFINITY;
    this.#send({ type, ...this.#incoming.grant(this.#options.budget.share(now)) });
  }

  #credit(grant: Grant, now: number): void {
    const before = this.#outgoing.confirmed;
    if (!this.#outgoing.grant(grant)) return this.#restart("it confirms what was never sent", now);
    if (this.#outgoing.confirmed > before) this.#probeAt = Number.POSITIVE_INFINITY;
    for (const effect of this.flush(now)) this.#effects.push(effect);
    if (this.#outgoing.drained()) this.#effects.push({ type: "drain" });
  }

  /** Something that the peer has not confirmed may have been the last that was sent: no gap would show that it is lost. */
  #watch(now: number): void {
    if (this.#outgoing.sent === this.#outgoing.confirmed) this.#probeAt = Number.POSITIVE_INFINITY;
    else if (this.#probeAt === Number.POSITIVE_INFINITY) this.#probeAt = now + FIRST_PROBE_MS;
  }

  #probe(now: number): void {
    this.#probeAt = now + PROBE_EVERY_MS;
    this.#askForLife();
  }

  #hear(now: number): void {
    this.#liveness.hear(now);
    if (this.#suspected && !this.#down) this.#suspect(false);
  }

  #follow({ gone, asks, suspected }: Verdict, now: number): void {
    if (gone !== undefined) return this.#end(gone, now);
    if (suspected === true) this.#suspect(true);
    if (asks === true) this.#askForLife();
  }

  #askForLife(): void {
    this.#send({ type: "PROBE", sent: this.#outgoing.sent }, true);
  }

  #suspect(suspected: boolean): void {
    if (suspected === this.#suspected) return;
    this.#suspected = suspected;
    this.#effects.push({ type: "suspicion", suspected });
  }

  /** Over, and begun anew at once. */
  #restart(reason: string, now: number): void {
    this.#end(reason, now);
    this.#hurry(now);
  }

  #end(reason: string, now: number): void {
    if (this.#open) this.#effects.push({ type: "closed", reason });
    this.#open = false;
    this.#need.turn(false, now);
    this.#suspected = false;
    this.#mine = this.#options.nextEpoch();
    this.#theirs = 0;
    this.#session = undefined;
    this.#grant = undefined;
    this.#outgoing = this.#makeOutgoing();
    this.#incoming = new Incoming(this.#options.message);
    this.#ackAt = this.#resetAt = this.#probeAt = Number.POSITIVE_INFINITY;
    this.#helloDelay = FIRST_HELLO_MS;
    this.#helloAt = now + LONGEST_HELLO_MS;
  }

  #hurry(now: number): void {
    this.#helloDelay = FIRST_HELLO_MS;
    this.#helloAt = now;
  }

  /** Whether a HELLO is due, now or later. */
  get #greets(): boolean {
    return !this.#open || this.#owesHello || this.#outgoing.paused || this.#untold;
  }

  /** Put off where one has just left, never left out: for whoever speaks to what this node was before, this is the only way to know. */
  #greetSoon(now: number): void {
    this.#owesHello = true;
    this.#helloAt = Math.min(this.#helloAt, Math.max(now, this.#greetedAt + RESET_EVERY_MS));
    if (now >= this.#helloAt) this.#greet(now);
  }

  #greet(now: number): void {
    const asks = !this.#open || this.#outgoing.paused || this.#untold;
    this.#owesHello = false;
    this.#greetedAt = now;
    this.#helloAt = now + this.#helloDelay;
    this.#helloDelay = Math.min(LONGEST_HELLO_MS, this.#helloDelay * 2);
    const { session, budget } = this.#options;
    const record = this.#open ? NO_RECORD : this.#options.record;
    const said = { session, asks, wants: this.#need.mine, needed: this.#need.theirs, record };
    this.#send({ type: "HELLO", ...said, ...this.#incoming.grant(budget.share(now)) }, asks);
  }

  #send(message: Distribute<Exclude<PairMessage, { readonly type: "DATA" }>>, asks = false): void {
    if (this.#down) return;
    const bytes = encodePairMessage({ ...message, from: this.#mine, to: this.#theirs });
    this.#effects.push({ type: "send", bytes, asks });
  }

  #makeOutgoing(): Outgoing {
    const { piece, buffer, tally } = this.#options;
    return new Outgoing({ from: this.#mine, to: this.#theirs, piece, buffer, tally });
  }

  #take(): readonly PairEffect[] {
    if (this.#effects.length === 0) return NOTHING;
    const effects = this.#effects;
    this.#effects = [];
    return effects;
  }
}

type Distribute<Message> = Message extends unknown ? Omit<Message, "from" | "to"> : never;

const NOTHING: readonly PairEffect[] = [];
const NO_RECORD = new Uint8Array(0);
const FIRST_HELLO_MS = 300;
const LONGEST_HELLO_MS = 5000;
/** Within which what arrived is confirmed. */
const ACK_MS = 200;
const RESET_EVERY_MS = 100;
const FIRST_PROBE_MS = 500;
const PROBE_EVERY_MS = 1000;
