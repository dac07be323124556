import { Frames } from "../../../src/bytes/frames.ts";
import { ProtocolError } from "../../../src/errors.ts";
import { hostAgreement } from "../../../src/net/host/agreement.ts";
import { BrokerPeers } from "../../../src/transport/broker/broker-peers.ts";
import { ChannelKeys } from "../../../src/transport/broker/channel/channel-keys.ts";
import { decodeChannelMessage } from "../../../src/transport/broker/channel/channel-message.ts";
import type { BrokerEffect } from "../../../src/transport/broker/effects.ts";
import { decodePairMessage, encodePairMessage } from "../../../src/transport/broker/pair/message.ts";
import { type BrokerAddress, encodeBeat, encodeRecord } from "../../../src/transport/broker/record.ts";
import type { Wanted } from "../../../src/transport/transport.ts";
import { sameBytes } from "../../../src/zmtp/curve/primitives.ts";
import { bytes as fromHex } from "../../zre/samples.ts";
import { SeededRandom } from "../chance.ts";
import { allow, ascii, check, type Round, type Target } from "../target.ts";

const RECORD = { name: "lamp", session: 5, headers: new Map([["X-ZOCP", "1"]]) };
const NOTHING = new Uint8Array(0);
const GRANT = { from: 7, to: 9, got: 0, upto: 0x1_0000, messages: 100 };
const DATA = fromHex("02 00000007 00000009 000000000000 00000005 68656c6c6f");
const MESSAGES = [
  encodePairMessage({
    type: "HELLO",
    session: 5,
    asks: true,
    wants: true,
    needed: false,
    record: encodeRecord(RECORD),
    ...GRANT,
  }),
  encodePairMessage({ type: "HELLO", session: 5, asks: false, wants: false, needed: true, record: NOTHING, ...GRANT }),
  encodePairMessage({ type: "ACK", ...GRANT }),
  encodePairMessage({ type: "RESET", ...GRANT }),
  encodePairMessage({ type: "PROBE", from: 7, to: 9, sent: 0 }),
  encodePairMessage({ type: "BYE", from: 7, to: 9 }),
  DATA,
  Uint8Array.of(...DATA, ...fromHex("80000003 616263")),
];
/** Of the show whose key the two have. */
const SECRET = fromHex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ac177fba51db92c2a");
const LASTING = hostAgreement.publicKey(SECRET);
const KEYS = Uint8Array.of(10, 0, 0, 0, 0, ...LASTING, ...LASTING);
const SEALED = Uint8Array.of(11, ...LASTING.subarray(0, 8), ...new Uint8Array(60));

/** Everybody who has the key of the show may come in. */
function showKeys(): ChannelKeys {
  const allows = (key: Uint8Array): boolean => sameBytes(key, LASTING);
  const store = {
    own: { publicKey: LASTING, secretKey: SECRET },
    allowList: undefined,
    allows,
    objectionTo: (who: string, key: Uint8Array) => (allows(key) ? undefined : `${who} has another key`),
    bind: () => true,
  };
  return new ChannelKeys({ store, agreement: hostAgreement, show: "show" });
}

/**
 * Two honest nodes, and enemies who send what they like, also in the name of one of the two where the broker does not prove who
 * sends: nothing throws, nothing grows, and the two find each other again.
 */
export const broker: Target = {
  name: "broker",
  corpus: [
    ...MESSAGES.flatMap((bytes) => [Uint8Array.of(0, ...bytes), Uint8Array.of(1, ...bytes)]),
    Uint8Array.of(2, ...encodeRecord(RECORD)),
    Uint8Array.of(3, ...encodeBeat(5)),
    Uint8Array.of(4),
    Uint8Array.of(5),
    Uint8Array.of(0x15),
  ],
  words: [fromHex("00000007 00000009"), fromHex("000000000000"), ...ascii('"session":', "X-ZOCP")],
  longest: 2000,
  begin: () => new HostileBroker(),
};

/**
 * The same where the two have keys and the broker itself is the enemy: it also gives again, changes, turns back and loses what they said.
 * Ada hears nothing but what Bob has said, nothing of it twice.
 */
export const brokerWithKeys: Target = {
  name: "broker-with-keys",
  corpus: [
    ...[...MESSAGES, KEYS, SEALED].flatMap((bytes) => [0x00, 0x01, 0x41].map((how) => Uint8Array.of(how, ...bytes))),
    ...[0x20, 0x60, 0x21, 0x61].map((how) => Uint8Array.of(how, 0, 9)),
    Uint8Array.of(0x20, 0, 20, 0, 30, 1),
    Uint8Array.of(0x82),
    Uint8Array.of(2, ...encodeRecord(RECORD)),
    Uint8Array.of(3, ...encodeBeat(5)),
    Uint8Array.of(4),
  ],
  words: [...[...LASTING].map((octet) => Uint8Array.of(octet)), Uint8Array.of(0, 1), Uint8Array.of(0, 2)],
  longest: 2000,
  begin: () => new HostileBroker(true),
};

class HostileBroker implements Round {
  readonly #keyed: boolean;
  readonly #random = new SeededRandom(1);
  readonly #nodes;
  readonly #heard: string[] = [];
  /** What the two have said to each other lately, as the broker saw it, and how much of it is lost from now on. */
  readonly #seen: Uint8Array[] = [];
  #lose = 0;
  #said = 0;
  #now = 0;

  constructor(keyed = false) {
    this.#keyed = keyed;
    this.#nodes = [ADA, BOB].map((self, i) => this.#make(self, i + 1));
    this.#introduce();
  }

  input(bytes: Uint8Array): void {
    const [how = 0] = bytes;
    if (this.#keyed) return this.#inputOfBroker(how, bytes.subarray(1));
    const content = bytes.subarray(1);
    this.#read(content);
    // Half of the time the enemy speaks as Bob, with the epochs that he uses.
    const from = (how & 0x10) === 0 ? BOB : { owner: "eve", id: `e${how & 3}`.padStart(32, "0") };
    this.#give(0, (peers) => {
      if ((how & 7) === 2) return peers.handleRecord(from === BOB ? EVE : from, content, this.#now);
      if ((how & 7) === 3) return peers.handleBeat(from, content, this.#now);
      if ((how & 7) === 4) return peers.handleAbsent(from, this.#now);
      // It wants Bob by his name, by his id, or not at all: he wants it.
      if ((how & 7) === 5) return peers.want(WANTED[(how >> 4) % WANTED.length] ?? NOBODY, this.#now);
      return peers.handleMessage(from, (how & 1) === 0 ? this.#fit(content) : content, this.#now);
    });
    this.#pass(5);
  }

  #inputOfBroker(how: number, content: Uint8Array): void {
    this.#read(content);
    this.#lose = how & 0x80 ? how & 3 : 0;
    const at = how & 0x40 ? 1 : 0;
    const from = at === 1 ? ADA : BOB;
    const given = how & 0x20 ? this.#again(content) : content;
    this.#give(at, (peers) => {
      if ((how & 7) === 2) return peers.handleRecord(from, given, this.#now);
      if ((how & 7) === 3) return peers.handleBeat(from, given, this.#now);
      if ((how & 7) === 4) return peers.handleAbsent(from, this.#now);
      return peers.handleMessage(from, given, this.#now);
    });
    this.#say(1, `${++this.#said}`);
    this.#pass(5);
    this.#lose = 0;
  }

  /** Something that one of the two said, with changes. */
  #again([high = 0, low = 0, ...changes]: Uint8Array): Uint8Array {
    const bytes = Uint8Array.from(this.#seen[(high * 256 + low) % this.#seen.length] ?? []);
    for (let i = 0; i + 2 < changes.length; i += 3) {
      const [first = 0, second = 0, octet = 0] = changes.slice(i, i + 3);
      const place = (first * 256 + second) % bytes.length;
      bytes[place] = (bytes[place] ?? 0) ^ octet;
    }
    return bytes;
  }

  #say(at: number, text: string): void {
    const to = [BOB, ADA][at]?.id ?? "";
    this.#give(at, (peers) => [...peers.add(to, Frames.ofText(text), this.#now), ...peers.flush(this.#now)]);
  }

  #check(text: string): void {
    check(Number(text) >= 1 && Number(text) <= this.#said, `nobody said ${text}`);
    check(!this.#heard.includes(text), `${text} is heard twice`);
    this.#heard.push(text);
    if (this.#heard.length > 500) this.#heard.shift();
  }

  end(): void {
    // Whoever said in Bob's name that he wants Ada no more parts the two after half a minute, for a moment.
    for (let i = 0; i < 1400; i++) this.#pass(25);
    this.#introduce();
    for (let i = 0; i < 2000 && !this.#nodes.every(({ peers }, at) => peers.has([BOB, ADA][at]?.id ?? "")); i++)
      this.#pass(25);
    this.#heard.length = 0;
    this.#say(0, "still there");
    for (let i = 0; i < 200; i++) this.#pass(25);
    check(this.#heard.includes("still there"), "the honest ones do not hear each other any more");
  }

  /** What is read is written so that it is read as the same. */
  #read(bytes: Uint8Array): void {
    allow([ProtocolError], () => void decodeChannelMessage(bytes));
    allow([ProtocolError], () => {
      const message = decodePairMessage(bytes);
      if (message.type === "DATA") return;
      const again = decodePairMessage(encodePairMessage(message));
      check(JSON.stringify(again) === JSON.stringify(message), "another message");
    });
  }

  /** With the epochs that the pair of the two has: what does not fit is not looked at. */
  #fit(bytes: Uint8Array): Uint8Array {
    const fitting = bytes.slice();
    const { last } = this.#nodes[1] ?? {};
    if (last !== undefined && fitting.length >= 9) fitting.set(last.subarray(1, 9), 1);
    return fitting;
  }

  #make(self: BrokerAddress, session: number) {
    const chance = (): number => this.#random.bits() / 0x1_0000_0000;
    const limits = { buffer: 0x1_0000, message: 0x1_0000, peers: 10, records: 10 };
    const budget = { bytes: 0x10_0000, messages: 400 };
    const record = encodeRecord({ ...RECORD, session });
    const keys = this.#keyed ? showKeys() : undefined;
    const peers = new BrokerPeers({ self, session, record, chance, budget, limits, keys, piece: 1000 });
    return { self, session, peers, last: undefined as Uint8Array | undefined };
  }

  #introduce(): void {
    for (const [i, { peers }] of this.#nodes.entries()) {
      const other = this.#nodes[1 - i];
      if (other === undefined) continue;
      this.#give(i, () => peers.handleUp(this.#now));
      this.#give(i, () =>
        peers.handleRecord(other.self, encodeRecord({ ...RECORD, session: other.session }), this.#now),
      );
    }
  }

  #pass(duration: number): void {
    this.#now += duration;
    for (const [i, { peers }] of this.#nodes.entries())
      if (peers.deadline <= this.#now) this.#give(i, () => peers.handleTimeout(this.#now));
  }

  /** What one of the two is given; what it sends to the other arrives at once. */
  #give(at: number, act: (peers: BrokerPeers) => readonly BrokerEffect[]): void {
    const queue = [{ at, act }];
    for (let steps = 0; queue.length > 0; steps++) {
      check(steps < 1000, "they answer each other without end");
      const next = queue.shift();
      const node = this.#nodes[next?.at ?? 0];
      if (node === undefined || next === undefined) return;
      for (const effect of next.act(node.peers))
        this.#perform(next.at, effect, (to, bytes) => {
          queue.push({ at: to, act: (peers) => peers.handleMessage(node.self, bytes, this.#now) });
        });
    }
  }

  #perform(at: number, effect: BrokerEffect, carry: (to: number, bytes: Uint8Array) => void): void {
    if (effect.type === "beat") {
      const node = this.#nodes[at];
      if (node !== undefined)
        this.#give(1 - at, (peers) => peers.handleBeat(node.self, encodeBeat(node.session), this.#now));
    }
    if (effect.type === "deliver" && at === 0 && this.#keyed)
      for (let i = 0; i < effect.frames.count; i++) this.#check(effect.frames.text(i));
    if (effect.type === "deliver" && at === 1)
      for (let i = 0; i < effect.frames.count; i++) this.#heard.push(effect.frames.text(i));
    if (effect.type !== "send") return;
    const node = this.#nodes[at];
    if (node !== undefined) node.last = effect.bytes;
    const to = this.#nodes.findIndex(({ self }) => self.id === effect.to.id && self.owner === effect.to.owner);
    if (to < 0 || --this.#lose >= 0) return;
    this.#seen.push(effect.bytes.slice());
    if (this.#seen.length > 500) this.#seen.shift();
    carry(to, effect.bytes);
  }
}

const ADA: BrokerAddress = { owner: "ada", id: "a".repeat(32) };
const BOB: BrokerAddress = { owner: "bob", id: "b".repeat(32) };
const EVE: BrokerAddress = { owner: "eve", id: "e".repeat(32) };
const NOBODY: Wanted = { everybody: false, nodes: new Set() };
const WANTED = [NOBODY, { ...NOBODY, nodes: new Set([RECORD.name]) }, { ...NOBODY, nodes: new Set([BOB.id]) }];
