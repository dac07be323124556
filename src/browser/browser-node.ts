import { RealmNode, type RealmNodeOptions } from "../runtime/realm-node.ts";
import type { GatewayRealm } from "./gateway-realm.ts";
import type { GatewayStatus } from "./gateway-state.ts";

/** A ZOCP node that lives in a web page. Made by `joinMesh`. */
export class BrowserNode extends RealmNode {
  /** How the page stands with the gateway through which it is on the network. */
  readonly gateway: GatewayStatus;
  readonly #realm: GatewayRealm;
  /** The peers of which the gateway knows that they have happenings. */
  readonly #told = new Set<string>();

  constructor(realm: GatewayRealm, options: RealmNodeOptions = {}) {
    super(realm, options);
    this.#realm = realm;
    this.gateway = realm.status;
    this.on("described", ({ peer }) => this.#tellHappenings(peer));
    this.on("modified", ({ peer, parameters, removed }) => {
      if (parameters.length + removed.length > 0) this.#tellHappenings(peer);
    });
    this.on("exit", ({ peer }) => this.#told.delete(peer));
  }

  /** The gateway does not read what passes, so it cannot know of which emitters every value matters. */
  #tellHappenings(peer: string): void {
    const parameters = this.peer(peer)?.parameters.values() ?? [];
    const emitters = [...parameters].filter(({ event }) => event).map(({ path }) => path);
    if (emitters.length === 0 && !this.#told.has(peer)) return;
    this.#told.add(peer);
    this.#realm.tellHappenings(peer, emitters);
  }
}
