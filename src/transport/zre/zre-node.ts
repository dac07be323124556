import { checkText, show } from "../../arguments/check.ts";
import { normalizeName } from "../../arguments/names.ts";
import { Frames } from "../../bytes/frames.ts";
import { toHex } from "../../bytes/hex.ts";
import { encodeText } from "../../bytes/text.ts";
import { type NetworkError, UsageError } from "../../errors.ts";
import { callSafely, Emitter, type EventNames } from "../../events/emitter.ts";
import { Failures } from "../../events/failures.ts";
import { KEY_HEADER, KeyStore } from "../../keys/key-store.ts";
import { Lifecycle } from "../../lifecycle.ts";
import { guardNet } from "../../net/guarded/net.ts";
import { hostNet } from "../../net/host/host-net.ts";
import type { Net } from "../../net/net.ts";
import type { Account } from "../../shares.ts";
import { answersPromptly, sequenceWrap } from "../../zocp/codec/headers.ts";
import type { ZreEffect } from "../../zre/mesh/effects.ts";
import type { ZreEvent } from "../../zre/mesh/events.ts";
import { Mesh } from "../../zre/mesh/mesh.ts";
import type { MeshPeer } from "../../zre/mesh/peer.ts";
import { checkZreOptions, ZRE_OPTIONS } from "./known-options.ts";
import type { ZreChannel } from "./zre-channel.ts";
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
  readonly #failures: Failures;
  readonly #mesh: Mesh;
  readonly #options: ResolvedZreOptions;
  readonly #listeners = { drain: new Set<(peer: string) => void>() };
  #needs: (peer: string) => boolean = () => true;
  readonly #store: KeyStore | undefined;
  readonly #lifecycle = new Lifecycle("this node");
  #driver: ZreDriver | undefined;

  /** `name` is what people call this node; at most 255 bytes of UTF-8. Throws `UsageError` when an option is wrong. */
  constructor(name?: string, options: ZreOptions = {}) {
    super(ZRE_NODE_EVENTS);
    checkZreOptions("ZreNode", options, ZRE_OPTIONS);
    const net = options.net ?? hostNet();
    this.#failures = new Failures(
      () => net.clock.now(),
      (error) => this.emitEvent({ type: "failed", error }),
    );
    this.#net = guardNet(net, this.#failures.tell);
    this.#options = resolveZreOptions(options, () => toHex(this.#net.random.bytes(UUID_LENGTH)));
    const { id, mesh, key, keys } = this.#options;
    const ring = key === undefined ? undefined : new KeyStore({ net: this.#net, key, keys });
    this.#store = ring;
    if (name !== undefined) checkText("the name", name);
    this.#mesh = new Mesh({
      ...mesh,
      ...(ring !== undefined && {
        headers: new Map([...(mesh.headers ?? []), [KEY_HEADER, ring.publicKey]]),
        objects: (peer, headers) => ring.objects(peer, headers),
      }),
      peer: id,
      name: normalizeName(name ?? id.slice(0, SHORT_ID)),
      wrapFor: sequenceWrap,
      promptFor: answersPromptly,
      sameProcess: (at) => this.#net.listens?.(at) === true,
      needs: (peer) => this.#needs(peer),
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
   * Opens its sockets and makes itself known. Rejects with `NetworkError` when the network cannot be used at all, or when
   * `stop` is called before that is done. Does nothing more when the node is started already, or is being started.
   */
  start(): Promise<void> {
    return this.#lifecycle.start(() => this.#open());
  }

  /**
   * Says goodbye and closes everything: when it resolves, no socket and no timer is left, and every `for await` over its events
   * has ended. A node that was stopped can be started again.
   */
  stop(): Promise<void> {
    // A node that is stopped sends nothing any more, also while its sockets are still being closed.
    const running = this.#driver;
    this.#driver = undefined;
    return this.#lifecycle.stop(async () => {
      const driver = running ?? this.#driver;
      if (this.#driver === driver) this.#driver = undefined;
      await driver?.stop();
      this.endStreams();
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Sends a message of one or more frames to one peer. Throws `UsageError` when there is no such peer. */
  whisper(peer: string, ...frames: readonly (string | Uint8Array)[]): void {
    checkText("the peer", peer);
    this.#perform(this.#mesh.whisper(peer, toFrames(frames)));
  }

  /** {@link whisper} for frames that were made before; does nothing when the peer is gone. */
  whisperFrames(peer: string, content: Frames): void {
    if (this.#driver !== undefined && this.#mesh.peers.has(peer))
      this.#driver.perform(this.#mesh.whisper(peer, content));
  }

  /** Whoever uses this node has not finished what a peer said last: nothing more of it is handled until it has. */
  hold(peer: string, held: boolean): void {
    this.#driver?.hold(peer, held);
  }

  /** What is done for a peer is reckoned here; undefined when it has no connection to us. */
  account(peer: string): Account | undefined {
    return this.#driver?.account(peer);
  }

  /** A message of this peer meant nothing to whoever uses this node. One that sends hundreds of them in a second has to leave. */
  handleNonsense(peer: string): void {
    this.#driver?.perform(this.#mesh.handleNonsense(peer, this.#net.clock.now()));
  }

  /** Meets a peer anew: both sides see each other leave and enter, and know nothing of each other any more. */
  renew(peer: string): void {
    this.#driver?.perform(this.#mesh.renew(peer, this.#net.clock.now()));
  }

  /** Sends a message of one or more frames to every peer of a group; this node need not be in it. */
  shout(group: string, ...frames: readonly (string | Uint8Array)[]): void {
    checkText("the group", group);
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

  /** The way to a peer for values; undefined when there is none. `packs`: it takes several of them in one whisper. */
  channel(peer: string, packs: boolean): ZreChannel | undefined {
    return this.#driver?.channel(peer, packs);
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
    return this.#mesh.peers.has(peer) ? this.#store?.keyOf(peer) : undefined;
  }

  /** Our own public key, as 40 characters of Z85; undefined without a key. */
  get publicKey(): string | undefined {
    return this.#store?.publicKey;
  }

  /** Calls back when a peer that was not writable is again. */
  onDrain(listener: (peer: string) => void): void {
    this.#listeners.drain.add(listener);
  }

  /** `judge` says whether something depends on a peer: among many, others are asked less often whether they are there. */
  needsWhom(judge: (peer: string) => boolean): void {
    this.#needs = judge;
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
      ring: this.#store,
      interface: wanted,
      emit: (event) => this.emitEvent(event),
      drain: (peer) => {
        for (const listener of this.#listeners.drain) callSafely(listener, peer);
      },
      failed: (error) => this.emitEvent({ type: "failed", error }),
      threw: this.#failures.tell,
    });
  }
}

function toFrames(frames: readonly (string | Uint8Array)[]): Frames {
  if (frames.length === 0) throw new UsageError("invalid-argument", "a message needs at least one frame");
  for (const frame of frames) {
    if (typeof frame === "string" || frame instanceof Uint8Array) continue;
    throw new UsageError("invalid-argument", `a frame is ${show(frame)}, neither a text nor bytes`);
  }
  const content = Frames.of(...frames.map((frame) => (typeof frame === "string" ? encodeText(frame) : frame)));
  // Several are copies already. Bytes of our caller, who may write to them again before they have left, are not.
  return frames.length === 1 && typeof frames[0] !== "string" ? content.copy() : content;
}

const ZRE_NODE_EVENTS: EventNames<ZreNodeEvents> = {
  enter: true,
  suspected: true,
  recovered: true,
  evasive: true,
  silent: true,
  exit: true,
  join: true,
  leave: true,
  whisper: true,
  shout: true,
  ignored: true,
  failed: true,
};
const UUID_LENGTH = 16;
const SHORT_ID = 6;
