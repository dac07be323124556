import { UsageError } from "../errors.ts";
import { type Endpoint, parseEndpoint } from "../zre/endpoint.ts";

/** Where somebody can be connected to, as a person writes it: by name or by IPv4 address. */
export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

/** Reads `tcp://hub.example:5670` or `tcp://192.168.1.7:5670`. Throws `UsageError` that says what `option` must look like. */
export function parseTcpAddress(option: string, text: string): TcpAddress {
  const [, host = "", digits = ""] = FORM.exec(text) ?? [];
  const port = Number(digits);
  // What looks like an address must be one.
  const named = /[a-z]/i.test(host);
  if (port > 0 && port <= 65535 && (named || parseEndpoint(text) !== undefined)) return { host, port };
  throw new UsageError(
    "invalid-argument",
    `${option} is "${text}": it must be of the form tcp://host:port, for instance tcp://192.168.1.7:5670`,
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

const FORM = /^tcp:\/\/([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}[A-Za-z0-9.])?):(\d{1,5})$/;
