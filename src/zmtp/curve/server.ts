import type { Reader } from "../../bytes/reader.ts";
import { encodeZ85 } from "../../bytes/z85.ts";
import { ProtocolError } from "../../errors.ts";
import { decodeProperties, encodeCommand, encodeProperties, type Properties } from "../command.ts";
import type { HandshakeStep, Mechanism, MechanismFactory } from "../mechanism.ts";
import { boxKey, concat, nonceOf, open, seal } from "./boxes.ts";
import { readCommand } from "./commands.ts";
import { type CurveKeys, type CurvePrimitives, KEY_LENGTH, sameBytes } from "./primitives.ts";
import { CurveTraffic } from "./traffic.ts";

export interface CurveServerOptions {
  readonly primitives: CurvePrimitives;
  /** Who we are. */
  readonly keys: CurveKeys;
  /** Whether the owner of this public key may come in; it has proved by then that it is the owner. */
  readonly authorize: (publicKey: Uint8Array) => boolean;
}

/** CURVE for the side that listens. @see RFC 26/CURVEZMQ */
export function curveServer(options: CurveServerOptions): MechanismFactory {
  return (own) => new CurveServer(options, own);
}

class CurveServer implements Mechanism {
  readonly name = "CURVE";
  readonly asServer = true;
  peerKey: Uint8Array | undefined;
  box: CurveTraffic | undefined;
  readonly #options: CurveServerOptions;
  readonly #own: Properties;
  #expected: "HELLO" | "INITIATE" = "HELLO";
  #theirShort: Uint8Array = NO_KEY;
  #cookieKey: Uint8Array = NO_KEY;
  #heard: Uint8Array = NO_KEY;
  /** The secret of this one connection; it is in the cookie, too, as the protocol wants it. */
  #shortSecret: Uint8Array = NO_KEY;

  constructor(options: CurveServerOptions, own: Properties) {
    this.#options = options;
    this.#own = own;
  }

  begin(): readonly Uint8Array[] {
    return [];
  }

  handleCommand(body: Uint8Array): HandshakeStep {
    return this.#expected === "HELLO" ? this.#handleHello(body) : this.#handleInitiate(body);
  }

  wipe(): void {
    this.#cookieKey.fill(0);
    this.#shortSecret.fill(0);
    this.box?.wipe();
  }

  /** What it says reaches both sides, for the other one is told the reason. */
  #openHello(key: Uint8Array, sealed: Uint8Array): Uint8Array {
    try {
      return open(key, "CurveZMQHELLO---", this.#heard, sealed, "the HELLO");
    } catch {
      throw new ProtocolError(
        "key-mismatch",
        "the side that dials expects another key at the side that listens: one of the two has not the key of this show",
      );
    }
  }

  #handleHello(body: Uint8Array): HandshakeStep {
    const { primitives, keys } = this.#options;
    const reader = readCommand(body, "HELLO");
    const [major, minor] = [reader.u8(), reader.u8()];
    if (major !== 1 || minor !== 0)
      throw new ProtocolError("bad-handshake", `the other side speaks CURVE ${major}.${minor}, we speak 1.0`);
    reader.take(PADDING);
    this.#theirShort = Uint8Array.from(reader.take(KEY_LENGTH));
    this.#heard = Uint8Array.from(reader.take(8));
    const key = boxKey(primitives, keys.secretKey, this.#theirShort);
    try {
      const zeros = this.#openHello(key, reader.take(reader.remaining));
      if (zeros.some((octet) => octet !== 0)) throw new ProtocolError("bad-handshake", "the HELLO holds no proof");
      this.#expected = "INITIATE";
      return { send: [this.#welcome(key)] };
    } finally {
      key.fill(0);
    }
  }

  #welcome(key: Uint8Array): Uint8Array {
    const { primitives } = this.#options;
    const short = primitives.keyPair();
    this.#shortSecret = short.secretKey;
    this.#cookieKey = primitives.random(KEY_LENGTH);
    const cookieNonce = primitives.random(16);
    const cookie = seal(this.#cookieKey, "COOKIE--", cookieNonce, this.#theirShort, short.secretKey);
    const nonce = primitives.random(16);
    return encodeCommand("WELCOME", nonce, seal(key, "WELCOME-", nonce, short.publicKey, cookieNonce, cookie));
  }

  #handleInitiate(body: Uint8Array): HandshakeStep {
    const reader = readCommand(body, "INITIATE");
    this.#checkCookie(reader);
    const key = boxKey(this.#options.primitives, this.#shortSecret, this.#theirShort);
    try {
      const nonce = Uint8Array.from(reader.take(8));
      if (!isAbove(nonce, this.#heard))
        throw new ProtocolError("bad-handshake", "the number of the INITIATE is too low");
      const text = open(key, "CurveZMQINITIATE", nonce, reader.take(reader.remaining), "the INITIATE");
      const peerKey = text.slice(0, KEY_LENGTH);
      this.#checkVouch(peerKey, text);
      if (!this.#options.authorize(peerKey))
        throw new ProtocolError("key-mismatch", `the key ${encodeZ85(peerKey)} is not one that may come in`);
      const properties = decodeProperties(text.subarray(METADATA));
      this.peerKey = peerKey;
      this.box = new CurveTraffic(key, "server", READY, nonce);
      return { send: [this.#ready(key)], properties };
    } finally {
      key.fill(0);
      this.#shortSecret.fill(0);
    }
  }

  /** The cookie proves that the INITIATE belongs to our WELCOME. Its key is good for one. */
  #checkCookie(reader: Reader): void {
    const cookie = open(this.#cookieKey, "COOKIE--", reader.take(16), reader.take(80), "the cookie");
    this.#cookieKey.fill(0);
    const expected = concat(this.#theirShort, this.#shortSecret);
    const same = sameBytes(cookie, expected);
    cookie.fill(0);
    expected.fill(0);
    if (!same) throw new ProtocolError("bad-handshake", "the cookie is that of another connection");
  }

  /** Only the owner of the lasting key can vouch for the short one, and does it for us alone: both are checked. */
  #checkVouch(peerKey: Uint8Array, text: Uint8Array): void {
    const { primitives, keys } = this.#options;
    const key = boxKey(primitives, this.#shortSecret, peerKey);
    try {
      const nonce = text.subarray(KEY_LENGTH, KEY_LENGTH + 16);
      const vouch = open(key, "VOUCH---", nonce, text.subarray(KEY_LENGTH + 16, METADATA), "the vouch");
      if (!sameBytes(vouch, concat(this.#theirShort, keys.publicKey)))
        throw new ProtocolError("bad-handshake", "the vouch is for another connection or another node");
    } finally {
      key.fill(0);
    }
  }

  #ready(key: Uint8Array): Uint8Array {
    const nonce = nonceOf(READY);
    return encodeCommand("READY", nonce, seal(key, "CurveZMQREADY---", nonce, encodeProperties(this.#own)));
  }
}

function isAbove(nonce: Uint8Array, other: Uint8Array): boolean {
  const at = nonce.findIndex((octet, index) => octet !== other[index]);
  return at >= 0 && (nonce[at] as number) > (other[at] as number);
}

const READY = 1;
const PADDING = 72;
/** Where in the box of an INITIATE the properties begin: after the key, the nonce of the vouch and the vouch. */
const METADATA = KEY_LENGTH + 16 + 80;
const NO_KEY = new Uint8Array(0);
