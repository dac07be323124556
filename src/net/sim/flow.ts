import { NetworkError } from "../../errors.ts";
import type { NetworkModel } from "./network-model.ts";
import type { SimulatedStream } from "./simulated-stream.ts";

/** What travels along a stream: that it is accepted, bytes, that it ends, that it is broken off. */
export type Parcel = Uint8Array | "accepted" | "end" | "reset";

/** One direction of a stream: keeps the order, waits for a slow reader, and sends again what a broken network swallowed. */
export class Flow {
  readonly #medium: NetworkModel;
  readonly #from: SimulatedStream;
  readonly #to: SimulatedStream;
  /** What the system has not taken yet. */
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  /** What was taken and has not been read at the other end. */
  readonly #flying: { readonly parcel: Parcel; readonly arrives: number }[] = [];
  #flyingBytes = 0;
  #armed: (() => void) | undefined;
  #ending: "end" | "reset" | undefined;
  #sealed = false;
  #full = false;
  #stalledSince: number | undefined;

  constructor(medium: NetworkModel, from: SimulatedStream, to: SimulatedStream) {
    this.#medium = medium;
    this.#from = from;
    this.#to = to;
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** Whether bytes have arrived that were not read. */
  get unread(): boolean {
    const first = this.#flying[0];
    return first !== undefined && typeof first.parcel !== "string" && first.arrives <= this.#medium.time.now;
  }

  accept(): void {
    this.#fly("accepted");
  }

  /** False when the system could not take everything. */
  write(bytes: Uint8Array): boolean {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#pump();
    this.#full ||= this.#waitingBytes > 0;
    return this.#waitingBytes === 0;
  }

  /** Ends behind everything that was written. */
  end(): void {
    this.#ending ??= "end";
    this.#pump();
  }

  /** Ends behind what the system has taken; the rest is lost. */
  breakOff(how: "end" | "reset"): void {
    this.#waiting.length = this.#waitingBytes = 0;
    this.#ending = how;
    this.#pump();
  }

  /** Nothing arrives any more. */
  vanish(): void {
    this.#sealed = true;
    this.#waiting.length = this.#flying.length = this.#waitingBytes = this.#flyingBytes = 0;
    this.#armed?.();
  }

  /** The reader reads again. */
  resume(): void {
    this.#arm();
  }

  #pump(): void {
    for (let bytes = this.#waiting[0]; bytes !== undefined; bytes = this.#waiting[0]) {
      const room = Math.min(WINDOW - this.#flyingBytes, SEGMENT);
      if (room <= 0) return;
      const taken = bytes.subarray(0, room);
      if (taken.length === bytes.length) this.#waiting.shift();
      else this.#waiting[0] = bytes.subarray(room);
      this.#waitingBytes -= taken.length;
      this.#flyingBytes += taken.length;
      this.#fly(taken);
    }
    if (this.#ending !== undefined && !this.#sealed) {
      this.#sealed = true;
      this.#fly(this.#ending);
    }
    this.#drain();
  }

  #fly(parcel: Parcel): void {
    const arrives = this.#medium.arrival(this.#from.place.host, this.#to.place.host);
    this.#flying.push({ parcel, arrives: Math.max(arrives, this.#flying.at(-1)?.arrives ?? 0) });
    if (this.#flying.length === 1) this.#arm();
  }

  #arm(delay = 0): void {
    const first = this.#flying[0];
    if (first === undefined) return;
    const { time } = this.#medium;
    this.#armed?.();
    this.#armed = time.at(Math.max(first.arrives, time.now + delay), this.#to.program, () => this.#arrive());
  }

  #arrive(): void {
    this.#armed = undefined;
    const first = this.#flying[0];
    if (first === undefined) return;
    if (!this.#medium.carries(this.#from.place, this.#to.place)) return this.#sendAgain();
    this.#stalledSince = undefined;
    // A program that was started since knows nothing of this stream.
    if (this.#to.gone) return this.#refuse();
    // `resume` goes on.
    if (this.#to.paused && first.parcel !== "accepted") return;
    this.#flying.shift();
    if (typeof first.parcel !== "string") this.#read(first.parcel);
    this.#to.receive(first.parcel);
    this.#arm();
  }

  #read(bytes: Uint8Array): void {
    const { tally, time } = this.#medium;
    this.#flyingBytes -= bytes.length;
    tally.add("segments", bytes, time.now);
    if (this.#waitingBytes === 0) return;
    const { program, place } = this.#from;
    time.at(this.#medium.arrival(this.#to.place.host, place.host), program, () => this.#pump());
  }

  #sendAgain(): void {
    const { time } = this.#medium;
    this.#stalledSince ??= time.now;
    const stalled = time.now - this.#stalledSince;
    if (stalled < GIVE_UP) return this.#arm(Math.min(Math.max(stalled, FIRST_RETRY), LONGEST_RETRY));
    this.vanish();
    const error = new NetworkError("timed-out", `${this.#from.what}: no answer came`);
    this.#from.program.host.whenAwake(() => this.#from.fail(error));
  }

  #refuse(): void {
    const { time } = this.#medium;
    this.vanish();
    const back = this.#medium.arrival(this.#to.place.host, this.#from.place.host);
    time.at(back, this.#from.program, () => {
      if (this.#medium.carries(this.#to.place, this.#from.place)) this.#from.receive("reset");
    });
  }

  #drain(): void {
    if (!this.#full || this.#waitingBytes > 0) return;
    this.#full = false;
    const { program } = this.#from;
    this.#medium.time.after(0, program, () => program.host.whenAwake(() => this.#from.drained()));
  }
}

/** Bytes that may be on their way or unread: about what a system's two socket buffers hold. */
const WINDOW = 256 * 1024;
const SEGMENT = 64 * 1024;
// What Linux does: 200 ms, then twice as long each time, for a quarter of an hour.
const FIRST_RETRY = 200;
const LONGEST_RETRY = 120_000;
const GIVE_UP = 924_000;
