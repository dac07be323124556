import { existsSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import type { HealthOrder } from "../../index.ts";

/** An option of the command line, as its table declares it. */
export interface OptionSpec {
  readonly flags: string;
  readonly help: string;
  /** `before`: what it was, when it is given more than once. */
  readonly parse?: (text: string, before?: unknown) => unknown;
}

/** What every command understands. */
export interface CommonOptions {
  /** By name or by address. */
  readonly interface?: string;
  /** The UDP port of the beacons. */
  readonly port?: number;
  /** Hubs where nodes learn of each other: `tcp://host:port`. */
  readonly gossip?: readonly string[];
  /** Where other nodes are. */
  readonly peer?: readonly string[];
  /** Where nodes beyond a router reach this one. */
  readonly endpoint?: string;
  readonly tcpPort?: number;
  readonly beacons?: boolean;
  readonly multicastTtl?: number;
  /** A message broker instead of the local network. */
  readonly broker?: string;
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

/** Reads how long from now something begins: `+0.5`, in seconds. */
export function parseLead(text: string): number {
  const seconds = /^\+?\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (seconds <= LONGEST_LEAD) return seconds;
  throw new InvalidArgumentError(`It must be seconds from now, from +0 to +${LONGEST_LEAD}, for instance +0.5.`);
}

/** Reads a port. */
export function parsePort(text: string): number {
  return parseWhole(text, 1, HIGHEST_PORT);
}

/** Reads a TCP port to listen on; 0 lets the system choose. */
export function parseListeningPort(text: string): number {
  return parseWhole(text, 0, HIGHEST_PORT);
}

/** Reads one of several places, as `tcp://host:port`. */
export function parsePlaces(text: string, before: unknown): readonly string[] {
  const [, place = "", key] = /^([^|@]*)(?:[|@](.*))?$/s.exec(text) ?? [];
  const keyed = key === undefined || key.length === KEY_LENGTH || existsSync(key);
  if (PLACE.test(place) && isPort(place) && keyed) return [...listed(before), text];
  throw new InvalidArgumentError(
    "It must be of the form tcp://host:port, for instance tcp://192.168.1.7:5670 (with the public key of the hub: tcp://host:port@FILE, or its 40 characters in place of FILE).",
  );
}

/** Reads where others reach this machine: no name, because other nodes follow none. */
export function parseEndpoint(text: string): string {
  if (ENDPOINT.test(text) && isPort(text)) return text;
  throw new InvalidArgumentError(
    "It must be of the form tcp://address:port with an IPv4 address, for instance tcp://203.0.113.7:7000.",
  );
}

/** Reads whether beacons are wanted. */
export function parseSwitch(text: string): boolean {
  if (text === "on" || text === "off") return text === "on";
  throw new InvalidArgumentError("It must be on or off.");
}

/** Reads how many networks multicast may cross. */
export function parseTtl(text: string): number {
  return parseWhole(text, 1, 255);
}

function isPort(place: string): boolean {
  const port = Number(place.split(":").at(-1));
  return port >= 1 && port <= HIGHEST_PORT;
}

function parseWhole(text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
}

/** Reads how many lines. */
export function parseCount(text: string): number {
  return parseWhole(text, 1, 1_000_000_000);
}

/** Reads how often in a second. */
export function parseRate(text: string): number {
  return parseWhole(text, 1, 1000);
}

/** Reads what the values of a link count for. */
export function parsePriority(text: string): number {
  return parseWhole(text, 0, 200);
}

/** Reads how old a value may be. */
export function parseFresh(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== "" && seconds >= 0.01 && seconds <= 3600) return seconds;
  throw new InvalidArgumentError("It must be a number of seconds from 0.01 to 3600.");
}

/** Reads one of several public keys, or files that hold one: the option may be given again. */
export function parseKey(text: string, before: unknown): readonly string[] {
  return [...listed(before), text];
}

/** What an option that may be given again has been given so far. */
function listed(before: unknown): readonly string[] {
  return Array.isArray(before) ? before : [];
}

/** Reads one of several names that a gateway answers to: the option may be given again. */
export function parseName(text: string, before: unknown): readonly string[] {
  return [...(Array.isArray(before) ? before : []), text];
}

/** Reads a number of seconds: whole or not. */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (/^\d*\.?\d+$/.test(text) && seconds <= LONGEST) return seconds;
  throw new InvalidArgumentError(`It must be a number of seconds from 0 to ${LONGEST}.`);
}

/** Reads how many times as fast a recording is played. */
export function parseSpeed(text: string): number {
  const speed = Number(text);
  if (/^\d*\.?\d+$/.test(text) && speed >= 0.1 && speed <= 100) return speed;
  throw new InvalidArgumentError("It must be a number from 0.1 to 100.");
}

/** Reads a moment of a recording: `80`, `1:20`, `1:02:03.5`. Gives seconds. */
export function parseMoment(text: string): number {
  const parts = /^(?:(?:(\d{1,4}):)?(\d{1,4}):)?(\d+(?:\.\d+)?)$/.exec(text);
  const [hours, minutes, seconds] = [parts?.[1] ?? 0, parts?.[2] ?? 0, parts?.[3] ?? Number.NaN].map(Number) as [
    number,
    number,
    number,
  ];
  const clock = text.includes(":") ? seconds < 60 && (parts?.[1] === undefined || minutes < 60) : seconds >= 0;
  if (clock) return hours * 3600 + minutes * 60 + seconds;
  throw new InvalidArgumentError("It must be a moment of the recording in seconds, or as 1:20 or 1:02:03.5.");
}

/** Reads as what a recording is played. */
export function parseReplayAs(text: string): string {
  if (["ghosts", "sets", "print"].includes(text)) return text;
  throw new InvalidArgumentError("It must be ghosts, sets or print.");
}

/** Reads what links are sorted by. */
export function parseHealthOrder(text: string): HealthOrder {
  if (HEALTH_ORDERS.includes(text as HealthOrder)) return text as HealthOrder;
  throw new InvalidArgumentError("It must be rate, age, conflated, refused or trip.");
}

/** Reads how much a black box holds, as `10m`, `2h`, `300s` or a number of minutes. Gives seconds. */
export function parseMinutes(text: string): number {
  const [, number = "", unit = "m"] = /^(\d*\.?\d+)\s*([smh]?)$/.exec(text) ?? [];
  const seconds = Number(number) * (UNITS[unit || "m"] ?? 60);
  if (number !== "" && seconds >= 120 && seconds <= DAY) return seconds;
  throw new InvalidArgumentError("It must be a time from 2m to 24h, for instance 10m.");
}

const HEALTH_ORDERS: readonly HealthOrder[] = ["rate", "age", "conflated", "refused", "trip"];
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Reads how long a fade takes. */
export function parseFadeTime(text: string): number {
  const seconds = Number(text);
  if (/^\d*\.?\d+$/.test(text) && seconds <= DAY) return seconds;
  throw new InvalidArgumentError(`It must be a number of seconds from 0 to ${DAY}.`);
}

/** Reads a curve by its name, or the four numbers of a Bézier. What it may be is the node's to say. */
export function parseCurve(text: string): string | readonly number[] {
  const numbers = text.split(",").map(Number);
  const isWritten = text.split(",").every((part) => part.trim() !== "");
  const fits = numbers.length === 4 ? isWritten && numbers.every(Number.isFinite) : CURVES.includes(text);
  if (!fits) throw new InvalidArgumentError(`It must be one of ${CURVES.join(", ")}, or x1,y1,x2,y2.`);
  return numbers.length === 4 ? numbers : text;
}

const DAY = 86_400;
const CURVES: readonly string[] = ["linear", "smooth", "in", "out", "square", "exp"];
export const CURVE_NAMES: string = CURVES.join(", ");

/** How long to look for a node when nobody says. */
const DEFAULT_WAIT = 2000;

/** Milliseconds to discover. */
export function waitOf({ wait }: CommonOptions, otherwise: number = DEFAULT_WAIT): number {
  return wait === undefined ? otherwise : wait * 1000;
}

// A day: beyond it, somebody meant milliseconds.
/** Characters of Z85. */
const KEY_LENGTH = 40;
const HIGHEST_PORT = 65_535;
const PLACE = /^tcp:\/\/[A-Za-z0-9][A-Za-z0-9._-]*:\d{1,5}$/;
const ENDPOINT = /^tcp:\/\/\d{1,3}(\.\d{1,3}){3}:\d{1,5}$/;
const LONGEST = 86_400;
/** Seconds: nodes keep no value for longer. */
const LONGEST_LEAD = 600;
