import type { Json } from "../bytes/json.ts";
import type { Port } from "../zocp/link.ts";
import type { Peer } from "../zocp/peer.ts";
import { callSafely } from "./emitter.ts";
import type { NodeEvent } from "./node-events.ts";
import type { ZocpDriver } from "./zocp-driver.ts";

/** Receives a value of a parameter of another node, and which node that is. */
export type WatchListener = (update: { readonly value: Json; readonly peer: string; readonly name: string }) => void;

interface Watch {
  readonly port: Port;
  readonly listener: WatchListener;
}

/** Follows single parameters of other nodes, by the node's name: also when it comes later, or leaves and returns. */
export class Watches {
  readonly #driver: ZocpDriver;
  readonly #watches = new Set<Watch>();

  constructor(driver: ZocpDriver) {
    this.#driver = driver;
  }

  add(port: Port, listener: WatchListener): () => void {
    const watch = { port, listener };
    for (const peer of this.#driver.machine.peers.values()) if (peer.complete) this.#begin(watch, peer);
    this.#watches.add(watch);
    return () => this.#end(watch);
  }

  tell(event: NodeEvent): void {
    if (this.#watches.size === 0) return;
    if (event.type === "signal") this.#deliver(event.peer, event.name, event.emitter, event.value);
    else if (event.type === "described" || event.type === "modified") this.#follow(event);
  }

  #follow(event: Extract<NodeEvent, { type: "described" | "modified" }>): void {
    const peer = this.#driver.machine.peers.get(event.peer);
    if (peer === undefined) return;
    for (const watch of this.#watches) {
      if (!names(watch.port, peer.id, peer.name)) continue;
      if (event.type === "described") this.#begin(watch, peer);
      else if (event.values.includes(watch.port.parameter)) this.#tellValue(watch, peer);
      else if (event.parameters.includes(watch.port.parameter)) this.#observeLate(watch, peer);
    }
  }

  /** Subscribes; the present value follows by itself, unless the node is of another make or we are subscribed already. */
  #begin(watch: Watch, peer: Peer): void {
    const { port } = watch;
    if (!names(port, peer.id, peer.name)) return;
    const { machine } = this.#driver;
    if (machine.observes(peer.id, port.parameter) || !peer.extensions) this.#tellValue(watch, peer);
    this.#driver.act((_, now) => machine.observe(peer.id, port.parameter, now));
  }

  /** The parameter is there now. A node of ours has kept our wish for it; one of the reference would have ended itself. */
  #observeLate(watch: Watch, peer: Peer): void {
    if (!this.#driver.machine.observes(peer.id, watch.port.parameter)) this.#begin(watch, peer);
  }

  #tellValue({ port, listener }: Watch, { id, name, tree }: Peer): void {
    const value = tree.parameters.get(port.parameter)?.value;
    if (value !== undefined) callSafely(listener, { value, peer: id, name });
  }

  #deliver(peer: string, name: string, path: string, value: Json): void {
    for (const { port, listener } of this.#watches) {
      if (port.parameter === path && names(port, peer, name)) callSafely(listener, { value, peer, name });
    }
  }

  #end(watch: Watch): void {
    if (!this.#watches.delete(watch)) return;
    for (const peer of this.#driver.machine.peers.values()) {
      const shared = [...this.#watches].some(({ port }) => sameTarget(port, watch.port, peer));
      if (shared || !names(watch.port, peer.id, peer.name)) continue;
      this.#driver.act((machine, now) => machine.unobserve(peer.id, watch.port.parameter, now));
    }
  }
}

function sameTarget(a: Port, b: Port, { id, name }: Peer): boolean {
  return a.parameter === b.parameter && names(a, id, name) && names(b, id, name);
}

function names({ node }: Port, peer: string, name: string): boolean {
  return node === peer || node === name;
}
