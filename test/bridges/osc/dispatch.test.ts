import { describe, expect, test } from "vitest";
import { TextLines } from "../../../src/bridges/core/text-lines.ts";
import { fromOsc, toOsc } from "../../../src/bridges/osc/arguments.ts";
import { Dispatch } from "../../../src/bridges/osc/dispatch.ts";
import { Repliers } from "../../../src/bridges/osc/repliers.ts";
import { targetOf } from "../../../src/bridges/osc/targets.ts";
import { type OscMessage, type OscPacket, toTimeTag } from "../../../src/osc.ts";

const NOW = Date.UTC(2026, 11, 1);
const FROM = { host: "10.0.0.5" };
const message = (address: string, value = 1): OscMessage => ({ address, args: [{ type: "i", value }] });
const at = (milliseconds: number, ...elements: OscPacket[]): OscPacket => ({
  time: toTimeTag(NOW + milliseconds),
  elements,
});

function dispatch(honours: boolean, known: readonly string[] = []) {
  const it = new Dispatch(honours, () => ({ all: known, generation: known.length }));
  const addresses = (all: readonly { readonly message: OscMessage }[]): readonly string[] =>
    all.map((one) => one.message.address);
  return {
    it,
    take: (packet: OscPacket, date = NOW) => addresses(it.handlePacket(packet, FROM, date).now),
    reasons: (packet: OscPacket) => it.handlePacket(packet, FROM, NOW).reasons,
    release: (date: number) => addresses(it.release(date)),
  };
}

describe("time tags", () => {
  test("mean nothing unless they are to be honoured", () => {
    expect(dispatch(false).take(at(5000, message("/a")))).toEqual(["/a"]);
  });

  test("that are to be honoured are waited for, in the order of their times; what is late counts at once", () => {
    const { it, take, release } = dispatch(true);
    expect(
      take({
        time: 1n,
        elements: [message("/now"), at(200, message("/later")), at(100, message("/soon")), at(-50, message("/late"))],
      }),
    ).toEqual(["/now", "/late"]);
    expect(it.deadline).toBeCloseTo(NOW + 100, 0);
    expect(release(NOW + 150)).toEqual(["/soon"]);
    expect(release(NOW + 300)).toEqual(["/later"]);
    expect(it.deadline).toBe(Number.POSITIVE_INFINITY);
  });

  test("further than ten seconds ahead are not waited for, and that is told", () => {
    const { take, reasons } = dispatch(true);
    expect(take(at(11_000, message("/a")))).toEqual(["/a"]);
    expect(reasons(at(11_000, message("/a")))).toEqual([expect.stringContaining("11 s ahead; the limit is 10 s")]);
  });

  test("are 1,000 that wait; one more counts at once", () => {
    const { take } = dispatch(true);
    for (let i = 0; i < 1000; i++) expect(take(at(1000, message(`/a${i}`)))).toEqual([]);
    expect(take(at(1000, message("/one-more")))).toEqual(["/one-more"]);
  });

  test("a later arrival for an address removes what waits for it", () => {
    const { take, release } = dispatch(true);
    take(at(1000, message("/a", 1)));
    expect(take(message("/a", 2))).toEqual(["/a"]);
    expect(release(NOW + 2000)).toEqual([]);
  });
});

test("a pattern means the addresses that are known, and no other", () => {
  const { take } = dispatch(false, ["/a/level", "/b/level", "/b/hue"]);
  expect(take(message("/*/level"))).toEqual(["/a/level", "/b/level"]);
  expect(take(message("/{a,b}/hue"))).toEqual(["/b/hue"]);
  expect(take(message("/c*"))).toEqual([]);
});

test("a packet means at most 10,000 messages, and the rest is told", () => {
  const known = Array.from({ length: 300 }, (_, i) => `/a/${i}`);
  const all = { time: 1n, elements: Array.from({ length: 50 }, () => message("/a/*")) };
  const { it } = dispatch(false, known);
  const { now, reasons } = it.handlePacket(all, FROM, NOW);
  expect(now.length).toBeLessThan(10_300);
  expect(reasons).toEqual([expect.stringContaining("more than 10000 messages")]);
});

test("matching takes no more than its share of a second; then patterns have no effect for a while, and addresses have", () => {
  const known = Array.from({ length: 2000 }, (_, i) => `/${"a".repeat(100)}/${i}`);
  const { it, take } = dispatch(false, known);
  const pattern = (n: number): OscMessage => message(`/*a*a*a*${"?".repeat(40)}${n}`);
  const results = Array.from({ length: 30 }, (_, n) => it.handlePacket(pattern(n), FROM, NOW));
  expect(results[0]?.reasons).toEqual([]);
  expect(results.at(-1)?.reasons).toEqual([expect.stringContaining("too much time")]);
  expect(take(message("/b"))).toEqual(["/b"]);
  expect(it.handlePacket(message("/*/7"), FROM, NOW + 1000).now).toHaveLength(1);
});

describe("whoever is replied to", () => {
  test("gets no more octets than came from it, until it has spoken twice", () => {
    const repliers = new Repliers();
    expect(repliers.handleInput("a", 20, 0)).toEqual({ came: true, left: [] });
    expect([repliers.allows("a", 16), repliers.allows("a", 8), repliers.allows("b", 1)]).toEqual([true, false, false]);
    expect(repliers.handleInput("a", 20, 10).came).toBe(false);
    expect(repliers.allows("a", 10_000)).toBe(true);
  });

  test("is one of eight, and of the last minute", () => {
    const repliers = new Repliers();
    for (let i = 0; i < 8; i++) repliers.handleInput(`${i}`, 1, i);
    expect(repliers.handleInput("8", 1, 10).left).toEqual(["0"]);
    expect(repliers.handleInput("8", 1, 60_005).left).toEqual(["1", "2", "3", "4", "5"]);
  });
});

describe("the target that sent something", () => {
  const targets = [
    { transport: "udp", host: "10.0.0.5", port: 8000 },
    { transport: "udp", host: "127.0.0.1", port: 7000 },
    { transport: "udp", host: "127.0.0.1", port: 7001 },
  ] as const;

  test.each([
    ["10.0.0.5", 8000, "udp://10.0.0.5:8000"],
    ["10.0.0.5", 53_211, "udp://10.0.0.5:8000"],
    ["127.0.0.1", 7001, "udp://127.0.0.1:7001"],
    ["127.0.0.1", 53_211, undefined],
    ["10.0.0.6", 8000, undefined],
  ])("%s:%d is %s", (address, port, id) => {
    expect(targetOf(address, port, targets)).toBe(id);
  });
});

describe("arguments", () => {
  test("become what people mean: a float of 32 bits is as short as it was typed", () => {
    expect(fromOsc([{ type: "f", value: Math.fround(0.7) }])).toEqual([0.7]);
    expect(fromOsc([{ type: "h", value: 123_456_789_012n }])).toEqual([123_456_789_012]);
    expect(fromOsc([{ type: "h", value: 2n ** 60n }])).toEqual([2n ** 60n]);
    expect(
      fromOsc([
        { type: "[", value: [{ type: "T" }, { type: "s", value: "x" }] },
        { type: "b", value: new Uint8Array(2) },
      ]),
    ).toEqual([true, "x", null]);
    expect(fromOsc([{ type: "I" }])).toEqual([]);
  });

  test.each([
    ["flt", 1, "f"],
    ["percent", 50, "f"],
    ["vec2f", 2, "f"],
    ["int", 1, "i"],
    ["int", 2 ** 40, "h"],
    ["int", 2 ** 60, "d"],
    ["any", 1.5, "f"],
    ["any", 3, "i"],
  ])("of a %s, %d travels as %s", (typeHint, value, type) => {
    expect(toOsc({ address: "/a", args: [value], typeHint, whole: false })).toMatchObject([{ type }]);
  });

  test("of a range of whole numbers travel as integers", () => {
    expect(toOsc({ address: "/a", args: [127], typeHint: "flt", whole: true })).toEqual([{ type: "i", value: 127 }]);
  });
});

test("lines of text end with a newline, or with the connection, and are not without end", () => {
  const lines: string[] = [];
  const text = new TextLines((line) => lines.push(line));
  for (const part of ["/a 1\r\n/b", " 2\n\n/c"]) text.push(new TextEncoder().encode(part));
  expect(lines).toEqual(["/a 1", "/b 2"]);
  expect(() => text.push(new Uint8Array(70_000).fill(0x61))).toThrow("more than 65536 characters");
  text.end();
});
