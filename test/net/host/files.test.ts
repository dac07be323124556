import { execFileSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";

import { readFolder } from "../../../src/net/host/folder.ts";
import { readOpenFile, readSecretFile, writeSecretFile } from "../../../src/net/host/secret-file.ts";
import { readSmallFile } from "../../../src/net/host/small-file.ts";

const folders: string[] = [];
const isRoot = process.getuid?.() === 0;

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

function makeFolder(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), "zocp-files-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content, { mode: 0o600 });
  return folder;
}

const file = (content: string | Buffer): string => join(makeFolder({ file: content }), "file");

describe("a small file", () => {
  test.each([
    ["nothing", "", ""],
    ["text", "key = 1\n", "key = 1\n"],
    ["text with umlauts", "bühne 😀", "bühne 😀"],
    ["what Windows writes with >", Buffer.from("\ufeffkey = ü\r\n", "utf16le"), "key = ü\r\n"],
    ["4,096 bytes", "x".repeat(4096), "x".repeat(4096)],
    // A letter that is not there is shown as one, and never thrown at anybody.
    ["bytes that are no text", Buffer.of(0xc3, 0x28), "\ufffd("],
  ])("with %s is read", (_, content, text) => {
    expect(readSmallFile(file(content))).toBe(text);
  });

  test("of 4,097 bytes is not read, and it is said how long it is", () => {
    expect(() => readSmallFile(file("x".repeat(4097)))).toThrow("has 4097 bytes, over 4096");
  });

  test("that grows while it is looked at is not read beyond its limit", () => {
    const path = file("x");
    const grow = (): void => writeFileSync(path, "x".repeat(10_000));
    expect(() => readSmallFile(path, grow)).toThrow("has more than 4096 bytes");
  });

  test("is looked at through the handle that is read: what is put in its place meanwhile is not", () => {
    const path = file("the key");
    const swap = (): void => {
      renameSync(path, `${path}-away`);
      writeFileSync(path, "another key");
    };
    expect(readSmallFile(path, swap)).toBe("the key");
  });

  test("is no folder, no device and no pipe; for none of them anybody waits", () => {
    const folder = makeFolder();
    expect(() => readSmallFile(folder)).toThrow("is a folder or a device");
    expect(() => readSmallFile("/dev/zero")).toThrow("is a folder or a device");
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    expect(() => readSmallFile(pipe)).toThrow("is a pipe");
  });

  test("that is not there is an error of the system, and so is what somebody finds wrong with it", () => {
    expect(() => readSmallFile(join(makeFolder(), "none"))).toThrow(expect.objectContaining({ code: "ENOENT" }));
    const refuse = (): never => {
      throw new Error("not this one");
    };
    expect(() => readSmallFile(file("x"), refuse)).toThrow("not this one");
  });
});

describe("a secret file", () => {
  test("is written for its owner alone, and read again", () => {
    const path = join(makeFolder(), "show.key");
    writeSecretFile(path, "the key");
    expect([statSync(path).mode & 0o777, readSecretFile(path)]).toEqual([0o600, "the key"]);
  });

  test("is never written over another, nor through a link", () => {
    const folder = makeFolder({ "show.key": "the key" });
    symlinkSync("nowhere", join(folder, "link.key"));
    for (const name of ["show.key", "link.key"])
      expect(() => writeSecretFile(join(folder, name), "new")).toThrow(/it is there already/);
    expect(readSecretFile(join(folder, "show.key"))).toBe("the key");
  });

  test("cannot be written into a folder that is not there", () => {
    expect(() => writeSecretFile(join(makeFolder(), "none", "show.key"), "x")).toThrow("there is no such folder");
  });

  test.each([0o604, 0o640, 0o644, 0o660, 0o601, 0o610, 0o777, 0o602])(
    "of the mode %o is refused, with what to do",
    (mode) => {
      const path = file("the key");
      chmodSync(path, mode);
      const bits = mode.toString(8).padStart(4, "0");
      expect(() => readSecretFile(path)).toThrow(`(its mode is ${bits}): say chmod 600 ${path}`);
      // Public keys are for everybody.
      expect(readOpenFile(path)).toBe("the key");
    },
  );

  test.each([0o600, 0o400, 0o700])("of the mode %o is read", (mode) => {
    const path = file("the key");
    chmodSync(path, mode);
    expect(readSecretFile(path)).toBe("the key");
  });

  test.skipIf(!isRoot)(
    "that the system hands to a service is read with the mode that it has there, unless others may change it",
    () => {
      const folder = makeFolder({ "show.key": "the key" });
      const path = join(folder, "show.key");
      vi.stubEnv("CREDENTIALS_DIRECTORY", folder);
      for (const mode of [0o440, 0o444]) {
        chmodSync(path, mode);
        expect(readSecretFile(path)).toBe("the key");
      }
      for (const mode of [0o666, 0o464]) {
        chmodSync(path, mode);
        expect(() => readSecretFile(path)).toThrow("others can read or change the key file");
      }
      vi.stubEnv("CREDENTIALS_DIRECTORY", `${folder}-beside`);
      chmodSync(path, 0o444);
      expect(() => readSecretFile(path)).toThrow("others can read or change the key file");
    },
  );

  test("that is none is refused with a reason", () => {
    const folder = makeFolder({ large: "x".repeat(5000) });
    expect(() => readSecretFile(folder)).toThrow(`${folder} is not a key file: it is a folder or a device`);
    expect(() => readSecretFile(join(folder, "none"))).toThrow("cannot be read: it is not there");
    expect(() => readSecretFile(join(folder, "large"))).toThrow("is not a key file: it has 5000 bytes, over 4096");
    expect(() => readSecretFile(join(folder, "large", "x"))).toThrow("cannot be read: it is not a folder");
  });

  test("may stand in the environment: all of it, or the secret key alone", () => {
    vi.stubEnv("SHOW_KEY", 'secret-key = "abc"\n');
    expect(readSecretFile("env:SHOW_KEY")).toBe('secret-key = "abc"\n');
    vi.stubEnv("SHOW_KEY", "  abc\n");
    expect(readSecretFile("env:SHOW_KEY")).toBe('secret-key = "abc"');
    vi.stubEnv("SHOW_KEY", "");
    expect(() => readSecretFile("env:SHOW_KEY")).toThrow(
      "the key should stand in SHOW_KEY, which the environment does not have",
    );
  });
});

describe("a folder of keys", () => {
  test("is read in the order of the names, without what is hidden or left over", () => {
    const left = [
      ".hidden",
      "#ada#",
      "ada.key~",
      "ada.key.swp",
      "ada.bak",
      "ada.TMP",
      "ada.orig",
      "ada.old",
      "ada.part",
      "x.temp",
    ];
    const folder = makeFolder({
      "bob.key": "2",
      "ada.key": "1",
      ...Object.fromEntries(left.map((name) => [name, "x"])),
    });
    mkdirSync(join(folder, "deeper"));
    expect(readFolder(folder)?.files).toEqual([
      { name: "ada.key", text: "1" },
      { name: "bob.key", text: "2" },
    ]);
  });

  test("is read again only when something has changed in it", () => {
    const folder = makeFolder({ "ada.key": "1" });
    const first = readFolder(folder);
    expect(readFolder(folder, first)).toBeUndefined();
    writeFileSync(join(folder, "ada.key"), "one");
    const second = readFolder(folder, first);
    expect(second?.files).toEqual([{ name: "ada.key", text: "one" }]);
    writeFileSync(join(folder, "bob.key"), "2");
    const third = readFolder(folder, second);
    expect(third?.files).toHaveLength(2);
    unlinkSync(join(folder, "ada.key"));
    expect(readFolder(folder, third)?.files).toEqual([{ name: "bob.key", text: "2" }]);
  });

  test("with a file that cannot be read tells why, reads the others, and tries again each time", () => {
    const folder = makeFolder({ "ada.key": "1", "large.key": "x".repeat(5000) });
    const first = readFolder(folder);
    expect(first).toMatchObject({
      files: [{ name: "ada.key" }],
      unread: [{ name: "large.key", why: "has 5000 bytes, over 4096" }],
    });
    expect(readFolder(folder, first)).toMatchObject({ mark: first?.mark, unread: [{ name: "large.key" }] });
  });

  test("passes over a link that leads nowhere, and reads one that leads to a file", () => {
    const folder = makeFolder({ "ada.key": "1" });
    symlinkSync("nowhere", join(folder, "bob.key"));
    symlinkSync("ada.key", join(folder, "cid.key"));
    expect(readFolder(folder)).toMatchObject({
      files: [{ name: "ada.key" }, { name: "cid.key", text: "1" }],
      unread: [],
    });
  });

  test("that is none is refused with a reason", () => {
    const folder = makeFolder({ file: "x" });
    expect(() => readFolder(join(folder, "none"))).toThrow(/none cannot be read: it is not there$/);
    expect(() => readFolder(join(folder, "file"))).toThrow(/file cannot be read: it is not a folder$/);
  });
});
