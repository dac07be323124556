import {
  type Endpoint,
  endpointTowards,
  formatEndpoint,
  isLoopback,
  type OwnEndpoint,
  parseEndpoint,
} from "../discovery/endpoint.ts";

/** What a tuple of zyre says: who is where. */
export interface Whereabouts extends Endpoint {
  /** 32 lower-case hexadecimal digits. */
  readonly peer: string;
  /** Its public key as 40 characters of Z85, where nodes have keys. */
  readonly publicKey: string | undefined;
}

/** One tuple, as a hub keeps it. */
export interface Tuple {
  readonly key: string;
  readonly value: string;
}

/**
 * Undefined for a tuple of other programs, and for a place that cannot be connected to: host names, addresses of no host, and
 * loopback unless the tuple is `fromHere`: from a hub on this machine.
 */
export function parseTuple(
  { key, value }: Tuple,
  { fromHere }: { readonly fromHere: boolean },
): Whereabouts | undefined {
  const peer = key.replaceAll("-", "").toLowerCase();
  // Z85 has no bar in it.
  const [place = "", publicKey] = value.split("|", 2);
  const endpoint = parseEndpoint(place);
  if (!ID.test(peer) || endpoint === undefined) return undefined;
  if (isLoopback(endpoint.address) && !fromHere) return undefined;
  return { ...endpoint, peer, publicKey: publicKey || undefined };
}

/** As zyre writes it: the id in capitals, and the public key behind a bar. */
export function formatTuple({ peer, publicKey, ...endpoint }: Whereabouts): Tuple {
  const place = formatEndpoint(endpoint);
  return { key: peer.toUpperCase(), value: publicKey === undefined ? place : `${place}|${publicKey}` };
}

/**
 * Where we tell a hub that we are: at the endpoint that is advertised, else at the address through which the way to the hub
 * leads, else at one that lies near it.
 */
export function ownPlace(
  own: readonly OwnEndpoint[],
  way: { readonly local: string | undefined; readonly hub: string },
  advertised: Endpoint | undefined,
): Endpoint | undefined {
  return advertised ?? own.find(({ address }) => address === way.local) ?? endpointTowards(way.hub, own);
}

const ID = /^[0-9a-f]{32}$/;
