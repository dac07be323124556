import { checkText, show } from "../../arguments/check.ts";
import { UsageError } from "../../errors.ts";

/** Where a broker is, of which kind, and as whom it is entered. */
export interface BrokerUrl {
  readonly kind: "nats" | "mqtt";
  readonly tls: boolean;
  /** One or more servers of the same broker. */
  readonly servers: readonly { readonly host: string; readonly port: number }[];
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** The show that is named behind the hosts. */
  readonly show: string | undefined;
}

/**
 * Reads `nats://a,b:4223`, `mqtts://ada:secret@broker/harbour`. Throws `UsageError` that says what is wrong, and never with the password in it.
 */
export function parseBrokerUrl(text: string): BrokerUrl {
  checkText("the broker", text);
  const [, scheme = "", login, hosts = "", path] = FORM.exec(text) ?? [];
  const known = SCHEMES[scheme as keyof typeof SCHEMES];
  if (!Object.hasOwn(SCHEMES, scheme)) throw wrong(text, `it begins with ${NAMES}, and a host follows`);
  const servers = hosts.split(",").map((host) => parseServer(host, known.port));
  if (servers.includes(undefined)) throw wrong(text, "a host is empty, or its port is none");
  const [user, password] = parseLogin(text, login);
  const show = path === undefined || path === "" ? undefined : decode(text, "the show", path);
  const { kind, tls } = known;
  return { kind, tls, servers: servers.filter((one) => one !== undefined), user, password, show };
}

/** The broker for people: without a password. */
export function formatBroker({ kind, tls, servers }: BrokerUrl): string {
  const scheme = Object.entries(SCHEMES).find(([, known]) => known.kind === kind && known.tls === tls)?.[0];
  return `${scheme}://${servers.map(({ host, port }) => `${host}:${port}`).join(",")}`;
}

function parseServer(text: string, usual: number): { readonly host: string; readonly port: number } | undefined {
  const [, host, digits] = /^(\[[0-9a-fA-F:]+\]|[^:[\]\s]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  const port = digits === undefined ? usual : Number(digits);
  return host === undefined || port < 1 || port > 65535 ? undefined : { host, port };
}

function parseLogin(text: string, login: string | undefined): [string | undefined, string | undefined] {
  if (login === undefined) return [undefined, undefined];
  const at = login.indexOf(":");
  const user = decode(text, "the user", at < 0 ? login : login.slice(0, at));
  if (user === "") throw wrong(text, "the user is empty");
  return [user, at < 0 ? undefined : decode(text, "the password", login.slice(at + 1))];
}

function decode(text: string, what: string, part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw wrong(text, `${what} is not percent-encoded`);
  }
}

function wrong(text: string, what: string): UsageError {
  const shown = text.replace(/\/\/.*@/, "//…@");
  return new UsageError("invalid-address", `the broker ${show(shown)} is none: ${what}, as in ${EXAMPLE}`);
}

const SCHEMES = {
  nats: { kind: "nats", tls: false, port: 4222 },
  "nats+tls": { kind: "nats", tls: true, port: 4222 },
  mqtt: { kind: "mqtt", tls: false, port: 1883 },
  mqtts: { kind: "mqtt", tls: true, port: 8883 },
} as const;
const NAMES = Object.keys(SCHEMES)
  .map((name) => `${name}://`)
  .join(", ");
const FORM = /^([a-z+]+):\/\/(?:([^@/]*)@)?([^/?#@]*)(?:\/([^/?#]*))?$/;
const EXAMPLE = "nats://one.example,two.example or mqtts://ada:secret@broker.example/harbour";
