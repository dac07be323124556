import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";

import { fetchOctets, serve, serveBuilt } from "./served.ts";

const TEN = "0123456789";

describe("a part of a file, as players of sound and film ask for it", () => {
  test.each([
    ["bytes=0-3", "0123", "bytes 0-3/10"],
    ["bytes=0-0", "0", "bytes 0-0/10"],
    ["bytes=9-9", "9", "bytes 9-9/10"],
    ["bytes=4-", "456789", "bytes 4-9/10"],
    ["bytes=0-", TEN, "bytes 0-9/10"],
    ["bytes=-3", "789", "bytes 7-9/10"],
    ["bytes=-10", TEN, "bytes 0-9/10"],
    // What is asked for beyond the end is left out. @see RFC 9110, 14.1.2
    ["bytes=8-1000", "89", "bytes 8-9/10"],
    ["bytes=-1000", TEN, "bytes 0-9/10"],
  ])("%s", async (range, content, told) => {
    const { gateway } = await serve({ "ten.bin": TEN });
    const { status, headers, body } = await fetchOctets(gateway, "/show/ten.bin", { Range: range });
    expect([status, String(body)]).toEqual([206, content]);
    expect(headers).toMatchObject({
      "content-range": told,
      "content-length": String(content.length),
      "accept-ranges": "bytes",
    });
  });

  test.each(["bytes=10-", "bytes=10-20", "bytes=1000-2000", "bytes=-0"])(
    "%s lies behind its end, and one is told how long it is",
    async (range) => {
      const { gateway } = await serve({ "ten.bin": TEN });
      const { status, headers, body } = await fetchOctets(gateway, "/show/ten.bin", { Range: range });
      expect([status, headers["content-range"]]).toEqual([416, "bytes */10"]);
      expect(String(body)).not.toContain(TEN);
    },
  );

  test.each(["", "bytes", "letters=0-3", "0-3"])(
    "in words that mean nothing here is as if unsaid: %j",
    async (range) => {
      const { gateway } = await serve({ "ten.bin": TEN });
      const { status, body } = await fetchOctets(gateway, "/show/ten.bin", { Range: range });
      expect([status, String(body)]).toEqual([200, TEN]);
    },
  );

  // It may be passed over or refused (RFC 9110, 14.2), but nothing may be sent that was not asked for.
  test.each(["bytes=", "bytes=a-b", "bytes=3-1", "bytes=--1"])("that cannot be is refused: %s", async (range) => {
    const { gateway } = await serve({ "ten.bin": TEN });
    const { status, headers } = await fetchOctets(gateway, "/show/ten.bin", { Range: range });
    expect([status, headers["content-range"]]).toEqual([416, "bytes */10"]);
  });

  test("of an old file is not sent to one who says which file it means", async () => {
    const { gateway } = await serve({ "ten.bin": TEN });
    const { headers } = await fetchOctets(gateway, "/show/ten.bin");
    const ask = (condition: string) =>
      fetchOctets(gateway, "/show/ten.bin", { Range: "bytes=0-3", "If-Range": condition });
    expect((await ask('"old"')).status).toBe(200);
    expect((await ask("Thu, 01 Jan 1970 00:00:00 GMT")).status).toBe(200);
    expect((await ask(String(headers["last-modified"]))).status).toBe(206);
  });

  test("is told to HEAD without an octet of it", async () => {
    const { gateway } = await serve({ "ten.bin": TEN });
    const { headers, body } = await fetchOctets(gateway, "/show/ten.bin", { method: "HEAD" });
    expect([headers["content-length"], headers["accept-ranges"], body.length]).toEqual(["10", "bytes", 0]);
  });

  test("of a long file holds the right octets, wherever it lies", async () => {
    const long = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7919) >> 8));
    const { gateway } = await serve({ "long.bin": long });
    for (const [from, to] of [
      [0, 65_535],
      [65_535, 65_536],
      [123_456, 234_567],
      [299_999, 299_999],
    ] as const) {
      const { body } = await fetchOctets(gateway, "/show/long.bin", { Range: `bytes=${from}-${to}` });
      expect(body.equals(long.subarray(from, to + 1))).toBe(true);
    }
    expect((await fetchOctets(gateway, "/show/long.bin")).body.equals(long)).toBe(true);
  });
});

test.each(["GET", "HEAD"])("a file without an octet is sent to %s as it is", async (method) => {
  const { gateway } = await serve({ "nothing.txt": "" });
  const { status, headers, body } = await fetchOctets(gateway, "/show/nothing.txt", { method });
  expect([status, headers["content-length"], body.length]).toEqual([200, "0", 0]);
});

describe("the built page is compressed for those who say that they can read it", () => {
  const SCRIPT = `// ${"x".repeat(5000)}`;

  test.each([
    "gzip",
    "GZIP",
    "x-gzip",
    "br, gzip",
    "gzip, deflate, br, zstd",
    "gzip;q=0.5",
    "gzip; q=1.0, identity",
    "deflate;q=1,gzip;q=0.001",
    "*",
    "br;q=0, *",
  ])("%s", async (encoding) => {
    const gateway = await serveBuilt({ "app.js": SCRIPT });
    const { headers, body } = await fetchOctets(gateway, "/app.js", { "Accept-Encoding": encoding });
    expect(headers["content-encoding"]).toBe("gzip");
    expect([body.length, String(gunzipSync(body))]).toEqual([Number(headers["content-length"]), SCRIPT]);
  });

  // A quality of 0 means that it must not be. @see RFC 9110, 12.4.2
  test.each([
    "",
    "identity",
    "br",
    "gzip;q=0",
    "gzip; q=0.0",
    "gzip;q=0.000, br",
    "*;q=0",
    "gzip;q=0, *",
    "gzipped",
    "not-gzip",
  ])("and not otherwise: %j", async (encoding) => {
    const gateway = await serveBuilt({ "app.js": SCRIPT });
    const { headers, body } = await fetchOctets(gateway, "/app.js", { "Accept-Encoding": encoding });
    expect([headers["content-encoding"], String(body)]).toEqual([undefined, SCRIPT]);
  });

  test("and a cache on the way is told that there are two", async () => {
    const gateway = await serveBuilt({ "app.js": SCRIPT, "small.js": "1", "picture.png": "x".repeat(5000) });
    for (const path of ["/app.js", "/small.js", "/picture.png"])
      expect((await fetchOctets(gateway, path)).headers.vary).toBe("Accept-Encoding");
    // Neither is smaller for it.
    for (const path of ["/small.js", "/picture.png"]) {
      const { headers } = await fetchOctets(gateway, path, { "Accept-Encoding": "gzip" });
      expect(headers["content-encoding"]).toBeUndefined();
    }
  });

  test("HEAD tells of the form that GET would send", async () => {
    const gateway = await serveBuilt({ "app.js": SCRIPT });
    for (const encoding of ["gzip", "identity"]) {
      const head = await fetchOctets(gateway, "/app.js", { method: "HEAD", "Accept-Encoding": encoding });
      const got = await fetchOctets(gateway, "/app.js", { "Accept-Encoding": encoding });
      expect([head.status, head.body.length]).toEqual([200, 0]);
      for (const name of ["content-length", "content-encoding", "content-type", "etag"] as const)
        expect([name, head.headers[name]]).toEqual([name, got.headers[name]]);
    }
  });
});
