import { ProtocolError } from "../../errors.ts";
import { decodeProperties, encodeCommand, encodeProperties, type Properties } from "../command.ts";
import type { HandshakeStep, Mechanism, MechanismFactory } from "../mechanism.ts";
import { boxKey, nonceOf, open, seal } from "./boxes.ts";
import { readCommand } from "./commands.ts";
import { type CurveKeys, type CurvePrimitives, KEY_LENGTH } from "./primitives.ts";
import { CurveTraffic } from "./traffic.ts";

export interface CurveClientOptions {
  readonly primitives: CurvePrimitives;
  /** Who we are. */
  readonly keys: CurveKeys;
  /** The public key that the other side must have. */
  readonly serverKey: Uint8Array;
}

/** CURVE for the side that dials. @see RFC 26/CURVEZMQ */
export function curveClient(options: CurveClientOptions): MechanismFactory {
  return (own) => new CurveClient(options, own);
}

class CurveClient implements Mechanism {
  readonly name = "CURVE";
  readonly asServer = false;
  readonly peerKey: Uint8Array;
  box: CurveTraffic | undefined;
  readonly #options: CurveClientOptions;
  readonly #own: Properties;
  #expected: "WELCOME" | "READY" = "WELCOME";
  /** The pair of this one connection: who records it learns nothing when our lasting key leaks. */
  #short: CurveKeys | undefined;
  /** The key of the boxes: first with the other side's lasting key, then with its short one. */
  #key: Uint8Array = NO_KEY;

  constructor(options: CurveClientOptions, own: Properties) {
    this.#options = options;
    this.#own = own;
    this.peerKey = options.serverKey;
  }

  begin(): readonly Uint8Array[] {
    const { primitives, serverKey } = this.#options;
    const short = primitives.keyPair();
    this.#short = short;
    this.#key = boxKey(primitives, short.secretKey, serverKey);
    const nonce = nonceOf(HELLO);
    const proof = seal(this.#key, "CurveZMQHELLO---", nonce, ZEROS);
    return [encodeCommand("HELLO", VERSION, PADDING, short.publicKey, nonce, proof)];
  }

  handleCommand(body: Uint8Array): HandshakeStep {
    return this.#expected === "WELCOME" ? this.#handleWelcome(body) : this.#handleReady(body);
  }

  wipe(): void {
    this.#short?.secretKey.fill(0);
    this.#key.fill(0);
    this.box?.wipe();
  }

  #handleWelcome(body: Uint8Array): HandshakeStep {
    const { primitives } = this.#options;
    const short = this.#short;
    if (short === undefined) throw new ProtocolError("bad-handshake", "a WELCOME comes before our HELLO");
    const reader = readCommand(body, "WELCOME");
    const text = open(this.#key, "WELCOME-", reader.take(16), reader.take(reader.remaining), "the WELCOME");
    const theirShort = text.slice(0, KEY_LENGTH);
    const cookie = text.subarray(KEY_LENGTH);
    this.#key.fill(0);
    this.#key = boxKey(primitives, short.secretKey, theirShort);
    short.secretKey.fill(0);
    this.#expected = "READY";
    return { send: [this.#initiate(cookie, short.publicKey, theirShort)] };
  }

  #initiate(cookie: Uint8Array, ownShort: Uint8Array, theirShort: Uint8Array): Uint8Array {
    const { primitives, keys, serverKey } = this.#options;
    const vouchKey = boxKey(primitives, keys.secretKey, theirShort);
    const vouchNonce = primitives.random(16);
    const vouch = seal(vouchKey, "VOUCH---", vouchNonce, ownShort, serverKey);
    vouchKey.fill(0);
    const nonce = nonceOf(INITIATE);
    const metadata = encodeProperties(this.#own);
    const box = seal(this.#key, "CurveZMQINITIATE", nonce, keys.publicKey, vouchNonce, vouch, metadata);
    return encodeCommand("INITIATE", cookie, nonce, box);
  }

  #handleReady(body: Uint8Array): HandshakeStep {
    const reader = readCommand(body, "READY");
    const nonce = reader.take(8);
    const metadata = open(this.#key, "CurveZMQREADY---", nonce, reader.take(reader.remaining), "the READY");
    const properties = decodeProperties(metadata);
    this.box = new CurveTraffic(this.#key, "client", INITIATE, nonce);
    this.#key.fill(0);
    return { send: [], properties };
  }
}

const HELLO = 1;
const INITIATE = 2;
const VERSION = Uint8Array.of(1, 0);
const PADDING = new Uint8Array(72);
const ZEROS = new Uint8Array(64);
const NO_KEY = new Uint8Array(0);
