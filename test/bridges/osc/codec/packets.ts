import fc from "fast-check";
import type { OscArgument, OscMessage, OscPacket } from "../../../../src/osc.ts";

// What OSC can hold, at random.

const text = fc.string({ unit: "grapheme", maxLength: 12 }).map((one) => one.replaceAll("\0", ""));
const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

const plain: fc.Arbitrary<OscArgument> = fc.oneof(
  fc.record({ type: fc.constant("i" as const), value: fc.integer() }),
  fc.record({ type: fc.constant("r" as const), value: fc.nat(0xffff_ffff) }),
  fc.record({ type: fc.constant("f" as const), value: fc.float() }),
  fc.record({ type: fc.constant("d" as const), value: fc.double() }),
  fc.record({ type: fc.constant("h" as const), value: long }),
  fc.record({ type: fc.constant("t" as const), value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
  fc.record({ type: fc.constantFrom("s" as const, "S" as const), value: text }),
  fc.record({ type: fc.constant("c" as const), value: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
  fc.record({ type: fc.constant("b" as const), value: fc.uint8Array({ maxLength: 20 }) }),
  fc.record({ type: fc.constant("m" as const), value: octets(4) }),
  fc.record({ type: fc.constantFrom("T" as const, "F" as const, "N" as const, "I" as const) }),
);

const argument: fc.Arbitrary<OscArgument> = fc.letrec<{ one: OscArgument }>((tie) => ({
  one: fc.oneof(
    { depthSize: "small", maxDepth: 8 },
    plain,
    fc.record({ type: fc.constant("[" as const), value: fc.array(tie("one"), { maxLength: 3 }) }),
  ),
})).one;

const messages: fc.Arbitrary<OscMessage> = fc.record({
  address: text.map((one) => `/${one}`),
  args: fc.array(argument, { maxLength: 5 }),
});

export const packets: fc.Arbitrary<OscPacket> = fc.letrec<{ one: OscPacket }>((tie) => ({
  one: fc.oneof(
    { depthSize: "small", maxDepth: 7 },
    messages,
    fc.record({
      time: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      elements: fc.array(tie("one"), { maxLength: 3 }),
    }),
  ),
})).one;
