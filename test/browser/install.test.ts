import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";

import { ensureChromium, MISSING } from "../../tools/chromium.js";

let folder = "";
const calls = (): string[] =>
  existsSync(join(folder, "calls")) ? readFileSync(join(folder, "calls"), "utf8").trim().split("\n") : [];
const find = (): string | undefined => (existsSync(join(folder, "chromium")) ? join(folder, "chromium") : undefined);

/** An apt-get that notes how it was called, and does what a script says. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zocp-apt-"));
  const script = `#!/bin/sh\necho "$DEBIAN_FRONTEND $@" >> ${folder}/calls\n[ -e ${folder}/broken ] && exit 100\n[ "$1" = install ] && : > ${folder}/chromium\nexit 0\n`;
  writeFileSync(join(folder, "apt-get"), script, { mode: 0o755 });
  vi.stubEnv("PATH", folder);
  vi.spyOn(console, "log").mockImplementation(() => {});
  onTestFinished(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });
});

test("Debian's package is installed where there is no browser and it may be", () => {
  ensureChromium({ find, mayInstall: true });
  expect(calls()).toEqual(["noninteractive update", "noninteractive install --yes --no-install-recommends chromium"]);
});

test("nothing is installed where there is a browser", () => {
  writeFileSync(join(folder, "chromium"), "");
  ensureChromium({ find, mayInstall: true });
  expect(calls()).toEqual([]);
});

test("who may not install is told in one sentence what to install", () => {
  expect(() => ensureChromium({ find, mayInstall: false })).toThrow(MISSING);
  expect(calls()).toEqual([]);
  expect(MISSING).toMatch(/^no browser: install [^.]*Debian's package chromium[^.]+$/);
});

test("a package that cannot be had is told by the same sentence", () => {
  writeFileSync(join(folder, "broken"), "");
  expect(() => ensureChromium({ find, mayInstall: true })).toThrow(MISSING);
});
