import type { ZocpDriver } from "../driver/zocp-driver.ts";
import { RemoteNode } from "./remote-node.ts";
import { RemoteRequests } from "./remote-requests.ts";
import type { Requests } from "./requests.ts";

/** The ZOCP nodes that are present, as the user holds them: one object for each, as long as it stays. */
export class RemoteNodes {
  readonly #driver: ZocpDriver;
  readonly #requests: RemoteRequests;
  readonly #nodes = new Map<string, RemoteNode>();

  constructor(driver: ZocpDriver, requests: Requests) {
    this.#driver = driver;
    this.#requests = new RemoteRequests(driver, requests);
  }

  get all(): ReadonlyMap<string, RemoteNode> {
    return this.#nodes;
  }

  /** By name, by id, or by a beginning of an id that fits only one node. */
  find(nameOrId: string): RemoteNode | undefined {
    const nodes = [...this.#nodes.values()];
    const named = nodes.find((node) => node.name === nameOrId);
    if (named !== undefined || nameOrId.length < SHORTEST_ID) return named;
    const [only, another] = nodes.filter((node) => node.id.startsWith(nameOrId.toLowerCase()));
    return another === undefined ? only : undefined;
  }

  /** Before an event reaches the user, the node that it is about has to be there (or gone). */
  handleEnter(id: string): void {
    const peer = this.#driver.machine.peers.get(id);
    if (peer !== undefined) this.#nodes.set(id, new RemoteNode(peer, this.#requests));
  }

  handleExit(id: string): void {
    this.#nodes.delete(id);
  }
}

const SHORTEST_ID = 4;
