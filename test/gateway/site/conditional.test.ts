import { statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { fetchOctets, serve, serveBuilt, write } from "./served.ts";

const SCRIPT = `// ${"x".repeat(5000)}`;

/** Without its mark of weakness: what a proxy that compresses makes of a tag is weak. */
const bare = (etag: string | undefined): string => String(etag).replace(/^W\//, "");

/** What may stand in If-None-Match, from the tag of what is there now. @see RFC 9110, 13.1.2 */
const MATCHING: readonly (readonly [string, (etag: string) => string])[] = [
  ["the tag as it was sent", (etag) => etag],
  ["the tag as a strong one", (etag) => bare(etag)],
  ["the tag as a weak one", (etag) => `W/${bare(etag)}`],
  ["a list with the tag first", (etag) => `${etag}, "other"`],
  ["a list with the tag last", (etag) => `"other", W/"another", ${etag}`],
  ["a list without spaces", (etag) => `"other",${etag},"another"`],
  ["anything", () => "*"],
];
const OTHERS: readonly (readonly [string, (etag: string) => string])[] = [
  ["another tag", () => '"other"'],
  ["nothing", () => ""],
  ["the tag without quotes", (etag) => bare(etag).slice(1, -1)],
  ["a part of the tag", (etag) => `${bare(etag).slice(0, -2)}"`],
  ["the tag and more in one", (etag) => `"x${bare(etag).slice(1)}`],
  ["the tag in small letters", (etag) => `"${bare(etag).slice(1, -1).toLowerCase()}-"`],
];

describe("a file of the built page", () => {
  test.each(MATCHING)("is not sent again to one that has it: %s", async (_, condition) => {
    const gateway = await serveBuilt({ "app.js": SCRIPT });
    const { headers } = await fetchOctets(gateway, "/app.js");
    for (const method of ["GET", "HEAD"]) {
      const again = await fetchOctets(gateway, "/app.js", {
        method,
        "If-None-Match": condition(String(headers.etag)),
      });
      expect([again.status, again.body.length]).toEqual([304, 0]);
      // What is in force for the copy that the browser has.
      expect(again.headers).toMatchObject({
        etag: headers.etag,
        vary: "Accept-Encoding",
        "cache-control": "private, no-cache",
      });
    }
  });

  test.each(OTHERS)("is sent to one that has another: %s", async (_, condition) => {
    const gateway = await serveBuilt({ "app.js": SCRIPT });
    const { headers } = await fetchOctets(gateway, "/app.js");
    const again = await fetchOctets(gateway, "/app.js", { "If-None-Match": condition(String(headers.etag)) });
    expect([again.status, again.body.length]).toEqual([200, SCRIPT.length]);
  });

  test("has the same tag under all its URLs, and another one when another file stands there", async () => {
    const [one, two] = [await serveBuilt({ "index.html": "one" }), await serveBuilt({ "index.html": "two" })];
    const tags = [];
    for (const [gateway, path] of [
      [one, "/"],
      [one, "/index.html"],
      [two, "/"],
    ] as const)
      tags.push((await fetchOctets(gateway, path)).headers.etag);
    expect(tags[0]).toBe(tags[1]);
    expect(tags[0]).not.toBe(tags[2]);
  });

  test("has a tag that holds for its compressed form, too: one that compares octets is told that it cannot", async () => {
    const gateway = await serveBuilt({ "app.js": SCRIPT });
    const plain = await fetchOctets(gateway, "/app.js");
    const zipped = await fetchOctets(gateway, "/app.js", { "Accept-Encoding": "gzip" });
    expect(zipped.body.equals(plain.body)).toBe(false);
    // Two answers of different octets never have the same strong tag. @see RFC 9110, 8.8.3
    expect(zipped.headers.etag === plain.headers.etag && !String(plain.headers.etag).startsWith("W/")).toBe(false);
  });
});

describe("a file of a show maker's folder", () => {
  test.each(MATCHING)("is not sent again to one that has it: %s", async (_, condition) => {
    const { gateway } = await serve({ "data.bin": "octets" });
    const { headers } = await fetchOctets(gateway, "/show/data.bin");
    const again = await fetchOctets(gateway, "/show/data.bin", { "If-None-Match": condition(String(headers.etag)) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    expect(again.headers.etag).toBe(headers.etag);
    expect(again.headers["x-content-type-options"]).toBe("nosniff");
  });

  test("is sent when it has changed, even in the same second and with the same length", async () => {
    const { gateway, folder } = await serve({ "data.bin": "octets" });
    const path = join(folder, "data.bin");
    utimesSync(path, 1_700_000_000.1, 1_700_000_000.1);
    const { headers } = await fetchOctets(gateway, "/show/data.bin");
    write(path, "OCTETS");
    utimesSync(path, 1_700_000_000.9, 1_700_000_000.9);
    const again = await fetchOctets(gateway, "/show/data.bin", { "If-None-Match": String(headers.etag) });
    expect([again.status, String(again.body)]).toEqual([200, "OCTETS"]);
  });

  test.each([
    ["the moment of its change", 0, 304],
    ["a moment later", 1000, 304],
    ["a moment before", -1000, 200],
  ])("with If-Modified-Since %s", async (_, by, status) => {
    const { gateway, folder } = await serve({ "data.bin": "octets" });
    const changed = Math.floor(statSync(join(folder, "data.bin")).mtimeMs / 1000) * 1000;
    const since = new Date(changed + by).toUTCString();
    const { headers } = await fetchOctets(gateway, "/show/data.bin");
    expect(headers["last-modified"]).toBe(new Date(changed).toUTCString());
    expect((await fetchOctets(gateway, "/show/data.bin", { "If-Modified-Since": since })).status).toBe(status);
  });

  test("with If-Modified-Since that is no date is sent", async () => {
    const { gateway } = await serve({ "data.bin": "octets" });
    expect((await fetchOctets(gateway, "/show/data.bin", { "If-Modified-Since": "yesterday" })).status).toBe(200);
  });

  // Of both the tag counts. @see RFC 9110, 13.2.2
  test("with a tag that is old is sent, whatever the date says", async () => {
    const { gateway } = await serve({ "data.bin": "octets" });
    const said = { "If-None-Match": '"old"', "If-Modified-Since": new Date(Date.now() + 1e6).toUTCString() };
    expect((await fetchOctets(gateway, "/show/data.bin", said)).status).toBe(200);
  });

  test.each([
    ["If-Match", '"other"'],
    ["If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"],
  ])("is not sent to one whose condition does not hold, and that is what it is told: %s", async (name, condition) => {
    const { gateway } = await serve({ "data.bin": "octets" });
    const { status, body } = await fetchOctets(gateway, "/show/data.bin", { [name]: condition });
    expect(status).toBe(412);
    expect(String(body)).not.toContain("octets");
  });

  test.each([
    ["If-Match", "*"],
    ["If-Unmodified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"],
  ])("is sent to one whose condition holds: %s", async (name, condition) => {
    const { gateway } = await serve({ "data.bin": "octets" });
    expect((await fetchOctets(gateway, "/show/data.bin", { [name]: condition })).status).toBe(200);
  });

  test("that is not there is not there under any condition", async () => {
    const { gateway } = await serve({ "data.bin": "octets" });
    for (const [name, value] of [
      ["If-None-Match", "*"],
      ["If-Match", "*"],
      ["If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"],
      ["Range", "bytes=0-1"],
    ] as const)
      expect((await fetchOctets(gateway, "/show/none.bin", { [name]: value })).status).toBe(404);
  });
});
