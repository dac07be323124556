import { ProtocolError } from "../../../src/errors.ts";
import { AddressPattern, decodePacket, encodePacket, type OscPacket, OscStream } from "../../../src/osc.ts";
import { allow, ascii, check, type Target } from "../target.ts";

const message = encodePacket({
  address: "/1/fader{1,2}",
  args: [
    ...([
      { type: "i", value: -1 },
      { type: "f", value: 0.5 },
      { type: "s", value: "hall" },
    ] as const),
    ...([
      { type: "h", value: 5n },
      { type: "d", value: 2.5 },
      { type: "b", value: new Uint8Array(5) },
    ] as const),
    { type: "[", value: [{ type: "T" }, { type: "[", value: [{ type: "r", value: 0xff00ff }] }] },
  ],
});
const bundle = encodePacket({
  time: 1n,
  elements: [
    { time: 0xffff_0000_0000_0000n, elements: [{ address: "/go", args: [] }] },
    { address: "//*[!a-z]", args: [{ type: "I" }, { type: "c", value: "x" }] },
  ],
});

/** Datagrams and streams of OSC, and the patterns that stand in them. */
export const osc: Target = {
  name: "osc",
  corpus: [message, bundle],
  words: ascii("#bundle\0", "/", "//", ",[[[", "]]]", ",ifsbhtdScrmTFNI[]\0\0\0", "{a,b}", "[!a-z]", "*", "\0\0\0\0"),
  begin: () => {
    const stream = new OscStream(0x1_0000);
    let alive = true;
    return {
      input: (bytes) => {
        allow([ProtocolError], () => read(bytes));
        if (alive) alive = pushed(stream, bytes);
      },
    };
  },
};

/** What is read is written and read as the same. */
function read(bytes: Uint8Array): void {
  const packet = decodePacket(bytes);
  if (packet === undefined) return;
  const written = encodePacket(packet);
  check(Buffer.from(encodePacket(decodePacket(written) as OscPacket)).equals(written), "a packet stays what it is");
  if ("address" in packet) new AddressPattern(packet.address).matches(`${packet.address.slice(0, 1000)}/a/b/c/level`);
}

function pushed(stream: OscStream, bytes: Uint8Array): boolean {
  let whole = false;
  allow([ProtocolError], () => {
    stream.push(bytes);
    whole = true;
  });
  return whole;
}
