import { decodeArtNet, decodeSacn, encodeArtNet, encodeSacn } from "../../../src/dmx.ts";
import { ProtocolError } from "../../../src/errors.ts";
import { artNetSamples, sacnSamples } from "../../bridges/dmx/codec/samples.ts";
import { allow, ascii, check, type Target } from "../target.ts";

/** Datagrams of Art-Net and sACN. What is read is written and read as the same. */
export const dmx: Target = {
  name: "dmx",
  corpus: [...artNetSamples.map(encodeArtNet), ...sacnSamples.map(encodeSacn)],
  words: ascii(
    "Art-Net\0",
    "\0\x50",
    "\0\x20",
    "\0\x21",
    "\0\x52",
    "\0\x0e",
    "ASC-E1.17\0\0\0",
    "\x72\x6e",
    "\x02",
    "\0\0",
  ),
  begin: () => ({
    input: (bytes) => {
      allow([ProtocolError], () => same(decodeArtNet(bytes), encodeArtNet, decodeArtNet));
      allow([ProtocolError], () => same(decodeSacn(bytes), encodeSacn, decodeSacn));
    },
  }),
};

/** A text that no zero ends, or that is no UTF-8, cannot be written as it came. */
function same<Packet extends { readonly type: string }>(
  packet: Packet | undefined,
  encode: (packet: Packet) => Uint8Array,
  decode: (bytes: Uint8Array) => Packet | undefined,
): void {
  if (packet === undefined || !writable(packet)) return;
  const written = encode(packet);
  check(Buffer.from(encode(decode(written) as Packet)).equals(written), "a packet stays what it is");
}

function writable(packet: object): boolean {
  const limits: Readonly<Record<string, number>> = { source: 63, shortName: 17, longName: 63, report: 63 };
  return Object.entries(packet).every(
    ([name, value]) => Buffer.byteLength(String(value)) <= (limits[name] ?? Infinity),
  );
}
