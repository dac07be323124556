import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { fromHex as octetsOf, toHex } from "../../../../src/bytes/hex.ts";
import { ProtocolError, UsageError } from "../../../../src/index.ts";
import { decodePacket, encodePacket, type OscArgument, type OscPacket } from "../../../../src/osc.ts";
import { packets } from "./packets.ts";

describe("what others sent", () => {
  // oscsend of liblo 0.31, in a datagram.
  const RECORDED: readonly (readonly [string, OscPacket])[] = [
    ["2f312f6661646572310000002c6600003f000000", { address: "/1/fader1", args: [{ type: "f", value: 0.5 }] }],
    [
      "2f7800002c6864634954464e000000000000001cbe991a14400400000000000000000063",
      {
        address: "/x",
        args: [
          { type: "h", value: 123_456_789_012n },
          { type: "d", value: 2.5 },
          { type: "c", value: "c" },
          ...(["I", "T", "F", "N"] as const).map((type) => ({ type })),
        ],
      },
    ],
    [
      "2f7800002c69686664730000fffffff9ffffffe34166e5ec3e8000007e37e43c8800759c68c3a46c6c6f0000",
      {
        address: "/x",
        args: [
          { type: "i", value: -7 },
          { type: "h", value: -123_456_789_012n },
          { type: "f", value: 0.25 },
          { type: "d", value: 1e300 },
          { type: "s", value: "hällo" },
        ],
      },
    ],
    ["2f676f002c000000", { address: "/go", args: [] }],
    [
      "2f6d00002c6d530090407f0073796d00",
      {
        address: "/m",
        args: [
          { type: "m", value: Uint8Array.of(0x90, 0x40, 0x7f, 0) },
          { type: "S", value: "sym" },
        ],
      },
    ],
  ];

  test.each(RECORDED)("%s is read, and written so", (hex, packet) => {
    expect(decodePacket(fromHex(hex))).toEqual(packet);
    expect(toHex(encodePacket(packet))).toBe(hex);
  });

  // The example of the specification, "OSC Message Examples".
  test("the message of the specification", () => {
    const hex = "2f666f6f000000002c69697366660000000003e8ffffffff68656c6c6f0000003f9df3b640b5b22d";
    const { args } = decodePacket(fromHex(hex)) as { args: readonly OscArgument[] };
    expect(args.map((argument) => ("value" in argument ? argument.value : argument.type))).toEqual([
      1000,
      -1,
      "hello",
      Math.fround(1.234),
      Math.fround(5.678),
    ]);
  });
});

test("every packet that is written is read as what it was", () => {
  fc.assert(
    fc.property(packets, (packet) => {
      const bytes = encodePacket(packet);
      expect(bytes.length % 4).toBe(0);
      expect(decodePacket(bytes)).toEqual(packet);
    }),
    { numRuns: 2000 },
  );
});

test("every truncation is refused, or is a packet of its own", () => {
  fc.assert(
    fc.property(packets, (packet) => {
      const bytes = encodePacket(packet);
      for (let length = 0; length < bytes.length; length++) {
        try {
          decodePacket(bytes.subarray(0, length));
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }
    }),
    { numRuns: 300 },
  );
});

describe("what is refused", () => {
  const chain = (depth: number): OscPacket =>
    depth === 0 ? { address: "/a", args: [] } : { time: 1n, elements: [chain(depth - 1)] };
  const tags = (types: string): Uint8Array => {
    const bytes = new TextEncoder().encode(`/a\0\0,${types}\0`);
    return Uint8Array.from([...bytes, ...new Uint8Array(-bytes.length & 3)]);
  };

  test.each([
    ["a tag that nobody knows", tags("q"), "unknown"],
    ["an array without an end", tags("[T"), "does not end"],
    ["an array without a beginning", tags("T]"), "has not begun"],
    ["arrays nine deep", tags(`${"[".repeat(9)}${"]".repeat(9)}`), "deeper than 8"],
    ["arguments without tags", fromHex("2f6100000000000100000000"), "tags are missing"],
    ["a text without an end", fromHex("2f616263"), "does not end"],
    ["a blob longer than its packet", fromHex("2f6100002c620000ffffffff"), "too early"],
    ["octets behind the last argument", fromHex("2f6100002c54000000000000"), "follow the last"],
    ["an element of no length", fromHex("2362756e646c6500000000000000000100000000"), "has 0 octets"],
    ["an element of an odd length", fromHex("2362756e646c65000000000000000001000000052f616263"), "has 5 octets"],
    ["a word that only looks like a bundle", fromHex("2362756e000000000000000000000001"), "not with an address"],
  ])("%s", (_, bytes, says) => {
    expect(() => decodePacket(bytes)).toThrow(ProtocolError);
    expect(() => decodePacket(bytes)).toThrow(says);
  });

  test("bundles nine deep, in both directions; eight are taken", () => {
    const eight = encodePacket(chain(8));
    expect(decodePacket(eight)).toEqual(chain(8));
    expect(() => encodePacket(chain(9))).toThrow(UsageError);
    const head = fromHex("2362756e646c65000000000000000001");
    const size = new Uint8Array(4);
    new DataView(size.buffer).setUint32(0, eight.length);
    expect(() => decodePacket(Uint8Array.from([...head, ...size, ...eight]))).toThrow("nested deeper than 8");
  });

  test("what is no OSC is not even an error", () => {
    for (const hex of ["", "00", "7b7d", "4172742d4e657400"]) expect(decodePacket(fromHex(hex))).toBeUndefined();
  });

  test.each([
    ["no address", { address: "level", args: [] }, '"level"'],
    ["a zero in a text", { address: "/a", args: [{ type: "s", value: "a\0b" }] }, "zero"],
    ["an integer that is too large", { address: "/a", args: [{ type: "i", value: 2 ** 31 }] }, "2147483648"],
    ["a fraction as an integer", { address: "/a", args: [{ type: "i", value: 0.5 }] }, "0.5"],
    ["a long that is too long", { address: "/a", args: [{ type: "h", value: 2n ** 64n }] }, "64 bits"],
    ["two characters", { address: "/a", args: [{ type: "c", value: "ab" }] }, "one character"],
    ["three octets of MIDI", { address: "/a", args: [{ type: "m", value: Uint8Array.of(1, 2, 3) }] }, "4 octets"],
  ] as const)("to write %s", (_, packet, says) => {
    expect(() => encodePacket(packet)).toThrow(UsageError);
    expect(() => encodePacket(packet)).toThrow(says);
  });
});

function fromHex(hex: string): Uint8Array {
  const octets = octetsOf(hex);
  if (octets === undefined) throw new Error(`no hexadecimal digits: ${hex}`);
  return octets;
}
