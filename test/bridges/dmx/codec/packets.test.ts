import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { decodeArtNet, decodeSacn, encodeArtNet, encodeSacn, sacnGroup } from "../../../../src/dmx.ts";
import { ProtocolError, UsageError } from "../../../../src/errors.ts";
import { artNetSamples, sacnSamples } from "./samples.ts";

describe("packets of Art-Net and sACN", () => {
  test.each([...artNetSamples])("$type of Art-Net is read as it was written", (packet) => {
    expect(decodeArtNet(encodeArtNet(packet))).toEqual(packet);
  });

  test.each([...sacnSamples])("$type of sACN is read as it was written", (packet) => {
    expect(decodeSacn(encodeSacn(packet))).toEqual(packet);
  });

  test("have the lengths that the standards say", () => {
    expect(artNetSamples.map((one) => encodeArtNet(one).length)).toEqual([22, 530, 14, 14, 239]);
    expect(sacnSamples.map((one) => encodeSacn(one).length)).toEqual([129, 638, 49, 128]);
  });

  test("of any content come back", () => {
    const octets = (least: number, most: number) => fc.uint8Array({ minLength: least, maxLength: most });
    const data = fc.record({
      ...{ type: fc.constant("data" as const), cid: octets(16, 16), source: fc.string({ maxLength: 20 }).map(plain) },
      ...{ priority: fc.nat(200), synchronization: fc.nat(65_535), sequence: fc.nat(255), preview: fc.boolean() },
      ...{
        terminated: fc.boolean(),
        forceSynchronization: fc.boolean(),
        universe: fc.integer({ min: 1, max: 63_999 }),
      },
      ...{ startCode: fc.nat(255), slots: octets(0, 512) },
    });
    fc.assert(
      fc.property(data, (packet) => {
        expect(decodeSacn(encodeSacn(packet))).toEqual(packet);
      }),
      { numRuns: 300 },
    );
    const levels = octets(1, 256).map((one) => new Uint8Array([...one, ...one]));
    const dmx = fc.record({
      ...{
        type: fc.constant("dmx" as const),
        sequence: fc.nat(255),
        physical: fc.nat(255),
        portAddress: fc.nat(32_767),
      },
      levels,
    });
    fc.assert(
      fc.property(dmx, (packet) => {
        expect(decodeArtNet(encodeArtNet(packet))).toEqual(packet);
      }),
      { numRuns: 300 },
    );
  });

  test("that end too early are told as broken, at every place", () => {
    for (const bytes of [...artNetSamples.map(encodeArtNet), ...sacnSamples.map(encodeSacn)])
      for (let length = 38; length < Math.min(bytes.length, 207); length++)
        expect(
          () => decodeSacn(bytes.subarray(0, length)) ?? decodeArtNet(bytes.subarray(0, length)) ?? broken(),
        ).toThrow(ProtocolError);
  });

  test.each([
    ["4172742d4e657400 0050 000e 00 00 00 00 0003 010203", "3 levels"],
    ["4172742d4e657400 0050 000e 00 00 00 00 0202", "514 levels"],
    ["4172742d4e657400 0050 000e 00 00 00 80 0002 0102", "its net is 128"],
    ["4172742d4e657400 0050 000d 00 00 00 00 0002 0102", "its version is 13"],
  ])("%s is broken: %s", (hex, reason) => {
    expect(() => decodeArtNet(bytesOf(hex))).toThrow(reason);
  });

  test("whose layers say another length than they have are broken", () => {
    const bytes = encodeSacn(sacnSamples[0] as (typeof sacnSamples)[0]);
    for (const [at, layer] of [
      [17, "root"],
      [39, "framing"],
      [116, "DMP"],
      [124, "slots"],
    ] as const) {
      const other = Uint8Array.from(bytes);
      other[at] = (other[at] as number) + 1;
      expect(() => decodeSacn(other)).toThrow(layer);
    }
    expect(() => decodeSacn(Uint8Array.of(...bytes, 0))).toThrow("root");
  });

  test("of others, and of kinds that are not used here, are none", () => {
    for (const bytes of [new Uint8Array(0), bytesOf("2f61000000000000"), bytesOf("4172742d4e657400 0070 000e")])
      expect([decodeArtNet(bytes), decodeSacn(bytes)]).toEqual([undefined, undefined]);
  });

  test.each([
    [() => encodeSacn({ ...(sacnSamples[0] as never as object), priority: 201 } as never), "priority is 201"],
    [() => encodeSacn({ ...(sacnSamples[0] as never as object), source: "x".repeat(64) } as never), "64 octets"],
    [() => encodeArtNet({ ...(artNetSamples[0] as never as object), levels: new Uint8Array(3) } as never), "3 levels"],
    [() => encodeArtNet({ type: "cue" } as never), 'no packet "cue"'],
    [() => sacnGroup(0), "the universe is 0"],
  ])("that cannot be are not written", (write, reason) => {
    expect(write).toThrow(UsageError);
    expect(write).toThrow(reason);
  });

  test("of a universe go to its group", () => {
    expect([sacnGroup(1), sacnGroup(256), sacnGroup(63_999)]).toEqual([
      "239.255.0.1",
      "239.255.1.0",
      "239.255.249.255",
    ]);
  });
});

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(" ", ""), "hex"));
}

function plain(text: string): string {
  return text.replaceAll("\0", "");
}

function broken(): never {
  throw new Error("it was read");
}
