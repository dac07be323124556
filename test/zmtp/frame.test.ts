import fc from "fast-check";
import { expect, test } from "vitest";

import { Frames } from "../../src/bytes/frames.ts";
import { toHex } from "../../src/bytes/hex.ts";
import { Batch } from "../../src/zmtp/batch.ts";
import { COMMAND, encodeFrame } from "../../src/zmtp/frame.ts";
import { bytes, decodeAll, encodeMessage } from "./samples.ts";

test("a frame of up to 255 octets tells its size in one", () => {
  expect(encodeMessage([new Uint8Array(255)]).subarray(0, 2)).toEqual(bytes("00 ff"));
  expect(encodeMessage([new Uint8Array(255)])).toHaveLength(257);
});

test("a longer frame tells its size in eight", () => {
  expect(encodeMessage([new Uint8Array(256)]).subarray(0, 9)).toEqual(bytes("02 0000000000000100"));
  expect(encodeMessage([new Uint8Array(256)])).toHaveLength(265);
});

test("every frame but the last says that more follow", () => {
  // WHISPER of "one", "" and "three", as recorded in zyre-zyre.json.
  const frames = ["aaa102020003", "6f6e65", "", "7468726565"].map(bytes);
  expect(toHex(encodeMessage(frames))).toBe("0106aaa1020200030103" + "6f6e65" + "0100" + "00057468726565");
});

test("a long frame can be followed by more", () => {
  expect(encodeMessage([new Uint8Array(300), new Uint8Array(0)]).subarray(0, 9)).toEqual(bytes("03 000000000000012c"));
});

test("a message may be a single frame, or empty frames only", () => {
  expect(encodeMessage([bytes("aa")])).toEqual(bytes("00 01 aa"));
  expect(encodeMessage([new Uint8Array(0), new Uint8Array(0)])).toEqual(bytes("01 00 00 00"));
});

test("a command is marked, whatever its length", () => {
  expect(encodeFrame(COMMAND, new Uint8Array(2))).toEqual(bytes("04 02 0000"));
  expect(encodeFrame(COMMAND, new Uint8Array(300)).subarray(0, 9)).toEqual(bytes("06 000000000000012c"));
});

test("the frames of a received message can be sent on from where they are", () => {
  const content = new Frames(bytes("00 6f6e65 00 74776f 00"), [1, 4, 5, 8]);
  const batch = new Batch();
  batch.write(bytes("aa"), content);
  expect(batch.take()).toEqual(bytes("01 01 aa  01 03 6f6e65  00 03 74776f"));
});

test("any message comes back as it was sent", () => {
  const message = fc.array(fc.uint8Array({ maxLength: 600 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(message, (frames) => {
      expect(decodeAll([encodeMessage(frames)])).toEqual([frames.map(toHex)]);
    }),
  );
});
