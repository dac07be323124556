/** Where a server of MQTT is, and as whom it is entered. */
export interface ServerUrl {
  readonly tls: boolean;
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** The show that is named behind the host. */
  readonly show: string | undefined;
}

/** Reads `mqtt://10.0.0.5`, `mqtts://ada:secret@broker.example:8883/harbour`. A text says why it is none, never with the password in it. */
export function parseServerUrl(text: string): ServerUrl | string {
  const shown = JSON.stringify(text.replace(/\/\/.*@/, "//…@"));
  const form = `${shown} is not of the form mqtt://host, for instance mqtt://10.0.0.5 or mqtts://ada:secret@10.0.0.5:8883`;
  if (!/^mqtts?:\/\/[^/]/.test(text) || !URL.canParse(text)) return form;
  const { protocol, hostname, port, username, password, pathname, search, hash } = new URL(text);
  const [, path = "", more] = pathname.split("/");
  if (hostname === "" || more !== undefined || search !== "" || hash !== "") return form;
  const tls = protocol === "mqtts:";
  const [user, secret, show] = [username, password, path].map(decoded);
  return {
    ...{ tls, host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? (tls ? 8883 : 1883) : Number(port) },
    ...{ user, password: secret, show },
  };
}

/** For people: without user and password. */
export function formatServer({ tls, host, port }: Pick<ServerUrl, "tls" | "host" | "port">): string {
  return `${tls ? "mqtts" : "mqtt"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function decoded(part: string): string | undefined {
  if (part === "") return undefined;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
