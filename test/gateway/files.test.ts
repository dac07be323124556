import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import * as promises from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test, vi } from "vitest";

import type { Gateway } from "../../src/gateway/gateway.ts";
import { scriptsIn } from "../../src/gateway/site/inline-scripts.ts";
import { ServedFolder } from "../../src/gateway/site/served-folder.ts";
import { cpuTime } from "../patience.ts";
import { load } from "./ask.ts";
import { Stage } from "./stage.ts";

// The real ones, unless a test imitates the disk of another system.
vi.mock("node:fs/promises", { spy: true });

const base = mkdtempSync(join(tmpdir(), "zocp-files-"));
const show = join(base, "show");
mkdirSync(show);
const BIG = 512 * 1024 * 1024;
writeFileSync(join(show, "big.mp4"), "");
truncateSync(join(show, "big.mp4"), BIG);
writeFileSync(join(show, "ten.txt"), "0123456789");
writeFileSync(join(show, "empty.txt"), "");

afterAll(() => rmSync(base, { recursive: true }));

const open = async (): Promise<Gateway> => (await Stage.open()).gateway({ serve: show });

describe("a file of a show", () => {
  test("may be as large as it likes: asking for it neither reads nor packs it first", async () => {
    const gateway = await open();
    const took = await cpuTime(async () => {
      const answers = await Promise.all(Array.from({ length: 40 }, () => load(gateway, "/show/big.mp4", {}, "HEAD")));
      for (const { status, headers } of answers)
        expect([status, headers["content-length"], headers["content-type"]]).toEqual([200, String(BIG), "video/mp4"]);
    });
    // Reading forty times half a gigabyte takes longer on any machine.
    expect(took).toBeLessThan(2000);
  });

  test("is sent in the parts that a player asks for", async () => {
    const gateway = await open();
    const part = await load(gateway, "/show/ten.txt", { Range: "bytes=2-4" });
    expect([part.status, part.body, part.headers["content-range"]]).toEqual([206, "234", "bytes 2-4/10"]);
    expect((await load(gateway, "/show/ten.txt", { Range: "bytes=-3" })).body).toBe("789");
    expect((await load(gateway, "/show/ten.txt", { Range: "bytes=50-" })).status).toBe(416);
    for (const odd of ["bytes=5-3", "bytes=x-y", "bytes=0-1,3-4", "letters=1-2"])
      expect([200, 416]).toContain((await load(gateway, "/show/ten.txt", { Range: odd })).status);
    expect((await load(gateway, "/show/big.mp4", { Range: `bytes=${BIG - 4}-` })).body).toBe("\0\0\0\0");
    expect(await load(gateway, "/show/empty.txt")).toMatchObject({ status: 200, body: "" });
  });

  test("is sent again only when it has changed", async () => {
    const gateway = await open();
    writeFileSync(join(show, "news.txt"), "one");
    const { headers } = await load(gateway, "/show/news.txt");
    const again = { "If-None-Match": String(headers.etag) };
    expect((await load(gateway, "/show/news.txt", again)).status).toBe(304);
    writeFileSync(join(show, "news.txt"), "two!");
    expect(await load(gateway, "/show/news.txt", again)).toMatchObject({ status: 200, body: "two!" });
  });

  test("that becomes shorter while it is sent ends its connection: nobody takes what follows for the rest", async () => {
    const gateway = await open();
    writeFileSync(join(show, "shrinks.bin"), "");
    truncateSync(join(show, "shrinks.bin"), BIG);
    const socket = connect({ host: "127.0.0.1", port: gateway.port });
    onTestFinished(() => void socket.destroy());
    socket.on("error", () => {});
    socket.on("connect", () => socket.write("GET /show/shrinks.bin HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
    await new Promise((resolve) => socket.once("data", resolve));
    socket.pause();
    truncateSync(join(show, "shrinks.bin"), 0);
    socket.resume();
    await new Promise((resolve) => socket.on("close", resolve));
    expect((await load(gateway, "/show/ten.txt")).status).toBe(200);
  });

  test("of which the browser wants no more is no mistake of ours", async () => {
    const notes: string[] = [];
    const gateway = await (await Stage.open()).gateway({ serve: show, note: (note) => notes.push(note) });
    const socket = connect({ host: "127.0.0.1", port: gateway.port });
    socket.on("connect", () => socket.write("GET /show/big.mp4 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
    await new Promise((resolve) => socket.once("data", resolve));
    socket.destroy();
    await gateway.stop();
    expect(notes).toEqual([]);
  });

  test("that is none, or that cannot be read, is not there, and everything else goes on", async () => {
    const gateway = await open();
    execFileSync("mkfifo", [join(show, "pipe.txt")]);
    symlinkSync("/dev/zero", join(show, "zero.bin"));
    symlinkSync(join(show, "loop"), join(show, "loop"));
    writeFileSync(join(show, "locked.txt"), "x");
    chmodSync(join(show, "locked.txt"), 0o000);
    mkdirSync(join(show, "folder.html"));
    for (const name of ["pipe.txt", "zero.bin", "loop", "folder.html", "x".repeat(300)])
      expect([name, (await load(gateway, `/show/${name}`)).status]).toEqual([name, 404]);
    // Whoever is root may read it all the same.
    await load(gateway, "/show/locked.txt").catch(() => {});
    for (const name of ["pipe.txt", "zero.bin", "loop"]) unlinkSync(join(show, name));
    expect((await load(gateway, "/show/ten.txt")).status).toBe(200);
  });

  test("that vanishes between being found and being read is not there", async () => {
    const gateway = await open();
    vi.mocked(promises.stat).mockResolvedValueOnce({ isFile: () => true, size: 1, mtimeMs: 1, ino: 1 } as never);
    const real = vi.mocked(promises.realpath);
    const { length } = real.mock.calls;
    real
      .mockImplementationOnce(async () => show as never)
      .mockImplementationOnce(async () => join(show, "gone.txt") as never);
    expect((await load(gateway, "/show/gone.txt")).status).toBe(404);
    expect(real.mock.calls.length).toBe(length + 2);
  });
});

test("a folder is found under whatever letters people and the disk write it with", async () => {
  const given = join(base, "SHOW");
  mkdirSync(given);
  onTestFinished(() => rmSync(given, { recursive: true }));
  // As on disks that know no case: asked for SHOW, the system tells what the folder is really called.
  const { realpath } = await vi.importActual<typeof promises>("node:fs/promises");
  const real = vi.mocked(promises.realpath);
  real.mockImplementation(((path: string) => realpath(path.replace(given, show))) as never);
  onTestFinished(() => void real.mockReset());
  const found = await new ServedFolder(given).find("ten.txt");
  expect(found?.path).toBe(join(show, "ten.txt"));
});

describe("the scripts of a page", () => {
  test("are found in any spelling, without those that are loaded", () => {
    expect(scriptsIn("<SCRIPT type=module>a</Script >x<script src=b>c</script><script\n>a</script>")).toEqual([
      expect.stringMatching(/^'sha256-/),
      expect.stringMatching(/^'sha256-/),
    ]);
    for (const none of ["", "<script", "<script>", "<script>x</scrip", "<scripts>x</scripts>"])
      expect(scriptsIn(none)).toEqual([]);
  });

  test("are found in a time that grows no faster than the page", async () => {
    const took = await cpuTime(() => {
      for (const evil of ["<script", "<script>", "<script src=", "</script"]) scriptsIn(evil.repeat(100_000));
    });
    expect(took).toBeLessThan(5000);
  });
});

describe("an HTML file of a show", () => {
  const MOST = 1024 * 1024;
  const page = (size: number): string => {
    const script = "<script>document.title = 'ran';</script>";
    return script + " ".repeat(size - script.length);
  };

  test.each([
    ["up to 1 MiB runs its own scripts", MOST, true],
    ["above is sent, and its own scripts do not run", MOST + 1, false],
  ])("%s", async (_, size, runs) => {
    writeFileSync(join(show, "page.html"), page(size));
    const { status, headers, body } = await load(await open(), "/show/page.html");
    expect([status, body.length]).toEqual([200, size]);
    expect(/script-src [^;]*'sha256-/.test(String(headers["content-security-policy"]))).toBe(runs);
  });

  test("above 1 MiB is not read for its scripts", async () => {
    writeFileSync(join(show, "page.html"), page(MOST + 1));
    const read = vi.spyOn(promises, "readFile").mockClear();
    onTestFinished(() => read.mockRestore());
    expect((await load(await open(), "/show/page.html")).status).toBe(200);
    expect(read.mock.calls.filter(([path]) => String(path).endsWith("page.html"))).toEqual([]);
  });
});
