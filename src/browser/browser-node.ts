import { TransportNode, type TransportNodeOptions } from "../node/transport-node.ts";
import type { GatewayStatus } from "../transport/websocket/gateway-state.ts";
import type { GatewayTransport } from "../transport/websocket/gateway-transport.ts";

/** A ZOCP node that lives in a web page. Made by `joinMesh`. */
export class BrowserNode extends TransportNode {
  /** How the page stands with the gateway through which it is on the network. */
  readonly gateway: GatewayStatus;
  readonly #transport: GatewayTransport;
  /** The peers of which the gateway knows that they have happenings. */
  readonly #told = new Set<string>();

  constructor(transport: GatewayTransport, options: TransportNodeOptions = {}) {
    super(transport, options);
    this.#transport = transport;
    this.gateway = transport.status;
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
    this.#transport.tellHappenings(peer, emitters);
  }
}
