import { encodeZ85 } from "../../bytes/z85.ts";
import { type NetworkError, ProtocolError } from "../../errors.ts";
import { Reminders } from "../../events/reminders.ts";
import type { KeyStore } from "../../keys/key-store.ts";
import type { Net } from "../../net/net.ts";
import { sameBytes } from "../../zmtp/curve/primitives.ts";
import type { MechanismFactory } from "../../zmtp/mechanism.ts";
import type { Beacon } from "../../zre/discovery/beacon.ts";
import type { ZreEffect } from "../../zre/mesh/effects.ts";
import type { Mesh } from "../../zre/mesh/mesh.ts";

export interface KeyPolicyOptions {
  readonly net: Net;
  readonly mesh: Mesh;
  /** None where nodes have no keys: then everybody without a key may come. */
  readonly ring: KeyStore | undefined;
  readonly perform: (effects: readonly ZreEffect[]) => void;
  readonly failed: (error: NetworkError) => void;
}

/** Asks the key ring about everybody who comes, sends away who may not stay, and tells people why. */
export class KeyPolicy {
  readonly #options: KeyPolicyOptions;
  readonly #reminders = new Reminders();
  /** The keys that we expect at the other end of our connections. */
  readonly #dialled = new Map<string, Uint8Array>();
  #cancel: () => void = () => {};

  constructor(options: KeyPolicyOptions) {
    this.#options = options;
  }

  /** From now on the folder of keys is looked at once a second. */
  start(): void {
    if (this.#options.ring?.allowList !== undefined) this.#look();
  }

  stop(): void {
    this.#cancel();
  }

  /** Whether a beacon from this address is to be followed. */
  follows(beacon: Beacon, address: string): boolean {
    const { ring } = this.#options;
    // Anybody can send a beacon in another's name: where there are keys, a goodbye counts only when its connections go, too.
    if (ring !== undefined && beacon.port === 0) return false;
    const objection = objectionTo(beacon, address, ring);
    if (objection === undefined) return true;
    this.complain(beacon.peer, new ProtocolError("key-mismatch", objection));
    return false;
  }

  /** Whether the owner of a key that was proved may call itself so. */
  binds(peer: string, key: Uint8Array | undefined): boolean {
    const { ring, mesh, perform } = this.#options;
    if (ring === undefined) return true;
    if (key === undefined || !ring.bind(peer, key)) return false;
    const dialled = this.#dialled.get(peer);
    // A beacon in its name told another key: whom we dialled is somebody else, and must not be told what is meant for it.
    if (dialled !== undefined && !sameBytes(dialled, key)) perform(mesh.expel(peer));
    return true;
  }

  /** For a connection to this peer, or to the place of another that is expected there; undefined where nodes have no keys. */
  client(peer: string, expects: string = peer): MechanismFactory | undefined {
    const { ring } = this.#options;
    if (ring === undefined) return undefined;
    const serverKey = ring.expected(expects);
    this.#dialled.set(peer, serverKey);
    return ring.client(serverKey);
  }

  /** Whether the one that we dialled under a name may call itself so. */
  believes(dialled: string, id: string): boolean {
    const [expected, proved] = [this.#dialled.get(dialled), this.#options.ring?.proved(id)];
    if (expected === undefined || proved === undefined || sameBytes(expected, proved)) return true;
    const message = `whom we dialled as ${dialled} calls itself ${id}, whose key is another`;
    this.complain(id, new ProtocolError("key-mismatch", message));
    return false;
  }

  /** A peer is known under another name from now on. */
  rename(from: string, to: string): void {
    const key = this.#dialled.get(from);
    this.#dialled.delete(from);
    if (key !== undefined) this.#dialled.set(to, key);
  }

  /** There is no connection to this peer any more. */
  forget(peer: string): void {
    this.#dialled.delete(peer);
  }

  /** Tells what was refused; what keys have to do with seldom, for it comes again with every beacon and every attempt. */
  complain(peer: string | undefined, error: ProtocolError): void {
    const now = this.#options.net.clock.now();
    if (error.code === "key-mismatch" && !this.#reminders.due(error.message, now)) return;
    this.#options.perform(this.#options.mesh.handleRefused(peer, error, now));
  }

  /** Those whose key was taken out of the folder have to leave. */
  readonly #look = (): void => {
    const { ring, net, mesh, perform, failed } = this.#options;
    // First: whatever fails below, the next look comes.
    this.#cancel = net.clock.schedule(LOOK_EVERY, this.#look);
    const trouble = ring?.allowList?.trouble();
    if (trouble !== undefined) failed(trouble);
    for (const peer of [...mesh.peers.keys()]) if (ring?.admits(peer) === false) perform(mesh.expel(peer));
  };
}

/** Why a beacon from this address is not followed, for people; undefined when it is. */
function objectionTo({ peer, key }: Beacon, address: string, ring: KeyStore | undefined): string | undefined {
  if (ring === undefined)
    return (
      key && `a node at ${address} has a key, and this one has none: give it the key of the show (--key, ZOCP_KEY)`
    );
  if (key === undefined) return `a node at ${address} has no key, and this one has: it stays out`;
  if (ring.hear(peer, key)) return undefined;
  return (
    ring.objectionTo(`a node at ${address}`, key) ??
    `a beacon from ${address} names the node ${peer}, whose key is not ${encodeZ85(key)}`
  );
}

const LOOK_EVERY = 1000;
