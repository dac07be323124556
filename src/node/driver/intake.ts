import type { Frames } from "../../bytes/frames.ts";
import type { Transport } from "../../transport/transport.ts";

/** Who reads what peers say. */
export interface IntakeReader {
  /** A turn of a peer begins. */
  begin(): void;
  /** How many messages what was read in this turn has made to be sent. */
  sent(): number;
  /** How many messages there are among these frames; 0 when they are not even looked at. */
  count(peer: string, frames: Frames): number;
  /** One of them. */
  read(peer: string, frames: Frames, index: number): void;
  /** Whether the last message of a peer makes more to be done than one turn has room for. */
  isBusyWith(peer: string): boolean;
  /** Does the next portion of that. */
  goOn(peer: string): void;
}

/** What one peer has said and is not done: whispers, and the message of the first one whose turn it is. */
interface Queue {
  readonly whispers: { readonly frames: Frames; readonly count: number }[];
  next: number;
}

/**
 * What peers say to a ZOCP node. A whisper of many messages, and a message that makes much to be done, go on in later turns;
 * meanwhile nothing more of that peer is taken, and everybody else is heard. A transport without rounds has it done at once.
 */
export class Intake {
  readonly #transport: Transport;
  readonly #reader: IntakeReader;
  readonly #queues = new Map<string, Queue>();

  constructor(transport: Transport, reader: IntakeReader) {
    this.#transport = transport;
    this.#reader = reader;
  }

  receive(peer: string, frames: Frames): void {
    const queue = this.#queues.get(peer);
    this.#reader.begin();
    const count = this.#reader.count(peer, frames);
    // One that says something although it is held has come over another connection.
    if (queue !== undefined) return void queue.whispers.push({ frames, count });
    const next = this.#readSome(peer, frames, 0, count);
    if (next === count && !this.#reader.isBusyWith(peer)) return;
    this.#queues.set(peer, { whispers: [{ frames, count }], next });
    this.#transport.hold?.(peer, true);
    this.#wait(peer);
  }

  forget(peer: string): void {
    this.#queues.delete(peer);
  }

  #wait(peer: string): void {
    const { rounds } = this.#transport;
    if (rounds === undefined) this.#goOn(peer);
    else rounds.add(() => this.#goOn(peer), this.#transport.account?.(peer));
  }

  #goOn(peer: string): void {
    const queue = this.#queues.get(peer);
    if (queue === undefined) return;
    this.#reader.begin();
    if (this.#reader.isBusyWith(peer)) this.#reader.goOn(peer);
    else this.#readNext(peer, queue);
    // Whoever left meanwhile, or was done.
    if (this.#queues.get(peer) !== queue) return;
    if (queue.whispers.length > 0 || this.#reader.isBusyWith(peer)) return this.#wait(peer);
    this.#queues.delete(peer);
    this.#transport.hold?.(peer, false);
  }

  #readNext(peer: string, queue: Queue): void {
    const [whisper] = queue.whispers;
    if (whisper === undefined) return;
    queue.next = this.#readSome(peer, whisper.frames, queue.next, whisper.count);
    if (queue.next < whisper.count) return;
    queue.whispers.shift();
    queue.next = 0;
  }

  /** Reads until the turn is over. Each by itself: who is told of one value must not find the next one there already. */
  #readSome(peer: string, frames: Frames, from: number, count: number): number {
    const { rounds } = this.#transport;
    const most = rounds === undefined ? count : Math.min(count, from + MESSAGES);
    const until = count === 1 ? 0 : this.#transport.now() + SLICE;
    for (let index = from; index < most; index++) {
      this.#reader.read(peer, frames, index);
      while (rounds === undefined && this.#reader.isBusyWith(peer)) this.#reader.goOn(peer);
      if (rounds !== undefined && this.#isOver(peer, index, until)) return index + 1;
    }
    return most;
  }

  #isOver(peer: string, index: number, until: number): boolean {
    if (this.#reader.isBusyWith(peer) || this.#reader.sent() >= SENT) return true;
    return index % FEW === FEW - 1 && this.#transport.now() >= until;
  }
}

/** Messages of one whisper in one turn, and what they make to be sent. */
const MESSAGES = 256;
const SENT = 512;
/** Milliseconds of one turn, and after how many messages the time is looked at. */
const SLICE = 1;
const FEW = 16;
