import { show } from "../../arguments/check.ts";
import { UsageError } from "../../errors.ts";
import {
  defaultBeaconPort,
  defaultInterface,
  defaultKeyFile,
  defaultKeyFolder,
  defaultTcpPort,
} from "../../net/host/defaults.ts";
import type { Net } from "../../net/net.ts";
import type { ConnectionOptions } from "../../zmtp/connection.ts";
import type { MeshOptions } from "../../zre/mesh/mesh-options.ts";
import { type ResolvedSourceOptions, resolveSourceOptions, type SourceOptions } from "./gossip/source-options.ts";
import type { ZreConnectionOptions } from "./zre-connections.ts";

/** How a node is on the network. Everything has a sensible default. Times are milliseconds, sizes bytes. */
export interface ZreOptions extends SourceOptions {
  /** A network interface, by name or IPv4 address; every suitable one without it. Default: the environment's `ZOCP_INTERFACE`. */
  readonly interface?: string | undefined;
  /** The UDP port of the beacons. Default: the environment's `ZOCP_PORT`, else 5670, or 5671 with a key. */
  readonly beaconPort?: number | undefined;
  /**
   * The TCP port to listen on; 0 lets the system choose. Default: the environment's `ZOCP_TCP_PORT`, else the port of `endpoint`,
   * else 0.
   */
  readonly port?: number | undefined;
  /**
   * The file of a key that `createKeyFile` or `zocp keygen` made. Everything that the node sends to peers is encrypted, and only
   * nodes with the same key can enter. Default: the environment's `ZOCP_KEY`, else none: anybody can enter and listen.
   */
  readonly key?: string | undefined;
  /**
   * With `key`: a folder of public keys, one a file, whose owners may enter, each with a key of its own. Read again when it
   * changes. Default: the environment's `ZOCP_KEYS`.
   */
  readonly keys?: string | undefined;
  /** A UUID of 32 hexadecimal digits (dashes are accepted); random without it. */
  readonly id?: string | undefined;
  /** What this node says of itself. */
  readonly headers?: Readonly<Record<string, string>> | ReadonlyMap<string, string> | undefined;
  /** Groups to be in from the start. */
  readonly groups?: readonly string[] | undefined;
  /** How often a beacon is sent, at first and among few; 1,000. */
  readonly interval?: number | undefined;
  /** A peer that was silent for so long is asked for a sign of life; 5,000. */
  readonly evasive?: number | undefined;
  /** So long after that without an answer it counts as silent; 1,000. */
  readonly silent?: number | undefined;
  /** A peer that was silent for so long has left; 30,000. */
  readonly expired?: number | undefined;
  /**
   * A peer that announces this implementation's header and was silent for so long, although it was asked, is suspected; 900, and
   * more among many for one that nothing depends on. False suspects nobody. Peers without that header are never suspected.
   */
  readonly suspect?: number | false | undefined;
  /**
   * Heartbeats of ZMTP. Default: a PING after 20 s of silence, or every 2 s while something that was sent is not confirmed; a
   * connection without an answer is closed after 6 s. False switches them off, and with them `suspect`.
   */
  readonly heartbeat?: ConnectionOptions["heartbeat"] | undefined;
  /** How long a handshake may take; 5,000, and 100 more for each peer, at most 30,000. */
  readonly handshakeTimeout?: number | undefined;
  readonly limits?: ZreLimits | undefined;
  /** Where the node lives: the operating system by default, or a host of the simulated network of `zocp/sim`. */
  readonly net?: Net | undefined;
}

/** Bounds on what the network can make a node hold. */
export interface ZreLimits {
  /** Bytes of one message that is received; 13 MiB. With a key a larger one keeps the node busy for 7 ms a MiB. */
  readonly message?: number;
  /** Bytes that may wait for one slow peer; 64 MiB. */
  readonly buffer?: number;
  /** Bytes that may wait for all peers together; 256 MiB. */
  readonly totalBuffer?: number;
  /** Peers at a time; 1,024. */
  readonly peers?: number;
  /** Places that hubs tell of; 2,048. */
  readonly places?: number;
}

export interface ResolvedZreOptions {
  readonly id: string;
  readonly interface: string | undefined;
  /** Undefined when no beacons are sent and heard. */
  readonly beaconPort: number | undefined;
  readonly multicastTtl: number | undefined;
  readonly key: string | undefined;
  readonly keys: string | undefined;
  readonly port: number;
  readonly sources: Pick<ResolvedSourceOptions, "hubs" | "peers" | "advertised">;
  readonly buffer: number;
  readonly totalBuffer: number;
  readonly connection: ZreConnectionOptions;
  readonly mesh: Omit<MeshOptions, "peer" | "name">;
}

/** Fills in what was not given. Throws `UsageError` that names the option that is wrong. */
export function resolveZreOptions(options: ZreOptions, randomId: () => string): ResolvedZreOptions {
  // A simulated network knows nothing of this machine's environment.
  const pretend = options.net !== undefined;
  const { beacons, multicastTtl, ...sources } = resolveSourceOptions(options, pretend);
  const port = options.port ?? (pretend ? undefined : defaultTcpPort()) ?? sources.advertised?.port ?? 0;
  return {
    id: options.id === undefined ? randomId() : parseId(options.id),
    interface: options.interface ?? (pretend ? undefined : defaultInterface()),
    multicastTtl,
    ...keyOptions(options, pretend, beacons),
    port: checkPort("port", port, 0),
    sources,
    buffer: options.limits?.buffer ?? BUFFER,
    totalBuffer: options.limits?.totalBuffer ?? TOTAL_BUFFER,
    connection: connectionOptions(options),
    mesh: { ...meshOptions(options), beacons, advertised: sources.advertised },
  };
}

/** A key decides which port is the usual one. Throws `UsageError` where its beacons would end nodes of others. */
function keyOptions(
  options: ZreOptions,
  pretend: boolean,
  beacons: boolean,
): Pick<ResolvedZreOptions, "key" | "keys" | "beaconPort"> {
  const key = options.key ?? (pretend ? undefined : defaultKeyFile());
  const keys = options.keys ?? (pretend ? undefined : defaultKeyFolder());
  const given = options.beaconPort ?? (pretend ? undefined : defaultBeaconPort());
  const usual = key === undefined ? BEACON_PORT : SECURE_BEACON_PORT;
  const beaconPort = checkPort("beaconPort", given ?? usual, 1);
  if (keys !== undefined && key === undefined)
    throw new UsageError("invalid-argument", `a folder of keys was given (${keys}), but no key of this node's own`);
  if (!beacons) return { key, keys, beaconPort: undefined };
  if (key !== undefined && beaconPort === BEACON_PORT)
    throw new UsageError(
      "invalid-argument",
      `nodes with a key cannot use the beacon port ${BEACON_PORT}: pyre nodes there would end themselves; the usual one is ${SECURE_BEACON_PORT}`,
    );
  return { key, keys, beaconPort };
}

function connectionOptions({ heartbeat, handshakeTimeout, limits }: ZreOptions): ResolvedZreOptions["connection"] {
  return {
    ...(heartbeat !== undefined && { heartbeat }),
    ...(handshakeTimeout !== undefined && { handshakeTimeout: checkTime("handshakeTimeout", handshakeTimeout) }),
    ...(limits?.message !== undefined && { limits: { maxFrame: limits.message, maxMessage: limits.message } }),
  };
}

function meshOptions(options: ZreOptions): Omit<MeshOptions, "peer" | "name"> {
  const { headers, groups = [], limits, suspect, heartbeat } = options;
  const times: Partial<Record<(typeof TIMES)[number], number>> = {};
  for (const name of TIMES) {
    const value = options[name];
    if (value !== undefined) times[name] = checkTime(name, value);
  }
  return {
    ...times,
    headers: headers instanceof Map ? headers : new Map(Object.entries(headers ?? {})),
    groups,
    // Without heartbeats there is nothing to ask with.
    ...(heartbeat === false ? { suspect: false } : suspect !== undefined && { suspect: checkSuspect(suspect) }),
    limits: {
      ...(limits?.peers !== undefined && { peers: limits.peers }),
      ...(limits?.places !== undefined && { places: limits.places }),
    },
  };
}

/** A UUID as nodes write it. Throws `UsageError`. */
export function parseId(text: string): string {
  const id = text.replaceAll("-", "").toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(id))
    throw new UsageError("invalid-argument", `the id ${show(text)} is not a UUID of 32 hexadecimal digits`);
  return id;
}

function checkPort(name: string, port: number, least: number): number {
  if (Number.isInteger(port) && port >= least && port <= 65535) return port;
  throw new UsageError(
    "invalid-argument",
    `${name} is ${show(port)}: it must be a whole number from ${least} to 65535`,
  );
}

function checkTime(name: string, time: number): number {
  if (typeof time === "number" && time > 0 && Number.isFinite(time)) return time;
  throw new UsageError("invalid-argument", `${name} is ${show(time)}: it must be a number of milliseconds above 0`);
}

function checkSuspect(time: number | false): number | false {
  return time === false ? false : checkTime("suspect", time);
}

const TIMES = ["interval", "evasive", "silent", "expired"] as const;
const BEACON_PORT = 5670;
const SECURE_BEACON_PORT = 5671;
const BUFFER = 64 * 1024 * 1024;
const TOTAL_BUFFER = 4 * BUFFER;
