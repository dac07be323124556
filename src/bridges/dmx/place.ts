import { isIPv4 } from "node:net";

/** Universes that come in or go out. */
export interface DmxPlace {
  readonly protocol: "artnet" | "sacn";
  readonly first: number;
  readonly last: number;
  /** Of an output: one machine, or everybody. Of an input: the own address that it listens on alone. */
  readonly host: string | undefined;
  readonly port: number | undefined;
}

/** Reads `sacn:1-4`, `artnet:1@10.0.0.5` or `artnet:1@broadcast`. A text says why it is none. */
export function parsePlace(text: string): DmxPlace | string {
  const [, protocol = "", from = "", to = from, host, port] =
    /^(artnet|sacn):(\d{1,5})(?:-(\d{1,5}))?(?:@([^:@\s]+)(?::(\d{1,5}))?)?$/i.exec(text.trim()) ?? [];
  if (protocol === "")
    return `${JSON.stringify(text)} is not of the form sacn:1 or artnet:1-4@10.0.0.5 (universes, and to whom)`;
  const [first, last, most] = [Number(from), Number(to), protocol.toLowerCase() === "sacn" ? 63_999 : 32_768];
  if (first < 1 || last > most || last < first)
    return `the universes ${from === to ? from : `${from}-${to}`} are not from 1 to ${most}`;
  if (last - first >= MOST) return `${last - first + 1} universes in one line; the limit is ${MOST}`;
  if (host !== undefined && host !== BROADCAST && !isIPv4(host)) return `${JSON.stringify(host)} is no IPv4 address`;
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))
    return `the port ${port} is not from 1 to 65535`;
  return {
    ...{ protocol: protocol.toLowerCase() as DmxPlace["protocol"], first, last, host },
    port: port === undefined ? undefined : Number(port),
  };
}

export function formatPlace({ protocol, first, last, host, port }: DmxPlace): string {
  const universes = first === last ? String(first) : `${first}-${last}`;
  const to = host === undefined ? "" : `@${host}${port === undefined ? "" : `:${port}`}`;
  return `${protocol}:${universes}${to}`;
}

export function universesOf({ first, last }: DmxPlace): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

export const BROADCAST = "broadcast";
const MOST = 512;
