import type { Frames } from "../bytes/frames.ts";
import { Crossing, type Side } from "./crossing.ts";
import type { StandIn } from "./stand-in.ts";

/** All who stand for nodes of the other side, and what passes between those of one side and of the other. */
export class StandIns {
  readonly #standing: Readonly<Record<Side, Map<string, StandIn>>> = { lan: new Map(), broker: new Map() };
  /** By the id of the node on the local network, and by that of the node on the broker. */
  readonly #crossings = new Map<string, Map<string, Crossing>>();

  /** Those on one side, by the ids of the nodes for which they stand. */
  on(side: Side): ReadonlyMap<string, StandIn> {
    return this.#standing[side];
  }

  add(side: Side, standIn: StandIn): void {
    const { id } = standIn.node;
    this.#standing[side].set(id, standIn);
    for (const [other, across] of this.#standing[acrossFrom(side)]) {
      if (side === "lan") this.#join(other, id, { lan: standIn, broker: across });
      else this.#join(id, other, { lan: across, broker: standIn });
    }
  }

  /** Gives who stood there. */
  remove(side: Side, id: string): StandIn | undefined {
    const standIn = this.#standing[side].get(id);
    this.#standing[side].delete(id);
    for (const other of this.#standing[acrossFrom(side)].keys()) {
      const [local, remote] = side === "lan" ? [other, id] : [id, other];
      this.#crossings.get(local)?.get(remote)?.close();
      this.#crossings.get(local)?.delete(remote);
    }
    if (side === "broker") this.#crossings.delete(id);
    return standIn;
  }

  enter(side: Side, standIn: string, peer: string): void {
    this.#between(side, standIn, peer)?.enter(side);
  }

  exit(side: Side, standIn: string, peer: string): void {
    this.#between(side, standIn, peer)?.exit(side);
  }

  /** False: between these nothing passes. */
  receive(side: Side, standIn: string, peer: string, content: Frames): boolean {
    const crossing = this.#between(side, standIn, peer);
    crossing?.receive(side, content);
    return crossing !== undefined;
  }

  drain(side: Side, standIn: string, peer: string): void {
    this.#between(side, standIn, peer)?.drain(side);
  }

  /** What passes between whom somebody stands for, and a node on the side on which he stands; undefined for one that does not cross. */
  #between(side: Side, standIn: string, peer: string): Crossing | undefined {
    return side === "lan" ? this.#crossings.get(peer)?.get(standIn) : this.#crossings.get(standIn)?.get(peer);
  }

  #join(local: string, remote: string, by: Readonly<Record<Side, StandIn>>): void {
    const crossing = new Crossing({ lan: by.lan.way(local), broker: by.broker.way(remote) });
    const row = this.#crossings.get(local) ?? new Map<string, Crossing>();
    this.#crossings.set(local, row.set(remote, crossing));
    enterAgain(crossing, "lan", by.lan, local);
    enterAgain(crossing, "broker", by.broker, remote);
  }
}

/** Who was met before says again what it has said, unless a part of that is gone. */
function enterAgain(crossing: Crossing, side: Side, standIn: StandIn, peer: string): void {
  if (!standIn.met.has(peer)) return;
  const early = standIn.takeEarly(peer);
  crossing.enter(side, early === undefined);
  for (const content of early ?? []) crossing.receive(side, content);
}

function acrossFrom(side: Side): Side {
  return side === "lan" ? "broker" : "lan";
}
