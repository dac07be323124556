import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { ROOT } from "../sources.ts";

let folder = "";

/** A checkout with the tools of this one and a single source, and nothing installed. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zocp-build-"));
  cpSync(join(ROOT, "tools"), join(folder, "tools"), { recursive: true });
  for (const name of ["src", "composer"]) mkdirSync(join(folder, name));
  for (const name of ["package.json", "package-lock.json", "tsconfig.json", "tsconfig.build.json"]) write(name, "{}");
  write("package.json", '{"type": "module"}');
  write("src/index.ts", "one");
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const prepare = () => spawnSync(process.execPath, ["tools/build.js", "--if-needed"], { cwd: folder, encoding: "utf8" });

/** A built dist/, as the tools leave it. */
function build(): void {
  const script = 'import { fingerprint } from "./tools/fingerprint.js"; process.stdout.write(fingerprint());';
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: folder,
    encoding: "utf8",
  });
  mkdirSync(join(folder, "dist"));
  write("dist/.sources", stdout);
}

/** A compiler that fails after it has written something. */
function installBrokenCompiler(): void {
  mkdirSync(join(folder, "node_modules", "typescript"), { recursive: true });
  write("node_modules/typescript/package.json", '{"bin": {"tsc": "tsc.cjs"}}');
  const script = 'const { mkdirSync } = require("node:fs"); mkdirSync(process.argv.at(-1)); process.exitCode = 2;';
  write("node_modules/typescript/tsc.cjs", script);
}

test("nothing is built, and nothing said, when dist was made from these sources", () => {
  build();
  expect(prepare()).toMatchObject({ status: 0, stdout: "", stderr: "" });
});

test("a source with other text, a new one, and one that is gone are noticed, whatever their times say", () => {
  build();
  write("src/new.ts", "two");
  expect(prepare().status).toBe(1);
  rmSync(join(folder, "src", "new.ts"));
  expect(prepare().status).toBe(0);
  write("src/index.ts", "two");
  expect(prepare().status).toBe(1);
});

test("who has not installed the tools is told how", () => {
  const { status, stderr } = prepare();
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: `zocp is not built, and what builds it is not installed: run npm ci in ${folder}/\n`,
  });
});

test("a build that fails says so, leaves the dist that was there, and nothing else", () => {
  build();
  installBrokenCompiler();
  write("src/index.ts", "two");
  const before = readFileSync(join(folder, "dist", ".sources"), "utf8");
  const { status, stderr } = prepare();
  expect({ status, stderr }).toEqual({ status: 2, stderr: "zocp is built from its sources, which takes a moment\n" });
  expect(readFileSync(join(folder, "dist", ".sources"), "utf8")).toBe(before);
  const { stdout } = spawnSync("ls", ["-A", folder], { encoding: "utf8" });
  expect(stdout).not.toContain(".build-");
  expect(existsSync(join(folder, "dist", "index.js"))).toBe(false);
});

test("the scripts of the package are words that every shell understands", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  for (const script of Object.values<string>(scripts)) expect(script).toMatch(/^[\w.:/ &-]+$/);
});
