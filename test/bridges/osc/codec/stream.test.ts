import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { fromHex as octetsOf, toHex } from "../../../../src/bytes/hex.ts";
import { ProtocolError } from "../../../../src/index.ts";
import { encodeFrame, type OscFraming, OscStream } from "../../../../src/osc.ts";

const marked = fc.oneof(fc.constantFrom(0xc0, 0xdb, 0xdc, 0xdd), fc.nat(255));
const packets = fc.array(fc.array(marked, { minLength: 1, maxLength: 30 }).map((octets) => Uint8Array.from(octets)));
const framings = fc.constantFrom<OscFraming>("length", "slip");

test("packets come out of a stream as they went in, wherever it is cut", () => {
  fc.assert(
    fc.property(packets, framings, fc.array(fc.nat(400), { maxLength: 20 }), (sent, framing, cuts) => {
      const all = Buffer.concat(sent.map((packet) => encodeFrame(packet, framing)));
      const stream = new OscStream();
      const got: string[] = [];
      let start = 0;
      for (const end of [...cuts.filter((cut) => cut < all.length).sort((a, b) => a - b), all.length]) {
        for (const packet of stream.push(all.subarray(start, end))) got.push(toHex(packet));
        start = end;
      }
      expect(got).toEqual(sent.map(toHex));
      if (all.length > 0) expect(stream.framing).toBe(framing);
    }),
    { numRuns: 1000 },
  );
});

describe("a stream that cannot go on", () => {
  test.each([
    ["begins with anything else", "2f616263", "0x2f"],
    ["tells a length over the limit", "00000021", "33 octets; the limit is 32"],
    ["has a wrong escape", "c0db00c0", "escape"],
    ["goes on without an end", `c0${"01".repeat(65)}`, "more than 32 octets"],
  ])("%s", (_, hex, says) => {
    const stream = new OscStream(32);
    expect(() => stream.push(fromHex(hex))).toThrow(ProtocolError);
    expect(() => new OscStream(32).push(fromHex(hex))).toThrow(says);
  });

  test("at the limit it goes on", () => {
    const packet = new Uint8Array(32).fill(0xc0);
    for (const framing of ["length", "slip"] as const)
      expect(new OscStream(32).push(encodeFrame(packet, framing))).toEqual([packet]);
  });
});

function fromHex(hex: string): Uint8Array {
  const octets = octetsOf(hex);
  if (octets === undefined) throw new Error(`no hexadecimal digits: ${hex}`);
  return octets;
}
