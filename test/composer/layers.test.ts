import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { expect, test } from "vitest";
import { filesOf, firstLoad, sizeOf } from "../../tools/first-load.js";
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

test("what a browser loads to open the page is smaller than 200 KiB, all of it but its letters than 426 kB, and nothing that runs is inline", () => {
  const folder = `${ROOT}dist/composer/`;
  if (!existsSync(folder)) throw new Error("the page is not built: npm run build");
  expect(sizeOf(folder, firstLoad(folder, ["page"]))).toBeLessThan(200 * 1024);
  const letters = filesOf(folder).filter((name) => name.includes("geist-"));
  expect(
    sizeOf(
      folder,
      filesOf(folder).filter((name) => !letters.includes(name)),
    ),
  ).toBeLessThan(426_000);
  // Of these a browser loads what a text needs: mostly the first.
  const first = letters.filter((name) => name.includes("-latin-wght-"));
  expect(sizeOf(folder, first)).toBeLessThan(32_000);
  const html = readFileSync(`${folder}index.html`, "utf8");
  expect(html).not.toMatch(/<style|<script(?![^>]* src=)| on\w+=|https?:/);
});
