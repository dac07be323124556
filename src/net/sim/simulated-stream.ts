import { NetworkError } from "../../errors.ts";
import type { Endpoint, Stream, StreamHandlers } from "../net.ts";
import { Flow, type Parcel } from "./flow.ts";
import type { NetworkModel, Place } from "./network-model.ts";
import type { SimulatedProgram } from "./simulated-program.ts";

/** One end of a stream between two programs. */
export class SimulatedStream implements Stream {
  readonly remote: Endpoint;
  readonly program: SimulatedProgram;
  readonly place: Place;
  readonly #medium: NetworkModel;
  #handlers: StreamHandlers | undefined;
  #outgoing: Flow | undefined;
  #incoming: Flow | undefined;
  /** What was written before the other end was there. */
  #early: Uint8Array[] = [];
  #state: "dialling" | "open" | "ended" | "closed" = "dialling";
  #paused = false;
  #owesDrain = false;

  constructor(
    medium: NetworkModel,
    program: SimulatedProgram,
    { remote, address }: { remote: Endpoint; address: string },
  ) {
    this.#medium = medium;
    this.program = program;
    this.remote = remote;
    this.place = { host: program.host, address };
    program.adopt(this);
  }

  /** Joins two ends. What the one that dialled has written sets out when it learns of it. */
  static join(medium: NetworkModel, dialled: SimulatedStream, accepted: SimulatedStream): void {
    const out = new Flow(medium, dialled, accepted);
    const back = new Flow(medium, accepted, dialled);
    dialled.#incoming = accepted.#outgoing = back;
    dialled.#outgoing = accepted.#incoming = out;
    accepted.#state = "open";
    back.accept();
  }

  get local(): string | undefined {
    return this.place.address || undefined;
  }

  get buffered(): number {
    return this.#state === "dialling"
      ? this.#early.reduce((sum, { length }) => sum + length, 0)
      : (this.#outgoing?.waitingBytes ?? 0);
  }

  /** For errors. */
  get what(): string {
    return `the connection with ${this.remote.address}:${this.remote.port}`;
  }

  get dialling(): boolean {
    return this.#state === "dialling";
  }

  get paused(): boolean {
    return this.#paused && this.#state === "open";
  }

  /** Whether the program has let go of it. */
  get gone(): boolean {
    return this.#state === "closed" || this.#state === "ended";
  }

  open(handlers: StreamHandlers): void {
    this.#handlers = handlers;
  }

  write(bytes: Uint8Array): boolean {
    if (bytes.length === 0) return true;
    if (this.#state === "open") return this.#outgoing?.write(bytes) ?? false;
    if (this.#state !== "dialling") return false;
    this.#early.push(bytes);
    if (this.buffered < HIGH_WATER) return true;
    this.#owesDrain = true;
    return false;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#incoming?.resume();
  }

  end(): void {
    if (this.#state === "dialling") return this.destroy();
    if (this.#state === "open") this.#leave("ended", () => this.#outgoing?.end());
  }

  destroy(): void {
    this.#leave("closed", () => this.#outgoing?.breakOff(this.#incoming?.unread === true ? "reset" : "end"));
  }

  /** The host has lost its power: the other end is told nothing. */
  vanish(): void {
    this.#leave("closed", () => this.#outgoing?.vanish());
  }

  /** Something has come from the other end. */
  receive(parcel: Parcel): void {
    if (this.gone) return;
    if (typeof parcel !== "string") this.#handlers?.data(parcel);
    else if (parcel === "accepted") this.#connected();
    else if (parcel === "end") this.fail(undefined);
    else this.fail(new NetworkError("connection-lost", `${this.what}: the other side closed the connection`));
  }

  /** The stream is over, and its program is told. */
  fail(error: NetworkError | undefined): void {
    if (this.gone) return;
    const handlers = this.#handlers;
    this.#leave("closed", () => this.#outgoing?.vanish());
    handlers?.close(error);
  }

  /** Everything that waited was taken. */
  drained(): void {
    if (this.#state === "open") this.#handlers?.drain?.();
  }

  #connected(): void {
    this.#state = "open";
    this.#medium.tally.streams++;
    const early = this.#early;
    this.#early = [];
    for (const bytes of early) this.#outgoing?.write(bytes);
    this.#handlers?.connect?.();
    // When not even now everything was taken, the flow says so itself.
    if (this.#owesDrain && this.buffered === 0) this.drained();
  }

  #leave(state: "ended" | "closed", how: () => void): void {
    if (this.#state === "closed" || this.#state === state) return;
    this.#state = state;
    this.#handlers = undefined;
    this.#early = [];
    this.program.release(this);
    how();
  }
}

/** Bytes that a stream takes before it is connected without a request to wait. */
const HIGH_WATER = 16 * 1024;
