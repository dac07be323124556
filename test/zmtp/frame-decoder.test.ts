import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { toHex } from "../../src/bytes/hex.ts";
import { ProtocolError } from "../../src/errors.ts";
import { COMMAND, encodeFrame } from "../../src/zmtp/frame.ts";
import { FrameDecoder } from "../../src/zmtp/frame-decoder.ts";
import { bytes, concat, cut, decodeAll, encodeMessage } from "./samples.ts";

describe("frames", () => {
  test("become messages and commands in their order", () => {
    expect(decodeAll([bytes("00 01 aa  04 01 bb  01 01 cc 00 02 dddd")])).toEqual([
      ["aa"],
      { command: "bb" },
      ["cc", "dddd"],
    ]);
  });

  test("may use eight octets for a small size", () => {
    expect(decodeAll([bytes("02 0000000000000001 aa  06 0000000000000001 bb")])).toEqual([["aa"], { command: "bb" }]);
  });

  test("may set reserved bits", () => {
    expect(decodeAll([bytes("f8 01 aa")])).toEqual([["aa"]]);
  });

  test("of a command end there, even when they announce more", () => {
    expect(decodeAll([bytes("05 01 bb 00 01 aa")])).toEqual([{ command: "bb" }, ["aa"]]);
  });

  test("of a command may stand between the frames of a message", () => {
    const stream = bytes("01 01 aa  04 02 bbbb  01 01 cc  04 00  00 01 dd");
    const expected = [{ command: "bbbb" }, { command: "" }, ["aa", "cc", "dd"]];
    for (let at = 0; at <= stream.length; at++) expect(decodeAll(cut(stream, [at]))).toEqual(expected);
  });
});

describe("a stream", () => {
  test("gives the same whatever its chunks", () => {
    fc.assert(
      fc.property(streams(), fc.array(fc.nat(), { maxLength: 20 }), (parts, places) => {
        const stream = concat(parts);
        expect(decodeAll(cut(stream, places))).toEqual(decodeAll([stream]));
      }),
    );
  });

  test("gives the same octet by octet", () => {
    fc.assert(
      fc.property(streams(), (parts) => {
        const stream = concat(parts);
        expect(decodeAll(Array.from(stream, (octet) => Uint8Array.of(octet)))).toEqual(decodeAll([stream]));
      }),
      { numRuns: 30 },
    );
  });

  test("of long frames gives the same whatever its chunks, and writes to none of them", () => {
    const long = (octet: number, length: number): Uint8Array => new Uint8Array(length).fill(octet);
    const stream = concat([
      encodeMessage([bytes("aa"), long(1, 70_000), long(2, 3), long(3, 40_000)]),
      // A command between the frames of a message.
      bytes("01 01 bb"),
      encodeFrame(COMMAND, long(4, 20_000)),
      encodeFrame(0, long(5, 90_000)),
      encodeMessage([bytes("cc")]),
    ]);
    const expected = decodeAll([stream]);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), (places) => {
        const chunks = cut(stream, places);
        expect(decodeAll(chunks)).toEqual(expected);
        expect(toHex(concat(chunks))).toBe(toHex(stream));
      }),
      { numRuns: 50 },
    );
  });

  test("that ends within a message gives nothing of it", () => {
    const message = encodeMessage([bytes("aa"), new Uint8Array(300), new Uint8Array(0)]);
    for (let length = 0; length < message.length; length++) {
      expect(decodeAll([message.subarray(0, length)])).toEqual([]);
    }
  });

  test("of anything at all gives items or a ProtocolError", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (chunks) => {
        try {
          decodeAll(chunks);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
    );
  });

  test("may reuse its chunks once they have been read", () => {
    const decoder = new FrameDecoder({ maxFrame: 100, maxMessage: 100, maxFrames: 10 });
    const chunk = bytes("00 03 aabb");
    decoder.push(chunk);
    expect(decoder.next()).toBeUndefined();
    chunk.fill(0);
    decoder.push(bytes("cc"));
    const message = decoder.next();
    expect(message).toHaveProperty("count", 1);
    expect(message && "frame" in message && toHex(message.frame(0))).toBe("aabbcc");
  });
});

describe("memory", () => {
  test("a whole message is a view of its chunk", () => {
    const chunk = bytes("00 03 aabbcc");
    const decoder = new FrameDecoder({ maxFrame: 100, maxMessage: 100, maxFrames: 10 });
    decoder.push(chunk);
    const message = decoder.next();
    expect(message && "bytes" in message && message.bytes).toBe(chunk);
  });

  test("follows what arrived, not what was announced", () => {
    const { buffers, decode } = watched();
    decode(bytes("02 0000000003ffffff"));
    for (let i = 0; i < 100; i++) decode(new Uint8Array(100));
    expect(Math.max(...buffers)).toBeLessThan(10_000 * 2 + 300);
  });

  test("is moved a few times only while a large frame arrives in small pieces", () => {
    const { buffers, decode } = watched();
    decode(bytes("02 0000000000400000"));
    for (let i = 0; i < 4096; i++) decode(new Uint8Array(1024));
    expect(buffers.length).toBeLessThan(20);
  });

  test("is not filled by commands inside a message that never ends", () => {
    const { buffers, decode } = watched();
    decode(bytes("01 01 aa 04"));
    for (let i = 0; i < 10_000; i++) decode(bytes("01 bb 04"));
    expect(Math.max(...buffers)).toBeLessThan(1000);
  });
});

describe("limits", () => {
  const exceeded = (words: string) =>
    expect.objectContaining({ code: "limit-exceeded", message: expect.stringContaining(words) });

  test("of a frame: the limit passes, one more is refused as soon as it is announced", () => {
    expect(decodeAll([encodeMessage([new Uint8Array(1000)])], { maxFrame: 1000 })).toHaveLength(1);
    expect(() => decodeAll([bytes("02 00000000000003e9")], { maxFrame: 1000 })).toThrow(
      exceeded("1001 octets; the limit is 1000"),
    );
  });

  test("of a frame hold for commands", () => {
    expect(() => decodeAll([bytes("04 0b")], { maxFrame: 10 })).toThrow(exceeded("11 octets; the limit is 10"));
  });

  test("of a message count all its frames", () => {
    const message = encodeMessage([new Uint8Array(6), new Uint8Array(5)]);
    expect(decodeAll([message], { maxMessage: 11 })).toHaveLength(1);
    expect(() => decodeAll([message], { maxMessage: 10 })).toThrow(exceeded("a message of 11 octets; the limit is 10"));
  });

  test("of a message start anew with each", () => {
    const message = encodeMessage([new Uint8Array(8)]);
    expect(decodeAll([concat([message, message])], { maxMessage: 10 })).toHaveLength(2);
  });

  test("of a message's frames count the empty ones", () => {
    const message = encodeMessage(Array.from({ length: 4 }, () => new Uint8Array(0)));
    expect(decodeAll([message], { maxFrames: 4 })).toHaveLength(1);
    expect(() => decodeAll([message], { maxFrames: 3 })).toThrow(exceeded("the limit is 3"));
  });

  test.each(["7fffffffffffffff", "ffffffffffffffff", "0020000000000001"])("refuse a size of 0x%s", (size) => {
    expect(() => decodeAll([bytes(`02 ${size}`)], { maxFrame: 1e9, maxMessage: 1e9 })).toThrow(exceeded("1000000000"));
  });
});

/** Streams of whole messages and commands. */
function streams(): fc.Arbitrary<Uint8Array[]> {
  const message = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }).map(encodeMessage);
  const command = fc.uint8Array({ maxLength: 300 }).map((body) => encodeFrame(COMMAND, body));
  return fc.array(fc.oneof(message, command), { maxLength: 8 });
}

/** A decoder, and the sizes of the buffers that it makes while it decodes. */
function watched(): { readonly buffers: number[]; readonly decode: (chunk: Uint8Array) => void } {
  const decoder = new FrameDecoder({ maxFrame: 0x400_0000, maxMessage: 0x400_0000, maxFrames: 10 });
  const buffers: number[] = [];
  const decode = (chunk: Uint8Array) => {
    const Original = globalThis.Uint8Array;
    globalThis.Uint8Array = new Proxy(Original, {
      construct(target, [size]) {
        const made = new target(size);
        buffers.push(made.length);
        return made;
      },
    });
    try {
      decoder.push(chunk);
      while (decoder.next() !== undefined);
    } finally {
      globalThis.Uint8Array = Original;
    }
  };
  return { buffers, decode };
}
