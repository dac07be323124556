import fc from "fast-check";
import { expect, test } from "vitest";

import { Reader } from "../../src/bytes/reader.ts";
import { encodeText } from "../../src/bytes/text.ts";
import { Writer } from "../../src/bytes/writer.ts";
import { ProtocolError } from "../../src/errors.ts";

type Field =
  | { readonly u8: number }
  | { readonly u16: number }
  | { readonly u32: number }
  | { readonly bytes: Uint8Array };

const field: fc.Arbitrary<Field> = fc.oneof(
  fc.record({ u8: fc.nat(0xff) }),
  fc.record({ u16: fc.nat(0xffff) }),
  fc.record({ u32: fc.nat(0xffffffff) }),
  fc.record({ bytes: fc.uint8Array({ maxLength: 600 }) }),
);

test("reads back the fields that were written, whatever the first capacity", () => {
  fc.assert(
    fc.property(fc.array(field), fc.nat(8), (fields, capacity) => {
      const writer = new Writer(capacity);
      for (const each of fields) write(writer, each);
      const reader = new Reader(writer.take());
      for (const each of fields) expect(read(reader, each)).toEqual(each);
      expect(reader.remaining).toBe(0);
    }),
  );
});

test("never overwrites what was taken", () => {
  fc.assert(
    fc.property(fc.array(fc.array(field, { maxLength: 8 })), (turns) => {
      const writer = new Writer(4);
      const taken = turns.map((fields) => {
        for (const each of fields) write(writer, each);
        const view = writer.take();
        return { view, copy: Uint8Array.from(view) };
      });
      for (const { view, copy } of taken) expect(Uint8Array.from(view)).toEqual(copy);
    }),
  );
});

test("writes big-endian", () => {
  const writer = new Writer();
  writer.u8(0xaa);
  writer.u16(0x0102);
  writer.u32(0xfffefdfc);
  expect(writer.length).toBe(7);
  expect(writer.take()).toEqual(Uint8Array.of(0xaa, 0x01, 0x02, 0xff, 0xfe, 0xfd, 0xfc));
  expect(writer.length).toBe(0);
  expect(writer.take()).toHaveLength(0);
});

test("writes on into one buffer, so that small messages cost no allocation", () => {
  const writer = new Writer();
  writer.u8(1);
  const first = writer.take();
  writer.u8(2);
  expect(writer.take().buffer).toBe(first.buffer);
});

test("reads from an offset on, and takes views, not copies", () => {
  const bytes = Uint8Array.of(1, 2, 3, 4);
  const reader = new Reader(bytes, 1);
  expect(reader.remaining).toBe(3);
  expect(reader.take(2).buffer).toBe(bytes.buffer);
  expect(reader.u8()).toBe(4);
});

test("counts a text in bytes", () => {
  const reader = new Reader(encodeText("é!"));
  expect([reader.text(2), reader.text(1), reader.text(0)]).toEqual(["é", "!", ""]);
});

test.each<[string, (reader: Reader) => unknown, number]>([
  ["u8", (reader) => reader.u8(), 1],
  ["u16", (reader) => reader.u16(), 2],
  ["u32", (reader) => reader.u32(), 4],
  ["take", (reader) => reader.take(9), 9],
  ["text", (reader) => reader.text(0xffffffff), 0xffffffff],
])("refuses a %s that the bytes are too few for, and says how many it needs", (_, action, needed) => {
  for (let length = 0; length < Math.min(needed, 4); length++) {
    const reader = new Reader(new Uint8Array(length));
    const message = `the bytes end too early: ${needed} are needed, ${length} are left`;
    expect(() => action(reader)).toThrow(new ProtocolError("truncated", message));
    expect(reader.remaining).toBe(length);
  }
});

function write(writer: Writer, each: Field): void {
  if ("u8" in each) writer.u8(each.u8);
  else if ("u16" in each) writer.u16(each.u16);
  else if ("u32" in each) writer.u32(each.u32);
  else writer.bytes(each.bytes);
}

function read(reader: Reader, each: Field): Field {
  if ("u8" in each) return { u8: reader.u8() };
  if ("u16" in each) return { u16: reader.u16() };
  if ("u32" in each) return { u32: reader.u32() };
  return { bytes: Uint8Array.from(reader.take(each.bytes.length)) };
}
