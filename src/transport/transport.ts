import type { Frames } from "../bytes/frames.ts";
import type { NetworkError } from "../errors.ts";
import type { Clock } from "../net/net.ts";
import type { Account } from "../shares.ts";
import type { Channel } from "../zocp/core/recipient.ts";

/**
 * What a ZOCP node rides on: something that finds peers and carries messages to them in order. ZRE is one; a simulated transport
 * in a test, a WebSocket of a browser or a broker can be others.
 */
export interface Transport {
  /** 32 lower-case hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Milliseconds since 1970, as far as the host knows; `now` without it. */
  date?(): number;
  /** Calls back once, `delay` milliseconds from now; returns how to cancel it. */
  schedule(delay: number, callback: () => void): () => void;
  /** The same as it was when somebody asked first in this turn of the event loop: there are many values in one. Made of `now` and `defer` without it. */
  readonly turn?: (() => number) | undefined;
  /** Calls back in the next turn of the event loop, however soon that is; returns how to cancel it. Without it moments are met as roughly as timers ring. */
  readonly soon?: ((callback: () => void) => () => void) | undefined;
  /** Calls back when the present event has been handled, before the next one; a microtask without it. */
  defer?(callback: () => void): void;
  /** Shares the time of this process among all that is done for others. Without it everything is done at once. */
  readonly rounds?: Clock["rounds"];
  /** Where what is done for a peer is reckoned. */
  account?(peer: string): Account | undefined;
  /** What a peer said last is not finished: delivers nothing more of it until it is. */
  hold?(peer: string, held: boolean): void;
  /** Called once, before `start`: whom to tell what happens, and what to tell everybody who is met. */
  open(handlers: TransportHandlers, announcement: Announcement): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Sends to one peer; does nothing when that peer is gone. */
  whisper(peer: string, content: Frames): void;
  /** Whether a peer takes messages at once. When it does not, `drain` follows. Without it every peer does. */
  writable?(peer: string): boolean;
  /** Sends to one peer if that takes messages at once. When it does not this is false, and `drain` follows; false for one who is gone. */
  offer(peer: string, content: Frames): boolean;
  /** The same for whoever sends to a peer again and again; undefined when there is no way to it. Without it `offer` is asked. */
  channel?(peer: string): Channel | undefined;
  /** Whom this node wants to meet. Without it everybody is met. */
  want?(wanted: Wanted): void;
  /** A message of this peer meant nothing: the transport may give up one that goes on sending such. */
  handleNonsense?(peer: string): void;
  /** Milliseconds that a peer took to answer last; undefined when that is not known. */
  roundTrip?(peer: string): number | undefined;
  /** Where peers connect to this node: `tcp://192.168.1.7:49152`, one for each network. None without it. */
  readonly endpoints?: readonly string[] | undefined;
  /** The public key that a peer that is here has proved to own, in Z85, or `user:` and its name at a broker; undefined where nothing is proved. */
  keyOf?(peer: string): string | undefined;
  /** How it fares with its peers, for people; undefined before there was a connection. */
  stats?(): TransportStats | undefined;
}

/** How a transport fares with its peers, since the node was started. */
export interface TransportStats {
  /** Who has entered, with whom it is or wants to be in touch, and of whom nothing was heard for a while. */
  readonly peers: number;
  readonly pairs: number;
  readonly suspected: number;
  /** Peers for whom something waits because they take nothing more at the moment. */
  readonly stalled: number;
  /** Octets that wait for peers, or are kept until they have confirmed them. */
  readonly held: number;
  /** Messages that were sent again, and how often peers were asked for that. */
  readonly repeated: number;
  readonly resets: number;
  /** Messages that came twice, or from somebody else than they say; 0 without keys. */
  readonly dropped: number;
  /** How often a peer was lost, for each reason. */
  readonly ended: Readonly<Record<string, number>>;
  /** Nodes whose records are here. */
  readonly records: number;
}

/** Whom a node wants to meet. Whoever wants to meet it is met, too. */
export interface Wanted {
  readonly everybody: boolean;
  /** By name or id. */
  readonly nodes: ReadonlySet<string>;
}

/** What a ZOCP node says of itself to whoever it meets. */
export interface Announcement {
  /** The group that every ZOCP node is in. */
  readonly group: string;
  /** By these others know that it is a ZOCP node, and what it understands. */
  readonly headers: ReadonlyMap<string, string>;
}

/** Whom a transport tells what happens. What one of them throws is not the transport's: none of them throws. */
export interface TransportHandlers {
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
  /** Whether something depends on this peer: its silence matters sooner than that of others. That of everybody does without it. */
  needs?(peer: string): boolean;
  /** The network is in trouble; it is tried again. */
  failed(error: NetworkError): void;
}
