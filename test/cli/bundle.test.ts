import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { VERSION } from "../../src/version.ts";
import { ROOT } from "../sources.ts";
import { Bench, PROGRAM } from "./program.ts";

test("the command line has the version of the package", () => {
  expect(VERSION).toBe(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).version);
});

// Somebody puts the command line and all that it needs into one folder, with nothing of npm beside it.
describe("a bundle of the command line in an empty folder", () => {
  let folder = "";
  let program = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "zocp-bundle-"));
    const { build } = await import("vite");
    await build({
      ...{ configFile: false, logLevel: "error", root: ROOT },
      build: { ssr: PROGRAM, outDir: join(folder, "bundle"), emptyOutDir: true },
      ssr: { noExternal: true },
    });
    mkdirSync(join(folder, "empty"));
    program = join(
      folder,
      "bundle",
      readdirSync(join(folder, "bundle")).find((name) => /^main\.m?js$/.test(name)) ?? "",
    );
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    [["--version"], new RegExp(`^${VERSION}\n$`)],
    [["set", "--help"], /^Usage: zocp set /],
  ])("answers %j", (words, expected) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
      cwd: join(folder, "empty"),
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(expected);
  });

  test("finds a node and sets it", async () => {
    await using bench = await Bench.open();
    await bench.node({ name: "lamp", parameters: { level: { type: "float", value: 0, access: "rw" } } });
    const line = `cd ${join(folder, "empty")}; $NODE ${program} set lamp/level 0.5 --wait 30`;
    expect(await bench.shell(line).ended).toEqual({ code: 0, stdout: "0.5\n", stderr: "" });
  });
});
