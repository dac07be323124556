import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { filesIn, ROOT, read } from "../sources.ts";

/** What a file imports values from; types leave nothing behind. */
function importsOf(path: string): readonly string[] {
  const lines = read(path).matchAll(/^\s*(?:import|export) (?!type )[^"]*?from "([^"]+)"/gm);
  return [...lines].map(([, from = ""]) => from);
}

const MODEL = filesIn("composer/model", ".ts");

test("the model knows no framework, no browser and no host", () => {
  expect(MODEL.length).toBeGreaterThan(20);
  const wrong = MODEL.flatMap((path) =>
    importsOf(path)
      .map((from) => join(dirname(path), from))
      .filter((target) => !/^composer\/model\/[\w/-]+\.ts$/.test(target) && target !== "src/browser.ts")
      .map((from) => `${path}: ${from}`),
  );
  expect(wrong).toEqual([]);
  for (const path of MODEL)
    expect(read(path), path).not.toMatch(/\b(document|window|localStorage|requestAnimationFrame)\b\./);
});

test("the page takes from the package nothing but what zocp/browser exports", () => {
  const files = [
    "composer/main.ts",
    "composer/demo.ts",
    "composer/gateway.ts",
    "composer/page.ts",
    ...filesIn("composer/views", ".ts"),
  ];
  const inside = files.flatMap(importsOf).filter((from) => from.includes("/src/"));
  expect(new Set(inside)).toEqual(new Set(["../src/browser.ts"]));
});

test("every colour of a view has a name in look.css", () => {
  const views = filesIn("composer/views", ".svelte");
  // White glints and black shadows under a knob are light, not colour.
  const loose = views.flatMap((path) =>
    (read(path).match(/#[0-9a-f]{6}\b|rgba?\([\d]/gi) ?? []).map((colour) => `${path}: ${colour}`),
  );
  expect(loose).toEqual([]);
});

test("what a browser loads to open the page is smaller than 200 kB, all of it than 400 kB, and nothing is inline", () => {
  const folder = `${ROOT}dist/composer/`;
  if (!existsSync(folder)) throw new Error("the page is not built: npm run build");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(folder + name).isFile(),
  );
  const sizeOf = (names: Iterable<string>): number =>
    [...names].reduce((sum, name) => sum + gzipSync(readFileSync(folder + name)).length, 0);
  expect(sizeOf(firstLoad(folder, files))).toBeLessThan(200_000);
  expect(sizeOf(files)).toBeLessThan(400_000);
  const html = readFileSync(`${folder}index.html`, "utf8");
  expect(html).not.toMatch(/<style|<script(?![^>]* src=)| style=|https?:/);
});

/** What the page asks for before anybody opens something in it: `main` with all that it imports, `page`, which it imports at once, and their styles. */
function firstLoad(folder: string, files: readonly string[]): ReadonlySet<string> {
  const html = readFileSync(`${folder}index.html`, "utf8");
  const found = new Set(["index.html"]);
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    if (!name.endsWith(".js")) return;
    // The style of a part has its name, with another hash.
    for (const style of files) if (style.endsWith(".css") && withoutHash(style) === withoutHash(name)) add(style);
    for (const [, from = ""] of readFileSync(folder + name, "utf8").matchAll(/(?:from|import)\s*"\.\/([^"]+)"/g))
      add(join(dirname(name), from));
  };
  for (const [, name = ""] of html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)) add(name);
  const page = files.filter((name) => /(^|\/)page-[^/]+\.js$/.test(name));
  expect(page).toHaveLength(1);
  for (const name of page) add(name);
  return found;
}

function withoutHash(name: string): string {
  return name.replace(/-[\w-]{8}\.\w+$/, "");
}
