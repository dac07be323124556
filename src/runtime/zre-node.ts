import { Frames } from "../bytes/frames.ts";
import { toHex } from "../bytes/hex.ts";
import { encodeText } from "../bytes/text.ts";
import { type NetworkError, UsageError } from "../errors.ts";
import { hostNet } from "../net/host/host-net.ts";
import type { Net } from "../net/net.ts";
import { answersPromptly, sequenceWrap } from "../zocp/headers.ts";
import type { ZreEffect } from "../zre/effects.ts";
import type { ZreEvent } from "../zre/events.ts";
import { Mesh } from "../zre/mesh.ts";
import type { MeshPeer } from "../zre/peer.ts";
import { Emitter } from "./emitter.ts";
import { KEY_HEADER, KeyRing } from "./key-ring.ts";
import { ZreDriver } from "./zre-driver.ts";
import { type ResolvedZreOptions, resolveZreOptions, type ZreOptions } from "./zre-options.ts";

/** Everything that a ZRE node tells. `failed`: the network is in trouble; the node tries again by itself. */
export type ZreNodeEvent = ZreEvent | { readonly type: "failed"; readonly error: NetworkError };
export type ZreNodeEvents = { [Event in ZreNodeEvent as Event["type"]]: [Event] };

/**
 * A node that finds others on the local network and exchanges messages with them, alone or in groups, without a server.
 * Speaks ZRE version 2, as zyre and pyre do.
 *
 * @see RFC 36/ZRE
 */
export class ZreNode extends Emitter<ZreNodeEvents> {
  readonly #net: Net;
  readonly #mesh: Mesh;
  readonly #options: ResolvedZreOptions;
  readonly #listeners = { drain: new Set<(peer: string) => void>() };
  readonly #ring: KeyRing | undefined;
  #driver: ZreDriver | undefined;
  #starting: Promise<void> | undefined;
  /** Starts and stops follow one another: the goodbyes of one run must not come after the first beacon of the next. */
  #turn: Promise<unknown> = Promise.resolve();

  /** `name` is what people call this node; at most 255 bytes of UTF-8. Throws `UsageError` when an option is wrong. */
  constructor(name?: string, options: ZreOptions = {}) {
    super();
    this.#net = options.net ?? hostNet();
    this.#options = resolveZreOptions(options, () => toHex(this.#net.random.bytes(UUID_LENGTH)));
    const { id, mesh, key, keys } = this.#options;
    const ring = key === undefined ? undefined : new KeyRing({ net: this.#net, key, keys });
    this.#ring = ring;
    this.#mesh = new Mesh({
      ...mesh,
      ...(ring !== undefined && {
        headers: new Map([...(mesh.headers ?? []), [KEY_HEADER, ring.publicKey]]),
        objects: (peer, headers) => ring.objects(peer, headers),
      }),
      peer: id,
      name: name ?? id.slice(0, SHORT_ID),
      wrapFor: sequenceWrap,
      promptFor: answersPromptly,
    });
  }

  /** The UUID of this node: 32 lower-case hexadecimal digits. */
  get id(): string {
    return this.#options.id;
  }

  get name(): string {
    return this.#mesh.name;
  }

  /** What this node says of itself to every peer. */
  get headers(): ReadonlyMap<string, string> {
    return this.#mesh.headers;
  }

  /** The groups that this node is in. */
  get groups(): ReadonlySet<string> {
    return this.#mesh.groups;
  }

  /** The peers that are present, by id. */
  get peers(): ReadonlyMap<string, MeshPeer> {
    return this.#mesh.peers;
  }

  /** Every group that a present peer is in. */
  get peerGroups(): ReadonlySet<string> {
    return new Set([...this.peers.values()].flatMap(({ groups }) => [...groups]));
  }

  get started(): boolean {
    return this.#driver !== undefined;
  }

  /** Where peers can connect to: `tcp://192.168.1.7:49152`, one for each interface in use. */
  get endpoints(): readonly string[] {
    return (this.#driver?.listening ?? []).map(({ interface: on, port }) => `tcp://${on.address}:${port}`);
  }

  /** The pretend or real network that this node is on. */
  get net(): Net {
    return this.#net;
  }

  /** The ids of the peers that are in a group. */
  peersOf(group: string): readonly string[] {
    return this.#mesh.peersOf(group);
  }

  /**
   * Opens its sockets and makes itself known. Rejects with `NetworkError` when the network cannot be used at all. Does nothing
   * more when the node is started already, or is being started.
   */
  start(): Promise<void> {
    if (this.#starting !== undefined) return this.#starting;
    const starting = this.#afterwards(() => this.#open());
    this.#starting = starting;
    // A start that failed may be tried again.
    starting.catch(() => {
      if (this.#starting === starting) this.#starting = undefined;
    });
    return starting;
  }

  /** Says goodbye and closes everything. A node that was stopped can be started again. */
  stop(): Promise<void> {
    this.#starting = undefined;
    // A node that is stopped sends nothing any more, also while its sockets are still being closed.
    const running = this.#driver;
    this.#driver = undefined;
    return this.#afterwards(async () => {
      const driver = running ?? this.#driver;
      if (this.#driver === driver) this.#driver = undefined;
      await driver?.stop();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Sends a message of one or more frames to one peer. Throws `UsageError` when there is no such peer. */
  whisper(peer: string, ...frames: readonly (string | Uint8Array)[]): void {
    this.#perform(this.#mesh.whisper(peer, toFrames(frames)));
  }

  /** {@link whisper} for frames that were made before; does nothing when the peer is gone. */
  whisperFrames(peer: string, content: Frames): void {
    if (this.#driver !== undefined && this.#mesh.peers.has(peer))
      this.#driver.perform(this.#mesh.whisper(peer, content));
  }

  /** Sends a message of one or more frames to every peer of a group; this node need not be in it. */
  shout(group: string, ...frames: readonly (string | Uint8Array)[]): void {
    this.#perform(this.#mesh.shout(group, toFrames(frames)));
  }

  /** Enters a group and tells every peer. */
  join(group: string): void {
    this.#tell(this.#mesh.join(group));
  }

  /** Leaves a group and tells every peer. */
  leave(group: string): void {
    this.#tell(this.#mesh.leave(group));
  }

  /** Whether a peer takes messages at once. While it is slower than we are this is false; see {@link onDrain}. */
  writable(peer: string): boolean {
    return this.#driver?.writable(peer) ?? false;
  }

  /** Milliseconds from our last PING to a peer until its answer; undefined before the first one. */
  roundTrip(peer: string): number | undefined {
    return this.#driver?.roundTrip(peer);
  }

  /**
   * The public key that a peer has proved to own, as 40 characters of Z85; undefined where nodes have no keys, and for a peer
   * that is not here. Its header `X-PUBLICKEY` alone would prove nothing.
   */
  keyOf(peer: string): string | undefined {
    return this.#mesh.peers.has(peer) ? this.#ring?.keyOf(peer) : undefined;
  }

  /** Our own public key, as 40 characters of Z85; undefined without a key. */
  get publicKey(): string | undefined {
    return this.#ring?.publicKey;
  }

  /** Calls back when a peer that was not writable is again. */
  onDrain(listener: (peer: string) => void): void {
    this.#listeners.drain.add(listener);
  }

  async #open(): Promise<void> {
    const driver = this.#makeDriver();
    this.#driver = driver;
    try {
      await driver.start();
    } catch (error) {
      if (this.#driver === driver) this.#driver = undefined;
      throw error;
    }
  }

  #afterwards(action: () => Promise<void>): Promise<void> {
    const result = this.#turn.then(action);
    this.#turn = result.catch(() => {});
    return result;
  }

  #perform(effects: readonly ZreEffect[]): void {
    if (this.#driver === undefined)
      throw new UsageError("not-running", `the node ${this.name} is not running: call start() first`);
    this.#driver.perform(effects);
  }

  /** Before the start there is nobody to tell: HELLO will carry the groups. */
  #tell(effects: readonly ZreEffect[]): void {
    this.#driver?.perform(effects);
  }

  #makeDriver(): ZreDriver {
    const { mesh: _mesh, interface: wanted, ...options } = this.#options;
    return new ZreDriver({
      ...options,
      net: this.#net,
      mesh: this.#mesh,
      ring: this.#ring,
      interface: wanted,
      emit: (event) => this.emitEvent(event),
      drain: (peer) => {
        for (const listener of this.#listeners.drain) listener(peer);
      },
      failed: (error) => this.emitEvent({ type: "failed", error }),
    });
  }
}

function toFrames(frames: readonly (string | Uint8Array)[]): Frames {
  if (frames.length === 0) throw new UsageError("invalid-argument", "a message needs at least one frame");
  return Frames.of(...frames.map((frame) => (typeof frame === "string" ? encodeText(frame) : frame)));
}

const UUID_LENGTH = 16;
const SHORT_ID = 6;
