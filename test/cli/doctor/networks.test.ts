import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { carryNothing, isLonely, networkOf, onlyLoopback, withPrefix } from "../../../src/cli/doctor/networks.ts";
import { card, ETH, judged, LO, on } from "./stage.ts";

const LONELY = card("eth0", "10.0.0.1", "255.255.255.255");

describe("an address with its prefix", () => {
  test.each([
    ["0.0.0.0", 0],
    ["128.0.0.0", 1],
    ["255.0.0.0", 8],
    ["255.254.0.0", 15],
    ["255.255.0.0", 16],
    ["255.255.240.0", 20],
    ["255.255.255.0", 24],
    ["255.255.255.128", 25],
    ["255.255.255.252", 30],
    ["255.255.255.254", 31],
    ["255.255.255.255", 32],
  ])("of the mask %s is /%i", (netmask, prefix) => {
    expect(withPrefix(card("eth0", "192.168.1.7", netmask))).toBe(`192.168.1.7/${prefix}`);
  });
});

describe("the interface on whose network an address is", () => {
  const choices = judged(
    on(card("wide", "10.9.9.9", "255.0.0.0")),
    on(ETH),
    on(card("pair", "172.16.0.0", "255.255.255.254")),
    on(LO),
  );
  const nameOf = (address: string): string | undefined => networkOf(address, choices)?.interface.name;

  test.each([
    ["10.0.0.7", "eth0"],
    ["10.0.0.255", "eth0"],
    ["10.0.1.0", "wide"],
    ["10.9.9.9", "wide"],
    ["10.0.0.1", "eth0"],
    ["172.16.0.0", "pair"],
    ["172.16.0.1", "pair"],
    ["172.16.0.2", undefined],
    ["127.0.0.1", "lo"],
    ["127.8.9.10", "lo"],
    ["11.0.0.1", undefined],
    ["192.168.1.1", undefined],
    ["169.254.3.4", undefined],
  ])("%s is %s", (address, name) => {
    expect(nameOf(address)).toBe(name);
  });

  test("is the one that has the address itself, though a smaller network holds it, too", () => {
    const two = judged(on(card("small", "10.0.0.1", "255.255.255.252")), on(card("large", "10.0.0.2", "255.0.0.0")));
    expect(networkOf("10.0.0.2", two)?.interface.name).toBe("large");
    expect(networkOf("10.0.0.3", two)?.interface.name).toBe("small");
  });

  test("is found by the same bits as its mask says, for any mask and address", () => {
    const number = fc.integer({ min: 0, max: 0xffff_ffff });
    const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join(".");
    fc.assert(
      fc.property(number, number, fc.integer({ min: 1, max: 32 }), (own, other, bits) => {
        const mask = (0xffff_ffff << (32 - bits)) >>> 0;
        const choice = on(card("any", dotted(own), dotted(mask)));
        const expected = (own & mask) >>> 0 === (other & mask) >>> 0;
        expect(networkOf(dotted(other), [choice]) !== undefined).toBe(expected);
        expect(withPrefix(choice.interface)).toBe(`${dotted(own)}/${bits}`);
      }),
      { numRuns: 200 },
    );
  });

  test("does not change the order of what it is given", () => {
    const given = judged(on(card("a", "10.0.0.1", "255.0.0.0")), on(card("b", "10.0.0.2", "255.255.255.0")));
    networkOf("10.0.0.9", given);
    expect(given.map((one) => one.interface.name)).toEqual(["a", "b"]);
  });
});

describe("a machine that reaches", () => {
  test.each([
    ["a network", judged(on(ETH), on(LO)), { loopback: false, nothing: false }],
    ["loopback alone", judged(on(LO)), { loopback: true, nothing: true }],
    ["an address without neighbours", judged(on(LONELY), on(LO)), { loopback: false, nothing: true }],
    ["one of each", judged(on(LONELY), on(card("eth1", "10.1.0.1"))), { loopback: false, nothing: false }],
    ["no interface", [], { loopback: false, nothing: false }],
    ["interfaces that are not used", [on(ETH, { used: false })], { loopback: false, nothing: false }],
    ["loopback, beside a card that is left out", [on(ETH, { used: false }), on(LO)], { loopback: true, nothing: true }],
  ])("%s", (_what, interfaces, expected) => {
    expect({ loopback: onlyLoopback({ interfaces }), nothing: carryNothing({ interfaces }) }).toEqual(expected);
  });

  test("one address only has no neighbours; a network of two has one", () => {
    const isAlone = (netmask: string): boolean => isLonely(on(card("a", "10.0.0.1", netmask)));
    expect(["255.255.255.255", "255.255.255.254", "255.0.0.0"].map(isAlone)).toEqual([true, false, false]);
  });
});
