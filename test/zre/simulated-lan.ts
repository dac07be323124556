import { EventQueue } from "../../src/net/sim/event-queue.ts";
import type { Beacon } from "../../src/zre/discovery/beacon.ts";
import type { ZreEffect } from "../../src/zre/mesh/effects.ts";
import type { ZreEvent } from "../../src/zre/mesh/events.ts";
import { Mesh } from "../../src/zre/mesh/mesh.ts";
import type { MeshOptions } from "../../src/zre/mesh/mesh-options.ts";
import type { ZreMessage } from "../../src/zre/message/message.ts";
import { framesOf, story } from "./samples.ts";

/** Meshes wired to each other under virtual time. Everything takes a millisecond, and arrives unless `loses` says otherwise. */
export class SimulatedLan {
  now = 0;
  /** Messages for which it says so vanish. */
  loses: (message: ZreMessage, from: SimulatedNode, to: SimulatedNode) => boolean = () => false;
  /** Beacons on the way to one node for which it says so vanish. */
  losesBeacon: () => boolean = () => false;
  /** Messages that arrived. */
  delivered = 0;
  readonly #nodes = new Set<SimulatedNode>();
  readonly #agenda = new EventQueue();

  /** A node that is started at once; its id and its address come from one number. */
  node(
    number: number,
    options: Partial<MeshOptions> & { readonly port?: number; readonly address?: string } = {},
  ): SimulatedNode {
    const node = new SimulatedNode(this, number, options);
    this.#nodes.add(node);
    node.perform(node.mesh.setInterfaces([{ ...node.at, netmask: "255.255.0.0" }], this.now));
    node.perform(node.mesh.start(this.now));
    return node;
  }

  /** Lets time pass. */
  run(milliseconds: number): void {
    const until = this.now + milliseconds;
    for (;;) {
      const pending = this.#agenda.peek() === undefined ? until + 1 : this.#agenda.next;
      const next = Math.min(pending, ...[...this.#nodes].map(({ mesh }) => mesh.deadline));
      if (next > until) break;
      this.now = Math.max(this.now, next);
      for (const node of this.#nodes)
        if (node.mesh.deadline <= this.now) node.perform(node.mesh.handleTimeout(this.now));
      for (let entry = this.#agenda.peek(); entry && this.#agenda.next <= this.now; entry = this.#agenda.peek()) {
        this.#agenda.take();
        entry.run();
      }
    }
    this.now = until;
  }

  /** Ends a node without a word, as a killed process. */
  kill(node: SimulatedNode): void {
    this.#nodes.delete(node);
    for (const link of node.outbound.values()) link.close();
    for (const link of node.inbound.values()) link.breakDown();
  }

  after(milliseconds: number, run: () => void): void {
    this.#agenda.add(this.now + milliseconds, undefined, run);
  }

  broadcast(from: SimulatedNode, beacon: Beacon): void {
    const { address, port } = from.at;
    const told = { peer: beacon.peer, port: beacon.port === 0 ? 0 : port };
    for (const to of this.#nodes) {
      if (this.losesBeacon()) continue;
      this.after(1, () => to.perform(to.mesh.handleBeacon(told, address, this.now)));
    }
  }

  listener(address: string, port: number): SimulatedNode | undefined {
    return [...this.#nodes].find(({ at }) => at.address === address && at.port === port);
  }

  alive(node: SimulatedNode): boolean {
    return this.#nodes.has(node);
  }
}

/** A mesh with its connections, and what it told. */
export class SimulatedNode {
  readonly id: string;
  readonly mesh: Mesh;
  readonly at: { readonly address: string; readonly port: number };
  readonly events: ZreEvent[] = [];
  readonly outbound = new Map<string, Link>();
  readonly inbound = new Map<string, Link>();
  readonly #lan: SimulatedLan;

  constructor(lan: SimulatedLan, number: number, options: Partial<MeshOptions> & { port?: number; address?: string }) {
    const { port = 49152, address = `10.0.${number >> 8}.${number & 255}`, ...mesh } = options;
    this.#lan = lan;
    this.id = number.toString(16).padStart(32, "0");
    this.at = { address, port };
    this.mesh = new Mesh({ peer: this.id, name: `node ${number}`, ...mesh });
  }

  perform(effects: readonly ZreEffect[]): void {
    for (const effect of effects) {
      if (effect.type === "emit") this.events.push(effect.event);
      else if (effect.type === "beacon") this.#lan.broadcast(this, effect.beacon);
      else if (effect.type === "send") this.outbound.get(effect.peer)?.send(effect.message);
      else if (effect.type === "rename") this.#rename(effect.from, effect.peer);
      // A connection of this network is whole, or it is gone.
      else if (effect.type === "redial" || effect.type === "prove") this.outbound.get(effect.peer)?.dial();
      else {
        this.outbound.get(effect.peer)?.close();
        if (effect.type === "connect") this.outbound.set(effect.peer, new Link(this.#lan, this, effect));
        else this.inbound.get(effect.peer)?.breakDown();
      }
    }
  }

  #rename(from: string, peer: string): void {
    const link = this.outbound.get(from);
    if (link === undefined) return;
    this.outbound.delete(from);
    link.peer = peer;
    this.outbound.get(peer)?.close();
    this.outbound.set(peer, link);
  }

  /** The names of the events since the last call. */
  told(): string[] {
    return story(this.events.splice(0).map((event) => ({ type: "emit", event })));
  }
}

/** A DEALER connection: it dials again by itself, and keeps what is sent meanwhile. */
class Link {
  readonly #lan: SimulatedLan;
  readonly #from: SimulatedNode;
  readonly #to: { readonly address: string; readonly port: number };
  peer: string;
  #waiting: ZreMessage[] = [];
  #end: SimulatedNode | undefined;
  #closed = false;
  #wasUp = false;

  constructor(lan: SimulatedLan, from: SimulatedNode, to: { peer: string; address: string; port: number }) {
    this.#lan = lan;
    this.#from = from;
    this.#to = to;
    this.peer = to.peer;
    this.dial();
  }

  dial(): void {
    this.#lan.after(1, () => {
      if (!this.#closed && this.#end === undefined) this.#open();
    });
  }

  send(message: ZreMessage): void {
    if (this.#end === undefined) this.#waiting.push(message);
    else this.#deliver(message, this.#end);
  }

  /** Ours to end: the other side notices. */
  close(): void {
    this.#closed = true;
    this.#leave();
  }

  /** The network's or the other side's doing: it is dialled again. */
  breakDown(confirmed = true): void {
    this.#leave();
    if (this.#closed) return;
    this.#lost(confirmed, false);
  }

  #open(): void {
    const end = this.#lan.listener(this.#to.address, this.#to.port);
    if (end === undefined) {
      this.#lost(true, true);
      return;
    }
    this.#from.perform(this.#from.mesh.handleOutboundReady(this.peer, end.id, this.#lan.now));
    // It may not be whom we meant.
    if (this.#closed) return;
    const older = end.inbound.get(this.#from.id);
    this.#end = end;
    end.inbound.set(this.#from.id, this);
    older?.breakDown();
    if (this.#wasUp) this.#from.perform(this.#from.mesh.handleOutboundRestored(this.peer, this.#lan.now));
    this.#wasUp = true;
    for (const message of this.#waiting.splice(0)) if (!this.#closed) this.#deliver(message, end);
  }

  #deliver(message: ZreMessage, end: SimulatedNode): void {
    if (this.#lan.loses(message, this.#from, end)) return;
    this.#lan.after(1, () => {
      if (this.#end !== end || !this.#lan.alive(end)) return;
      this.#lan.delivered++;
      const frames = framesOf(message);
      end.perform(end.mesh.handleMessage(this.#from.id, frames, this.#from.at.address, this.#lan.now));
    });
  }

  #leave(): void {
    const end = this.#end;
    this.#end = undefined;
    if (end?.inbound.get(this.#from.id) !== this) return;
    end.inbound.delete(this.#from.id);
    if (this.#lan.alive(end)) end.perform(end.mesh.handleInboundLost(this.#from.id));
  }

  #lost(confirmed: boolean, refused: boolean): void {
    if (!this.#lan.alive(this.#from)) return;
    this.#from.perform(this.#from.mesh.handleOutboundLost(this.peer, { confirmed, refused }));
    this.#lan.after(100, () => this.dial());
  }
}
