import { decodeZ85 } from "../../../bytes/z85.ts";
import { UsageError } from "../../../errors.ts";
import { type Endpoint, parseEndpoint } from "../../../zre/discovery/endpoint.ts";

/** Where somebody can be connected to, as a person writes it: by name or by IPv4 address. */
export interface TcpAddress {
  readonly host: string;
  readonly port: number;
  /** Its public key, where it is not ours: 40 characters of Z85. */
  readonly publicKey?: string;
}

/**
 * Reads `tcp://hub.example:5670` or `tcp://192.168.1.7:5670`, and behind a bar a public key. Throws `UsageError` that says what
 * `option` must look like.
 */
export function parseTcpAddress(option: string, text: string): TcpAddress {
  const [place = "", publicKey] = text.split("|", 2);
  const [, host = "", digits = ""] = FORM.exec(place) ?? [];
  const port = Number(digits);
  // What looks like an address must be one.
  const named = /[a-z]/i.test(host);
  const keyed = publicKey === undefined || decodeZ85(publicKey)?.length === KEY_LENGTH;
  if (keyed && port > 0 && port <= 65535 && (named || parseEndpoint(place) !== undefined))
    return { host, port, ...(publicKey !== undefined && { publicKey }) };
  throw new UsageError(
    "invalid-argument",
    `${option} is "${text}": it must be of the form tcp://host:port, for instance tcp://192.168.1.7:5670, and with a public key tcp://host:port|key`,
  );
}

/** The same for what is told to other nodes, which follow no names. */
export function parseOwnEndpoint(option: string, text: string): Endpoint {
  const endpoint = parseEndpoint(text);
  if (endpoint !== undefined) return endpoint;
  throw new UsageError(
    "invalid-argument",
    `${option} is "${text}": it must be of the form tcp://address:port with the IPv4 address of one machine, for instance tcp://203.0.113.7:7000`,
  );
}

export function formatTcpAddress({ host, port }: TcpAddress): string {
  return `tcp://${host}:${port}`;
}

const KEY_LENGTH = 32;
const FORM = /^tcp:\/\/([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9.])?):(\d{1,5})$/;
