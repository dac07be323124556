import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { toHex } from "../../src/bytes/hex.ts";
import { Batch } from "../../src/zmtp/batch.ts";
import { bytes, decodeAll } from "./samples.ts";

const HEAD = bytes("aa");
const frame = (hex: string): Frames => Frames.of(bytes(hex));

/** A batch with an open message of a head and one frame. */
function opened(): Batch {
  const batch = new Batch();
  batch.write(HEAD, frame("bb"), true);
  return batch;
}

describe("an open message", () => {
  test("takes frames until it leaves, and only its last one says that none follows", () => {
    const batch = opened();
    expect([batch.append(frame("cc")), batch.append(frame(""))]).toEqual([true, true]);
    expect(batch.take()).toEqual(bytes("01 01 aa  01 01 bb  01 01 cc  00 00"));
    expect(batch.append(frame("dd"))).toBe(false);
    expect(batch.length).toBe(0);
  });

  test("looks as any other when nothing is added to it", () => {
    const plain = new Batch();
    plain.write(HEAD, frame("bb"));
    expect(opened().take()).toEqual(plain.take());
  });

  test("ends when another message follows", () => {
    const batch = opened();
    batch.write(HEAD);
    expect(batch.append(frame("cc"))).toBe(false);
    expect(batch.take()).toEqual(bytes("01 01 aa  00 01 bb  00 01 aa"));
  });

  test("takes 256 frames, and 64 KiB", () => {
    const many = opened();
    const count = Array.from({ length: 300 }, () => many.append(frame("cc"))).filter(Boolean).length;
    expect(count).toBe(255);
    const long = Frames.of(new Uint8Array(0x8000));
    expect([long, long, long].map((content) => opened().append(content))).toEqual([true, true, true]);
    const full = opened();
    expect([full.append(long), full.append(long)]).toEqual([true, false]);
    expect(full.append(frame("cc"))).toBe(true);
  });
});

test("what was taken is not written over until that is allowed", () => {
  const batch = new Batch();
  const write = (hex: string): Uint8Array => {
    batch.write(bytes(hex));
    return batch.take();
  };
  const first = write("0102");
  const second = write("0304");
  expect([first, second]).toEqual([bytes("00 02 0102"), bytes("00 02 0304")]);
  batch.reuse();
  const third = write("0506");
  expect(third.byteOffset).toBe(first.byteOffset);
  expect(third).toEqual(bytes("00 02 0506"));
});

test("a long frame leaves as it is, where nobody writes to it any more", () => {
  const batch = new Batch();
  const long = new Uint8Array(0x1_0000);
  batch.apart = true;
  batch.write(HEAD, Frames.of(long), true);
  expect([batch.length, batch.room]).toEqual([3 + 9 + long.length, 0]);
  expect(batch.take()).toEqual(bytes("01 01 aa  02 0000000000010000"));
  expect(batch.take().buffer).toBe(long.buffer);
  expect(batch.take().length).toBe(0);
});

test("messages come out as they were put in, however they grow and whenever they are taken", () => {
  const step = fc.record({
    frame: fc.oneof(
      { weight: 9, arbitrary: fc.uint8Array({ maxLength: 400 }) },
      { weight: 1, arbitrary: fc.constantFrom(0x7fff, 0x8000, 0x1_0000).map((length) => new Uint8Array(length)) },
    ),
    fresh: fc.boolean(),
    open: fc.boolean(),
    take: fc.constantFrom("no", "take", "reuse"),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, apart) => {
      const batch = new Batch();
      batch.apart = apart;
      const expected: string[][] = [];
      const taken: Uint8Array[] = [];
      const takeAll = (): void => {
        for (let piece = batch.take(); piece.length > 0; piece = batch.take()) taken.push(piece.slice());
      };
      for (const { frame: body, fresh, open, take } of steps) {
        const content = Frames.of(body);
        if (!fresh && batch.append(content)) expected.at(-1)?.push(toHex(body));
        else {
          batch.write(HEAD, content, open);
          expected.push(["aa", toHex(body)]);
        }
        if (take === "no") continue;
        takeAll();
        if (take === "reuse") batch.reuse();
      }
      takeAll();
      expect(batch.length).toBe(0);
      expect(decodeAll(taken)).toEqual(expected);
    }),
  );
});
