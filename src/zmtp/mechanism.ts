import type { Properties } from "./command.ts";

/**
 * A security mechanism: what happens between the greetings and the first message, and what becomes of each frame afterwards.
 * One file holds one mechanism. @see RFC 37/ZMTP, "Security Mechanisms"
 */
export interface Mechanism {
  /** As in the greeting: at most 20 octets of ASCII. */
  readonly name: string;
  readonly asServer: boolean;
  /** The bodies of the commands to send once both greetings are there. */
  begin(): readonly Uint8Array[];
  /** Takes one handshake command. Throws `ProtocolError` when the handshake fails. */
  handleCommand(body: Uint8Array): HandshakeStep;
  /** Boxes and opens each frame after the handshake; without it frames travel as they are. */
  readonly box?: Box | undefined;
  /** The public key that the other side has proved to own, once the handshake is complete; none without keys. */
  readonly peerKey?: Uint8Array | undefined;
  /** The connection is over: forgets what is secret. */
  wipe?(): void;
}

export interface HandshakeStep {
  /** The bodies of the commands to send. */
  readonly send: readonly Uint8Array[];
  /** The other side's properties: the handshake is complete. */
  readonly properties?: Properties;
}

/** How traffic is protected: each frame of a message, and each command, is the body of one frame on the wire. */
export interface Box {
  /** By how many octets a box is longer than what is put into it. */
  readonly overhead: number;
  /** Writes one box to `out`, from `at` on. */
  seal(frame: BoxedFrame, out: Uint8Array, at: number): void;
  /** What is in the box, in its own place: the box is gone then. Throws `ProtocolError` when it was tampered with. */
  open(box: Uint8Array): BoxedFrame;
}

/** What is inside a box. */
export interface BoxedFrame {
  readonly more: boolean;
  /** A PING or a PONG. */
  readonly command: boolean;
  readonly body: Uint8Array;
}

/** Makes the mechanism of one connection; it is told what we say of ourselves. */
export type MechanismFactory = (own: Properties) => Mechanism;
