/** Frames a packet for a stream as OSC 1.1 does: an END on both sides. @see RFC 1055 */
export function encodeSlip(packet: Uint8Array): Uint8Array {
  let marked = 0;
  for (const octet of packet) if (octet === END || octet === ESCAPE) marked++;
  const framed = new Uint8Array(packet.length + marked + 2);
  let at = 0;
  framed[at++] = END;
  for (const octet of packet) {
    if (octet !== END && octet !== ESCAPE) framed[at++] = octet;
    else {
      framed[at++] = ESCAPE;
      framed[at++] = octet === END ? ESCAPED_END : ESCAPED_ESCAPE;
    }
  }
  framed[at] = END;
  return framed;
}

/** Undoes the escapes of what stood between two ENDs; undefined where an escape is wrong. */
export function decodeSlip(framed: Uint8Array): Uint8Array | undefined {
  if (!framed.includes(ESCAPE)) return framed;
  const packet = new Uint8Array(framed.length);
  let length = 0;
  for (let i = 0; i < framed.length; i++) {
    if (framed[i] !== ESCAPE) packet[length++] = framed[i] as number;
    else {
      const escaped = framed[++i];
      if (escaped !== ESCAPED_END && escaped !== ESCAPED_ESCAPE) return undefined;
      packet[length++] = escaped === ESCAPED_END ? END : ESCAPE;
    }
  }
  return packet.subarray(0, length);
}

export const END = 0xc0;
const ESCAPE = 0xdb;
const ESCAPED_END = 0xdc;
const ESCAPED_ESCAPE = 0xdd;
