import fc from "fast-check";
import { expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { encodeText } from "../../src/bytes/text.ts";

const list = fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 6 });

test("gives back the frames it was made of, and from any of them on", () => {
  fc.assert(
    fc.property(list, fc.nat({ max: 7 }), (parts, index) => {
      const frames = Frames.of(...parts);
      expect(all(frames)).toEqual(parts);
      expect(all(frames.from(index))).toEqual(parts.slice(index));
      expect(frames.byteLength).toBe(parts.reduce((length, part) => length + part.length, 0));
    }),
  );
});

test("does not copy a single frame", () => {
  const only = encodeText("level");
  expect(Frames.of(only).bytes).toBe(only);
});

test("looks into one buffer", () => {
  const bytes = encodeText("..SIG.level");
  const frames = new Frames(bytes, [2, 5, 6, 11]);
  expect([frames.text(0), frames.text(1)]).toEqual(["SIG", "level"]);
  expect(frames.frame(1).buffer).toBe(bytes.buffer);
});

test("has an empty frame where there is none", () => {
  const frames = Frames.of(encodeText("a"));
  expect(frames.frame(1)).toHaveLength(0);
  expect(frames.text(1)).toBe("");
  expect(Frames.of().count).toBe(0);
});

function all(frames: Frames): Uint8Array[] {
  return Array.from({ length: frames.count }, (_, index) => Uint8Array.from(frames.frame(index)));
}
