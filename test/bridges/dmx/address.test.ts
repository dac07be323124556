import { describe, expect, test } from "vitest";

import {
  channelsOf,
  formatDmxAddress,
  parseDmxAddress,
  readSlots,
  writeSlots,
} from "../../../src/bridges/dmx/address.ts";
import { cidOf } from "../../../src/bridges/dmx/cid.ts";
import { parsePlace } from "../../../src/bridges/dmx/place.ts";

describe("an address of DMX", () => {
  test.each([
    ["1/17", "1/17", [17]],
    ["1/17+", "1/17+", [17, 18]],
    ["1/17+20", "1/17+20", [17, 20]],
    ["2/18-20", "2/18-20", [18, 19, 20]],
    ["2/18,19,20", "2/18-20", [18, 19, 20]],
    ["63999/3,2,512", "63999/3,2,512", [3, 2, 512]],
  ])("%s is written as %s, and takes %j", (text, written, channels) => {
    const address = parseDmxAddress(text);
    if (typeof address === "string") throw new Error(address);
    expect([formatDmxAddress(address), channelsOf(address)]).toEqual([written, channels]);
  });

  test.each([
    ["17", "no address of DMX"],
    ["0/1", "the universe 0"],
    ["1/513", "the channel 513"],
    ["1/512+", "the channel 513"],
    ["1/9-7", "backwards"],
    ["1/1,,2", "names no channels"],
    ["64000/1", "the universe 64000"],
  ])("%s is none: %s", (text, reason) => {
    expect(parseDmxAddress(text)).toContain(reason);
  });

  test("every step of 8 and of 16 bits is written and read as it is", () => {
    for (const [text, steps] of [
      ["1/3", 255],
      ["1/3+", 65_535],
    ] as const) {
      const [address, levels] = [parseDmxAddress(text), new Uint8Array(512)];
      if (typeof address === "string") throw new Error(address);
      for (let step = 0; step <= steps; step++) {
        const value = (step * 255) / steps;
        writeSlots(address, [value], levels);
        expect(readSlots(address, levels)[0]).toBeCloseTo(value, 9);
      }
    }
  });
});

describe("a place of DMX", () => {
  test.each([
    ["sacn:0", "from 1 to 63999"],
    ["artnet:5-2", "from 1 to 32768"],
    ["sacn:1-600", "600 universes in one line; the limit is 512"],
    ["artnet:1@desk", '"desk" is no IPv4 address'],
    ["dmx:1", "not of the form"],
  ])("%s is none: %s", (text, reason) => {
    expect(parsePlace(text)).toContain(reason);
  });
});

test("a bridge has the same id after every start, and another one under another name or on another machine", () => {
  const [one, same, other, elsewhere] = [cidOf("dmx", "m"), cidOf("dmx", "m"), cidOf("foh", "m"), cidOf("dmx", "n")];
  expect(one).toEqual(same);
  expect([one, other, elsewhere].map((id) => Buffer.from(id).toString("hex"))).toHaveLength(3);
  expect(Buffer.from(one).toString("hex")).toMatch(/^.{12}5.{3}[89ab]/);
  expect(other).not.toEqual(one);
  expect(elsewhere).not.toEqual(one);
});
