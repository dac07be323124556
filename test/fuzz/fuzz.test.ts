import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { SeededRandom } from "./chance.ts";
import { Fuzzer } from "./fuzzer.ts";
import { ascii, check, type Target } from "./target.ts";
import { TARGETS } from "./targets.ts";

// Short and always the same here; `npm run fuzz -- --minutes 10` goes on for as long as wanted.
const SEED = 5;

/** Octets made of valid inputs, in a way that fast-check can make smaller when something is found. */
function inputsOf({ corpus, words }: Target): fc.Arbitrary<Uint8Array> {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...corpus).chain((valid) => slice(valid)) },
    { weight: 2, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 8 }) },
  );
  return fc.array(piece, { maxLength: 5 }).map((pieces) => Uint8Array.from(Buffer.concat(pieces)));
}

function slice(valid: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.nat(valid.length);
  return fc
    .tuple(fc.oneof(fc.constant(0), at), fc.oneof(fc.constant(valid.length), at))
    .map(([from, to]) => valid.subarray(from, to));
}

describe.each(TARGETS.filter(({ sockets, slow }) => sockets !== true && slow !== true))("$name", (target) => {
  test("lives through pieces of what is valid", async () => {
    const round = await target.begin();
    const property = fc.property(inputsOf(target), (bytes) => void round.input(bytes));
    fc.assert(property, { numRuns: target.name === "curve" ? 100 : 1000, seed: SEED });
    await round.end?.();
  });

  test("lives through mutations of what is valid", async () => {
    const fuzzer = new Fuzzer(SEED);
    await fuzzer.play(target, { time: 400, first: 0 });
    expect(fuzzer.findings).toEqual([]);
    expect(fuzzer.figuresOf(target).inputs).toBeGreaterThan(0);
  });
});

/** Milliseconds of CPU that this process has had. */
function spent(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

describe("the fuzzer", () => {
  const planted = (input: (bytes: Uint8Array) => void): Target => ({
    name: "planted",
    corpus: ascii("begin 1 end"),
    words: ascii("x"),
    begin: () => ({ input }),
  });

  test("finds an octet that must not be, and gives it with what repeats it", async () => {
    const target = planted((bytes) => check(!bytes.includes(0x7b), "no {"));
    const fuzzer = new Fuzzer(SEED);
    await fuzzer.play(target, { time: 5000, first: 0 });
    expect(fuzzer.findings).toEqual([expect.objectContaining({ target: "planted", seed: SEED, alone: true })]);
    expect(fuzzer.findings[0]?.hex).toContain("7b");
    const again = new Fuzzer(SEED);
    await again.play(target, { time: 5000, first: fuzzer.findings[0]?.round ?? 0 });
    expect(again.findings[0]?.hex).toBe(fuzzer.findings[0]?.hex);
  });

  test("finds an input that takes too long, when it does so again and again", async () => {
    const slow = planted((bytes) => {
      const begin = spent();
      while (bytes.length > 1000 && spent() - begin < 150);
    });
    const fuzzer = new Fuzzer(SEED);
    await fuzzer.play(slow, { time: 60_000, first: 0 });
    expect(fuzzer.findings[0]?.what).toMatch(/took 1[5-9]\d ms of CPU/);
  });

  test("repeats its chance", () => {
    const [one, other] = [new SeededRandom(7), new SeededRandom(7)];
    for (let i = 0; i < 100; i++) expect(one.bits()).toBe(other.bits());
    expect(new SeededRandom(8).bits()).not.toBe(new SeededRandom(7).bits());
  });
});
