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
  /** Boxes a frame for the wire; frames travel as they are when this is missing. */
  seal?(frame: SealedFrame): Uint8Array;
  /** Opens a frame from the wire. Throws `ProtocolError` when it was tampered with. */
  open?(body: Uint8Array): SealedFrame;
}

export interface HandshakeStep {
  /** The bodies of the commands to send. */
  readonly send: readonly Uint8Array[];
  /** The other side's properties: the handshake is complete. */
  readonly properties?: Properties;
}

/** What is inside a boxed frame. */
export interface SealedFrame {
  readonly more: boolean;
  /** A PING or PONG that travels inside a box. */
  readonly command: boolean;
  readonly body: Uint8Array;
}

/** Makes the mechanism of one connection; it is told what we say of ourselves. */
export type MechanismFactory = (own: Properties) => Mechanism;
