import { PACKING_HEADERS } from "../zocp/headers.ts";
import { RealmNode, type RealmNodeOptions } from "./realm-node.ts";
import { ZreNode } from "./zre-node.ts";
import type { ZreOptions } from "./zre-options.ts";
import { ZOCP_GROUP, ZreRealm } from "./zre-realm.ts";

export interface ZocpOptions extends ZreOptions, RealmNodeOptions {}

/**
 * A ZOCP node on the local network: finds other nodes, publishes parameters, reads and sets theirs, wires emitters to
 * sensors. Works with pyZOCP nodes too.
 */
export class ZocpNode extends RealmNode {
  /** The ZRE node underneath: groups, whispers, shouts, headers and endpoints. */
  readonly zre: ZreNode;

  /** `name` is what people call this node; at most 255 bytes of UTF-8. Throws `UsageError` when an option is wrong. */
  constructor(name?: string, options: ZocpOptions = {}) {
    const { headers = {}, groups = [] } = options;
    const given = headers instanceof Map ? headers : new Map(Object.entries(headers));
    const zre = new ZreNode(name, {
      ...options,
      headers: new Map([...given, ...PACKING_HEADERS]),
      groups: [ZOCP_GROUP, ...groups.filter((group) => group !== ZOCP_GROUP)],
    });
    super(new ZreRealm(zre), options);
    this.zre = zre;
  }

  /** Where peers can connect to: `tcp://192.168.1.7:49152`, one for each interface in use. */
  get endpoints(): readonly string[] {
    return this.zre.endpoints;
  }
}
