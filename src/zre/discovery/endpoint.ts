/** Where a node listens. */
export interface Endpoint {
  /** IPv4. */
  readonly address: string;
  readonly port: number;
}

/** One of our own endpoints, and the network that it lies on. */
export interface OwnEndpoint extends Endpoint {
  readonly netmask: string;
}

/**
 * Reads `tcp://192.168.1.7:49152`. Undefined for anything that cannot be connected to from here, host names too: what a
 * name means depends on who asks, and it may mean ourselves.
 */
export function parseEndpoint(text: string): Endpoint | undefined {
  const address = ENDPOINT.exec(text)?.[1];
  const port = parsePort(text);
  if (address === undefined || port === undefined || !isHost(address)) return undefined;
  return { address, port };
}

/** The port of an endpoint whose host part may be unusable: pyre says `tcp://0.0.0.0:49152` when it has no network. */
export function parsePort(text: string): number | undefined {
  const port = Number(PORT.exec(text)?.[1] ?? 0);
  return port > 0 && port <= 65535 ? port : undefined;
}

export function formatEndpoint({ address, port }: Endpoint): string {
  return `tcp://${address}:${port}`;
}

export function isLoopback(address: string): boolean {
  return address.startsWith("127.");
}

/**
 * That of our endpoints that lies on the network where `address` is; the first one when none does. Undefined when we only
 * have loopback: another machine would find itself there, or nobody.
 */
export function endpointTowards(address: string, own: readonly OwnEndpoint[]): OwnEndpoint | undefined {
  return endpointNear(address, own) ?? own.find((one) => isLoopback(address) || !isLoopback(one.address));
}

/** That of our endpoints that lies on the network where `address` is; undefined when none does. */
export function endpointNear(address: string, own: readonly OwnEndpoint[]): OwnEndpoint | undefined {
  const near = own.filter((one) => sameNetwork(one.address, address, one.netmask));
  // The longest mask is the closest network.
  return near.sort((a, b) => toNumber(b.netmask) - toNumber(a.netmask))[0];
}

/**
 * What we tell somebody at `address`: our endpoint on the network that we share, and to those who are elsewhere the one that is
 * advertised for them.
 */
export function reachableFrom(
  address: string,
  own: readonly OwnEndpoint[],
  advertised: Endpoint | undefined,
): Endpoint | undefined {
  return advertised === undefined ? endpointTowards(address, own) : (endpointNear(address, own) ?? advertised);
}

/** An address of one host: neither "any" nor multicast nor broadcast. */
function isHost(address: string): boolean {
  const parts = address.split(".");
  const first = Number(parts[0]);
  // One spelling for each address: "010.0.0.1" would pass by our own "10.0.0.1", and some read it as octal.
  return first > 0 && first < 224 && parts.every((part) => Number(part) <= 255 && String(Number(part)) === part);
}

function sameNetwork(a: string, b: string, netmask: string): boolean {
  const mask = toNumber(netmask);
  return (toNumber(a) & mask) === (toNumber(b) & mask);
}

function toNumber(address: string): number {
  let number = 0;
  for (const part of address.split(".")) number = number * 256 + Number(part);
  return number;
}

const ENDPOINT = /^tcp:\/\/(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}):\d{1,5}$/;
const PORT = /:(\d{1,5})$/;
