import type { Json } from "../bytes/json.ts";
import type { Port } from "../zocp/link.ts";
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
    this.#watches.add(watch);
    for (const peer of this.#driver.machine.peers.values()) if (peer.complete) this.#begin(watch, peer.id, peer.name);
    return () => this.#end(watch);
  }

  tell(event: NodeEvent): void {
    if (this.#watches.size === 0) return;
    if (event.type === "described") {
      for (const watch of this.#watches) this.#begin(watch, event.peer, event.name);
    } else if (event.type === "signal") {
      this.#deliver(event.peer, event.name, event.emitter, event.value);
    } else if (event.type === "modified") {
      for (const path of event.parameters) {
        const value = this.#driver.machine.peers.get(event.peer)?.tree.parameters.get(path)?.value;
        if (value !== undefined) this.#deliver(event.peer, event.name, path, value);
      }
    }
  }

  #begin({ port, listener }: Watch, peer: string, name: string): void {
    if (!names(port, peer, name)) return;
    const known = this.#driver.machine.peers.get(peer);
    const value = known?.tree.parameters.get(port.parameter)?.value;
    this.#driver.act((machine, now) => machine.observe(peer, port.parameter, now));
    // A node with our extensions sends the present value by itself.
    if (value !== undefined && known?.extensions === false) callSafely(listener, { value, peer, name });
  }

  #deliver(peer: string, name: string, path: string, value: Json): void {
    for (const { port, listener } of this.#watches) {
      if (port.parameter === path && names(port, peer, name)) callSafely(listener, { value, peer, name });
    }
  }

  #end(watch: Watch): void {
    if (!this.#watches.delete(watch)) return;
    for (const { id, name } of this.#driver.machine.peers.values()) {
      const shared = [...this.#watches].some(
        ({ port }) => port.parameter === watch.port.parameter && names(port, id, name),
      );
      if (!shared && names(watch.port, id, name)) {
        this.#driver.act((machine, now) => machine.unobserve(id, watch.port.parameter, now));
      }
    }
  }
}

function names({ node }: Port, peer: string, name: string): boolean {
  return node === peer || node === name;
}
