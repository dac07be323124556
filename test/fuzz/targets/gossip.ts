import { Frames } from "../../../src/bytes/frames.ts";
import { toHex } from "../../../src/bytes/hex.ts";
import { ProtocolError } from "../../../src/errors.ts";
import { decodeGossip, encodeGossip } from "../../../src/zre/gossip/gossip.ts";
import { GossipClient } from "../../../src/zre/gossip/gossip-client.ts";
import { Hub } from "../../../src/zre/gossip/hub.ts";
import { formatTuple, parseTuple } from "../../../src/zre/gossip/tuple.ts";
import { bytes as fromHex } from "../../zre/samples.ts";
import { allow, ascii, check, type Round, type Target } from "../target.ts";

const TUPLE = formatTuple({ peer: "ad".repeat(16), address: "10.0.0.5", port: 49152, publicKey: undefined });
const MESSAGES = [
  encodeGossip({ type: "HELLO" }),
  encodeGossip({ type: "PUBLISH", ...TUPLE, ttl: 0 }),
  encodeGossip({ type: "PUBLISH", key: TUPLE.key, value: `${TUPLE.value}|${"x".repeat(40)}`, ttl: 60_000 }),
  encodeGossip({ type: "PUBLISH", ...TUPLE, ttl: 1 }),
  encodeGossip({ type: "PING" }),
  encodeGossip({ type: "PONG" }),
  encodeGossip({ type: "INVALID" }),
];
const WORDS = [
  fromHex("aaa0"),
  fromHex("aaa0 02 01"),
  fromHex("00000001"),
  ...ascii("tcp://", "|", "127.0.0.1:", "desk:1"),
];

export const gossip: Target = {
  name: "gossip",
  corpus: MESSAGES,
  words: WORDS,
  longest: 0x1_0000,
  begin: (): Round => {
    const client = new GossipClient({ limit: 50 });
    client.handleConnected(0);
    return { input: (bytes) => hear(client, bytes) };
  },
};

/** What is read is written so that it is read as the same; and a client keeps within its limit whatever its hub tells. */
function hear(client: GossipClient, bytes: Uint8Array): void {
  allow([ProtocolError], () => {
    const message = decodeGossip(Frames.of(bytes));
    if (message.type === "PUBLISH") parseTuple(message, { fromHere: true });
    const written = encodeGossip(message);
    if (bytes.length < 200)
      check(toHex(encodeGossip(decodeGossip(Frames.of(written)))) === toHex(written), "another message");
  });
  client.handleMessage(Frames.of(bytes), 1);
  check(client.size <= 50, `${client.size} tuples of a hub`);
}

/** A hub with four enemies, and an honest pair that must learn of each other. */
export const hub: Target = {
  name: "hub",
  corpus: MESSAGES.map((bytes, i) => Uint8Array.of(i, ...bytes)),
  words: WORDS,
  longest: 3000,
  begin: () => new HostileHub(),
};

class HostileHub implements Round {
  readonly #hub = new Hub({ limits: { tuples: 100, tuplesPerClient: 10 } });
  #now = 0;
  #published = 0;

  constructor() {
    for (let client = 0; client < 6; client++) this.#hub.handleJoined(client, `10.0.0.${client}`, 0);
    for (const honest of [4, 5]) this.#hub.handleMessage(honest, Frames.of(encodeGossip({ type: "HELLO" })), 0);
  }

  input(bytes: Uint8Array): void {
    this.#now += 20;
    const [who = 0] = bytes;
    const client = who & 3;
    if ((who & 0x7c) === 0x7c) {
      this.#hub.handleLeft(client, this.#now);
      this.#hub.handleJoined(client, `10.0.0.${client}`, this.#now);
    } else this.#hub.handleMessage(client, Frames.of(bytes.subarray(1)), this.#now);
    if (this.#hub.deadline <= this.#now) this.#hub.handleTimeout(this.#now);
    check(this.#hub.tuples.size <= 100, `${this.#hub.tuples.size} tuples`);
  }

  end(): void {
    const tuple = { key: `honest ${++this.#published}`, value: "here" };
    const effects = this.#hub.handleMessage(
      4,
      Frames.of(encodeGossip({ type: "PUBLISH", ...tuple, ttl: 0 })),
      this.#now,
    );
    const told = effects.some((effect) => JSON.stringify(effect).includes('"client":5'));
    check(told, "the honest ones do not learn of each other any more");
  }
}
