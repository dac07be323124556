import { type OptionNames, pickOptions } from "./arguments/check.ts";
import { checkNodeOptions, NODE_OPTIONS } from "./node/node-options.ts";
import { TransportNode, type TransportNodeOptions } from "./node/transport-node.ts";
import { checkZreOptions, ZRE_OPTIONS } from "./transport/zre/known-options.ts";
import { ZreNode } from "./transport/zre/zre-node.ts";
import type { ZreOptions } from "./transport/zre/zre-options.ts";
import { ZreTransport } from "./transport/zre/zre-transport.ts";
import { rankHeaders } from "./zocp/clock/rank.ts";
import { PACKING_HEADERS, ZOCP_GROUP } from "./zocp/codec/headers.ts";

export interface ZocpOptions extends ZreOptions, TransportNodeOptions {}

/**
 * A ZOCP node on the local network: finds other nodes, publishes parameters, reads and sets theirs, wires emitters to
 * sensors. Works with pyZOCP nodes too.
 */
export class ZocpNode extends TransportNode {
  /** The ZRE node underneath: groups, whispers, shouts, headers and endpoints. */
  readonly zre: ZreNode;

  /** `name` is what people call this node; at most 255 bytes of UTF-8. Throws `UsageError` when an option is wrong. */
  constructor(name?: string, options: ZocpOptions = {}) {
    checkZreOptions("ZocpNode", options, ZOCP_OPTIONS);
    checkNodeOptions(pickOptions<TransportNodeOptions>(options, NODE_OPTIONS));
    const { headers = {}, groups = [] } = options;
    const given = headers instanceof Map ? headers : new Map(Object.entries(headers));
    const zre = new ZreNode(name, {
      ...pickOptions<ZreOptions>(options, ZRE_OPTIONS),
      headers: new Map([...given, ...PACKING_HEADERS, ...rankHeaders(options.clockRank)]),
      groups: [ZOCP_GROUP, ...groups.filter((group) => group !== ZOCP_GROUP)],
    });
    super(new ZreTransport(zre), pickOptions<TransportNodeOptions>(options, NODE_OPTIONS));
    this.zre = zre;
  }

  /** Where peers can connect to: `tcp://192.168.1.7:49152`, one for each interface in use. */
  get endpoints(): readonly string[] {
    return this.zre.endpoints;
  }
}

const ZOCP_OPTIONS: OptionNames<ZocpOptions> = { ...ZRE_OPTIONS, ...NODE_OPTIONS };
