import { ProtocolError } from "../../../errors.ts";
import type { KeyAgreement } from "../../../net/net.ts";
import { type CurveKeys, sameBytes } from "../../../zmtp/curve/primitives.ts";
import type { BrokerAddress } from "../record.ts";
import type { ChannelKeys } from "./channel-keys.ts";
import { type ChannelMessage, encodeKeys, markOf } from "./channel-message.ts";
import { type Opened, Session } from "./session.ts";

/** What became of a message. */
export interface Received {
  /** What the peer said, and nobody else. */
  readonly opened?: Opened | undefined;
  readonly replies: readonly Uint8Array[];
  /** Why the peer stays out, for people. */
  readonly objection?: string | undefined;
  /** Nobody with the keys of this channel sealed that, or it came again. */
  readonly dropped?: boolean;
}

/**
 * The way between this node and one peer through a broker that is not trusted. Each side has made a key for it alone, and tells its public half;
 * the other side is believed when something arrives that only the owner of its lasting key can have sealed. Until then what was
 * proved before goes on: whoever sends keys in the name of a peer that is here takes nothing away.
 */
export class SecureChannel {
  readonly #keys: ChannelKeys;
  readonly #self: BrokerAddress;
  readonly #peer: BrokerAddress;
  #short: CurveKeys;
  #renewAt: number;
  /** With whom something was opened, and with whom nothing yet. */
  #proven: Session | undefined;
  #candidate: Session | undefined;
  /** This node has made itself another key, and uses it from now on. */
  #renewed = false;
  /** What the pair said last, before there was a key for it. */
  #unsent: Uint8Array | undefined;
  #consideredAt = Number.NEGATIVE_INFINITY;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(keys: ChannelKeys, ends: { readonly self: BrokerAddress; readonly peer: BrokerAddress }, now: number) {
    this.#keys = keys;
    this.#self = ends.self;
    this.#peer = ends.peer;
    this.#short = freshKeys(keys.agreement);
    this.#renewAt = now + RENEW_MS;
  }

  /** The public key that the peer has proved to own. */
  get peerKey(): Uint8Array | undefined {
    return this.#proven?.peer.lasting;
  }

  /** What is to be sent for a message of the pair. */
  seal(message: Uint8Array, now: number): readonly Uint8Array[] {
    const renewal = now >= this.#renewAt && this.#proven !== undefined ? this.#renew(this.#proven, now) : [];
    const session = this.#renewed ? this.#candidate : (this.#proven ?? this.#candidate);
    if (session !== undefined) return [...renewal, session.seal(message)];
    this.#unsent = message;
    return [this.#tell(0)];
  }

  /** Whoever sends keys may come in, if they are its own. */
  receive(message: ChannelMessage, now: number): Received {
    return message.type === "KEYS" ? this.#handleKeys(message, now) : this.#handleSealed(message, now);
  }

  /** Forgets the keys. */
  wipe(): void {
    this.#short.secretKey.fill(0);
    this.#proven?.wipe();
    this.#candidate?.wipe();
    this.#proven = this.#candidate = this.#unsent = undefined;
  }

  #handleKeys({ to, lasting, short }: ChannelMessage & { readonly type: "KEYS" }, now: number): Received {
    if (!this.#knows(lasting, short)) {
      // It costs some time; who means it comes again.
      if (now - this.#consideredAt < EVERY_MS || !this.#keys.hasTime(now)) return { replies: [] };
      this.#consideredAt = now;
      const failure = this.#consider(lasting, short);
      if (failure !== undefined) return { replies: [], objection: failure };
    }
    return { replies: [...(to === this.#mark ? [] : this.#answer(markOf(short), now)), ...this.#sayUnsent()] };
  }

  #handleSealed({ from, to, box }: ChannelMessage & { readonly type: "SEALED" }, now: number): Received {
    const session = [this.#proven, this.#candidate].find((one) => one?.mine === to && one.theirs === from);
    if (session === undefined) return { replies: this.#answer((this.#candidate ?? this.#proven)?.theirs ?? 0, now) };
    const opened = session.open(box);
    if (opened === undefined) return { replies: [], dropped: true };
    if (session === this.#proven) return { opened, replies: [] };
    if (!this.#keys.store.bind(this.#peer.id, session.peer.lasting))
      return { replies: [], objection: "its id belongs to another key" };
    this.#proven?.wipe();
    this.#proven = session;
    this.#candidate = undefined;
    this.#renewed = false;
    return { opened, replies: [] };
  }

  /** Somebody says that these are the keys of the peer. Gives what is wrong with them. */
  #consider(lasting: Uint8Array, short: Uint8Array): string | undefined {
    try {
      const candidate = this.#agree(Uint8Array.from(lasting), Uint8Array.from(short));
      this.#candidate?.wipe();
      this.#candidate = candidate;
      this.#renewed = false;
      return undefined;
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      return error.message;
    }
  }

  #agree(lasting: Uint8Array, short: Uint8Array): Session {
    const { agreement, show, store } = this.#keys;
    const own = { self: this.#self, lasting: store.own, short: this.#short };
    return new Session({ agreement, show, ...own, peer: { address: this.#peer, lasting, short } });
  }

  /** After an hour what was said so far is to be readable for nobody any more, whatever is found out later. */
  #renew({ peer }: Session, now: number): readonly Uint8Array[] {
    this.#short.secretKey.fill(0);
    this.#short = freshKeys(this.#keys.agreement);
    this.#renewAt = now + RENEW_MS;
    this.#candidate?.wipe();
    this.#candidate = this.#agree(peer.lasting, peer.short);
    this.#renewed = true;
    return [this.#tell(markOf(peer.short))];
  }

  #sayUnsent(): readonly Uint8Array[] {
    const [session, unsent] = [this.#proven ?? this.#candidate, this.#unsent];
    this.#unsent = undefined;
    return session === undefined || unsent === undefined ? [] : [session.seal(unsent)];
  }

  /** For somebody who does not know what this node has made for the channel, or speaks under a key that is none any more. */
  #answer(to: number, now: number): readonly Uint8Array[] {
    if (now - this.#toldAt < EVERY_MS) return [];
    this.#toldAt = now;
    return [this.#tell(to)];
  }

  #tell(to: number): Uint8Array {
    return encodeKeys({ to, lasting: this.#keys.store.own.publicKey, short: this.#short.publicKey });
  }

  #knows(lasting: Uint8Array, short: Uint8Array): boolean {
    const mine = this.#mark;
    return [this.#candidate, this.#proven].some((session) => session?.mine === mine && isOf(session, lasting, short));
  }

  get #mark(): number {
    return markOf(this.#short.publicKey);
  }
}

function isOf({ peer }: Session, lasting: Uint8Array, short: Uint8Array): boolean {
  return sameBytes(peer.lasting, lasting) && sameBytes(peer.short, short);
}

/** One whose mark is not 0, which stands for a key that is not known. */
function freshKeys(agreement: KeyAgreement): CurveKeys {
  for (;;) {
    const keys = agreement.keyPair();
    if (markOf(keys.publicKey) !== 0) return keys;
  }
}

const EVERY_MS = 100;
const RENEW_MS = 3_600_000;
