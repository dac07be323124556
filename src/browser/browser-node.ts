import { RealmNode, type RealmNodeOptions } from "../runtime/realm-node.ts";
import type { GatewayRealm } from "./gateway-realm.ts";
import type { GatewayStatus } from "./gateway-state.ts";

/** A ZOCP node that lives in a web page. Made by `joinMesh`. */
export class BrowserNode extends RealmNode {
  /** How the page stands with the gateway through which it is on the network. */
  readonly gateway: GatewayStatus;

  constructor(realm: GatewayRealm, options: RealmNodeOptions = {}) {
    super(realm, options);
    this.gateway = realm.status;
  }
}
