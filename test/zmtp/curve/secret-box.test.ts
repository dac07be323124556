import { poly1305 as theirPoly1305 } from "@noble/ciphers/_poly1305.js";
import { xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { toHex } from "../../../src/bytes/hex.ts";
import { poly1305 } from "../../../src/zmtp/curve/poly1305.ts";
import { hsalsa } from "../../../src/zmtp/curve/salsa.ts";
import { openOnce, SecretBox, sealOnce } from "../../../src/zmtp/curve/secret-box.ts";
import { bytes } from "../samples.ts";

// The example of "Cryptography in NaCl", sections 8 and 10.
const SHARED = bytes("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
const FIRST_KEY = bytes("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
const NONCE = bytes("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
const TEXT =
  bytes(`be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a1ac728d45e6c61296cdc3c01
  233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e
  52f0a089bc76897040e082f937763848645e0705`);
const BOXED = `f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186ac0dfc17c98dc
  e87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99
  832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5`;

describe("the example that NaCl publishes", () => {
  test("the shared secret becomes the first key", () => {
    expect(toHex(hsalsa(SHARED, new Uint8Array(16)))).toBe(toHex(FIRST_KEY));
  });

  test("the text is sealed and opened", () => {
    expect(toHex(sealOnce(FIRST_KEY, NONCE, TEXT))).toBe(BOXED.replaceAll(/\s/g, ""));
    expect(openOnce(FIRST_KEY, NONCE, bytes(BOXED))).toEqual(TEXT);
  });

  test("the authenticator of RFC 8439", () => {
    const key = bytes("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b");
    const text = new TextEncoder().encode("Cryptographic Forum Research Group");
    const tag = new Uint8Array(16);
    poly1305(key, text, 0, text.length, tag);
    expect(toHex(tag)).toBe("a8061dc1305136c6c22b8baf0c0127a9");
  });
});

const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

test("a box that was wiped has forgotten its key", () => {
  const [one, other] = [FIRST_KEY, SHARED].map((key) => {
    const box = new SecretBox(key, NONCE.subarray(0, 16));
    box.wipe();
    const sealed = new Uint8Array(40);
    box.seal(sealed, 16, sealed.length, NONCE, 16);
    return toHex(sealed);
  });
  expect(one).toBe(other);
});

describe("next to an implementation that others wrote", () => {
  test("seals the same, for every length", () => {
    fc.assert(
      fc.property(octets(32), octets(24), fc.uint8Array({ maxLength: 300 }), (key, nonce, text) => {
        expect(sealOnce(key, nonce, text)).toEqual(xsalsa20poly1305(key, nonce).encrypt(text));
      }),
    );
  });

  test("numbers at the edge of the modulus come out the same", () => {
    // Limbs that are full make every carry run to the end.
    for (const fill of [0x00, 0x01, 0xfb, 0xfe, 0xff])
      for (let length = 0; length < 100; length++) {
        const [key, nonce] = [new Uint8Array(32).fill(fill), new Uint8Array(24).fill(fill)];
        const stream = xsalsa20poly1305(key, nonce).encrypt(new Uint8Array(length)).subarray(16);
        // So that what is authenticated is full of ones.
        const text = stream.map((octet) => octet ^ 0xff);
        expect(sealOnce(key, nonce, text)).toEqual(xsalsa20poly1305(key, nonce).encrypt(text));
      }
  });

  test("authenticates the same with the largest and with other keys and texts", () => {
    const fills = fc.constantFrom(0x00, 0x01, 0x7f, 0x80, 0xfb, 0xff);
    const edge = (length: number) => fills.map((fill) => new Uint8Array(length).fill(fill));
    const text = fc.oneof(
      fc.integer({ min: 0, max: 3000 }).chain((length) => edge(length)),
      fc.uint8Array({ maxLength: 200 }),
    );
    fc.assert(
      fc.property(fc.oneof(edge(32), octets(32)), text, (key, message) => {
        const tag = new Uint8Array(16);
        poly1305(key, message, 0, message.length, tag);
        expect(toHex(tag)).toBe(toHex(theirPoly1305(message, key)));
      }),
      { numRuns: 500 },
    );
  });

  test("a change of any octet is noticed", () => {
    const sealed = sealOnce(FIRST_KEY, NONCE, TEXT.subarray(0, 40));
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice();
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      expect(openOnce(FIRST_KEY, NONCE, changed)).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length++)
      expect(openOnce(FIRST_KEY, NONCE, sealed.subarray(0, length))).toBeUndefined();
  });
});
