import { formatAddress, type RemoteNode, type TransportNode } from "../../index.ts";

/** Sees which wires are made and cut, from the lists that emitters tell. */
export class Wires {
  readonly #node: TransportNode;
  readonly #tell: (emitter: string, sensor: string, made: boolean) => void;
  /** By the id of the emitter's node. */
  readonly #known = new Map<string, ReadonlyMap<string, readonly [emitter: string, sensor: string]>>();
  /** Nodes with a wire to somebody who is not known yet. */
  readonly #open = new Set<string>();

  constructor(node: TransportNode, tell: (emitter: string, sensor: string, made: boolean) => void) {
    this.#node = node;
    this.#tell = tell;
  }

  /** A node has told something new, or is new itself. */
  look(remote: RemoteNode): void {
    this.#lookAt(remote);
    for (const id of this.#open) {
      const other = this.#node.peers.get(id);
      if (other !== undefined && other !== remote) this.#lookAt(other);
    }
  }

  forget(id: string): void {
    this.#known.delete(id);
    this.#open.delete(id);
  }

  #lookAt(remote: RemoteNode): void {
    const [before, now] = [this.#known.get(remote.id), this.#wiresOf(remote)];
    this.#known.set(remote.id, now);
    for (const [key, [emitter, sensor]] of now) if (before?.has(key) !== true) this.#tell(emitter, sensor, true);
    for (const [key, [emitter, sensor]] of before ?? []) if (!now.has(key)) this.#tell(emitter, sensor, false);
  }

  #wiresOf({ id, name, parameters }: RemoteNode): ReadonlyMap<string, readonly [string, string]> {
    const wires = new Map<string, readonly [string, string]>();
    this.#open.delete(id);
    for (const { path, subscribers } of parameters.values()) {
      for (const [peer, sensor] of subscribers) {
        if (sensor === null || peer === this.#node.id) continue;
        const other = this.#node.peers.get(peer)?.name;
        if (other === undefined) this.#open.add(id);
        else wires.set(`${path}\0${peer}\0${sensor}`, [addressOf(name, path), addressOf(other, sensor)]);
      }
    }
    return wires;
  }
}

function addressOf(node: string, parameter: string): string {
  return formatAddress({ node, parameter });
}
