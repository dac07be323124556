import { gzipSync } from "node:zlib";
import { build, type Rollup } from "vite";
import { beforeAll, expect, test } from "vitest";

import { ROOT } from "../sources.ts";

let chunk: Rollup.OutputChunk;

beforeAll(async () => {
  const results = await build({
    root: ROOT,
    configFile: false,
    logLevel: "error",
    build: { write: false, lib: { entry: `${ROOT}src/browser.ts`, formats: ["es"], fileName: "zocp" }, minify: true },
  });
  const [result] = [results].flat();
  const chunks = result !== undefined && "output" in result ? result.output : [];
  const [only] = chunks;
  if (only?.type !== "chunk" || chunks.length !== 1) throw new Error("zocp/browser is not one file");
  chunk = only;
});

test("zocp/browser needs nothing of the host: no module of Node.js, and no other file", () => {
  // What Vite puts in the place of a module of the host, and modules that are none of ours.
  const foreign = Object.keys(chunk.modules).filter((id) => !id.startsWith(`${ROOT}src/`));
  // The bundler's own helpers stand under names that begin with a NUL.
  expect(foreign.filter((id) => !id.startsWith("\0") || id.includes("external"))).toEqual([]);
  expect([...chunk.imports, ...chunk.dynamicImports]).toEqual([]);
  expect(chunk.code).not.toMatch(/^\s*import\b|\brequire\(|\bprocess\./m);
});

test("zocp/browser is small enough for a phone on a bad network", () => {
  // 25 kB when this was written; 31 kB since a page can ask for a rate, and keeps the links of others, as any node does; 35 kB
  // since it can be locked, decides about others, and tells who changed it; 43 kB since it says what old nodes lack and what is misspelt in an option or an event;
  // 57 kB since it keeps links as records with versions, as any node does.
  // 74 kB since its parameters fade by themselves, join several sources and have a safe state, and it streams to nodes that cannot.
  // 76 kB since it tells who holds its parameters, and knows who holds those of others;
  // 79 kB since its links have a priority and can be muted, and its panics are asked again;
  // 101 kB since the values of its links can go through maps, expressions among them, and since it shares a clock.
  // 103 kB since it knows operators between the ends of a wire, and which shows were replaced;
  // 108 kB since it keeps a SUB that comes early, and says and asks which version a node is and how long it runs.
  expect(gzipSync(chunk.code).length).toBeLessThan(109_000);
});

test("zocp/browser holds none of the protocols below ZOCP", () => {
  const paths = Object.keys(chunk.modules).flatMap((id) =>
    id.startsWith(ROOT) ? [id.slice(`${ROOT}src/`.length)] : [],
  );
  const folders = new Set(paths.map((path) => path.replace(/\/[^/]*$/, "")));
  const layers = new Set(
    [...folders].map((folder) => (/^transport\//.test(folder) ? folder : folder.replace(/\/.*$/, ""))),
  );
  expect([...layers].sort()).toEqual([
    ...["arguments", "browser", "browser.ts", "bytes", "errors.ts", "events", "gateway", "lifecycle.ts", "net", "node"],
    ...["rounds.ts", "shares.ts", "step-queue.ts", "transport/websocket", "version.ts", "zocp"],
  ]);
});
