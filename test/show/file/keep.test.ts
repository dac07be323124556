import { spawn } from "node:child_process";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

import { keepFile } from "../../../src/show.ts";
import { ROOT } from "../../sources.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zocp-keep-"));
  path = join(folder, "show.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const names = (): string[] => readdirSync(folder).sort();
const text = (name: string): string => readFileSync(join(folder, name), "utf8");

test("the last ten versions stay beside the file, the latest with 1", async () => {
  for (let version = 0; version < 13; version++) expect(await keepFile(path, `${version}`)).toBe(true);
  expect(text("show.json")).toBe("12");
  const versions = Array.from({ length: 10 }, (_, at) => at + 1);
  expect(names()).toEqual(["show.json", ...versions.map((number) => `show.json~${number}`)].sort());
  expect(versions.map((number) => text(`show.json~${number}`))).toEqual(versions.map((number) => `${12 - number}`));
});

test("the same text again changes nothing", async () => {
  await keepFile(path, "a");
  expect(await keepFile(path, "a")).toBe(false);
  expect(names()).toEqual(["show.json"]);
});

test("a file keeps who may read it, and a link to one stays a link", async () => {
  writeFileSync(path, "a");
  chmodSync(path, 0o640);
  symlinkSync(path, join(folder, "tonight.json"));
  await keepFile(join(folder, "tonight.json"), "b");
  expect(text("show.json")).toBe("b");
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(names()).toEqual(["show.json", "show.json~1", "tonight.json"]);
});

test("where nothing can be written the file is as it was", async () => {
  writeFileSync(path, "a");
  await expect(keepFile(join(folder, "none/show.json"), "b")).rejects.toMatchObject({ code: "ENOENT" });
  expect(names()).toEqual(["show.json"]);
});

test("a program that is killed while it saves leaves a whole file, the old one or the new one", async () => {
  const [small, large] = ["a".repeat(1000), "b".repeat(4_000_000)];
  const program = `
    const { keepFile } = await import(${JSON.stringify(join(ROOT, "dist/show/file/keep.js"))});
    console.log("begins");
    for (;;) for (const text of ["a".repeat(1000), "b".repeat(4_000_000)]) await keepFile(${JSON.stringify(path)}, text);`;
  writeFileSync(path, small);
  for (let run = 0; run < 20; run++) {
    const words = ["--input-type=module", "-e", program];
    const child = spawn(process.execPath, words, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => child.once("close", resolve));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    await new Promise((resolve) => setTimeout(resolve, run * 7));
    child.kill("SIGKILL");
    await ended;
    for (const name of names().filter((one) => one.startsWith("show.json"))) {
      const kept = text(name);
      expect([name, kept === small || kept === large]).toEqual([name, true]);
    }
  }
  await keepFile(path, "end");
  expect(names().filter((name) => name.endsWith(".new"))).toEqual([]);
}, 120_000);
