import type { Frames } from "../bytes/frames.ts";
import type { NetworkError } from "../errors.ts";

/**
 * What a ZOCP node rides on: something that finds peers and carries messages to them in order. ZRE is one; a pretend realm
 * in a test, a WebSocket of a browser or a broker can be others.
 */
export interface Realm {
  /** 32 lower-case hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Milliseconds since 1970, as far as the host knows; `now` without it. */
  date?(): number;
  /** Calls back once, `delay` milliseconds from now; returns how to cancel it. */
  schedule(delay: number, callback: () => void): () => void;
  /** Must be called before `start`. */
  open(handlers: RealmHandlers): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Sends to one peer; does nothing when that peer is gone. */
  whisper(peer: string, content: Frames): void;
  /** Sends to one peer if that takes messages at once. When it does not this is false, and `drain` follows. */
  offer(peer: string, content: Frames): boolean;
  /** Milliseconds that a peer took to answer last; undefined when that is not known. */
  roundTrip?(peer: string): number | undefined;
  /** The public key that a peer that is here has proved to own, in Z85; undefined where none are used. */
  keyOf?(peer: string): string | undefined;
}

export interface RealmHandlers {
  enter(peer: string, name: string, headers: ReadonlyMap<string, string>): void;
  exit(peer: string, reason: string): void;
  /** A peer that answers at once did not for a moment (true), or was heard again (false). */
  suspicion(peer: string, suspected: boolean): void;
  /** One text that a peer whispered, or shouted to the ZOCP group. */
  message(peer: string, text: string): void;
  /** The same, as it arrived: the first of these frames holds the text. Faster. */
  frames(peer: string, frames: Frames): void;
  /** A peer that was not writable is again. */
  drain(peer: string): void;
  /** The network is in trouble; it is tried again. */
  failed(error: NetworkError): void;
}
