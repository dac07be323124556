import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

import { carriedChromium } from "../../tools/carried-chromium.js";
import { findChromium, launchOptions, MISSING } from "../../tools/chromium.js";

const EDGE = "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe";
const WINDOWS = { ProgramFiles: "C:\\Program Files", "ProgramFiles(x86)": "C:\\Program Files (x86)" };

test.each([
  ["Windows", EDGE],
  ["macOS", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
  ["Debian", "/usr/bin/chromium"],
])("a browser is found where %s has it", (_, place) => {
  expect(findChromium({ environment: WINDOWS, exists: (path) => path === place })).toBe(place);
});

test("the one that was named is used, and none is made up", () => {
  expect(findChromium({ environment: { ZOCP_CHROMIUM: "/mine" }, exists: () => false })).toBe("/mine");
  expect(findChromium({ environment: WINDOWS, exists: () => false })).toBe(undefined);
});

const carried = () => ({ executablePath: "/npm", env: { LD_LIBRARY_PATH: "/npm/lib" } });

test("the browser that npm brings goes before those of the machine, with its libraries", () => {
  const { executablePath, args, env } = launchOptions({ environment: { HOME: "/me" }, carried, find: () => "/debian" });
  expect({ executablePath, args, env }).toEqual({
    executablePath: "/npm",
    args: ["--no-sandbox"],
    env: { HOME: "/me", LD_LIBRARY_PATH: "/npm/lib" },
  });
});

test("the one that is named goes before all, and starts without the libraries of another", () => {
  const { executablePath, env } = launchOptions({ environment: { ZOCP_CHROMIUM: "/mine" }, carried });
  expect({ executablePath, env }).toEqual({ executablePath: "/mine", env: { ZOCP_CHROMIUM: "/mine" } });
});

test("where npm brings none the machine's is used, and without any it is said what to install", () => {
  const nothing = () => undefined;
  expect(launchOptions({ environment: {}, carried: nothing, find: () => "/debian" }).executablePath).toBe("/debian");
  expect(() => launchOptions({ environment: {}, carried: nothing, find: nothing })).toThrow(MISSING);
});

test("npm brings none for other systems, nor where the package is not installed", () => {
  expect(carriedChromium({ platform: "darwin" })).toBe(undefined);
  expect(carriedChromium({ platform: "linux", arch: "arm64" })).toBe(undefined);
  expect(carriedChromium({ platform: "linux", arch: "x64", root: "/nowhere" })).toBe(undefined);
});

test.runIf(process.platform === "linux" && process.arch === "x64")("what npm brings starts", () => {
  const browser = carriedChromium();
  const { stdout } = spawnSync(browser?.executablePath ?? "", ["--version"], { env: browser?.env, encoding: "utf8" });
  expect(stdout).toMatch(/^Chromium \d+\./);
});
