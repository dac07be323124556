import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { ZocpNode } from "../src/index.ts";
import { freePort } from "../tools/ports.js";
import { type Block, blocksOf } from "./blocks.ts";
import { PATIENCE } from "./patience.ts";
import { Program } from "./program.ts";
import { documents, ROOT, read } from "./sources.ts";

test("every ts and js block of the documents fits the sources", { timeout: 240_000 }, () => {
  const blocks = documents().flatMap(blocksOf);
  expect(blocks.length).toBeGreaterThan(5);
  expect(problemsOf(blocks)).toEqual([]);
});

test("a block that does not fit the sources is found, with its line", { timeout: 240_000 }, () => {
  const code = 'import { ZocpNode } from "zocp";\n\nnew ZocpNode("lamp").float("level", "bright");\n';
  expect(problemsOf([{ document: "README.md", code }])).toEqual([
    "README.md:3: Argument of type 'string' is not assignable to parameter of type 'number'.",
  ]);
});

test("the README's first node runs as it stands", async () => {
  const [first] = blocksOf("README.md");
  const folder = installed(first?.code.trimStart() ?? "");
  const port = await freePort();
  const program = new Program("first-node.js", { port, cwd: folder });
  const desk = new ZocpNode("desk", { interface: "lo", beaconPort: port });
  try {
    await desk.start();
    const lamp = await desk.waitFor("lamp", { timeout: PATIENCE });
    await program.shows("desk is here");
    expect(await lamp.set("level", 0.5)).toBe(0.5);
    await program.shows("level is now 0.5");
    expect(await program.interrupt()).toBe(0);
  } finally {
    await desk.stop();
    await program.interrupt();
    rmSync(folder, { recursive: true });
  }
});

describe("the README's second program", () => {
  const [first, second] = blocksOf("README.md").map(({ code }) => code.trimStart());

  test("runs as it stands, and says goodbye", async () => {
    const [lampFolder, deskFolder] = [installed(first ?? ""), installed(second ?? "")];
    const port = await freePort();
    const lamp = new Program("first-node.js", { port, cwd: lampFolder });
    const desk = new Program("first-node.js", { port, cwd: deskFolder });
    try {
      await lamp.shows("level is now 0.25");
      await lamp.shows("level is now 0.7");
      await desk.shows("Ctrl-C ends it");
      expect(await desk.interrupt()).toBe(0);
      await lamp.shows("desk is gone: goodbye");
    } finally {
      await Promise.all([lamp.interrupt(), desk.interrupt()]);
      for (const folder of [lampFolder, deskFolder]) rmSync(folder, { recursive: true });
    }
  });

  test.each([
    ["alone", false, 'no node "lamp" appeared within 5000 ms'],
    ["interrupted while it waits", true, "this node was stopped meanwhile"],
  ])("%s says so in one line, and ends", async (_, interrupted, line) => {
    const folder = installed(second ?? "");
    const port = await freePort();
    const witness = new ZocpNode("witness", { interface: "lo", beaconPort: port });
    const desk = new Program("first-node.js", { port, cwd: folder });
    try {
      await witness.start();
      await witness.waitFor("desk", { timeout: PATIENCE });
      expect(await (interrupted ? desk.interrupt() : desk.ends())).toBe(0);
      expect(desk.lines).toEqual([expect.stringContaining(line)]);
    } finally {
      await witness.stop();
      await desk.interrupt();
      rmSync(folder, { recursive: true });
    }
  });
});

test("the README's first node has 15 lines", () => {
  const [first] = blocksOf("README.md");
  expect(first?.code.trim().split("\n").length).toBeLessThanOrEqual(15);
});

/** A folder of somebody who has installed the package and saved the code as `first-node.js`. */
function installed(code: string): string {
  if (!existsSync(`${ROOT}dist/index.js`)) throw new Error("the README's first node needs a built copy: npm run build");
  const folder = mkdtempSync(join(tmpdir(), "zocp-readme-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(ROOT, join(folder, "node_modules", "zocp"), "dir");
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "first-node.js"), code);
  return folder;
}

/** What the compiler says of the blocks, each taken as a file at the top of the repository. */
function problemsOf(blocks: readonly Block[]): string[] {
  const files = new Map(blocks.map((block, index) => [`${ROOT}block-${index}.ts`, block]));
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) => files.get(path)?.code ?? readFile.call(host, path);
  host.fileExists = (path) => files.has(path) || fileExists.call(host, path);
  const program = ts.createProgram([...files.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const document = files.get(file?.fileName ?? "")?.document ?? file?.fileName ?? "";
    const line = file === undefined ? 0 : ts.getLineAndCharacterOfPosition(file, start).line + 1;
    return `${document}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.parseConfigFileTextToJson("tsconfig.json", read("tsconfig.json"));
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ROOT);
  // A block shows how something is written: what it leads to may stay unused.
  return { ...options, noUnusedLocals: false, noUnusedParameters: false };
}
