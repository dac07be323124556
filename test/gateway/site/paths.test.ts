import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";

import { ServedFolder } from "../../../src/gateway/site/served-folder.ts";
import { fetchOctets, makeFolder, serve, serveBuilt, write } from "./served.ts";

/** Names that people give to files, and how a URL has to write them. */
const NAMES: readonly (readonly [string, string])[] = [
  ["two words.html", "two%20words.html"],
  ["bühne.html", "b%C3%BChne.html"],
  ["舞台.html", "%E8%88%9E%E5%8F%B0.html"],
  ["😀.html", "%F0%9F%98%80.html"],
  ["100%.html", "100%25.html"],
  ["100%25.html", "100%2525.html"],
  ["a%2fb.html", "a%252fb.html"],
  ["question?.html", "question%3F.html"],
  ["hash#.html", "hash%23.html"],
  ["plus+.html", "plus+.html"],
  ["plus and+.html", "plus%20and%2B.html"],
  ["a&b=c;d,e.html", "a&b=c;d,e.html"],
  ["'quoted'.html", "'quoted'.html"],
  ['"double".html', "%22double%22.html"],
  ["<tag>.html", "%3Ctag%3E.html"],
  ["[brackets].html", "[brackets].html"],
  ["a..b.html", "a..b.html"],
  ["a...html", "a...html"],
  ["a.", "a."],
  ["tilde~", "tilde~"],
  ["-rf", "-rf"],
  ["$HOME", "$HOME"],
  ["constructor", "constructor"],
  ["__proto__", "__proto__"],
  ["x".repeat(200), "x".repeat(200)],
];

describe("a file is served under its name, however that is written:", () => {
  test.each(NAMES)("%s", async (name, url) => {
    const { gateway } = await serve({ [name]: name, [`deep/er/${name}`]: `deep ${name}` });
    expect(String((await fetchOctets(gateway, `/show/${url}`)).body)).toBe(name);
    expect(String((await fetchOctets(gateway, `/show/deep/er/${url}?a=b/../c`)).body)).toBe(`deep ${name}`);
    const head = await fetchOctets(gateway, `/show/${url}`, { method: "HEAD" });
    expect([head.status, head.headers["content-length"]]).toEqual([200, String(Buffer.byteLength(name))]);
  });

  test("and letters that need no percent sign may have one", async () => {
    const { gateway } = await serve({ "deep/page.html": "page" });
    for (const path of [
      "/show/deep/%70age.html",
      "/show/%64eep/page%2Ehtml",
      "/%73how/deep/page.html",
      "/show/deep%2Fpage.html",
    ])
      expect([path, String((await fetchOctets(gateway, path)).body)]).toEqual([path, "page"]);
  });

  test("and the page of a folder is its index.html", async () => {
    const { gateway } = await serve({ "index.html": "top", "deep/index.html": "deep" });
    for (const [path, content] of [
      ["/show/", "top"],
      ["/show/?x", "top"],
      ["/show/deep/", "deep"],
      ["/show/deep/index.html", "deep"],
    ] as const)
      expect([path, String((await fetchOctets(gateway, path)).body)]).toEqual([path, content]);
  });
});

describe("nothing outside of the folder, and nothing hidden, is there:", () => {
  const FILES = { "index.html": "top", "deep/page.html": "page", ".env": "a secret", "deep/.git/config": "a secret" };

  test.each([
    "/show/..",
    "/show/../",
    "/show/.",
    "/show/./",
    "/show/deep/..",
    "/show/deep/../index.html",
    "/show/deep/./page.html",
    "/show/%2e/index.html",
    "/show/%2E%2E/show/index.html",
    "/show/.%2e/index.html",
    "/show/%252e%252e/index.html",
    "/show/..%00/index.html",
    "/show/deep//page.html",
    "/show//index.html",
    "/show/deep/page.html/",
    "/show/deep/page.html/..",
    "/show/deep/page.html%00",
    "/show/%00",
    "/show/deep%5cpage.html",
    "/show/deep\\page.html",
    "/show/c:/index.html",
    "/show/C%3A/index.html",
    "/show/index.html::$DATA",
    "/show/index.html%3A%3A$DATA",
    "/show/.env",
    "/show/%2eenv",
    "/show/deep/.git/config",
    "/show/deep/.git/",
    "/show/...",
    "/show/.../index.html",
    "/show/%",
    "/show/%2",
    "/show/%zz",
    "/show/%ff%fe",
    "/show/%c0%ae%c0%ae/index.html",
    "/show/%u002e%u002e/index.html",
    "/show/index.html%20",
    "/show/ index.html".replace(" ", "%20"),
    "/show/index.html%0a",
    "/show/index.html%0d%0aX: y".replace(" ", "%20"),
    "/show/none",
    `/show/${"x".repeat(300)}`,
    `/show/${"deep/".repeat(1000)}page.html`,
    "/SHOW/index.html",
    "/show.html",
    "/showindex.html",
    "//show/index.html",
    "/./show/index.html",
  ])("%s", async (path) => {
    const { gateway } = await serve(FILES);
    for (const method of ["GET", "HEAD"]) {
      const { status, headers, body } = await fetchOctets(gateway, path, { method });
      expect(status).toBe(404);
      expect(headers.x).toBeUndefined();
      expect(String(body)).toBe(method === "HEAD" ? "" : "There is nothing here.\n");
    }
  });
});

describe("a symbolic link", () => {
  test("inside of the folder is followed, and counts by where it leads", async () => {
    const { gateway, folder } = await serve({ "a/page.html": "page", ".hidden/x.html": "a secret" });
    symlinkSync("a", join(folder, "b"));
    symlinkSync(join(folder, "a", "page.html"), join(folder, "linked.html"));
    symlinkSync(".hidden", join(folder, "seen"));
    symlinkSync("page.html", join(folder, "a", ".hidden-link"));
    const ask = async (path: string) => (await fetchOctets(gateway, path)).status;
    expect([await ask("/show/b/page.html"), await ask("/show/linked.html")]).toEqual([200, 200]);
    expect([await ask("/show/seen/x.html"), await ask("/show/a/.hidden-link")]).toEqual([404, 404]);
  });

  test("that leads outside, nowhere or to itself is not there", async () => {
    const { gateway, folder } = await serve({ "page.html": "page" });
    const outside = makeFolder({ "secret.txt": "a secret" });
    symlinkSync(outside, join(folder, "out"));
    symlinkSync(join(outside, "secret.txt"), join(folder, "secret.txt"));
    symlinkSync("../..", join(folder, "up"));
    symlinkSync("nowhere", join(folder, "lost"));
    symlinkSync("loop", join(folder, "loop"));
    for (const path of ["out/secret.txt", "secret.txt", "up/etc/passwd", "lost", "loop", "loop/page.html"])
      expect([path, (await fetchOctets(gateway, `/show/${path}`)).status]).toEqual([path, 404]);
  });

  test("to a folder whose name only begins like ours leads outside", async () => {
    const base = makeFolder({ "show/page.html": "page", "show-beside/secret.txt": "a secret" });
    const served = new ServedFolder(join(base, "show"));
    symlinkSync("../show-beside/secret.txt", join(base, "show", "beside.txt"));
    expect(await served.find("page.html")).toMatchObject({ path: expect.stringMatching(/show\/page\.html$/) });
    expect(await served.find("beside.txt")).toBeUndefined();
  });

  test("may be the folder itself, and may lead elsewhere tomorrow", async () => {
    const base = makeFolder({ "monday/page.html": "monday", "tuesday/page.html": "tuesday" });
    symlinkSync("monday", join(base, "show"));
    const { gateway } = await serve({}, { serve: join(base, "show") });
    expect(String((await fetchOctets(gateway, "/show/page.html")).body)).toBe("monday");
    unlinkSync(join(base, "show"));
    symlinkSync("tuesday", join(base, "show"));
    expect(String((await fetchOctets(gateway, "/show/page.html")).body)).toBe("tuesday");
  });
});

describe("what happens to the folder while it is served", () => {
  test("is seen: files come, change, become folders and go", async () => {
    const { gateway, folder } = await serve({ "page.html": "one" });
    const ask = async () => {
      const { status, body } = await fetchOctets(gateway, "/show/page.html");
      return status === 200 ? String(body) : status;
    };
    const seen = [await ask()];
    write(join(folder, "page.html"), "two");
    seen.push(await ask());
    rmSync(join(folder, "page.html"));
    seen.push(await ask());
    mkdirSync(join(folder, "page.html"));
    seen.push(await ask());
    expect(seen).toEqual(["one", "two", 404, 404]);
  });

  test("and when it is taken away and put back, it is served again", async () => {
    const { gateway, folder } = await serve({ "page.html": "page" });
    renameSync(folder, `${folder}-away`);
    expect((await fetchOctets(gateway, "/show/page.html")).status).toBe(404);
    renameSync(`${folder}-away`, folder);
    expect((await fetchOctets(gateway, "/show/page.html")).status).toBe(200);
  });
});

/** On disks of Windows and macOS the folder has another name than the one that was given: both ways lead to the same file. */
test("a folder that the disk calls otherwise than people do is served all the same", async () => {
  const folder = makeFolder({ "Show/page.html": "page" });
  vi.resetModules();
  vi.doMock("node:fs/promises", async (original) => {
    const real = await original<typeof import("node:fs/promises")>();
    const realpath = (path: string) => real.realpath(path.replace("/show", "/Show"));
    return { ...real, realpath };
  });
  vi.doMock("node:fs", async (original) => {
    const real = await original<typeof import("node:fs")>();
    return { ...real, realpathSync: (path: string) => path };
  });
  const { ServedFolder: OnSuchADisk } = await import("../../../src/gateway/site/served-folder.ts");
  vi.doUnmock("node:fs/promises");
  vi.doUnmock("node:fs");
  const served = new OnSuchADisk(join(folder, "show"));
  expect(await served.find("page.html")).toMatchObject({ root: join(folder, "Show") });
});

describe("the built page holds what was there when the gateway was made, and nothing else:", () => {
  const FILES = {
    "index.html": "top",
    "assets/app.js": "app",
    "assets/two words.svg": "<svg/>",
    ".hidden": "a secret",
    "assets/.map": "a secret",
  };

  test.each([
    ["/", "text/html; charset=utf-8"],
    ["/index.html", "text/html; charset=utf-8"],
    ["/assets/app.js", "text/javascript; charset=utf-8"],
    ["/assets/app.js?v=1", "text/javascript; charset=utf-8"],
    ["/assets/two%20words.svg", "image/svg+xml"],
    ["/%61ssets/app.js", "text/javascript; charset=utf-8"],
  ])("%s", async (path, type) => {
    const { status, headers } = await fetchOctets(await serveBuilt(FILES), path);
    expect([status, headers["content-type"]]).toEqual([200, type]);
  });

  test.each([
    "/.hidden",
    "/assets/.map",
    "/assets",
    "/assets/",
    "/assets//app.js",
    "/assets/../index.html",
    "/assets/%2e%2e/index.html",
    "/./index.html",
    "//index.html",
    "/INDEX.html",
    "/index.html/",
    "/index.html%00",
    "/index",
    "/assets\\app.js",
    "/%",
    "/__proto__",
    "/toString",
    "/etc/passwd",
    "/../../../../etc/passwd",
  ])("not %s", async (path) => {
    expect((await fetchOctets(await serveBuilt(FILES), path)).status).toBe(404);
  });
});
