import { expect, test } from "vitest";

import { endpointTowards, formatEndpoint, parseEndpoint, parsePort } from "../../src/zre/discovery/endpoint.ts";

test("reads an address and a port", () => {
  expect(parseEndpoint("tcp://10.77.0.1:49152")).toEqual({ address: "10.77.0.1", port: 49152 });
});

test("reads what it writes", () => {
  const endpoint = { address: "192.168.1.255", port: 65535 };
  expect(parseEndpoint(formatEndpoint(endpoint))).toEqual(endpoint);
});

test.each([
  "",
  "tcp://",
  "tcp://studio-laptop:49152",
  "tcp://*:49152",
  "udp://10.0.0.1:49152",
  "tcp://10.0.0.1",
  "tcp://10.0.0.1:",
  "tcp://10.0.0.1:0",
  "tcp://10.0.0.1:65536",
  "tcp://10.0.0.1:99999999999",
  "tcp://10.0.0.1:49152 ",
  "tcp://10.0.0:49152",
  "tcp://10.0.0.256:49152",
  "tcp://010.0.0.1:49152",
  "tcp://0.0.0.0:49152",
  "tcp://0.1.2.3:49152",
  "tcp://225.25.25.25:49152",
  "tcp://255.255.255.255:49152",
  "tcp://[::1]:49152",
])("does not connect to %j", (text) => {
  expect(parseEndpoint(text)).toBeUndefined();
});

test.each([
  ["tcp://0.0.0.0:45305", 45305],
  ["tcp://studio-laptop:49152", 49152],
  ["tcp://10.0.0.1:0", undefined],
  ["tcp://10.0.0.1:70000", undefined],
  ["nonsense", undefined],
])("finds the port of %s", (text, port) => {
  expect(parsePort(text)).toBe(port);
});

const WIRED = { address: "10.0.0.1", port: 1, netmask: "255.0.0.0" };
const STAGE = { address: "10.77.0.1", port: 2, netmask: "255.255.0.0" };
const WIRELESS = { address: "192.168.1.7", port: 3, netmask: "255.255.255.0" };

test("tells a peer the endpoint on the network that it lives on", () => {
  expect(endpointTowards("192.168.1.20", [WIRED, STAGE, WIRELESS])).toBe(WIRELESS);
  expect(endpointTowards("10.200.0.1", [STAGE, WIRED])).toBe(WIRED);
});

test("prefers the smallest of several networks", () => {
  expect(endpointTowards("10.77.3.3", [WIRED, STAGE])).toBe(STAGE);
});

test("tells a peer from elsewhere the first endpoint", () => {
  expect(endpointTowards("172.16.0.1", [STAGE, WIRELESS])).toBe(STAGE);
  expect(endpointTowards("172.16.0.1", [])).toBeUndefined();
});

test("compares addresses above 127 as well", () => {
  const masks = [
    { address: "200.1.1.1", port: 1, netmask: "255.255.255.255" },
    { address: "200.1.1.2", port: 2, netmask: "128.0.0.0" },
  ];
  expect(endpointTowards("200.9.9.9", masks)?.port).toBe(2);
});

test("never tells another machine an endpoint on loopback", () => {
  const loopback = { address: "127.0.0.1", port: 1, netmask: "255.0.0.0" };
  expect(endpointTowards("10.77.0.2", [loopback])).toBeUndefined();
  expect(endpointTowards("172.16.0.1", [loopback, WIRED])).toBe(WIRED);
  expect(endpointTowards("127.0.0.1", [loopback])).toBe(loopback);
});
