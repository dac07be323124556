import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import { ROOT } from "./sources.ts";

// What users get: the package as it is packed, in a project of its own. Nothing is fetched: what it depends on is linked.
let project = "";

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "zocp-package-"));
  const packed = run("npm", ["pack", "--ignore-scripts", "--pack-destination", project], ROOT);
  const tarball = packed.output.trim().split("\n").at(-1) ?? "";
  mkdirSync(join(project, "node_modules/zocp"), { recursive: true });
  expect(run("tar", ["-xzf", tarball, "-C", "node_modules/zocp", "--strip-components", "1"], project)).toMatchObject({
    status: 0,
  });
  const { dependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, "utf8"));
  for (const name of [...Object.keys(dependencies), "@types/node", "undici-types"]) link(name);
  for (const name of ["a.mts", "a.cts"]) writeFileSync(join(project, name), PROGRAM);
}, 120_000);

afterAll(() => rmSync(project, { recursive: true }));

test.each([
  ["node16", "node16", ["a.mts"]],
  // A project of CommonJS is one that may load modules: nodenext, or node20.
  ["nodenext", "nodenext", ["a.mts", "a.cts"]],
  ["esnext", "bundler", ["a.mts"]],
])(
  "the types are whole for a project with module %s and moduleResolution %s",
  (module, resolution, files) => {
    const compiler = `${ROOT}node_modules/typescript/bin/tsc`;
    const options = ["--noEmit", "--strict", "--skipLibCheck", "false", "--target", "es2022", "--types", "node"];
    const args = [compiler, ...options, "--module", module, "--moduleResolution", resolution, ...files];
    expect(run(process.execPath, args, project)).toEqual({ status: 0, output: "" });
  },
  120_000,
);

test("CommonJS can require every entry", () => {
  const entries = [
    "zocp",
    "zocp/browser",
    "zocp/sim",
    "zocp/gateway",
    "zocp/show",
    "zocp/recording",
    "zocp/dmx",
    "zocp/midi",
    "zocp/osc",
    "zocp/protocol",
  ];
  const code = `for (const entry of ${JSON.stringify(entries)}) console.log(entry, Object.keys(require(entry)).length > 0);`;
  const { status, output } = run(process.execPath, ["--no-warnings", "-e", code], project);
  expect({ status, lines: output.trim().split("\n") }).toEqual({
    status: 0,
    lines: entries.map((one) => `${one} true`),
  });
});

function run(program: string, args: readonly string[], cwd: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: "utf8" });
  return { status, output: program === "npm" ? stdout : stdout + stderr };
}

function link(name: string): void {
  const path = join(project, "node_modules", name);
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(`${ROOT}node_modules/${name}`, path, "dir");
}

const PROGRAM = `
import { type NodeEvent, type Vector2, ZocpNode } from "zocp";
import { joinMesh } from "zocp/browser";
import { Gateway } from "zocp/gateway";
import { decodeMessages } from "zocp/protocol";
import { SimulatedNetwork } from "zocp/sim";

const node: ZocpNode = new ZocpNode("lamp", { net: new SimulatedNetwork().host().net });
node.float("level", 0).on("changed", ({ value, at }) => value.toFixed(1) + at.toFixed());
node.vec2f("at", [0, 0]).on("changed", ({ value }) => { const [x, y]: Vector2 = value; return x + y; });
node.bool("on", false).on("changed", ({ value }) => { const on: boolean = value; return on; });
// @ts-expect-error: a number is no text
node.float("level", "0");
// @ts-expect-error: there is no such event
node.on("entr", () => {});
export const told = (event: NodeEvent): string => event.type;
export const all = [joinMesh, Gateway, decodeMessages];
`;
