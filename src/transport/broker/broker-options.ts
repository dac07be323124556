import { checkGiven, checkText, type OptionNames, show as print } from "../../arguments/check.ts";
import { normalizeName } from "../../arguments/names.ts";
import { encodeText } from "../../bytes/text.ts";
import { UsageError } from "../../errors.ts";
import { KeyStore } from "../../keys/key-store.ts";
import { defaultBroker } from "../../net/host/defaults.ts";
import type { Net } from "../../net/net.ts";
import type { BrokerLimits } from "./broker-peers.ts";
import { BrokerTransport } from "./broker-transport.ts";
import { type BrokerUrl, parseBrokerUrl } from "./broker-url.ts";
import type { Carrier } from "./carrier.ts";
import { MqttCarrier } from "./carriers/mqtt.ts";
import { NatsCarrier } from "./carriers/nats.ts";
import { ChannelKeys } from "./channel/channel-keys.ts";

/** How a node is on a message broker instead of the local network. */
export interface BrokerOptions {
  /**
   * The broker: `nats://a,b,c` (servers of one cluster) or `mqtt://host`, with TLS `nats+tls://` or `mqtts://`; a user and a password
   * may stand before the hosts, the show behind them. False: the local network, whatever the environment says. Default: the environment's
   * `ZOCP_BROKER`, else false.
   */
  readonly broker?: string | false | undefined;
  /** Nodes of other shows on the same broker are not met; at most 255 bytes of UTF-8. Default: the one in `broker`, else `show`. */
  readonly show?: string | undefined;
}

export const BROKER_OPTIONS: OptionNames<BrokerOptions> = { broker: true, show: true };

/** The broker that is to be used, and for which show; undefined for none. Throws `UsageError`. */
export function chooseBroker({ broker, show }: BrokerOptions, pretend: boolean): ChosenBroker | undefined {
  if (broker !== false) checkGiven("broker", broker, checkText);
  checkGiven("show", show, checkText);
  const text = broker ?? (pretend ? undefined : defaultBroker()) ?? false;
  if (text === false) {
    if (show === undefined) return undefined;
    throw new UsageError("invalid-argument", `the show ${print(show)} was given, but no broker on which it is`);
  }
  const url = parseBrokerUrl(text);
  return { url, show: checkName("the show", normalizeName(show ?? url.show ?? DEFAULT_SHOW)) };
}

export interface ChosenBroker {
  readonly url: BrokerUrl;
  readonly show: string;
}

/** A transport over that broker. Throws `UsageError`. */
export function makeBrokerTransport({ url, show }: ChosenBroker, node: BrokerNodeOptions): BrokerTransport {
  const { net } = node;
  const carrier = makeCarrier({ url, show }, net);
  const name = node.name === undefined ? undefined : checkName("the name", normalizeName(node.name));
  for (const [header, value] of node.headers) checkText(`the header ${print(header)}`, value);
  return new BrokerTransport({ ...node, name, carrier, keys: makeKeys(show, node) });
}

function makeKeys(show: string, { net, key, keys }: BrokerNodeOptions): ChannelKeys | undefined {
  const { agreement } = net;
  if (keys !== undefined && key === undefined)
    throw new UsageError("invalid-argument", `a folder of keys was given (${keys}), but no key of this node's own`);
  if (key === undefined) return undefined;
  const store = new KeyStore({ net, key, keys });
  return agreement && new ChannelKeys({ store, agreement, show });
}

/** The way to a broker. */
export function makeCarrier({ url, show }: ChosenBroker, net: Pick<Net, "clock" | "random">): Carrier {
  const options = { broker: url, show, net };
  return url.kind === "nats" ? new NatsCarrier(options) : new MqttCarrier(options);
}

export interface BrokerNodeOptions {
  /** The first characters of its id without it. */
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly headers: ReadonlyMap<string, string>;
  readonly net: Net;
  /** The file of its key, and the folder of those that may come in. */
  readonly key?: string | undefined;
  readonly keys?: string | undefined;
  /** It stands for a node that is elsewhere. */
  readonly foreign?: boolean;
  readonly expectsUsers?: boolean;
  readonly limits: Partial<BrokerLimits>;
}

function checkName(what: string, name: string): string {
  const { length } = encodeText(name);
  if (LONE_SURROGATE.test(name)) throw new UsageError("invalid-name", `${what} ${print(name)} holds half a character`);
  if (length > 0 && length <= MOST_NAME) return name;
  throw new UsageError("invalid-name", `${what} has ${length} bytes: it must have from 1 to ${MOST_NAME}`);
}

const DEFAULT_SHOW = "show";
const MOST_NAME = 255;
/** Half of a character, which UTF-8 cannot carry: it would arrive as another name. */
const LONE_SURROGATE = /\p{Cs}/u;
