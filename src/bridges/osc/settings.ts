import { isIPv4 } from "node:net";

import { hint } from "../../arguments/suggest.ts";
import type { Fields } from "../core/fields.ts";
import { formatEndpoint, type OscEndpoint, parseEndpoint } from "./endpoint.ts";

/** What a description says of OSC alone. */
export interface OscSettings {
  readonly listen: readonly OscEndpoint[];
  readonly send: readonly OscEndpoint[];
  /** Whether whoever speaks is sent values. */
  readonly reply: boolean;
  /** A TCP port for lines of text; undefined for none. */
  readonly text: number | undefined;
  /** Networks from which anything is taken: `10.0.0.0/24`. Undefined: those that this machine is in. */
  readonly from: readonly string[] | undefined;
  readonly broadcast: boolean;
  /** What time tags mean: nothing, or a moment that is waited for. */
  readonly time: "now" | "honour";
  /** How packets are framed on connections that the bridge opens. */
  readonly framing: "slip" | "length";
}

export const OSC_FIELDS = ["listen", "send", "text", "from", "broadcast", "time", "framing"] as const;

/** Throws `DescriptionError`. */
export function readOscSettings(fields: Fields): OscSettings {
  const send = fields.texts("send") ?? [];
  const text = fields.number("text", 1, 65_535);
  const listen = endpointsOf(fields, "listen", fields.texts("listen") ?? []);
  const targets = endpointsOf(
    fields,
    "send",
    send.filter((one) => one !== REPLY),
  );
  if (listen.length === 0 && targets.length === 0 && text === undefined)
    throw fields.wrong("listen", 'it is missing, and so is "send": the bridge would hear and say nothing');
  const lonely = targets.find(({ host }) => host === "");
  if (lonely !== undefined) throw fields.wrong("send", `${formatEndpoint(lonely)} names no machine`);
  return {
    ...{ listen, send: targets, reply: send.includes(REPLY), text, from: readNetworks(fields) },
    broadcast: fields.flag("broadcast") ?? false,
    time: fields.oneOf("time", ["now", "honour"]) ?? "now",
    framing: fields.oneOf("framing", ["slip", "length"]) ?? "slip",
  };
}

/** Whether a text can be an address of OSC. */
export function checkOscAddress(address: string): string | undefined {
  if (!address.startsWith("/")) return `an address of OSC begins with a slash: "/${address}"`;
  if (/[\s#*,?[\]{}\0]/.test(address))
    return `${JSON.stringify(address)} cannot be an address of OSC: it holds a space or one of # * , ? [ ] { }`;
  return undefined;
}

function endpointsOf(fields: Fields, name: string, texts: readonly string[]): readonly OscEndpoint[] {
  const read = texts.map((text) => {
    const endpoint = parseEndpoint(text);
    if (typeof endpoint !== "string") return endpoint;
    throw fields.wrong(name, name === "send" ? `${endpoint}${hint(text, [REPLY], "or")}` : endpoint);
  });
  read.forEach((one, index) => {
    if (read.findIndex((other) => formatEndpoint(other) === formatEndpoint(one)) < index)
      throw fields.wrong(name, `${formatEndpoint(one)} stands there twice`);
  });
  return read;
}

function readNetworks(fields: Fields): readonly string[] | undefined {
  const networks = fields.texts("from");
  for (const network of networks ?? []) {
    const [address = "", length, more] = network.split("/");
    const fits = length === undefined || (/^\d{1,2}$/.test(length) && Number(length) <= 32);
    if (!isIPv4(address) || !fits || more !== undefined)
      throw fields.wrong("from", `${JSON.stringify(network)} is no network such as 10.0.0.0/24`);
  }
  return networks;
}

const REPLY = "reply";
