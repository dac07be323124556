/** Where OSC is listened to or sent: `udp://10.0.0.5:8000`. */
export interface OscEndpoint {
  readonly transport: "udp" | "tcp";
  /** An IPv4 address or a name; empty for every interface of this machine. */
  readonly host: string;
  readonly port: number;
}

/** Reads `udp://host:port`, `tcp://:9001`, `10.0.0.5:8000` or `9000`. A text says why it is none. */
export function parseEndpoint(text: string): OscEndpoint | string {
  const [, transport = "udp", host = "", digits = ""] =
    /^(?:(udp|tcp):\/\/)?(?:([^:/\s]*):)?(\d{1,5})$/.exec(text.trim()) ?? [];
  const port = Number(digits);
  if (digits === "")
    return `${JSON.stringify(text)} is not of the form udp://host:port, for instance udp://10.0.0.5:8000`;
  if (port < 1 || port > 65_535) return `the port ${digits} is not a number from 1 to 65535`;
  return { transport: transport as "udp" | "tcp", host, port };
}

export function formatEndpoint({ transport, host, port }: OscEndpoint): string {
  return `${transport}://${host}:${port}`;
}
