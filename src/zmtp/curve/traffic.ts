import { encodeText } from "../../bytes/text.ts";
import { ProtocolError } from "../../errors.ts";
import type { Box, BoxedFrame } from "../mechanism.ts";
import { NONCE_LENGTH } from "./boxes.ts";
import { readWord } from "./salsa.ts";
import { SecretBox, TAG_LENGTH } from "./secret-box.ts";

/** Which of the two sides we are: each direction has nonces of its own. */
export type CurveRole = "client" | "server";

/** The frames of one connection after its handshake, as MESSAGE commands. @see RFC 26/CURVEZMQ, "MESSAGE Command" */
export class CurveTraffic implements Box {
  readonly #own: SecretBox;
  readonly #theirs: SecretBox;
  #count: number;
  #heardHigh: number;
  #heardLow: number;

  /** `sent`: the number of our latest command; `heard`: the nonce of theirs. The handshake has counted so far. */
  constructor(key: Uint8Array, role: CurveRole, sent: number, heard: Uint8Array) {
    this.#own = new SecretBox(key, LABELS[role]);
    this.#theirs = new SecretBox(key, LABELS[role === "client" ? "server" : "client"]);
    this.#count = sent;
    this.#heardHigh = readNumber(heard, 0);
    this.#heardLow = readNumber(heard, 4);
  }

  get overhead(): number {
    return FLAGS + 1;
  }

  seal({ more, command, body }: BoxedFrame, out: Uint8Array, at: number): void {
    const flags = at + FLAGS;
    out.set(NAME, at);
    writeCount(out, at + NAME.length, ++this.#count);
    out[flags] = (more ? MORE : 0) | (command ? COMMAND : 0);
    out.set(body, flags + 1);
    this.#own.seal(out, flags, flags + 1 + body.length, out, at + NAME.length);
  }

  open(box: Uint8Array): BoxedFrame {
    if (!isMessage(box)) throw new ProtocolError("bad-frame", "what comes after the handshake is no MESSAGE of CURVE");
    this.#checkNonce(readNumber(box, NAME.length), readNumber(box, NAME.length + 4));
    if (!this.#theirs.open(box, FLAGS, box.length, box, NAME.length))
      throw new ProtocolError("bad-frame", "a box was changed on its way, or is not the peer's");
    const flags = box[FLAGS] as number;
    return { more: (flags & MORE) !== 0, command: (flags & COMMAND) !== 0, body: box.subarray(FLAGS + 1) };
  }

  /** Forgets the keys. */
  wipe(): void {
    this.#own.wipe();
    this.#theirs.wipe();
  }

  /** A box that comes again, or late, is somebody else's doing: TCP keeps the order. */
  #checkNonce(high: number, low: number): void {
    if (high < this.#heardHigh || (high === this.#heardHigh && low <= this.#heardLow))
      throw new ProtocolError("bad-frame", "the number of a box is not above that of the one before");
    this.#heardHigh = high;
    this.#heardLow = low;
  }
}

function isMessage(bytes: Uint8Array): boolean {
  if (bytes.length <= FLAGS) return false;
  for (let i = 0; i < NAME.length; i++) if (bytes[i] !== NAME[i]) return false;
  return true;
}

function writeCount(bytes: Uint8Array, start: number, count: number): void {
  let rest = count;
  for (let at = start + NONCE_LENGTH - 1; at >= start; at--) {
    bytes[at] = rest & 0xff;
    rest = Math.floor(rest / 0x100);
  }
}

function readNumber(bytes: Uint8Array, at: number): number {
  const word = readWord(bytes, at);
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}

const NAME = Uint8Array.of(7, ...encodeText("MESSAGE"));
const LABELS = { client: encodeText("CurveZMQMESSAGEC"), server: encodeText("CurveZMQMESSAGES") } as const;
/** Where what is encrypted begins: first of all the flags. */
const FLAGS = NAME.length + NONCE_LENGTH + TAG_LENGTH;
const MORE = 0x01;
/** Not the bit that a frame outside has for it. */
const COMMAND = 0x02;
