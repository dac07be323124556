import { createHmac, createPrivateKey, createPublicKey, diffieHellman } from "node:crypto";

import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { describe, expect, test } from "vitest";

import { toHex } from "../../../../src/bytes/hex.ts";
import { encodeText } from "../../../../src/bytes/text.ts";
import { hostAgreement } from "../../../../src/net/host/agreement.ts";
import { decodeChannelMessage, encodeKeys } from "../../../../src/transport/broker/channel/channel-message.ts";
import { type Received, SecureChannel } from "../../../../src/transport/broker/channel/secure-channel.ts";
import { SEAL_OVERHEAD, Session } from "../../../../src/transport/broker/channel/session.ts";
import { KeyFolder } from "./channel-keys.ts";

const ADA = { owner: "~", id: "a".repeat(32) };
const BOB = { owner: "~", id: "b".repeat(32) };
const EVE = { owner: "~", id: "e".repeat(32) };
const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);

/** Two nodes, what each was told, and everything that a broker saw on the way. */
class Two {
  now = 0;
  readonly folder = new KeyFolder();
  readonly seen: Uint8Array[] = [];
  readonly told: { readonly at: string; readonly text: string }[] = [];
  readonly objections: string[] = [];
  ada: SecureChannel;
  bob: SecureChannel;

  constructor({ shows = ["show", "show"] }: { readonly shows?: readonly [string, string] } = {}) {
    this.folder.make("show.key");
    this.ada = this.make(ADA, BOB, shows[0]);
    this.bob = this.make(BOB, ADA, shows[1]);
  }

  make(self: typeof ADA, peer: typeof ADA, show = "show"): SecureChannel {
    return new SecureChannel(this.folder.keys("show.key", { show }), { self, peer }, this.now);
  }

  /** Ada says something, or Bob, and all answers to it go where they belong. */
  say(from: "ada" | "bob", words: string): void {
    this.carry(from, this[from].seal(encodeText(words), this.now));
  }

  carry(from: "ada" | "bob", messages: readonly Uint8Array[]): void {
    const to = from === "ada" ? "bob" : "ada";
    for (const bytes of messages) {
      this.seen.push(bytes.slice());
      this.carry(to, this.give(to, bytes).replies);
    }
  }

  give(to: "ada" | "bob", bytes: Uint8Array): Received {
    const message = decodeChannelMessage(bytes);
    if (message === undefined) throw new Error("no message of a channel");
    const received = this[to].receive(message, this.now);
    const { opened, objection } = received;
    if (opened !== undefined) this.told.push({ at: to, text: text(opened.message) ?? "" });
    if (objection !== undefined) this.objections.push(objection);
    return received;
  }

  /** Both have opened something. */
  prove(): this {
    this.say("ada", "hello");
    this.say("bob", "hello yourself");
    this.now += 1000;
    return this;
  }

  get texts(): readonly string[] {
    return this.told.map((one) => `${one.at}: ${one.text}`);
  }
}

describe("two who have the key of the show", () => {
  test("hear each other from the first word on, whoever begins", () => {
    const two = new Two();
    two.say("ada", "one");
    two.say("bob", "two");
    expect(two.texts).toEqual(["bob: one", "ada: two"]);
    expect([two.ada.peerKey, two.bob.peerKey].map((key) => key && toHex(key)).every(Boolean)).toBe(true);
  });

  test("also when both begin in the same moment", () => {
    const two = new Two();
    const [mine, theirs] = [two.ada.seal(encodeText("one"), 0), two.bob.seal(encodeText("two"), 0)];
    two.carry("ada", mine);
    two.carry("bob", theirs);
    expect([...two.texts].sort()).toEqual(["ada: two", "bob: one"]);
  });

  test("say nothing that a broker can read, and nothing twice alike", () => {
    const two = new Two().prove();
    for (let i = 0; i < 10; i++) two.say("ada", "the same words");
    for (const bytes of two.seen) expect(text(bytes)).not.toMatch(/hello|words/);
    expect(new Set(two.seen.map(toHex)).size).toBe(two.seen.length);
  });

  test("are as sure of each other as the arithmetic of others is", () => {
    const folder = new KeyFolder();
    folder.make("ada");
    folder.make("bob");
    const [ada, bob] = [folder.keys("ada").store.own, folder.keys("bob").store.own];
    const [mine, theirs] = [hostAgreement.keyPair(), hostAgreement.keyPair()];
    const peer = { address: BOB, lasting: bob.publicKey, short: theirs.publicKey };
    const session = new Session({
      agreement: hostAgreement,
      show: "Harbour",
      self: ADA,
      lasting: ada,
      short: mine,
      peer,
    });
    const sealed = session.seal(encodeText("light"));
    const shared = [
      dh(mine.secretKey, theirs.publicKey),
      dh(ada.secretKey, theirs.publicKey),
      dh(bob.secretKey, mine.publicKey),
    ];
    const texts = ["ZOCP pair 1", "Harbour", ADA.owner, ADA.id, BOB.owner, BOB.id].map((one) =>
      Buffer.concat([Buffer.from([0, one.length]), Buffer.from(one)]),
    );
    const info = Buffer.concat([...texts, ada.publicKey, mine.publicKey, bob.publicKey, theirs.publicKey]);
    const extracted = createHmac("sha256", Buffer.alloc(32)).update(Buffer.concat(shared)).digest();
    const key = createHmac("sha256", extracted).update(info).update(Uint8Array.of(1)).digest();
    const box = sealed.subarray(9);
    const nonce = Buffer.concat([Buffer.from("ZOCP pair, first"), box.subarray(0, 8)]);
    expect(text(xsalsa20poly1305(key, nonce).decrypt(box.subarray(8)))).toBe("light");
    expect(sealed.length).toBe(5 + SEAL_OVERHEAD);
  });
});

describe("a broker that is not trusted", () => {
  test("changes nothing: each octet of a message matters", () => {
    const two = new Two().prove();
    const [sealed = new Uint8Array()] = two.ada.seal(encodeText("0.7"), two.now);
    for (let i = 9; i < sealed.length; i++) {
      const forged = sealed.slice();
      forged[i] = (forged[i] as number) ^ 1;
      expect(two.give("bob", forged).opened).toBeUndefined();
    }
    expect(text(two.give("bob", sealed).opened?.message)).toBe("0.7");
  });

  test("repeats nothing, and is seen where it lets one overtake another, which nothing may do by far", () => {
    const two = new Two().prove();
    const sealed = Array.from({ length: 200 }, (_, i) => two.ada.seal(encodeText(`${i}`), two.now)[0] as Uint8Array);
    const give = (i: number) => two.give("bob", sealed[i] as Uint8Array);
    expect(give(100).opened?.late).toBe(false);
    expect(give(99).opened?.late).toBe(true);
    for (const i of [99, 100]) expect(give(i)).toMatchObject({ dropped: true });
    expect(give(199).opened?.late).toBe(false);
    expect(give(71)).toMatchObject({ dropped: true });
    expect(give(72).opened?.late).toBe(true);
  });

  test("gives nobody what he said himself, or what was said to another", () => {
    const two = new Two().prove();
    const [sealed = new Uint8Array()] = two.ada.seal(encodeText("mine"), two.now);
    expect(two.give("ada", sealed).opened).toBeUndefined();
    const eve = new SecureChannel(two.folder.keys("show.key"), { self: EVE, peer: ADA }, 0);
    const keys = two.seen.map(decodeChannelMessage).filter((one) => one?.type === "KEYS");
    for (const one of keys) if (one !== undefined) eve.receive(one, (two.now += 200));
    const message = decodeChannelMessage(sealed);
    expect(message && eve.receive(message, two.now).opened).toBeUndefined();
  });

  test("puts nobody in the middle: who has another key than he tells opens nothing", () => {
    const two = new Two();
    const lasting = two.folder.keys("show.key").store.own.publicKey;
    const made = hostAgreement.keyPair();
    const own = hostAgreement.keyPair();
    // Both are told the short-term key of the broker as that of the other.
    const opened = two.ada.seal(encodeText("secret"), 0);
    const told = decodeChannelMessage(opened[0] as Uint8Array);
    const reply = two.give("ada", encodeKeys({ to: 0, lasting, short: made.publicKey }));
    const sealed = reply.replies.map(decodeChannelMessage).find((one) => one?.type === "SEALED");
    expect(told?.type === "KEYS" && sealed?.type === "SEALED").toBe(true);
    if (told?.type !== "KEYS" || sealed?.type !== "SEALED") return;
    const peer = { address: ADA, lasting, short: told.short.slice() };
    const options = { agreement: hostAgreement, show: "show", self: BOB, short: made, peer };
    expect(new Session({ ...options, lasting: own }).open(sealed.box)).toBeUndefined();
    const right = new Session({ ...options, lasting: two.folder.keys("show.key").store.own });
    expect(text(right.open(sealed.box)?.message)).toBe("secret");
  });

  test("brings two shows together as little as two keys", () => {
    const two = new Two({ shows: ["friday", "saturday"] });
    two.say("ada", "one");
    two.say("bob", "two");
    expect(two.texts).toEqual([]);
  });

  test("takes nothing away by keys that it tells in the name of one who is here", () => {
    const two = new Two().prove();
    const { publicKey: lasting } = two.folder.keys("show.key").store.own;
    for (let i = 0; i < 50; i++) {
      two.now += 200;
      const short = hostAgreement.keyPair().publicKey;
      two.give("bob", encodeKeys({ to: 0, lasting, short }));
      two.say("ada", `${i}`);
    }
    expect(two.texts.slice(2)).toEqual(Array.from({ length: 50 }, (_, i) => `bob: ${i}`));
  });

  test("makes nobody deaf by a number that it has made up", () => {
    const two = new Two().prove();
    const [sealed = new Uint8Array()] = two.ada.seal(encodeText("0.7"), two.now);
    const forged = sealed.slice();
    forged.fill(0xff, 9, 9 + 8);
    two.give("bob", forged);
    expect(text(two.give("bob", sealed).opened?.message)).toBe("0.7");
  });

  test("costs no time by keys without end", () => {
    const folder = new KeyFolder();
    folder.make("show.key");
    const keys = folder.keys("show.key");
    let agreed = 0;
    const agreement = {
      ...hostAgreement,
      agree: (secret: Uint8Array, publicKey: Uint8Array) => {
        agreed++;
        return hostAgreement.agree(secret, publicKey);
      },
    };
    Object.assign(keys, { agreement });
    const { publicKey: lasting } = keys.store.own;
    for (let i = 0; i < 100; i++) {
      const peer = { owner: "~", id: `${i}`.padStart(32, "0") };
      const channel = new SecureChannel(keys, { self: ADA, peer }, 0);
      for (let j = 0; j < 10; j++)
        channel.receive({ type: "KEYS", to: 0, lasting, short: hostAgreement.keyPair().publicKey }, 0);
    }
    expect(agreed).toBe(30);
  });

  test.each(["00".repeat(32), `01${"00".repeat(31)}`])(
    "agrees with nobody on the key %s, which everybody knows",
    (hex) => {
      const two = new Two();
      const { publicKey: lasting } = two.folder.keys("show.key").store.own;
      const { objection } = two.give(
        "bob",
        encodeKeys({ to: 0, lasting, short: Uint8Array.from(Buffer.from(hex, "hex")) }),
      );
      expect(objection).toBe("the other side's public key is none");
    },
  );
});

describe("what was lost", () => {
  test("a program that was started anew is another one, as soon as it has proved its key", () => {
    const two = new Two().prove();
    two.ada = two.make(ADA, BOB);
    two.now += 1000;
    two.say("bob", "are you there?");
    two.now += 1000;
    two.say("ada", "again");
    two.say("bob", "welcome");
    expect(two.texts.slice(-2)).toEqual(["bob: again", "ada: welcome"]);
  });

  test("keys that did not arrive come again", () => {
    const two = new Two();
    two.ada.seal(encodeText("lost"), 0);
    two.now = 300;
    two.say("ada", "found");
    expect(two.texts).toEqual(["bob: found"]);
  });

  test("after an hour both use other keys, and nothing is lost by that", () => {
    const two = new Two().prove();
    const before = [two.ada, two.bob].map((one) =>
      toHex(one.seal(encodeText(""), two.now).at(-1)?.subarray(0, 9) ?? new Uint8Array()),
    );
    for (let minute = 0; minute < 200; minute++) {
      two.now += 60_000;
      two.say("ada", `a${minute}`);
      two.say("bob", `b${minute}`);
    }
    const after = [two.ada, two.bob].map((one) =>
      toHex(one.seal(encodeText(""), two.now).at(-1)?.subarray(0, 9) ?? new Uint8Array()),
    );
    expect(two.texts.slice(2)).toEqual(Array.from({ length: 200 }, (_, i) => [`bob: a${i}`, `ada: b${i}`]).flat());
    expect(new Set([...before, ...after].flatMap((head) => [head.slice(2, 10), head.slice(10)])).size).toBe(4);
  });
});

/** As OpenSSL computes it. */
function dh(secret: Uint8Array, publicKey: Uint8Array): Buffer {
  const privateKey = createPrivateKey({
    key: Buffer.concat([Buffer.from("302e020100300506032b656e04220420", "hex"), secret]),
    format: "der",
    type: "pkcs8",
  });
  const theirs = createPublicKey({
    key: Buffer.concat([Buffer.from("302a300506032b656e032100", "hex"), publicKey]),
    format: "der",
    type: "spki",
  });
  return diffieHellman({ privateKey, publicKey: theirs });
}
