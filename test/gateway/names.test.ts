import { describe, expect, test } from "vitest";

import { Names } from "../../src/gateway/access/names.ts";

const names = (allowed: readonly string[] = [], more = {}): Names =>
  new Names({ host: "0.0.0.0", allowed, own: "Desk.local", search: ["venue.example."], ...more });

describe("a gateway answers to", () => {
  test.each([
    "127.0.0.1:8470",
    "192.168.1.5",
    "[::1]:8470",
    "[FE80::1]",
    "localhost:8470",
    "localhost.:8470",
    "LOCALHOST",
    "desk",
    "Desk.Local:8470",
    "desk.lan",
    "desk.home",
    "desk.home.arpa",
    "desk.internal",
    "desk.localdomain",
    "desk.fritz.box:80",
    "desk.venue.example",
  ])("%s", (host) => {
    expect(names().has(host)).toBe(true);
  });

  test("the name that it was told to listen on", () => {
    expect(names([], { host: "stage.example" }).has("stage.example:8470")).toBe(true);
  });

  test("names that were allowed, in whatever way they are written", () => {
    const there = names(["Show.Example.", "*.fritz.box", "*.lan", "bühne.example"]);
    for (const host of ["show.example", "SHOW.example.:443", "pi.fritz.box", "a.b.lan", "xn--bhne-0ra.example"])
      expect([host, there.has(host)]).toEqual([host, true]);
    for (const host of ["fritz.box", "fritz.box.evil.example", "evilfritz.box", "x.show.example"])
      expect([host, there.has(host)]).toEqual([host, false]);
  });
});

describe("a gateway does not answer to", () => {
  test.each([
    undefined,
    "",
    "evil.example",
    "desk.evil.example",
    "desk.local.evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.0.0.1.nip.io",
    "evil.lan",
    "lan",
    "desk..lan",
    "desk.lan..",
    "desk.lan@evil.example",
    "desk.lan:8470:1",
    "desk.lan:x",
    "a b",
    "[desk]",
  ])("%s", (host) => {
    expect(names().has(host)).toBe(false);
  });

  test("an empty own name, where the system has none", () => {
    const there = names([], { own: "" });
    for (const host of [".lan", ".local", "lan"]) expect(there.has(host)).toBe(false);
  });
});

test.each(["*", "*.com", "*.", "", "a b", "http://desk", "desk:8470", "192.168.1.5", "*.*.lan"])(
  "a name that is none, or everybody's, is refused at once: %s",
  (name) => {
    expect(() => names([name])).toThrow(`"${name}"`);
  },
);
