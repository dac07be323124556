import { checkGiven, checkText, type OptionNames, pickOptions } from "./arguments/check.ts";
import { UsageError } from "./errors.ts";
import { defaultKeyFile, defaultKeyFolder } from "./net/host/defaults.ts";
import { hostNet } from "./net/host/host-net.ts";
import { checkNodeOptions, NODE_OPTIONS } from "./node/node-options.ts";
import { TransportNode, type TransportNodeOptions } from "./node/transport-node.ts";
import {
  BROKER_OPTIONS,
  type BrokerOptions,
  chooseBroker,
  makeBrokerTransport,
} from "./transport/broker/broker-options.ts";
import { formatBroker } from "./transport/broker/broker-url.ts";
import type { Transport } from "./transport/transport.ts";
import { checkZreOptions, ZRE_OPTIONS } from "./transport/zre/known-options.ts";
import { ZreNode } from "./transport/zre/zre-node.ts";
import { parseId, type ZreOptions } from "./transport/zre/zre-options.ts";
import { ZreTransport } from "./transport/zre/zre-transport.ts";
import { rankHeaders } from "./zocp/clock/rank.ts";
import { PACKING_HEADERS, ZOCP_GROUP } from "./zocp/codec/headers.ts";

export interface ZocpOptions extends ZreOptions, BrokerOptions, TransportNodeOptions {}

/**
 * A ZOCP node on the local network, or on a message broker: finds other nodes, publishes parameters, reads and sets theirs, wires
 * emitters to sensors. On the local network it works with pyZOCP nodes too.
 */
export class ZocpNode extends TransportNode {
  /** The broker that this node is on, without its password; undefined on the local network. */
  readonly broker: string | undefined;
  readonly #zre: ZreNode | undefined;

  /** `name` is what people call this node; at most 255 bytes of UTF-8. Throws `UsageError` when an option is wrong. */
  constructor(name?: string, options: ZocpOptions = {}) {
    checkZreOptions("ZocpNode", options, ZOCP_OPTIONS);
    checkNodeOptions(pickOptions<TransportNodeOptions>(options, NODE_OPTIONS));
    const { transport, zre, broker } = chooseWay(name, options);
    super(transport, pickOptions<TransportNodeOptions>(options, NODE_OPTIONS));
    this.#zre = zre;
    this.broker = broker;
  }

  /** The ZRE node underneath: groups, whispers, shouts, headers and endpoints. Throws `UsageError` on a broker, where there is none. */
  get zre(): ZreNode {
    if (this.#zre !== undefined) return this.#zre;
    throw new UsageError(
      "not-found",
      `the node ${this.name} is on the broker ${this.broker}: there is no ZRE node under it`,
    );
  }

  /** Where peers can connect to: `tcp://192.168.1.7:49152`, one for each interface in use. None on a broker. */
  get endpoints(): readonly string[] {
    return this.#zre?.endpoints ?? [];
  }
}

/** What a node rides on. */
interface Way {
  readonly transport: Transport;
  readonly zre?: ZreNode;
  readonly broker?: string;
}

function chooseWay(name: string | undefined, options: ZocpOptions): Way {
  const { groups = [], headers = {} } = options;
  const overBroker = brokerTransport(name, options);
  if (overBroker !== undefined) return overBroker;
  const given = headers instanceof Map ? headers : new Map(Object.entries(headers));
  const zre = new ZreNode(name, {
    ...pickOptions<ZreOptions>(options, ZRE_OPTIONS),
    headers: new Map([...given, ...PACKING_HEADERS, ...rankHeaders(options.clockRank)]),
    groups: [ZOCP_GROUP, ...groups.filter((group) => group !== ZOCP_GROUP)],
  });
  return { transport: new ZreTransport(zre), zre };
}

/**
 * A transport over the broker that these options name; undefined where they name none. Options that say where a node is on the local
 * network mean nothing there. Throws `UsageError`.
 */
export function brokerTransport(
  name: string | undefined,
  options: ZocpOptions = {},
): { readonly transport: Transport; readonly broker: string } | undefined {
  checkZreOptions("brokerTransport", options, ZOCP_OPTIONS);
  checkGiven("the name", name, checkText);
  const { broker, show } = options;
  const pretend = options.net !== undefined;
  const chosen = chooseBroker({ broker, show }, pretend);
  if (chosen === undefined) return undefined;
  const { headers = {} } = options;
  const { id, limits: { message, buffer, peers } = {}, net = hostNet() } = options;
  const transport = makeBrokerTransport(chosen, {
    ...{
      name,
      headers: headers instanceof Map ? headers : new Map(Object.entries(headers)),
      net,
      id: id === undefined ? undefined : parseId(id),
      key: options.key ?? (pretend ? undefined : defaultKeyFile()),
      keys: options.keys ?? (pretend ? undefined : defaultKeyFolder()),
    },
    expectsUsers: [...(options.accept ?? []), ...(options.let ?? [])].some((who) => who.startsWith("user:")),
    limits: {
      ...(message !== undefined && { message }),
      ...(buffer !== undefined && { buffer }),
      ...(peers !== undefined && { peers }),
    },
  });
  return { transport, broker: formatBroker(chosen.url) };
}

const ZOCP_OPTIONS: OptionNames<ZocpOptions> = { ...ZRE_OPTIONS, ...BROKER_OPTIONS, ...NODE_OPTIONS };
