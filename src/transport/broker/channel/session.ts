import { encodeText } from "../../../bytes/text.ts";
import { Writer } from "../../../bytes/writer.ts";
import { ProtocolError } from "../../../errors.ts";
import type { KeyAgreement } from "../../../net/net.ts";
import { concat, NONCE_LENGTH } from "../../../zmtp/curve/boxes.ts";
import type { CurveKeys } from "../../../zmtp/curve/primitives.ts";
import { SecretBox, TAG_LENGTH } from "../../../zmtp/curve/secret-box.ts";
import type { BrokerAddress } from "../record.ts";
import { markOf, SEALED_HEAD, writeSealedHead } from "./channel-message.ts";
import { ReplayWindow } from "./replay-window.ts";

/** One of the two of a session, as the other one sees it: public halves only. */
export interface Party {
  readonly address: BrokerAddress;
  readonly lasting: Uint8Array;
  readonly short: Uint8Array;
}

export interface SessionOptions {
  readonly agreement: KeyAgreement;
  readonly show: string;
  /** This node, and its secrets. */
  readonly self: BrokerAddress;
  readonly lasting: CurveKeys;
  readonly short: CurveKeys;
  readonly peer: Party;
}

/** What the peer has sealed; `late`: something that it sealed after that was here before. */
export interface Opened {
  readonly message: Uint8Array;
  readonly late: boolean;
}

/**
 * What two nodes say to each other under one key, which nobody else can know: it is made of what their short-term keys agree on, and each of
 * these with the lasting one of the other side. Everything that was public goes into it, so a broker that changed or swapped anything
 * of that made two different keys.
 */
export class Session {
  readonly peer: Party;
  /** The marks of this node and of the peer. */
  readonly mine: number;
  readonly theirs: number;
  readonly #own: SecretBox;
  readonly #peers: SecretBox;
  readonly #window = new ReplayWindow();
  #sent = 0;

  /** Throws `ProtocolError` for a key that is none. */
  constructor(options: SessionOptions) {
    const { self, lasting, short, peer } = options;
    this.peer = peer;
    this.mine = markOf(short.publicKey);
    this.theirs = markOf(peer.short);
    const own = { address: self, lasting: lasting.publicKey, short: short.publicKey };
    const first = isFirst(self, peer.address);
    const key = agreeOn(options, first ? [own, peer] : [peer, own], first);
    const [mine, theirs] = first ? LABELS : LABELS.toReversed();
    this.#own = new SecretBox(key, mine as Uint8Array);
    this.#peers = new SecretBox(key, theirs as Uint8Array);
    key.fill(0);
  }

  seal(message: Uint8Array): Uint8Array {
    const sealed = new Uint8Array(SEAL_OVERHEAD + message.length);
    writeSealedHead(sealed, this.mine, this.theirs);
    new DataView(sealed.buffer).setBigUint64(SEALED_HEAD, BigInt(++this.#sent));
    sealed.set(message, SEAL_OVERHEAD);
    this.#own.seal(sealed, SEAL_OVERHEAD, sealed.length, sealed, SEALED_HEAD);
    return sealed;
  }

  /** Undefined for what the peer did not seal, and for what comes again. */
  open(box: Uint8Array): Opened | undefined {
    if (box.length < BOX_HEAD) return undefined;
    // A copy: a broker in this process may give the same octets to others.
    const bytes = Uint8Array.from(box);
    const number = Number(new DataView(bytes.buffer).getBigUint64(0));
    if (!this.#window.isNew(number) || !this.#peers.open(bytes, BOX_HEAD, bytes.length, bytes, 0)) return undefined;
    return { message: bytes.subarray(BOX_HEAD), late: !this.#window.add(number) };
  }

  wipe(): void {
    this.#own.wipe();
    this.#peers.wipe();
  }
}

function agreeOn(options: SessionOptions, parties: readonly [Party, Party], first: boolean): Uint8Array {
  const { agreement, show, lasting, short, peer } = options;
  const agree = (mine: CurveKeys, theirs: Uint8Array): Uint8Array => {
    const shared = agreement.agree(mine.secretKey, theirs);
    if (shared === undefined) throw new ProtocolError("bad-handshake", "the other side's public key is none");
    return shared;
  };
  const crossed = [agree(lasting, peer.short), agree(short, peer.lasting)];
  const shared = [agree(short, peer.short), ...(first ? crossed : crossed.reverse())];
  const secret = concat(...shared);
  const key = agreement.derive(secret, purposeOf(show, parties));
  for (const one of [secret, ...shared]) one.fill(0);
  return key;
}

/** All that the two have to agree on. */
function purposeOf(show: string, parties: readonly [Party, Party]): Uint8Array {
  const writer = new Writer();
  for (const text of [PURPOSE, show, ...parties.flatMap(({ address: { owner, id } }) => [owner, id])]) {
    const bytes = encodeText(text);
    writer.u16(bytes.length);
    writer.bytes(bytes);
  }
  for (const { lasting, short } of parties) {
    writer.bytes(lasting);
    writer.bytes(short);
  }
  return writer.take();
}

/** Which of the two stands first where the order matters: so what one of them sealed is not opened by itself. */
function isFirst(one: BrokerAddress, other: BrokerAddress): boolean {
  return one.id === other.id ? one.owner < other.owner : one.id < other.id;
}

const PURPOSE = "ZOCP pair 1";
/** Each direction has nonces of its own: these, and the number of the message. */
const LABELS = [encodeText("ZOCP pair, first"), encodeText("ZOCP pair, other")];
/** Octets of a box before what is encrypted: its number and its tag. */
const BOX_HEAD = NONCE_LENGTH + TAG_LENGTH;
/** Octets that a message is longer when it is sealed. */
export const SEAL_OVERHEAD = SEALED_HEAD + BOX_HEAD;
