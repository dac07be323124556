import { BlockList, isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  broadcastAddress,
  isAddress,
  isLinkLocal,
  isPrivate,
  LIMITED_BROADCAST,
  makeInterface,
  otherEnd,
  prefixLength,
  sameNetwork,
} from "../../src/net/ipv4.ts";

// What Node.js computes is somebody else's arithmetic: its BlockList knows networks by prefix.
const address = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => parts.join("."));
const bits = fc.integer({ min: 0, max: 32 });

/** The netmask of so many bits, built as text: no arithmetic that could share our mistakes. */
function maskOf(length: number): string {
  const digits = "1".repeat(length).padEnd(32, "0");
  return (digits.match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2)).join(".");
}

function network(of: string, length: number): BlockList {
  const list = new BlockList();
  list.addSubnet(of, length, "ipv4");
  return list;
}

describe("as Node.js computes it", () => {
  test("two addresses lie on one network", () => {
    fc.assert(
      fc.property(address, address, bits, (a, b, length) => {
        expect(sameNetwork(a, b, maskOf(length))).toBe(network(a, length).check(b, "ipv4"));
      }),
      { numRuns: 500 },
    );
  });

  test("two addresses that differ in one bit lie on one network as long as the bit is behind its prefix", () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 0, max: 31 }), bits, (a, bit, length) => {
        const parts = a.split(".").map(Number);
        const octet = bit >> 3;
        parts[octet] = (parts[octet] ?? 0) ^ (0x80 >> (bit & 7));
        const b = parts.join(".");
        expect(sameNetwork(a, b, maskOf(length))).toBe(bit >= length);
        expect(network(a, length).check(b, "ipv4")).toBe(bit >= length);
      }),
      { numRuns: 500 },
    );
  });

  test("the broadcast address is the last of the network, and the next one lies on another", () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 1, max: 30 }), (a, length) => {
        const last = broadcastAddress(a, maskOf(length));
        expect(network(a, length).check(last, "ipv4")).toBe(true);
        const after = new BlockList();
        after.addRange("0.0.0.0", last, "ipv4");
        // Of all addresses of the network none is greater than the last.
        expect(after.check(a, "ipv4")).toBe(true);
        const digits = last.split(".").map((part) => Number(part).toString(2).padStart(8, "0"));
        expect(digits.join("").slice(length)).toBe("1".repeat(32 - length));
      }),
      { numRuns: 300 },
    );
  });

  test("private addresses are those of RFC 1918, and those that machines give themselves", () => {
    const list = new BlockList();
    for (const [of, length] of [
      ["10.0.0.0", 8],
      ["172.16.0.0", 12],
      ["192.168.0.0", 16],
      ["169.254.0.0", 16],
    ] as const)
      list.addSubnet(of, length, "ipv4");
    const near = fc
      .constantFrom("10", "172", "192", "169", "9", "11", "100")
      .chain((first) => fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)).map((rest) => [first, ...rest].join(".")));
    fc.assert(
      fc.property(fc.oneof(address, near), (a) => {
        expect(isPrivate(a)).toBe(list.check(a, "ipv4"));
      }),
      { numRuns: 1000 },
    );
  });

  test("a text is an address, or is none", () => {
    const almost = fc
      .array(
        fc.oneof(fc.nat(300).map(String), fc.constantFrom("", "00", "01", "007", "1e1", "0x1", "-1", "+1", " 1", "١")),
        {
          minLength: 3,
          maxLength: 5,
        },
      )
      .map((parts) => parts.join("."));
    fc.assert(
      fc.property(fc.oneof(address, almost, fc.string()), (text) => {
        expect([text, isAddress(text)]).toEqual([text, isIPv4(text)]);
      }),
      { numRuns: 2000 },
    );
  });

  test("the netmasks of this machine have the bits that the system names", () => {
    const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const four = all.filter(({ family }) => family === "IPv4");
    expect(four.length).toBeGreaterThan(0);
    for (const { netmask, cidr } of four) expect(prefixLength(netmask)).toBe(Number(cidr?.split("/")[1]));
  });
});

describe("each prefix", () => {
  const all = Array.from({ length: 33 }, (_, length) => length);

  test.each(all)("of %i bits is counted from its mask", (length) => {
    expect(prefixLength(maskOf(length))).toBe(length);
  });

  test.each(all)("of %i bits has a broadcast address, unless it has one address or two", (length) => {
    const directed = broadcastAddress("10.20.30.40", maskOf(length));
    if (length > 30) return expect(directed).toBe(LIMITED_BROADCAST);
    expect(directed).not.toBe("10.20.30.40");
    expect(sameNetwork(directed, "10.20.30.40", maskOf(length))).toBe(true);
  });

  test.each(all)("of %i bits has another end only when it has two addresses", (length) => {
    const other = otherEnd("10.20.30.40", maskOf(length));
    expect(other).toBe(length === 31 ? "10.20.30.41" : undefined);
  });
});

test("the other end of the other end is where one began", () => {
  fc.assert(
    fc.property(address, (a) => {
      const other = otherEnd(a, "255.255.255.254") ?? "";
      expect(other).not.toBe(a);
      expect(otherEnd(other, "255.255.255.254")).toBe(a);
      expect(network(a, 31).check(other, "ipv4")).toBe(true);
    }),
  );
});

describe("the edges of networks", () => {
  test.each([
    ["9.255.255.255", false],
    ["10.0.0.0", true],
    ["10.255.255.255", true],
    ["11.0.0.0", false],
    ["172.15.255.255", false],
    ["172.16.0.0", true],
    ["172.31.255.255", true],
    ["172.32.0.0", false],
    ["192.167.255.255", false],
    ["192.168.0.0", true],
    ["192.168.255.255", true],
    ["192.169.0.0", false],
    ["169.253.255.255", false],
    ["169.254.0.0", true],
    ["169.254.255.255", true],
    ["169.255.0.0", false],
    // Carriers and VPNs, loopback, groups, and nobody.
    ["100.64.0.1", false],
    ["127.0.0.1", false],
    ["224.0.0.1", false],
    ["0.0.0.0", false],
    ["255.255.255.255", false],
  ])("%s is private: %s", (text, expected) => {
    expect(isPrivate(text)).toBe(expected);
  });

  test.each([
    ["169.253.255.255", false],
    ["169.254.0.0", true],
    ["169.254.255.255", true],
    ["169.255.0.0", false],
    ["0.0.0.0", false],
  ])("%s is self-assigned: %s", (text, expected) => {
    expect(isLinkLocal(text)).toBe(expected);
  });

  test.each([
    ["0.0.0.0", "0.0.0.0", "255.255.255.255"],
    ["255.255.255.254", "255.0.0.0", "255.255.255.255"],
    ["128.0.0.1", "128.0.0.0", "255.255.255.255"],
    ["127.255.255.254", "128.0.0.0", "127.255.255.255"],
    ["10.0.0.1", "255.255.255.252", "10.0.0.3"],
    ["10.0.0.254", "255.255.255.252", "10.0.0.255"],
    ["172.20.10.2", "255.255.255.240", "172.20.10.15"],
  ])("the broadcast address of %s with %s is %s", (a, mask, expected) => {
    expect(broadcastAddress(a, mask)).toBe(expected);
  });
});

describe("an interface", () => {
  test.each([
    ["lo", "127.0.0.1", "255.0.0.0", "127.255.255.255", true],
    ["lo", "127.8.9.10", "255.255.255.255", "255.255.255.255", true],
    ["eth0", "126.255.255.255", "255.255.255.0", "126.255.255.255", false],
    ["eth0", "128.0.0.1", "255.255.255.0", "128.0.0.255", false],
    ["wlan0", "192.168.1.7", "255.255.255.0", "192.168.1.255", false],
    ["wg0", "10.8.0.2", "255.255.255.255", "255.255.255.255", false],
  ])("%s with %s and %s has the broadcast address %s; loopback: %s", (name, at, netmask, broadcast, loopback) => {
    expect(makeInterface({ name, address: at, netmask })).toEqual({ name, address: at, netmask, broadcast, loopback });
  });
});
