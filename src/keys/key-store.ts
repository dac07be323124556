import { encodeZ85 } from "../bytes/z85.ts";
import { UsageError } from "../errors.ts";
import type { Net } from "../net/net.ts";
import { curveClient } from "../zmtp/curve/client.ts";
import { type CurveKeys, type CurvePrimitives, sameBytes } from "../zmtp/curve/primitives.ts";
import { curveServer } from "../zmtp/curve/server.ts";
import type { MechanismFactory } from "../zmtp/mechanism.ts";
import { AllowList } from "./allow-list.ts";
import { Bindings } from "./bindings.ts";
import { readKeyFile } from "./key-file.ts";

export interface KeyStoreOptions {
  readonly net: Net;
  /** The file of our own key. */
  readonly key: string;
  /** The folder of the public keys that may come in; without it only our own key may. */
  readonly keys: string | undefined;
}

/**
 * Who may come in, and which key belongs to which peer. A peer's id is bound to the key that its first connection proved: with
 * another key nobody can pass for it, as long as this node runs.
 */
export class KeyStore {
  readonly own: CurveKeys;
  readonly #primitives: CurvePrimitives;
  /** Who may come in besides the owners of our own key. */
  readonly allowList: AllowList | undefined;
  readonly #proved = new Bindings();
  /** By id: what a beacon told. Anybody can send one; the oldest come first. */
  readonly #told = new Map<string, Uint8Array>();

  /** Throws `UsageError` when the key cannot be used or the folder not be read. */
  constructor({ net, key, keys }: KeyStoreOptions) {
    if (net.agreement === undefined)
      throw new UsageError("invalid-argument", "a key was given, but this network has no cryptography");
    this.own = readKeyFile(key);
    this.#primitives = { ...net.agreement, random: (length) => net.random.bytes(length) };
    this.allowList = keys === undefined ? undefined : new AllowList(keys, net.clock);
  }

  /** Our public key as text. */
  get publicKey(): string {
    return encodeZ85(this.own.publicKey);
  }

  /** Whether the owner of this key may come in. */
  allows(publicKey: Uint8Array): boolean {
    return sameBytes(publicKey, this.own.publicKey) || this.allowList?.has(publicKey) === true;
  }

  /**
   * Why the owner of this key may not come in, for people; undefined when it may. At two in the morning this sentence is all that somebody
   * has: it says which side lacks what. `who`: what is known of it.
   */
  objectionTo(who: string, publicKey: Uint8Array): string | undefined {
    if (this.allows(publicKey)) return undefined;
    const text = encodeZ85(publicKey);
    return this.allowList === undefined
      ? `${who} has another key than this one (${text}, not ${this.publicKey}): it stays out`
      : `${who} has a key that is not in the folder ${this.allowList.folder} (${text}): it stays out`;
  }

  /** Whether the key that a peer has proved may still come in. */
  admits(peer: string): boolean {
    const key = this.#proved.keyOf(peer);
    return key !== undefined && this.allows(key);
  }

  /** A beacon tells the key of a peer. False when it may not come in, or is known under another key. */
  hear(peer: string, publicKey: Uint8Array): boolean {
    if (!this.allows(publicKey)) return false;
    const proved = this.#proved.keyOf(peer);
    if (proved !== undefined) return sameBytes(proved, publicKey);
    remember(this.#told, peer, publicKey);
    return true;
  }

  /** A handshake has proved the key of a peer. False when the id belongs to another key. */
  bind(peer: string, publicKey: Uint8Array): boolean {
    return this.#proved.bind(peer, publicKey);
  }

  /** The key that a peer has proved to own; undefined for one that has not. */
  proved(peer: string): Uint8Array | undefined {
    return this.#proved.keyOf(peer);
  }

  /** The key that a peer has proved to own, as text; undefined for one that has not. */
  keyOf(peer: string): string | undefined {
    const key = this.#proved.keyOf(peer);
    return key && encodeZ85(key);
  }

  /** Why a peer with this key in its headers is not followed. */
  objects(peer: string, headers: ReadonlyMap<string, string>): string | undefined {
    const told = headers.get(KEY_HEADER);
    if (told === undefined || told === this.keyOf(peer)) return undefined;
    return `its header ${KEY_HEADER} is not the key that it has proved to own`;
  }

  /** The key that a peer must have. Never none: of a peer that has told none ours is expected. */
  expected(peer: string): Uint8Array {
    return this.#proved.keyOf(peer) ?? this.#told.get(peer) ?? this.own.publicKey;
  }

  /** For a connection to the owner of this key. */
  client(serverKey: Uint8Array): MechanismFactory {
    return curveClient({ primitives: this.#primitives, keys: this.own, serverKey });
  }

  /** For a connection to a hub; one whose key nobody has told has ours. */
  hub(publicKey: Uint8Array = this.own.publicKey): MechanismFactory {
    return curveClient({ primitives: this.#primitives, keys: this.own, serverKey: publicKey });
  }

  /** For a connection that somebody opened to us. */
  server(): MechanismFactory {
    return curveServer({ primitives: this.#primitives, keys: this.own, authorize: (key) => this.allows(key) });
  }
}

/** Keeps the newest: strangers with many names must not fill a node. */
function remember(keys: Map<string, Uint8Array>, peer: string, key: Uint8Array): void {
  keys.delete(peer);
  keys.set(peer, key);
  const [oldest] = keys.keys();
  if (keys.size > LIMIT && oldest !== undefined) keys.delete(oldest);
}

/** The header in which zyre tells a node's public key. */
export const KEY_HEADER = "X-PUBLICKEY";

const LIMIT = 4096;
