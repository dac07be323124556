import { show } from "../../../arguments/check.ts";
import { UsageError } from "../../../errors.ts";
import {
  defaultBeacons,
  defaultEndpoint,
  defaultHubs,
  defaultMulticastTtl,
  defaultPeers,
} from "../../../net/host/defaults.ts";
import type { Endpoint } from "../../../zre/discovery/endpoint.ts";
import { parseOwnEndpoint, parseTcpAddress, type TcpAddress } from "../sockets/tcp-address.ts";

/** How a node finds others, and is found, beyond what broadcasts reach. */
export interface SourceOptions {
  /**
   * Hubs (`zocp hub`, or nodes of zyre that bind a gossip endpoint) where nodes learn of each other: `tcp://host:port`.
   * Default: the environment's `ZOCP_GOSSIP`, several with commas in between.
   */
  readonly gossip?: readonly string[] | undefined;
  /** Where other nodes are: `tcp://host:port` each. Default: the environment's `ZOCP_PEER`, several with commas in between. */
  readonly peers?: readonly string[] | undefined;
  /**
   * Where nodes on other networks reach this one, when a router stands in between that forwards a port: `tcp://address:port`.
   * Default: the environment's `ZOCP_ENDPOINT`; false for none.
   */
  readonly endpoint?: string | false | undefined;
  /** Whether beacons are sent and heard. Default: yes, unless the environment's `ZOCP_BEACONS` is `off`. */
  readonly beacons?: boolean | undefined;
  /**
   * Sends beacons by multicast too, which routers can pass on, over so many networks: 1 to 255. Default: the environment's
   * `ZOCP_MULTICAST_TTL`, else none.
   */
  readonly multicastTtl?: number | undefined;
}

export interface ResolvedSourceOptions {
  readonly hubs: readonly TcpAddress[];
  readonly peers: readonly TcpAddress[];
  readonly advertised: Endpoint | undefined;
  readonly beacons: boolean;
  readonly multicastTtl: number | undefined;
}

/** Fills in what was not given; a `pretend` network knows nothing of the environment. Throws `UsageError`. */
export function resolveSourceOptions(options: SourceOptions, pretend: boolean): ResolvedSourceOptions {
  const environment: SourceOptions = pretend ? {} : environmentOptions(options);
  const endpoint = options.endpoint ?? environment.endpoint ?? false;
  const multicastTtl = options.multicastTtl ?? environment.multicastTtl;
  return {
    hubs: parseAll("gossip", "ZOCP_GOSSIP", options.gossip, environment.gossip),
    peers: parseAll("peers", "ZOCP_PEER", options.peers, environment.peers),
    advertised:
      endpoint === false
        ? undefined
        : parseOwnEndpoint(options.endpoint === undefined ? "ZOCP_ENDPOINT" : "endpoint", endpoint),
    beacons: options.beacons ?? environment.beacons ?? true,
    multicastTtl: multicastTtl === undefined ? undefined : checkTtl(multicastTtl),
  };
}

/** Only what counts is read: a mistake in the environment does not matter where something else was given. */
function environmentOptions({ gossip, peers, endpoint, beacons, multicastTtl }: SourceOptions): SourceOptions {
  return {
    gossip: gossip === undefined ? defaultHubs() : undefined,
    peers: peers === undefined ? defaultPeers() : undefined,
    endpoint: endpoint === undefined ? defaultEndpoint() : undefined,
    beacons: beacons === undefined ? defaultBeacons() : undefined,
    multicastTtl: multicastTtl === undefined ? defaultMulticastTtl() : undefined,
  };
}

function parseAll(
  option: string,
  variable: string,
  given: readonly string[] | undefined,
  environment: readonly string[] | undefined,
): readonly TcpAddress[] {
  const [name, texts] = given === undefined ? [variable, environment ?? []] : [option, given];
  if (texts.length > MOST)
    throw new UsageError("invalid-argument", `${name} has ${texts.length} places; the limit is ${MOST}`);
  return [...new Set(texts)].map((text) => parseTcpAddress(name, text));
}

function checkTtl(ttl: number): number {
  if (Number.isInteger(ttl) && ttl >= 1 && ttl <= 255) return ttl;
  throw new UsageError("invalid-argument", `multicastTtl is ${show(ttl)}: it must be a whole number from 1 to 255`);
}

const MOST = 256;
