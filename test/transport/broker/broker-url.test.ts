import { expect, test } from "vitest";

import { formatBroker, parseBrokerUrl } from "../../../src/transport/broker/broker-url.ts";
import { decodeSegment, encodeSegment } from "../../../src/transport/broker/subjects.ts";

const NOBODY = { user: undefined, password: undefined, show: undefined };

test.each([
  ["nats://a", { kind: "nats", tls: false, servers: [{ host: "a", port: 4222 }], ...NOBODY }],
  [
    "nats://a,b:4223,[::1]:4224/harbour%20tour",
    {
      ...{ kind: "nats", tls: false, ...NOBODY, show: "harbour tour" },
      servers: [
        { host: "a", port: 4222 },
        { host: "b", port: 4223 },
        { host: "[::1]", port: 4224 },
      ],
    },
  ],
  ["nats+tls://a/", { kind: "nats", tls: true, servers: [{ host: "a", port: 4222 }], ...NOBODY }],
  ["mqtt://10.0.0.1", { kind: "mqtt", tls: false, servers: [{ host: "10.0.0.1", port: 1883 }], ...NOBODY }],
  [
    "mqtts://ada:s%40cret:x@broker.example",
    {
      ...{ kind: "mqtt", tls: true, servers: [{ host: "broker.example", port: 8883 }] },
      ...{ user: "ada", password: "s@cret:x", show: undefined },
    },
  ],
  ["mqtt://ada@b", { kind: "mqtt", tls: false, servers: [{ host: "b", port: 1883 }], ...NOBODY, user: "ada" }],
] as const)("reads %s", (text, url) => {
  expect(parseBrokerUrl(text)).toEqual(url);
});

test.each([
  "",
  "nats",
  "tcp://a",
  "nats://",
  "nats://a,,b",
  "nats://a:0",
  "nats://a:70000",
  "nats://a/b/c",
  "nats://@a",
  "nats://%zz@a",
])("refuses %j", (text) => {
  expect(() => parseBrokerUrl(text)).toThrow("nats://one.example");
});

test("never shows a password", () => {
  expect(() => parseBrokerUrl("nats://ada:hush@a:0")).toThrow(/^(?!.*hush)(?=.*…@a:0)/);
  expect(formatBroker(parseBrokerUrl("mqtts://ada:secret@a,b:1"))).toBe("mqtts://a:8883,b:1");
});

test.each([
  ["lamp_1-A", "lamp_1-A"],
  ["a.b/c", "a%2Eb%2Fc"],
  ["*>+#$ %", "%2A%3E%2B%23%24%20%25"],
  ["é𝄞", "%C3%A9%F0%9D%84%9E"],
  ["~", "%7E"],
])("%j is one segment", (name, segment) => {
  expect(encodeSegment(name)).toBe(segment);
  expect(decodeSegment(segment)).toBe(name);
});

test.each(["a.b", "%2", "%2a", "%61", "%FF", "é"])("the segment %j is no name", (segment) => {
  expect(() => decodeSegment(segment)).toThrow("no name");
});
