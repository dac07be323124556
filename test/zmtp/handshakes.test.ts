import { expect, test } from "vitest";

import { Handshakes } from "../../src/zmtp/handshakes.ts";

test("an address can have only so many unfinished handshakes", () => {
  const handshakes = new Handshakes({ perAddress: 2 });
  expect(admit(handshakes, ["10.0.0.1", "10.0.0.1", "10.0.0.1", "10.0.0.2"])).toEqual([true, true, false, true]);
});

test("all together can have only so many", () => {
  const handshakes = new Handshakes({ total: 2 });
  expect(admit(handshakes, ["10.0.0.1", "10.0.0.2", "10.0.0.3"])).toEqual([true, true, false]);
});

test("a finished handshake makes room for its address and for all", () => {
  const handshakes = new Handshakes({ total: 1, perAddress: 1 });
  admit(handshakes, ["10.0.0.1"]);
  handshakes.done("10.0.0.1");
  expect(handshakes.admit("10.0.0.1")).toBe(true);
  handshakes.done("10.0.0.1");
  expect(handshakes.admit("10.0.0.2")).toBe(true);
});

test("a handshake that was never admitted makes no room", () => {
  const handshakes = new Handshakes({ total: 1 });
  admit(handshakes, ["10.0.0.1"]);
  handshakes.done("10.0.0.2");
  expect(handshakes.admit("10.0.0.2")).toBe(false);
});

test("many nodes of one machine can connect at once", () => {
  const handshakes = new Handshakes();
  const admitted = admit(
    handshakes,
    Array.from({ length: 1000 }, () => "127.0.0.1"),
  );
  expect(admitted.filter(Boolean)).toHaveLength(128);
});

test("who is awaited does not count, and is asked for only where that matters", () => {
  const handshakes = new Handshakes({ total: 3, perAddress: 2 });
  let asked = 0;
  const awaited = (): number => {
    asked++;
    return 2;
  };
  expect([1, 2].map(() => handshakes.admit("10.0.0.1", awaited))).toEqual([true, true]);
  expect(asked).toBe(0);
  expect([3, 4, 5].map(() => handshakes.admit("10.0.0.1", awaited))).toEqual([true, true, false]);
  // One more than the total is nobody's business but that of those who are awaited.
  expect([handshakes.admit("10.0.0.2"), handshakes.admit("10.0.0.2", awaited)]).toEqual([false, true]);
});

test("no more than 512 are open without other limits", () => {
  const addresses = Array.from({ length: 1000 }, (_, index) => `10.0.0.${index}`);
  expect(admit(new Handshakes(), addresses).filter(Boolean)).toHaveLength(512);
});

function admit(handshakes: Handshakes, addresses: readonly string[]): boolean[] {
  return addresses.map((address) => handshakes.admit(address));
}
