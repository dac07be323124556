import fc from "fast-check";
import { expect, test } from "vitest";

import { unescapeName } from "../../../src/bridges/core/escaping.ts";
import { fromPayload, pick, putAt, toPayload } from "../../../src/bridges/mqtt/payload.ts";
import { formatServer, parseServerUrl } from "../../../src/bridges/mqtt/server-url.ts";
import { parseMqttAddress, toFilter, toLevel, toPattern, withoutCovered } from "../../../src/bridges/mqtt/topics.ts";

test("names are levels of topics, and can be read again, whatever they hold", () => {
  const odd = fc.string({ unit: fc.constantFrom(..."+#/$%\0 2FaäZ🎭") });
  fc.assert(
    fc.property(fc.oneof(odd, fc.string({ unit: "grapheme" })), (name) => {
      const level = toLevel(name);
      expect(level).not.toMatch(/[+#/$\0]/);
      expect(unescapeName(level)).toBe(name);
    }),
    { numRuns: 5000 },
  );
});

test.each([
  ["zigbee2mqtt/+", "zigbee2mqtt/{1}", "zigbee2mqtt/+"],
  ["+/a/+/set", "{1}/a/{2}/set", "+/a/+/set"],
  ["tele/#", "tele/*", "tele/#"],
  ["tele/lamp{n}/x", "tele/lamp{n}/x", "tele/+/x"],
  ["plain/topic", "plain/topic", "plain/topic"],
])("the filter %s is the pattern %s, and is subscribed as %s", (filter, pattern, subscribed) => {
  expect(toPattern(filter)).toBe(pattern);
  expect(toFilter(pattern)).toBe(subscribed);
});

test("what is picked stands behind the topic", () => {
  expect(parseMqttAddress("zigbee2mqtt/desk#/brightness")).toEqual({
    topic: "zigbee2mqtt/desk",
    pointer: "/brightness",
  });
  expect(parseMqttAddress("tele/##/a/b")).toEqual({ topic: "tele/#", pointer: "/a/b" });
  expect(parseMqttAddress("tele/#")).toEqual({ topic: "tele/#", pointer: undefined });
});

test("no topic is subscribed twice", () => {
  expect(withoutCovered(["a/+", "a/b", "a/b/c", "x", "x", "a/#"])).toEqual(["x", "a/#"]);
  expect(withoutCovered(["a/+/c", "a/b/+"])).toEqual(["a/+/c", "a/b/+"]);
});

test("values are JSON, and what is no JSON is a text", () => {
  expect(toPayload({ args: [0.5], typeHint: "flt" })).toBe("0.5");
  expect(toPayload({ args: [1, 0.5], typeHint: "vec2f" })).toBe("[1,0.5]");
  expect(toPayload({ args: ["[x"], typeHint: "string" })).toBe('"[x"');
  expect(toPayload({ args: ['{"a": 1}'], typeHint: "any" })).toBe('{"a": 1}');
  expect(fromPayload("0.5")).toEqual([0.5]);
  expect(fromPayload("[1, 2]")).toEqual([1, 2]);
  expect(fromPayload("ON")).toEqual(["ON"]);
  expect(fromPayload("")).toEqual([]);
  expect(fromPayload('{"a":{}}')).toEqual(['{"a":{}}']);
});

test("a value is picked from where it stands, and put there", () => {
  const payload = '{"color":{"x":0.3},"a/b":[1,{"~":true}],"state":"ON"}';
  expect(pick(payload, "/color/x")).toEqual([0.3]);
  expect(pick(payload, "/a~1b/1/~0")).toEqual([true]);
  expect(pick(payload, "/color/z")).toBeUndefined();
  expect(pick(payload, "/toString")).toBeUndefined();
  expect(pick("no JSON", "/x")).toBeUndefined();
  expect(putAt("/color/x", "0.5")).toBe('{"color":{"x":0.5}}');
});

test("a server is read from its URL, and its password is told to nobody", () => {
  expect(parseServerUrl("mqtt://10.0.0.5")).toMatchObject({ tls: false, host: "10.0.0.5", port: 1883 });
  const full = parseServerUrl("mqtts://ada:s%40ot@broker.example:8884/harbour");
  expect(full).toMatchObject({ tls: true, port: 8884, user: "ada", password: "s@ot", show: "harbour" });
  expect(typeof full === "string" ? full : formatServer(full)).toBe("mqtts://broker.example:8884");
  for (const wrong of ["10.0.0.5", "http://x", "mqtt://", "mqtt://a/b/c", "mqtt://ada:secret@h:99999"]) {
    const reason = parseServerUrl(wrong);
    expect(reason).toContain("is not of the form mqtt://host");
    expect(reason).not.toContain("ada:secret@h");
  }
});
