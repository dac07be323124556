import { InvalidArgumentError } from "commander";

/** What every command understands. */
export interface CommonOptions {
  /** By name or by address. */
  readonly interface?: string;
  /** The UDP port of the beacons. */
  readonly port?: number;
  /** The file of this node's key. */
  readonly key?: string;
  /** The folder of the public keys that may come in. */
  readonly keys?: string;
  /** Seconds. */
  readonly wait?: number;
  readonly json?: boolean;
  /** Also the nodes of other command lines. */
  readonly all?: boolean;
}

/** Reads a port. */
export function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a whole number from 1 to 65535.");
}

/** Reads a TCP port to listen on; 0 lets the system choose. */
export function parseListeningPort(text: string): number {
  return text === "0" ? 0 : parsePort(text);
}

/** Reads how often in a second. */
export function parseRate(text: string): number {
  const rate = Number(text);
  if (/^\d+$/.test(text) && rate >= 1 && rate <= 1000) return rate;
  throw new InvalidArgumentError("It must be a whole number from 1 to 1000.");
}

/** Reads one of several public keys: the option may be given again. */
export function parseKey(text: string, before: unknown): readonly string[] {
  return [...(Array.isArray(before) ? before : []), text];
}

/** Reads a number of seconds: whole or not. */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d*\.?\d+$/.test(text) && seconds <= LONGEST) return seconds;
  throw new InvalidArgumentError(`It must be a number of seconds from 0 to ${LONGEST}.`);
}

/** How long to look for a node when nobody says. */
const DEFAULT_WAIT = 2000;

/** Milliseconds to discover. */
export function waitOf({ wait }: CommonOptions, otherwise: number = DEFAULT_WAIT): number {
  return wait === undefined ? otherwise : wait * 1000;
}

// A day: beyond it, somebody meant milliseconds.
const LONGEST = 86_400;
