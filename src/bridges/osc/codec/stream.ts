import { checkOctets } from "../../../arguments/check.ts";
import { ProtocolError } from "../../../errors.ts";
import { decodeSlip, END, encodeSlip } from "./slip.ts";

/** How packets are told apart in a stream: by their length in front (OSC 1.0), or by SLIP (1.1). */
export type OscFraming = "length" | "slip";

/** Frames a packet for a stream. Throws `UsageError` for what are no octets. */
export function encodeFrame(packet: Uint8Array, framing: OscFraming): Uint8Array {
  checkOctets("the packet", packet);
  if (framing === "slip") return encodeSlip(packet);
  const framed = new Uint8Array(packet.length + 4);
  new DataView(framed.buffer).setUint32(0, packet.length);
  framed.set(packet, 4);
  return framed;
}

/** Finds the packets of a stream, in either framing: the first octet says which one it is. */
export class OscStream {
  readonly #limit: number;
  #framing: OscFraming | undefined;
  /** What has come of the next packet. */
  readonly #parts: Uint8Array[] = [];
  #waiting = 0;
  #needed = 0;

  /** `limit`: octets that a packet may have. */
  constructor(limit: number = LARGEST_PACKET) {
    this.#limit = limit;
  }

  /** Undefined before anything has come. */
  get framing(): OscFraming | undefined {
    return this.#framing;
  }

  /** The packets that end with these octets. Throws `ProtocolError` where no packet can follow any more. */
  push(bytes: Uint8Array): readonly Uint8Array[] {
    checkOctets("what has come", bytes);
    if (bytes.length === 0) return [];
    this.#framing ??= framingOf(bytes[0] as number);
    return this.#framing === "slip" ? this.#pushSlip(bytes) : this.#pushLength(bytes);
  }

  #pushSlip(bytes: Uint8Array): readonly Uint8Array[] {
    const packets: Uint8Array[] = [];
    let start = 0;
    for (let end = bytes.indexOf(END); end >= 0; end = bytes.indexOf(END, start)) {
      this.#keep(bytes.subarray(start, end));
      start = end + 1;
      const packet = decodeSlip(this.#take());
      if (packet === undefined)
        throw new ProtocolError("bad-frame", "an escape of SLIP is followed by neither of its two octets");
      if (packet.length > 0) packets.push(packet);
    }
    this.#keep(bytes.subarray(start));
    return packets;
  }

  #pushLength(bytes: Uint8Array): readonly Uint8Array[] {
    const packets: Uint8Array[] = [];
    this.#keep(bytes);
    // Most of a large packet waits in pieces, which are joined once.
    while (this.#waiting >= Math.max(this.#needed, 4)) {
      const all = this.#take();
      this.#needed = 4 + this.#readLength(all);
      if (all.length >= this.#needed) {
        packets.push(all.subarray(4, this.#needed));
        this.#keep(all.subarray(this.#needed));
        this.#needed = 0;
      } else this.#keep(all);
    }
    return packets;
  }

  #readLength(bytes: Uint8Array): number {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
    if (length <= this.#limit) return length;
    throw new ProtocolError("limit-exceeded", `a packet has ${length} octets; the limit is ${this.#limit}`);
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#parts.push(bytes);
    this.#waiting += bytes.length;
    // Every octet of SLIP may be escaped.
    const most = this.#framing === "slip" ? this.#limit * 2 : Number.POSITIVE_INFINITY;
    if (this.#waiting > most) throw new ProtocolError("limit-exceeded", `a packet has more than ${this.#limit} octets`);
  }

  #take(): Uint8Array {
    const all = this.#parts.length === 1 ? (this.#parts[0] as Uint8Array) : join(this.#parts, this.#waiting);
    this.#parts.length = 0;
    this.#waiting = 0;
    return all;
  }
}

function framingOf(first: number): OscFraming {
  if (first === END) return "slip";
  // The upper octet of every length that is allowed.
  if (first === 0) return "length";
  throw new ProtocolError("bad-frame", `a stream of OSC begins with 0x00 or 0xC0, not with 0x${first.toString(16)}`);
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const LARGEST_PACKET = 4 * 1024 * 1024;
