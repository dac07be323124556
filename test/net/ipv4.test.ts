import { expect, test } from "vitest";

import { broadcastAddress, isAddress, isPrivate, otherEnd, prefixLength, sameNetwork } from "../../src/net/ipv4.ts";

test.each([
  ["192.168.1.7", "192.168.1.200", "255.255.255.0", true],
  ["192.168.1.7", "192.168.2.7", "255.255.255.0", false],
  ["192.168.1.7", "192.168.2.7", "255.255.0.0", true],
  ["10.0.0.127", "10.0.0.128", "255.255.255.128", false],
  ["223.255.255.254", "128.0.0.1", "128.0.0.0", true],
  ["1.2.3.4", "200.9.9.9", "0.0.0.0", true],
  ["1.2.3.4", "1.2.3.5", "255.255.255.255", false],
])("%s and %s with the mask %s: on the same network is %s", (a, b, mask, same) => {
  expect(sameNetwork(a, b, mask)).toBe(same);
});

test.each([
  ["192.168.1.7", "255.255.255.0", "192.168.1.255"],
  ["172.16.5.4", "255.240.0.0", "172.31.255.255"],
  ["10.0.0.129", "255.255.255.128", "10.0.0.255"],
  ["127.0.0.1", "255.0.0.0", "127.255.255.255"],
  ["1.2.3.4", "255.255.255.255", "255.255.255.255"],
  ["10.89.0.2", "255.255.255.254", "255.255.255.255"],
])("the broadcast address of %s with the mask %s is %s", (address, mask, expected) => {
  expect(broadcastAddress(address, mask)).toBe(expected);
});

test.each([
  ["0.0.0.0", 0],
  ["128.0.0.0", 1],
  ["255.255.240.0", 20],
  ["255.255.255.255", 32],
])("the mask %s has %s bits", (mask, bits) => {
  expect(prefixLength(mask)).toBe(bits);
});

test.each([
  ["10.89.0.2", "255.255.255.254", "10.89.0.3"],
  ["10.89.0.255", "255.255.255.254", "10.89.0.254"],
  ["10.89.0.2", "255.255.255.252", undefined],
  ["10.89.0.2", "255.255.255.255", undefined],
])("the other end of %s with the mask %s is %s", (address, mask, expected) => {
  expect(otherEnd(address, mask)).toBe(expected);
});

test.each([
  ["10.255.0.1", true],
  ["172.16.0.1", true],
  ["172.32.0.1", false],
  ["192.168.9.9", true],
  ["192.169.0.1", false],
  ["169.254.3.4", true],
  ["100.64.0.3", false],
  ["8.8.8.8", false],
])("%s is private: %s", (address, expected) => {
  expect(isPrivate(address)).toBe(expected);
});

test.each([
  ["192.168.1.7", true],
  ["192.168.1.256", false],
  ["192.168.1", false],
  ["eth0", false],
  ["1.2.3.4.5", false],
])("%s is an address: %s", (text, expected) => {
  expect(isAddress(text)).toBe(expected);
});
