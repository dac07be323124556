import { poly1305 as theirPoly1305 } from "@noble/ciphers/_poly1305.js";
import { describe, expect, test } from "vitest";

import { toHex } from "../../../src/bytes/hex.ts";
import { poly1305 } from "../../../src/zmtp/curve/poly1305.ts";
import { SeededRandom } from "../../fuzz/chance.ts";
import { bytes } from "../samples.ts";

// Random inputs meet a carry that runs on from one limb into the next about once in a million, so these inputs are made for it:
// the sum before the last reduction is put next to every boundary of a limb, and next to every multiple of the modulus.
const P = 2n ** 130n - 5n;
const BOUNDARIES = [0n, 8n, 16n, 22n, 32n, 44n, 64n, 66n, 88n, 110n, 120n, 128n, 129n, 130n].map((bit) =>
  bit === 0n ? 0n : 2n ** bit,
);
const NEAR = Array.from({ length: 61 }, (_, i) => BigInt(i - 30));
/** Residues that are next to a boundary, or next to the modulus. */
const RESIDUES = [...new Set(BOUNDARIES.flatMap((boundary) => NEAR.map((near) => (((boundary + near) % P) + P) % P)))];
const CLAMP = 0x0ffffffc0ffffffc0ffffffc0fffffffn;
const BLOCK = 2n ** 128n;
const ZERO = "0".repeat(32);
const LONG_R = "01000000000000000400000000000000";
const LONG_TEXT = `e33594d7505e43b9${"0".repeat(16)}3394d7505e4379cd0100000000000000${ZERO}`;

describe("the sum before the last reduction, next to every carry", () => {
  test("with r = 1, where the blocks are simply added", () => {
    const wrong: string[] = [];
    // 2^132 is what six limbs hold: four times the modulus and more.
    for (const residue of RESIDUES)
      for (let sum = residue; sum < 2n ** 133n; sum += P) {
        const blocks = split(sum);
        if (blocks !== undefined) wrong.push(...compare(1n, 0n, blocks));
      }
    expect(wrong).toEqual([]);
  });

  test("with random r, and a last block that leads there", () => {
    const chance = new SeededRandom(11);
    const wrong: string[] = [];
    let compared = 0;
    for (let attempt = 0; attempt < 6; attempt++)
      for (const residue of RESIDUES) {
        const r = random(chance) & CLAMP;
        const before = Array.from({ length: chance.below(4) }, () => random(chance));
        const last = leadTo(residue, r, before);
        if (last === undefined) continue;
        compared += 1;
        wrong.push(...compare(r, random(chance), [...before, last]));
      }
    expect(wrong).toEqual([]);
    expect(compared).toBeGreaterThan(RESIDUES.length);
  });
});

test("the second half of the key is added with every carry", () => {
  const wrong: string[] = [];
  for (const residue of RESIDUES) {
    const blocks = split(residue + P);
    if (blocks === undefined) continue;
    for (const near of [-2n, -1n, 0n, 1n, 2n])
      wrong.push(...compare(1n, (((BLOCK - residue + near) % BLOCK) + BLOCK) % BLOCK, blocks));
  }
  expect(wrong).toEqual([]);
});

test("limbs that are as full as they can be, for many blocks", () => {
  const full = BLOCK - 1n;
  const wrong: string[] = [];
  for (const r of [0n, 1n, 2n, 4n, CLAMP, CLAMP - 4n, CLAMP >> 1n, 0x0ffffffc000000000000000000000000n])
    for (let count = 1; count < 70; count++) wrong.push(...compare(r & CLAMP, full, Array<bigint>(count).fill(full)));
  expect(wrong).toEqual([]);
});

// RFC 8439, appendix A.3, the vectors that are made for the carries of an implementation: r, pad, text and authenticator.
test.each([
  ["02".padEnd(32, "0"), ZERO, "ff".repeat(16), "03".padEnd(32, "0")],
  ["02".padEnd(32, "0"), "ff".repeat(16), "02".padEnd(32, "0"), "03".padEnd(32, "0")],
  ["01".padEnd(32, "0"), ZERO, `${"ff".repeat(16)}f0${"ff".repeat(15)}${"11".padEnd(32, "0")}`, "05".padEnd(32, "0")],
  ["01".padEnd(32, "0"), ZERO, `${"ff".repeat(16)}fb${"fe".repeat(15)}${"01".repeat(16)}`, ZERO],
  ["02".padEnd(32, "0"), ZERO, `fd${"ff".repeat(15)}`, `fa${"ff".repeat(15)}`],
  [LONG_R, ZERO, `${LONG_TEXT}${"01".padEnd(32, "0")}`, "14000000000000005500000000000000"],
  [LONG_R, ZERO, LONG_TEXT, "13".padEnd(32, "0")],
])("published: r %s, pad %s, text %s", (r, pad, text, right) => {
  const tag = new Uint8Array(16);
  const message = bytes(text);
  poly1305(bytes(r + pad), message, 0, message.length, tag);
  expect(toHex(tag)).toBe(right);
});

/** The authenticator of whole blocks by ours, by another implementation and by definition; what differs, in hex. */
function compare(r: bigint, pad: bigint, blocks: readonly bigint[]): string[] {
  const key = new Uint8Array([...octets(r), ...octets(pad)]);
  const text = new Uint8Array(blocks.flatMap((block) => [...octets(block)]));
  const tag = new Uint8Array(16);
  poly1305(key, text, 0, text.length, tag);
  const sum = blocks.reduce((h, block) => ((h + block + BLOCK) * r) % P, 0n);
  const right = toHex(octets((sum + pad) % BLOCK));
  const found = [toHex(tag), toHex(theirPoly1305(text, key))];
  return found.every((hex) => hex === right) ? [] : [`${toHex(key)} ${toHex(text)}: ${found} instead of ${right}`];
}

/** Blocks that add up to this with the bit behind each of them; undefined when none do. */
function split(sum: bigint): bigint[] | undefined {
  for (let count = 1n; count <= 40n; count++) {
    const rest = sum - count * BLOCK;
    if (rest < 0n) return undefined;
    if (rest > count * (BLOCK - 1n)) continue;
    return Array.from({ length: Number(count) }, (_, i) => rest / count + (BigInt(i) < rest % count ? 1n : 0n));
  }
  return undefined;
}

/** The block after these that makes the sum this residue; undefined when it is not one of 128 bits. */
function leadTo(residue: bigint, r: bigint, before: readonly bigint[]): bigint | undefined {
  const sum = before.reduce((h, block) => ((h + block + BLOCK) * r) % P, 0n);
  const block = (((residue * power(r, P - 2n) - sum - BLOCK) % P) + 2n * P) % P;
  return block < BLOCK ? block : undefined;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let bits = exponent, square = base; bits > 0n; bits >>= 1n, square = (square * square) % P)
    if (bits & 1n) result = (result * square) % P;
  return result;
}

function random(chance: SeededRandom): bigint {
  return [0, 1, 2, 3].reduce((sum) => (sum << 32n) | BigInt(chance.bits()), 0n);
}

function octets(number: bigint): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, i) => Number((number >> BigInt(8 * i)) & 0xffn));
}
